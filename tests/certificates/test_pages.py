"""What the pages and the API say, and to whom."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from quiz_app.certificates.holders import Holder
from quiz_app.certificates.tables import Certificate
from quiz_app.core.db import Database
from tests.certificates.conftest import made_out_to
from tests.conftest import NOW, Cast, SettableClock, bearer
from tests.core.test_printing import words_of_pdf

LATER = NOW + timedelta(hours=2)
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')
UNKNOWN = "2026-0001-000001-0000-0000"


@pytest.fixture
def as_ann(app: Flask, cast: Cast, sign_in: Callable) -> FlaskClient:
    return sign_in(app.test_client(), cast.ann)


@pytest.fixture
def as_ben(app: Flask, cast: Cast, sign_in: Callable) -> FlaskClient:
    return sign_in(app.test_client(), cast.ben)


def test_anybody_learns_of_a_number_whether_it_holds_and_no_more_than_that(
    client: FlaskClient, cast: Cast, anns: Certificate
) -> None:
    answer = client.get(f"/check/{anns.number}")
    assert answer.status_code == 200
    for word in ("这份奖状有效", anns.title, "安*", "中共东山省委组织部", "2026年11月23日", anns.number):
        assert word in answer.text
    for secret in ("安然", "港口党支部", "A001", "特发此状"):
        assert secret not in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get(f"/api/v1/check/{anns.number.lower()}").get_json() == {
        "number": anns.number,
        "valid": True,
        "revoked_at": None,
        "kind": "award",
        "kind_label": "奖状",
        "title": anns.title,
        "holder": "安*",
        "issuer": "中共东山省委组织部",
        "issued_at": "2026-11-23T06:00:00+00:00",
    }


def test_a_unit_stands_with_its_whole_name(client: FlaskClient, cast: Cast, issue: Callable) -> None:
    unit = cast.units["海湾县港务局党委"]
    [found] = issue(Holder(unit.name, unit_id=unit.id), kind="certificate")
    page = client.get(f"/check/{found.number}").text
    assert "海湾县港务局党委" in page
    assert "这份证书有效" in page


def test_a_revoked_number_says_since_when_and_not_why(
    client: FlaskClient, anns: Certificate, revoke: Callable, clock: SettableClock
) -> None:
    revoke(anns, at=NOW + timedelta(days=3), reason="作弊")
    clock.pass_by(days=4)
    page = client.get(f"/check/{anns.number}").text
    assert "这份奖状已经撤销" in page
    assert "2026年11月26日" in page
    assert "作弊" not in page
    answer = client.get(f"/api/v1/check/{anns.number}").get_json()
    assert (answer["valid"], answer["revoked_at"]) == (False, "2026-11-26T06:00:00+00:00")
    assert "作弊" not in str(answer)


def test_an_unknown_number_gets_a_plain_sentence_and_the_form_again(client: FlaskClient, anns: Certificate) -> None:
    neighbour = anns.number.replace("000001", "000002")
    for number in (UNKNOWN, neighbour, "x", "<script>alert(1)", "%00", "九" * 3000):
        answer = client.get(f"/check/{number}")
        assert answer.status_code == 404, number
        assert "没有查到这个编号的证书" in answer.text
        assert 'name="number"' in answer.text
        assert "<script>alert" not in answer.text
    assert client.get(f"/api/v1/check/{UNKNOWN}").get_json()["error"] == "not_found"


def test_a_hidden_number_and_one_that_nobody_has_are_answered_alike(
    client: FlaskClient, cast: Cast, issue: Callable
) -> None:
    [hidden] = issue(made_out_to(cast.ann), visible_from=LATER)
    for prefix in ("/check/", "/api/v1/check/"):
        answers = [client.get(prefix + number) for number in (hidden.number, UNKNOWN)]
        assert [each.status_code for each in answers] == [404, 404]
        first, second = (
            TOKEN.sub("", each.text.replace(number, ""))
            for each, number in zip(answers, (hidden.number, UNKNOWN), strict=True)
        )
        assert first == second


def test_while_hidden_nothing_that_anybody_fetches_differs(
    app: Flask, cast: Cast, sign_in: Callable, issue: Callable, clock: SettableClock
) -> None:
    """The control is the last line: once it may be seen, the same answers do differ."""

    def fetched() -> list[str]:
        answers = []
        for actor in (cast.ann, cast.ben, cast.dora, cast.cleo):
            client = sign_in(app.test_client(), actor)
            for path in ("/me/certificates", "/certificates", "/certificates/1", "/api/v1/members/me/certificates"):
                answers.append(TOKEN.sub("", client.get(path).get_data().decode("utf-8", "replace")))
        return answers

    before = fetched()
    issue(made_out_to(cast.ann), visible_from=LATER)
    assert fetched() == before
    clock.moment = LATER
    assert fetched() != before


def test_a_number_that_is_typed_leads_to_its_page(client: FlaskClient, anns: Certificate) -> None:
    assert client.get("/check").status_code == 200
    answer = client.get("/check", query_string={"number": f" {anns.number.lower()} "})
    assert answer.status_code == 302
    assert "这份奖状有效" in client.get(answer.location).text
    for typed in ("//evil.example", "../../sign-in", "a/b"):
        location = client.get("/check", query_string={"number": typed}).location
        assert location.startswith("/check/")


def test_a_member_finds_and_prints_what_is_ones_own(as_ann: FlaskClient, anns: Certificate) -> None:
    page = as_ann.get("/me/certificates").text
    assert anns.title in page
    assert anns.number in page
    assert "/me/certificates" in as_ann.get("/me").text
    answer = as_ann.get(f"/certificates/{anns.id}")
    assert answer.mimetype == "application/pdf"
    assert f"{anns.number}.pdf" in answer.headers["Content-Disposition"]
    words = words_of_pdf(answer.data)
    for word in ("安然", "港口党支部", "荣获个人一等奖", "中共东山省委组织部", "2026年11月23日", anns.number):
        assert word in words


def test_a_revoked_one_is_listed_with_its_reason_and_not_printed(
    as_ann: FlaskClient, anns: Certificate, revoke: Callable
) -> None:
    revoke(anns)
    page = as_ann.get("/me/certificates").text
    assert "已撤销" in page
    assert "名次更正" in page
    answer = as_ann.get(f"/certificates/{anns.id}")
    assert answer.status_code == 409
    assert "已经撤销，不能再下载" in answer.text


def test_nobody_prints_what_is_not_theirs(
    app: Flask, cast: Cast, sign_in: Callable, issue: Callable, anns: Certificate
) -> None:
    [bens] = issue(made_out_to(cast.ben), source_id=2)
    for actor, certificate, status in (
        (cast.ann, bens, 404),
        (cast.cleo, anns, 404),
        (cast.tom, anns, 404),
        (cast.ben, anns, 200),
        (cast.dora, anns, 200),
    ):
        assert sign_in(app.test_client(), actor).get(f"/certificates/{certificate.id}").status_code == status


def test_the_list_of_a_unit_names_its_members_and_no_one_else(
    as_ben: FlaskClient, cast: Cast, issue: Callable, anns: Certificate
) -> None:
    issue(made_out_to(cast.cleo))
    page = as_ben.get("/certificates").text
    assert "安然" in page
    assert "柯立" not in page
    assert "有效的 1 份" in page
    assert as_ben.get(f"/certificates?unit={cast.units['云岭党支部'].id}").status_code == 404


def test_the_api_lists_ones_own_by_pages(client: FlaskClient, cast: Cast, issue: Callable) -> None:
    for source in (1, 2, 3):
        issue(made_out_to(cast.ann), source_id=source)
    proof = {"Authorization": f"Bearer {bearer(cast.ann)}"}
    first = client.get("/api/v1/members/me/certificates?limit=2", headers=proof).get_json()
    rest = client.get(f"/api/v1/members/me/certificates?limit=2&after={first['next']}", headers=proof).get_json()
    assert [each["id"] for each in first["items"] + rest["items"]] == [3, 2, 1]
    assert rest["next"] is None
    assert first["items"][0]["text"].startswith("安然同志")


@pytest.mark.parametrize("path", ["/me/certificates", "/certificates"])
def test_a_long_list_costs_no_more_statements_than_a_short_one(
    as_ben: FlaskClient, cast: Cast, database: Database, issue: Callable, path: str
) -> None:
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    def cost() -> int:
        statements.clear()
        assert as_ben.get(path).status_code == 200
        return len(statements)

    issue(made_out_to(cast.ben))
    few = cost()
    for source in range(2, 30):
        issue(made_out_to(cast.ben), source_id=source)
    assert cost() == few
