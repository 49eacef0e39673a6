"""Initial passwords, choosing one of one's own, changing it."""

import pytest
from sqlalchemy import select

from quiz_app.core.db import Database
from quiz_app.members import initial_passwords
from quiz_app.members.pages.identity import COOKIE
from quiz_app.members.tables import Member, SignIn
from tests.conftest import bearer
from tests.members.conftest import INITIAL, PASSWORD

NEW = "a lamp over the old pier"


def test_an_initial_password_opens_one_page_alone(cast, with_initial_password, enter) -> None:
    with_initial_password(cast.root, "R001")
    client = enter("R001", INITIAL)
    assert client.answer.status_code == 302
    for path in ("/members", "/units", "/me/devices", "/members/import", "/", "/nothing-here"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (302, "/me/password"), path
    assert client.post("/me/devices/end-others").location == "/me/password"
    fragment = client.get("/units", headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == "/me/password"
    assert "请先设置自己的密码" in client.get("/me/password").text


def test_choosing_a_password_uses_the_initial_one_up(cast, with_initial_password, enter) -> None:
    with_initial_password(cast.ann, "A001")
    client = enter("A001", INITIAL)
    answer = client.post("/me/password", data={"password": NEW, "again": NEW})
    assert answer.status_code == 302
    assert "Max-Age=43200" in answer.headers["Set-Cookie"]
    assert client.get("/me/devices").status_code == 200
    assert enter("A001", INITIAL).answer.status_code == 401
    assert enter("A001", NEW).answer.status_code == 302


@pytest.mark.parametrize("typed", ["K7M2P-X9C4W", "k7m2px9c4w", " k7m2p x9c4w ", "ｋ７ｍ２ｐ－ｘ９ｃ４ｗ"])
def test_an_initial_password_may_be_typed_as_people_type(cast, with_initial_password, enter, typed: str) -> None:
    with_initial_password(cast.ann, "A001")
    assert enter("A001", typed).answer.status_code == 302


def test_of_two_devices_with_the_same_initial_password_the_later_one_goes_on(
    cast, with_initial_password, enter
) -> None:
    with_initial_password(cast.ann, "A001")
    first, second = enter("A001", INITIAL), enter("A001", INITIAL)
    assert first.get("/me/password").location.startswith("/sign-in")
    assert second.get("/me/password").status_code == 200


def test_a_sign_in_by_initial_password_lasts_half_an_hour(cast, with_initial_password, enter, clock) -> None:
    with_initial_password(cast.ann, "A001")
    client = enter("A001", INITIAL)
    clock.pass_by(minutes=31)
    assert client.get("/me/password").location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("short", "short", "至少 10 个字符"),
        (NEW, NEW + "x", "两次输入的不一样"),
        ("1234567890", "1234567890", "太容易被猜到"),
        ("x" * 200, "x" * 200, "最多 128 个字符"),
    ],
)
def test_a_password_that_will_not_do_is_explained(
    cast, with_initial_password, enter, password: str, again: str, sentence: str
) -> None:
    with_initial_password(cast.ann, "A001")
    client = enter("A001", INITIAL)
    answer = client.post("/me/password", data={"password": password, "again": again})
    assert answer.status_code == 200
    assert sentence in answer.text
    assert client.get("/me/devices").location == "/me/password"


def test_nothing_of_an_initial_password_is_stored_in_plain(cast, with_initial_password, database: Database) -> None:
    with_initial_password(cast.ann, "A001")
    with database.reading() as session:
        ann = session.get_one(Member, cast.ann.member_id)
    assert ann.password_hash is None
    assert len(ann.initial_key) == 32
    assert INITIAL.encode() not in ann.initial_key


def test_a_batch_without_the_sites_key_or_the_key_without_the_batch_gives_nothing() -> None:
    batch = bytes(16)
    password = initial_passwords.derive(b"key", batch, "A001")
    assert initial_passwords.derive(b"key", batch, "A001") == password
    assert initial_passwords.derive(b"kez", batch, "A001") != password
    assert initial_passwords.derive(b"key", bytes(15) + b"1", "A001") != password
    assert initial_passwords.derive(b"key", batch, "A002") != password
    assert len({initial_passwords.derive(b"key", batch, str(number)) for number in range(5000)}) == 5000


def test_changing_the_password_takes_the_present_one_and_ends_other_devices(cast, with_password, enter) -> None:
    with_password(cast.ann)
    phone, desk = enter("A001"), enter("A001")
    wrong = desk.post("/me/password", data={"present": "no no no no", "password": NEW, "again": NEW})
    assert "现在的密码不对" in wrong.text
    right = desk.post("/me/password", data={"present": PASSWORD, "password": NEW, "again": NEW})
    assert right.location == "/me/devices"
    assert desk.get("/me/devices").status_code == 200
    assert phone.get("/me/devices").location.startswith("/sign-in")
    assert enter("A001").answer.status_code == 401
    assert enter("A001", NEW).answer.status_code == 302


def test_guessing_the_present_password_on_the_page_counts_as_in_signing_in(cast, with_password, enter) -> None:
    with_password(cast.ann)
    client = enter("A001")
    for _ in range(5):
        client.post("/me/password", data={"present": "no no no no", "password": NEW, "again": NEW})
    answer = client.post("/me/password", data={"present": PASSWORD, "password": NEW, "again": NEW})
    assert "连续输错" in answer.text


def test_an_administrator_resets_a_password_and_may_read_it_again_for_some_minutes(
    cast, with_password, enter, client, sign_in, clock
) -> None:
    with_password(cast.ann)
    anns, url = enter("A001"), f"/members/{cast.ann.member_id}/initial-password"
    assert sign_in(client, cast.root).get(url).status_code == 404
    answer = client.post(url)
    assert (answer.status_code, answer.location) == (303, url)
    page = client.get(url)
    assert page.headers["Cache-Control"] == "no-store"
    shown = page.text.split("初始密码</dt><dd>")[1].split("<")[0]
    assert shown in client.get(url).text
    assert client.get(f"/members/{cast.ben.member_id}/initial-password").status_code == 404
    clock.pass_by(minutes=15)
    assert client.get(url).status_code == 404
    assert anns.get("/me/devices").location.startswith("/sign-in")
    assert enter("A001").answer.status_code == 401
    assert enter("A001", shown).get("/me/devices").location == "/me/password"


def test_an_initial_password_that_was_used_up_is_shown_no_more(cast, client, sign_in, enter) -> None:
    url = f"/members/{cast.ann.member_id}/initial-password"
    sign_in(client, cast.root).post(url)
    shown = client.get(url).text.split("初始密码</dt><dd>")[1].split("<")[0]
    enter("A001", shown).post("/me/password", data={"password": NEW, "again": NEW})
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("ben", 403), ("tom", 404), ("cleo", 404), ("ann", 403)])
def test_nobody_else_resets_a_password(cast, client, sign_in, database: Database, who: str, status: int) -> None:
    answer = sign_in(client, getattr(cast, who)).post(f"/members/{cast.ann.member_id}/initial-password")
    assert answer.status_code == status
    with database.reading() as session:
        assert session.get_one(Member, cast.ann.member_id).initial_key is None


def test_the_api_says_that_a_password_is_to_be_chosen_and_takes_it(cast, with_initial_password, client) -> None:
    with_initial_password(cast.ann, "A001")
    begun = client.post("/api/v1/session", json={"username": "A001", "password": INITIAL})
    assert begun.json["member"]["password_change_required"] is True
    proof = {"Authorization": f"Bearer {begun.json['token']}"}
    refused = client.get("/api/v1/members/me", headers=proof)
    assert (refused.status_code, refused.json["error"]) == (403, "password_change_required")
    weak = client.post("/api/v1/members/me/password", headers=proof, json={"password": "short"})
    assert (weak.status_code, list(weak.json["fields"])) == (422, ["password"])
    chosen = client.post("/api/v1/members/me/password", headers=proof, json={"password": NEW})
    assert chosen.status_code == 200
    proof = {"Authorization": f"Bearer {chosen.json['token']}"}
    assert client.get("/api/v1/members/me", headers=proof).json["name"] == "安然"


def test_over_the_api_a_password_changes_only_with_the_present_one(cast, with_password, client) -> None:
    with_password(cast.ann)
    proof = {"Authorization": f"Bearer {bearer(cast.ann)}"}
    without = client.post("/api/v1/members/me/password", headers=proof, json={"password": NEW})
    assert (without.status_code, without.json["fields"]) == (422, {"present": "必填"})
    wrong = client.post("/api/v1/members/me/password", headers=proof, json={"present": "x", "password": NEW})
    assert (wrong.status_code, wrong.json["error"]) == (401, "wrong_password")
    right = client.post("/api/v1/members/me/password", headers=proof, json={"present": PASSWORD, "password": NEW})
    assert right.status_code == 200
    assert client.post("/api/v1/session", json={"username": "A001", "password": NEW}).status_code == 200


def test_a_password_set_in_between_wins_over_one_that_was_being_chosen(
    cast, with_initial_password, enter, database: Database
) -> None:
    with_initial_password(cast.ann, "A001")
    client = enter("A001", INITIAL)
    with database.transaction() as session:
        ann = session.get_one(Member, cast.ann.member_id)
        ann.initial_key, ann.password_hash = None, "set elsewhere"
    answer = client.post("/me/password", data={"password": NEW, "again": NEW})
    assert answer.status_code == 200
    with database.reading() as session:
        assert session.get_one(Member, cast.ann.member_id).password_hash == "set elsewhere"


def test_the_forced_page_lets_one_sign_out(cast, with_initial_password, enter, database: Database) -> None:
    with_initial_password(cast.ann, "A001")
    client = enter("A001", INITIAL)
    assert client.post("/sign-out").location == "/sign-in"
    assert client.get_cookie(COOKIE) is None
    with database.reading() as session:
        latest = session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
    assert latest.ended_at is not None
