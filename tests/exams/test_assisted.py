"""A secretary opens a shared device for one member and one exam: nothing else of either is reached from it; on both
databases."""

import re
from datetime import timedelta

import pytest

from quiz_app.core import passwords
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.sittings import AssistedSitting
from quiz_app.members.pages.identity import COOKIE
from quiz_app.members.tables import Member, SignIn
from quiz_app.members.tokens import Token, read
from tests.conftest import NOW, SECRET
from tests.exams.browsing import hidden, marks_in, send
from tests.exams.devices import Device
from tests.exams.marked import rows

PASSWORD = "码头上的灯亮了"
PAPER = "/exams/assisted"


@pytest.fixture
def shared_exam(publish_exam):
    return publish_exam(assisted_sitting=True, attempts_allowed=1)


@pytest.fixture
def ben(app, sign_in, cast):
    """Ben's browser, which becomes the shared device."""
    return sign_in(app.test_client(), cast.ben)


@pytest.fixture
def lent(ben, cast, shared_exam):
    assert ben.post(f"/exams/{shared_exam.id}/assisted/{cast.ann.member_id}").location == PAPER
    return ben


@pytest.fixture
def bens_password(database, cast) -> str:
    with database.transaction() as session:
        session.get_one(Member, cast.ben.member_id).password_hash = passwords.hash_password(PASSWORD)
    return PASSWORD


def begin(device) -> None:
    assert device.post(PAPER, data={"do": "start"}).status_code == 303


def word_in(device) -> str:
    return device.get_cookie(COOKIE).value


def token_in(device) -> Token:
    return read(SECRET.encode(), word_in(device), NOW)


def test_a_member_sits_in_large_type_with_the_name_on_the_screen_and_hands_in(
    lent, cast, clock, database, shared_exam, right_answers
) -> None:
    start = lent.get(PAPER).text
    assert 'data-type="large"' in start
    assert cast.ann.name in start
    begin(lent)
    page = lent.get(PAPER)
    assert f"{cast.ann.name} · 支部工作知识测试" in page.text
    assert 'data-type="large"' in page.text
    assert marks_in(page) == []
    clock.pass_by(minutes=5)
    checked = send(lent, PAPER, "check", right_answers(shared_exam, cast.ann.member_id))
    assert "10 道题都已作答" in lent.get(checked.location).text
    send(lent, PAPER, "submit", right_answers(shared_exam, cast.ann.member_id))
    done = lent.get(PAPER).text
    assert "已交卷" in done
    assert '<p class="score">100</p>' in done
    [attempt] = rows(database, Attempt)
    assert (attempt.kind, attempt.member_id, attempt.score) == (2, cast.ann.member_id, 10_000)
    assert attempt.submitted_at == NOW + timedelta(minutes=5)


def test_it_is_recorded_who_opened_it_for_whom_when_and_on_what(app, lent, cast, database, shared_exam, sign_in):
    [record] = rows(database, AssistedSitting)
    assert (record.opened_by, record.member_id, record.exam_id) == (
        cast.ben.member_id,
        cast.ann.member_id,
        shared_exam.id,
    )
    assert (record.opened_at, record.address, record.device) == (NOW, "127.0.0.1", "程序接口")
    listed = sign_in(app.test_client(), cast.dora).get(f"/exams/{shared_exam.id}/assisted").text
    assert "安然" in listed
    assert "本立" in listed
    assert "协助作答 · 程序接口" in sign_in(app.test_client(), cast.ann).get("/me/devices").text


def test_the_openers_own_sign_in_ends_and_nothing_of_it_stays_in_the_browser(app, ben, cast, database, shared_exam):
    with ben.session_transaction() as kept:
        kept["issued"] = "a batch of initial passwords"
    before = word_in(ben)
    ben.post(f"/exams/{shared_exam.id}/assisted/{cast.ann.member_id}")
    with ben.session_transaction() as kept:
        assert "issued" not in kept
    assert word_in(ben) != before
    with database.reading() as session:
        assert session.get_one(SignIn, cast.ben.sign_in_id).ended_at == NOW
    old = app.test_client()
    old.set_cookie(COOKIE, before)
    assert old.get("/exams").status_code == 302


def test_every_other_page_and_address_refuses_the_narrow_sign_in(app, lent, cast, shared_exam, publish_exam):
    """Each GET route of the site with any numbers, as a page and as a bearer: none but these answers."""
    other = publish_exam()
    begin(lent)
    attempt = re.search(r"/api/v1/attempts/(\d+)/answers", lent.get(PAPER).text)[1]
    bearer = {"Authorization": f"Bearer {word_in(lent)}"}
    values = {"exam_id": other.id, "attempt_id": attempt, "member_id": cast.ann.member_id}
    routes = app.url_map.bind("localhost")
    answered = set()
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in ("static", "openapi.spec", "site.health"):
            continue
        text = dict.fromkeys({"name", "filename", "code", "digest"}, "x")
        path = routes.build(rule.endpoint, {name: values.get(name, text.get(name, 1)) for name in rule.arguments})
        for got in (lent.get(path), app.test_client().get(path, headers=bearer)):
            if got.status_code == 302:
                assert got.location.startswith(("/sign-in", "/exams/assisted")), path
            elif got.status_code < 400:
                answered.add(rule.endpoint)
    for_anybody = {"members.sign_in", "certificates.check"}
    assert answered <= {"exams.assisted.show", "exams.assisted.confirm", "exams.assisted.back"} | for_anybody


def test_it_starts_saves_and_reads_no_other_exam_and_no_earlier_attempt(
    app, ben, cast, clock, database, publish_exam
) -> None:
    exam, other = publish_exam(assisted_sitting=True), publish_exam()
    own = Device(app, cast.ann)
    earlier, open_elsewhere = own.start(exam).json, own.start(other).json
    own.submit(earlier)
    clock.pass_by(minutes=1)
    ben.post(f"/exams/{exam.id}/assisted/{cast.ann.member_id}")
    narrow = Device(app, cast.ann)
    narrow.headers = {"Authorization": f"Bearer {word_in(ben)}"}
    assert narrow.start(other).status_code == 404
    assert narrow.start(other, takeover=True).status_code == 404
    assert narrow.save(open_elsewhere, 1, {"1": ["A"]}).status_code == 404
    assert narrow.submit(open_elsewhere).status_code == 404
    assert narrow.receipt(earlier).status_code == 404
    begun = narrow.start(exam)
    assert begun.status_code == 201
    assert narrow.save(begun.json, 1, {"1": ["A"]}).status_code == 200
    assert own.save(open_elsewhere, 1, {"1": ["A"]}).status_code == 200
    known = narrow.save({**open_elsewhere, "writer": open_elsewhere["writer"]}, 2, {"1": ["B"]})
    assert known.status_code == 404, "a save that this process remembers is refused by the write itself"


def test_one_opening_is_good_for_one_attempt(app, ben, cast, clock, publish_exam) -> None:
    exam = publish_exam(assisted_sitting=True, attempts_allowed=3)
    ben.post(f"/exams/{exam.id}/assisted/{cast.ann.member_id}")
    narrow = Device(app, cast.ann)
    narrow.headers = {"Authorization": f"Bearer {word_in(ben)}"}
    begun = narrow.start(exam).json
    assert narrow.submit(begun).status_code == narrow.submit(begun).status_code == 200
    assert narrow.receipt(begun).status_code == 200
    again = narrow.start(exam)
    assert (again.status_code, again.json["error"]) == (409, "submitted")
    assert Device(app, cast.ann).start(exam).status_code == 201


def test_the_deadline_ends_it_and_soon_after_the_sign_in_too(lent, clock) -> None:
    begin(lent)
    clock.pass_by(minutes=30)
    assert "已交卷" in lent.get(PAPER).text
    clock.pass_by(minutes=31)
    assert lent.get(PAPER).location.startswith("/sign-in")


def test_a_device_that_broke_is_opened_again_and_the_attempt_goes_on(
    app, lent, sign_in, cast, database, clock, shared_exam
) -> None:
    begin(lent)
    send(lent, PAPER, "save", {"1": ["A"]})
    clock.pass_by(minutes=2)
    with database.transaction() as session:
        again = SignIn(member_id=cast.ben.member_id, started_at=NOW, expires_at=NOW + timedelta(days=1))
        session.add(again)
    second = app.test_client()
    actor = type(cast.ben)(
        *(getattr(cast.ben, name) for name in ("member_id", "name", "unit_id", "unit_name")), "/", again.id
    )
    sign_in(second, actor).post(f"/exams/{shared_exam.id}/assisted/{cast.ann.member_id}")
    assert "这份试卷正在另一台设备上作答" in second.get(PAPER).text
    second.post(PAPER, data={"do": "takeover"})
    assert hidden(second.get(PAPER), "revision") == "1"
    assert lent.get(PAPER).location.startswith("/sign-in")
    assert [each.number for each in rows(database, Attempt)] == [1]


def test_only_the_openers_password_brings_the_device_back(lent, cast, database, bens_password, shared_exam) -> None:
    assert lent.post(f"{PAPER}/back", data={"password": "别的密码试一试"}).status_code == 401
    assert token_in(lent).member_id == cast.ann.member_id
    narrow = token_in(lent)
    returned = lent.post(f"{PAPER}/back", data={"password": bens_password})
    assert returned.location == f"/exams/{shared_exam.id}/branch"
    assert token_in(lent).member_id == cast.ben.member_id
    assert lent.get(f"/exams/{shared_exam.id}/branch").status_code == 200
    with database.reading() as session:
        assert session.get_one(SignIn, narrow.sign_in_id).ended_at == NOW
    assert [record.returned_at for record in rows(database, AssistedSitting)] == [NOW]


def test_wrong_passwords_on_the_shared_device_rest_the_account_as_signing_in_does(lent, bens_password) -> None:
    answers = [lent.post(f"{PAPER}/back", data={"password": "猜"}).status_code for _ in range(6)]
    assert answers[0] == 401
    assert answers[-1] == 429


def test_who_may_open_it_for_whom(app, sign_in, cast, clock, database, publish_exam, shared_exam) -> None:
    def asked(actor, member, exam=shared_exam) -> int:
        browser = sign_in(app.test_client(), actor)
        return browser.post(f"/exams/{exam.id}/assisted/{member.member_id}").status_code

    assert asked(cast.ann, cast.tom) == 403
    assert asked(cast.cleo, cast.ann) == 404
    assert asked(cast.dora, cast.ann) == 403
    assert asked(cast.ben, cast.cleo) == 404
    assert asked(cast.ben, cast.ben) == 403
    assert asked(cast.ben, cast.ann, publish_exam()) == 409
    assert asked(cast.ben, cast.ann, publish_exam(assisted_sitting=True, opens_at=NOW + timedelta(hours=1))) == 403
    Device(app, cast.tom).start(shared_exam)
    assert asked(cast.ben, cast.tom) == 409
    done = Device(app, cast.dora)
    done.submit(done.start(shared_exam).json)
    assert asked(cast.ben, cast.dora) == 403
    assert rows(database, AssistedSitting) == []
    assert asked(cast.ben, cast.ann) == 303


def test_who_never_chose_a_password_may_be_helped_and_stays_without(ben, cast, database, shared_exam) -> None:
    with database.transaction() as session:
        session.get_one(Member, cast.ann.member_id).initial_key = b"k" * 32
    ben.post(f"/exams/{shared_exam.id}/assisted/{cast.ann.member_id}")
    begin(ben)
    assert "安然 · " in ben.get(PAPER).text
    assert ben.get("/me/password").status_code == 302


def test_to_an_ordinary_sign_in_the_shared_devices_pages_do_not_exist(ben, app) -> None:
    for path in (PAPER, f"{PAPER}/confirm", f"{PAPER}/back"):
        assert ben.get(path).status_code == 404
        assert app.test_client().get(path).status_code == 302
    assert ben.post(PAPER, data={"do": "start"}).status_code == 404


def test_the_secretary_finds_the_way_in_the_list_of_who_is_absent(ben, cast, shared_exam) -> None:
    page = ben.get(f"/exams/{shared_exam.id}/branch").text
    assert f"/exams/{shared_exam.id}/assisted/{cast.ann.member_id}" in page
    asked = ben.get(f"/exams/{shared_exam.id}/assisted/{cast.ann.member_id}").text
    assert "打开，交给 安然" in asked
    assert "输入你的密码才能回来" in asked
