"""Sign-ins: they end when they should, and nothing else passes for one."""

import pytest

from quiz_app.core.db import Database
from quiz_app.members import tokens
from quiz_app.members.pages.identity import COOKIE
from quiz_app.members.tables import SignIn
from tests.conftest import NOW, SECRET, bearer
from tests.members.conftest import PASSWORD, Counted

KEY = SECRET.encode()


@pytest.fixture
def ask(client):
    def get(word: str, path: str = "/api/v1/members/me"):
        return client.get(path, headers={"Authorization": f"Bearer {word}"})

    return get


def test_the_api_answers_a_token_with_the_member_behind_it(cast, with_password, client, ask, clock) -> None:
    with_password(cast.ben)
    begun = client.post("/api/v1/session", json={"username": "B001", "password": PASSWORD})
    assert begun.status_code == 200
    assert begun.json["member"]["roles"] == [
        {"role": "secretary", "unit": {"id": cast.units["港口党支部"].id, "name": "港口党支部"}}
    ]
    assert begun.json["expires_at"].startswith("2026-12-23T06:00:00")
    me = ask(begun.json["token"])
    assert me.json == begun.json["member"]
    clock.pass_by(days=30)
    assert ask(begun.json["token"]).status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"username": "A001", "password": "wrong"}, 401, "wrong_password"),
        ({"username": "Z999", "password": "wrong"}, 401, "wrong_password"),
        ({"username": "A001"}, 422, "invalid"),
        ({"username": "A001", "password": ""}, 422, "invalid"),
        ({"username": ["A001"], "password": "x"}, 422, "invalid"),
        ({"username": "A001", "password": "x", "more": 1}, 422, "invalid"),
    ],
)
def test_the_api_refuses_with_a_code_and_a_sentence(cast, with_password, client, body, status: int, code: str) -> None:
    with_password(cast.ann)
    answer = client.post("/api/v1/session", json=body)
    assert (answer.status_code, answer.json["error"]) == (status, code)
    assert answer.json["message"]


def test_a_locked_account_is_told_when_to_come_back(cast, with_password, client) -> None:
    with_password(cast.ann)
    for _ in range(5):
        client.post("/api/v1/session", json={"username": "A001", "password": "wrong"})
    answer = client.post("/api/v1/session", json={"username": "A001", "password": PASSWORD})
    assert (answer.status_code, answer.json["error"], answer.headers["Retry-After"]) == (429, "locked", "61")


def test_forged_foreign_damaged_and_expired_tokens_open_nothing(cast, ask) -> None:
    ann = cast.ann
    good = bearer(ann)
    expired = tokens.issue(KEY, tokens.Token(ann.sign_in_id, ann.member_id, NOW))
    later = NOW.replace(year=2027)
    forged = tokens.issue(b"another key of the same length!!", tokens.Token(ann.sign_in_id, ann.member_id, later))
    mixed = tokens.issue(KEY, tokens.Token(cast.cleo.sign_in_id, ann.member_id, later))
    altered = ("B" if good[0] == "A" else "A") + good[1:]
    assert ask(good).status_code == 200
    for word in (expired, forged, mixed, altered, good[:-3], "", "x", "é", good[::-1]):
        answer = ask(word)
        assert (answer.status_code, answer.json["error"]) == (401, "sign_in_required"), word


def test_a_token_that_outlives_its_sign_in_ends_with_it(cast, ask, clock) -> None:
    ann = cast.ann
    long = tokens.issue(KEY, tokens.Token(ann.sign_in_id, ann.member_id, NOW.replace(year=2027)))
    assert ask(long).status_code == 200
    clock.pass_by(days=1)
    assert ask(long).status_code == 401


def test_a_device_that_was_ended_is_out_at_its_next_request(cast, with_password, enter) -> None:
    with_password(cast.ann)
    phone, desk = enter("A001"), enter("A001")
    listed = desk.get("/me/devices")
    assert listed.text.count('/end"') == 3
    phones_id = tokens.read(KEY, phone.get_cookie(COOKIE).value, NOW).sign_in_id
    assert desk.post(f"/me/devices/{phones_id}/end").location == "/me/devices"
    assert phone.get("/me/devices").location.startswith("/sign-in?next=/me/devices")
    assert desk.get("/me/devices").status_code == 200


def test_ending_all_other_devices_leaves_this_one(cast, with_password, enter) -> None:
    with_password(cast.ann)
    others = [enter("A001") for _ in range(3)]
    desk = enter("A001")
    desk.post("/me/devices/end-others")
    assert [client.get("/me/devices").status_code for client in others] == [302] * 3
    assert desk.get("/me/devices").text.count('/end"') == 1


def test_ending_this_device_signs_out(cast, with_password, enter) -> None:
    with_password(cast.ann)
    client = enter("A001")
    own_id = tokens.read(KEY, client.get_cookie(COOKIE).value, NOW).sign_in_id
    assert client.post(f"/me/devices/{own_id}/end").location == "/sign-in"
    assert client.get_cookie(COOKIE) is None


def test_somebody_elses_device_does_not_exist(cast, client, sign_in, database: Database) -> None:
    answer = sign_in(client, cast.cleo).post(f"/me/devices/{cast.ann.sign_in_id}/end")
    assert answer.status_code == 404
    with database.reading() as session:
        assert session.get_one(SignIn, cast.ann.sign_in_id).ended_at is None


def test_signing_out_over_the_api_ends_the_token(cast, client, ask) -> None:
    word = bearer(cast.ann)
    assert client.delete("/api/v1/session", headers={"Authorization": f"Bearer {word}"}).status_code == 204
    assert ask(word).status_code == 401


def test_a_sign_in_that_another_site_sends_proves_nothing(cast, client, sign_in, database: Database) -> None:
    answer = sign_in(client, cast.ann).post("/me/devices/end-others", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.location.startswith("/sign-in")


def test_pages_send_strangers_to_sign_in_and_back(client) -> None:
    answer = client.get("/members?q=a")
    assert answer.location == "/sign-in?next=/members?q=a"


def test_who_was_taken_off_the_roster_is_out_at_the_next_request(cast, client, sign_in, app) -> None:
    anns = sign_in(app.test_client(), cast.ann)
    assert anns.get("/me/devices").status_code == 200
    assert sign_in(client, cast.root).post(f"/members/{cast.ann.member_id}/leave").status_code == 302
    assert anns.get("/me/devices").status_code == 302


def test_the_device_list_costs_few_queries_however_many_devices(cast, client, sign_in, database: Database) -> None:
    with database.transaction() as session:
        for _ in range(100):
            session.add(SignIn(member_id=cast.ann.member_id, started_at=NOW, expires_at=NOW.replace(year=2027)))
    sign_in(client, cast.ann)
    with Counted(database) as queries:
        assert client.get("/me/devices").status_code == 200
    assert len(queries) <= 12


def test_a_password_needs_the_forms_token_and_an_expired_one_brings_the_form_again(app, cast, with_password) -> None:
    with_password(cast.ann)
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    sent = {"number": "A001", "password": PASSWORD}
    for token in ({}, {"csrf_token": "of yesterday"}):
        answer = client.post("/sign-in", data=sent | token)
        assert answer.status_code == 400
        assert COOKIE not in answer.headers.get("Set-Cookie", "")
        assert "这一页放得太久了，请再输一次密码" in answer.text
        assert 'value="A001"' in answer.text
    fresh = answer.text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    assert client.post("/sign-in", data=sent | {"csrf_token": fresh}).status_code == 302


def test_a_browser_keeps_its_number_whoever_signs_in_and_another_has_another(
    app, cast, with_password, database: Database
) -> None:
    with_password(cast.ann)
    with_password(cast.ben)
    shared, other = app.test_client(), app.test_client()
    for browser, number in ((shared, "A001"), (shared, "B001"), (other, "A001")):
        signed_in = browser.post("/sign-in", data={"number": number, "password": PASSWORD})
        assert signed_in.status_code == 302
        assert "HttpOnly" in signed_in.headers.getlist("Set-Cookie")[1]
        browser.post("/sign-out")
    with database.reading() as session:
        first, second, third = session.query(SignIn).order_by(SignIn.id.desc()).limit(3)[::-1]
    assert first.browser == second.browser != third.browser
    assert all(0 < each.browser < 2**63 for each in (first, third))


@pytest.mark.parametrize("word", ["", "0", "zz", "f" * 16, "1" * 17, "-1", "1\n", "８"])
def test_a_number_that_no_browser_was_given_is_replaced(client, cast, with_password, database, word: str) -> None:
    with_password(cast.ann)
    client.set_cookie("browser", word)
    client.post("/sign-in", data={"number": "A001", "password": PASSWORD})
    with database.reading() as session:
        latest = session.query(SignIn).order_by(SignIn.id.desc()).first()
    assert latest.browser not in (0, None) and f"{latest.browser:x}" != word
