"""How a refusal reads on a page: what happened, and where to go from there."""

import pytest


@pytest.fixture
def anns(client, cast, sign_in):
    return sign_in(client, cast.ann)


def test_a_refusal_leads_back_to_where_one_came_from_and_home(anns) -> None:
    page = anns.get("/units", headers={"Referer": "http://localhost/me?from=here"}).text
    assert 'href="/me?from=here"' in page
    assert 'class="btn" href="/"' in page


@pytest.mark.parametrize(
    "referrer",
    ["", "https://elsewhere.example/me", "http://localhost/units", "http://localhost//elsewhere.example/", "http://["],
)
def test_a_refusal_leads_to_no_other_site_and_not_to_itself(anns, referrer: str) -> None:
    page = anns.get("/units", headers={"Referer": referrer}).text
    assert "返回上一页" not in page
    assert 'class="btn primary" href="/"' in page


@pytest.mark.parametrize(
    "path",
    ["/boards?unit=abc", "/boards?period=2026-13", "/me/points?after=x", "/me/results?kind=x"],
)
def test_an_address_that_was_mistyped_is_refused_without_the_names_of_its_parts(anns, path: str) -> None:
    answer = anns.get(path)
    assert answer.status_code == 422
    assert "这个地址里有一处写得不对" in answer.text
    assert not any(name in answer.text.split("<main")[1] for name in ("unit", "after", "period", "kind", "写整数"))


def test_a_year_that_no_ledger_has_is_refused_in_words(client, cast, sign_in) -> None:
    answer = sign_in(client, cast.ben).get("/branch?year=1900")
    assert answer.status_code == 422
    assert "year" not in answer.text.split("<main")[1]


def test_an_address_for_a_button_says_so(anns) -> None:
    answer = anns.get("/sign-out")
    assert answer.status_code == 405
    assert "这个地址不能直接打开" in answer.text


def test_what_cannot_be_done_now_is_not_called_a_change(client, cast, sign_in) -> None:
    answer = sign_in(client, cast.root).get(f"/units/{cast.units['港口第一党小组'].id}/new")
    assert answer.status_code == 409
    assert "<h1>现在不能这样做</h1>" in answer.text
