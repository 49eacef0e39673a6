"""Individual arrangements, resits, passwords and waiting to hand in, on both databases and through both doors."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import Conflict, Invalid, Refusal
from quiz_app.exams.actions import accommodating, passwords, sitting
from quiz_app.exams.actions.accommodating import Grant
from quiz_app.exams.entering.policies import EntryRules, Resit
from quiz_app.exams.queries.drafts import exam_to_change
from quiz_app.exams.queries.withholding import withheld
from quiz_app.exams.tables.entering import Accommodation, DeadlineMove
from quiz_app.exams.tasks import close_expired
from quiz_app.members.tokens import Token
from quiz_app.organizations.tables import Unit
from tests.conftest import NOW, SECRET
from tests.exams.browsing import hidden, stored
from tests.exams.conftest import EXPLANATION
from tests.exams.devices import Device
from tests.exams.lasting import CLOSES, gained, rows


@pytest.fixture
def ann(app, cast) -> Device:
    return Device(app, cast.ann)


@pytest.fixture
def ben(app, cast) -> Device:
    return Device(app, cast.ben)


@pytest.fixture
def arrange(database, cast, clock) -> Callable[..., DeadlineMove | None]:
    """Dora arranges an exam for somebody."""

    def grant(exam, who, *, minutes=0, attempts=0, opens_at=None, closes_at=None, reason="眼睛不好"):
        with database.transaction() as session:
            found, unit = exam_to_change(session, cast.dora, exam.id)
            home = session.get_one(Unit, who.unit_id)
            made = Grant(minutes, attempts, opens_at, closes_at, reason)
            return accommodating.grant(session, cast.dora, found, unit, who.member_id, home, made, at=clock.now())

    return grant


@pytest.fixture
def withdraw(database, cast, clock) -> Callable[[], None]:
    def run(exam) -> None:
        with database.transaction() as session:
            found, unit = exam_to_change(session, cast.dora, exam.id)
            made = session.query(Accommodation).filter_by(withdrawn_at=None).one()
            accommodating.withdraw(session, cast.dora, found, unit, made.id, version=made.version, at=clock.now())

    return run


@pytest.fixture
def password(database, cast) -> Callable[..., None]:
    def change(exam, told: str) -> None:
        with database.transaction() as session:
            found, unit = exam_to_change(session, cast.dora, exam.id)
            passwords.set_password(session, cast.dora, found, unit, told, secret=SECRET.encode())

    return change


def error(answer) -> tuple[int, str]:
    return answer.status_code, answer.json["error"]


@pytest.mark.parametrize("threads", [2, pytest.param(12, marks=pytest.mark.slow)])
def test_starts_at_the_same_moment_never_pass_the_limit_of_a_day(database, cast, publish_exam, threads) -> None:
    exam = publish_exam(attempts_allowed=9, entry=EntryRules(per_day=2), with_roster=False)
    token, together, told = Token(cast.ann.sign_in_id, cast.ann.member_id, NOW), threading.Barrier(threads), []

    def start_and_hand_in(writer: int) -> None:
        together.wait()
        for _ in range(3):
            try:
                with database.read_and_write() as work:
                    begun = sitting.start_fresh(work, token, exam.id, at=NOW, new_writer=writer)
                if begun is not None:
                    with database.brief() as work:
                        sitting.submit(work, token, begun.attempt.id, at=NOW)
            except Refusal as refusal:
                told.append(refusal.code)

    workers = [threading.Thread(target=start_and_hand_in, args=(place + 1,)) for place in range(threads)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len(rows(database)) == 2
    with pytest.raises(Refusal) as refused, database.read_and_write() as work:
        sitting.start_fresh(work, token, exam.id, at=NOW, new_writer=1)
    assert {refused.value.code, *told} == {"no_attempts_today"}


def test_time_granted_to_an_attempt_under_way_moves_its_deadline_and_is_recorded(
    ann, cast, clock, database, exam, arrange, withdraw
) -> None:
    begun = ann.start(exam).json
    assert not gained(database)
    move = arrange(exam, cast.ann, minutes=20)
    assert gained(database), "time that was granted is time more: else the check of sequences could not fail"
    assert move is not None
    assert (move.former_at, move.deadline_at) == (NOW + timedelta(minutes=30), NOW + timedelta(minutes=50))
    clock.pass_by(minutes=40)
    assert close_expired(database, clock) == 0
    saved = ann.save(begun, 1, {"1": ["A"]})
    assert (saved.status_code, saved.json["deadline_at"]) == (200, "2026-11-23T06:50:00+00:00")
    withdraw(exam)
    assert ann.save(begun, 2, {"1": ["B"]}).json["deadline_at"] == "2026-11-23T06:50:00+00:00"
    clock.pass_by(minutes=10)
    assert error(ann.save(begun, 3, {"1": ["C"]})) == (410, "deadline_passed")
    assert ann.submit(begun).json["by_deadline"] is True
    assert ann.start(exam).json["deadline_at"] == "2026-11-23T07:20:00+00:00"


def test_an_arrangement_says_why_is_one_at_a_time_and_stays_within_the_unit(cast, exam, arrange, publish_exam) -> None:
    with pytest.raises(Invalid) as refused:
        arrange(exam, cast.ann, minutes=5, reason="")
    assert "reason" in refused.value.fields
    with pytest.raises(Invalid) as refused:
        arrange(exam, cast.ann)
    assert "extra_minutes" in refused.value.fields
    with pytest.raises(Invalid) as refused:
        arrange(exam, cast.cleo, minutes=5)
    assert "number" in refused.value.fields
    arrange(exam, cast.ann, minutes=5)
    with pytest.raises(Invalid):
        arrange(exam, cast.ann, minutes=6)


def test_nobody_sees_the_key_while_one_member_may_still_sit(
    app, ann, ben, cast, clock, database, sign_in, publish_exam, arrange, withdraw
) -> None:
    exam = publish_exam(review_rule="all_after_close", pass_percent=0, closes_at=CLOSES)
    arrange(exam, cast.ann, closes_at=CLOSES + timedelta(hours=2))
    handed_in = ben.start(exam).json
    assert ben.submit(handed_in).json["score"] is None
    clock.moment = CLOSES
    reader = sign_in(app.test_client(), cast.ben)
    assert ben.receipt(handed_in).json["score"] is None
    assert reader.get(f"/exams/attempts/{handed_in['id']}/review").status_code == 403
    assert EXPLANATION not in reader.get(f"/exams/attempts/{handed_in['id']}/result").text
    with database.reading() as session:
        assert withheld(session, cast.ben, at=CLOSES)
    assert error(ben.start(exam)) == (410, "exam_closed")
    begun = ann.start(exam)
    assert begun.status_code == 201
    withdraw(exam)
    assert stored(database, exam.id).ends_at == CLOSES + timedelta(minutes=30)
    clock.pass_by(minutes=30)
    assert ben.receipt(handed_in).json["score"] is not None
    assert reader.get(f"/exams/attempts/{handed_in['id']}/review").status_code == 200
    with database.reading() as session:
        assert not withheld(session, cast.ben, at=clock.now())
    with pytest.raises(Conflict, match="已经公布"):
        arrange(exam, cast.ann, closes_at=clock.now() + timedelta(hours=2))


def test_a_resit_is_open_to_whoever_failed_and_is_marked_as_one(ann, ben, cast, clock, database, publish_exam) -> None:
    opens, closes = CLOSES + timedelta(hours=1), CLOSES + timedelta(hours=3)
    resit = Resit(to_milliseconds(opens), to_milliseconds(closes), 1, for_absent=False)
    exam = publish_exam(review_rule="after_close", closes_at=CLOSES, entry=EntryRules(resit=resit))
    ann.submit(ann.start(exam).json)
    clock.moment = CLOSES
    assert error(ann.start(exam)) == (410, "exam_closed")
    clock.moment = opens
    assert error(ben.start(exam)) == (403, "resit_not_for_absent")
    listed = ann.client.get("/api/v1/exams", headers=ann.headers).json["items"]
    assert [each["id"] for each in listed] == [exam.id]
    assert ben.client.get("/api/v1/exams", headers=ben.headers).json["items"] == []
    ann.submit(ann.start(exam).json)
    assert [each.resit for each in rows(database)] == [None, True]
    assert error(ann.start(exam)) == (403, "no_attempts_left")
    assert stored(database, exam.id).ends_at == closes


def test_wrong_passwords_rest_the_member_and_nobody_else_and_resuming_asks_for_none(
    ann, ben, clock, exam, password
) -> None:
    password(exam, "海湾 2026")
    assert error(ann.start(exam)) == (403, "password_required")
    assert [error(ann.start(exam, password="x"))[1] for _ in range(5)] == ["wrong_password"] * 5
    refused = ann.start(exam, password="海湾2026")
    assert (error(refused), refused.headers["Retry-After"]) == ((429, "locked"), "60")
    assert ben.start(exam, password="海湾２０２６").status_code == 201
    clock.pass_by(minutes=1)
    begun = ann.start(exam, password="海湾2026")
    assert begun.status_code == 201
    password(exam, "another one")
    assert ann.start(exam).status_code == 200


def test_on_the_page_a_wrong_password_is_said_beside_the_field(app, cast, sign_in, exam, password) -> None:
    password(exam, "harbour")
    browser = sign_in(app.test_client(), cast.ann)
    assert 'name="password"' in browser.get(f"/exams/{exam.id}").text
    sent = browser.post(f"/exams/{exam.id}/attempts", data={"password": "no"}, follow_redirects=True)
    assert "口令不对" in sent.text
    assert browser.post(f"/exams/{exam.id}/attempts", data={"password": "Harbour"}).location.startswith(
        "/exams/attempts/"
    )


def test_handing_in_too_early_is_refused_keeps_the_answers_and_the_deadline_does_not_ask(
    app, ann, cast, clock, database, sign_in, publish_exam
) -> None:
    exam = publish_exam(entry=EntryRules(hand_in_after=10))
    begun = ann.start(exam).json
    assert begun["hand_in_from"] == "2026-11-23T06:10:00+00:00"
    assert error(ann.submit(begun)) == (409, "too_early")
    browser = sign_in(app.test_client(), cast.ann)
    paper = f"/exams/attempts/{begun['id']}"
    page = browser.get(paper)
    fields = {"do": "submit", "revision": hidden(page, "revision"), "writer": hidden(page, "writer"), "q1": "A"}
    assert browser.post(paper, data=fields).location == paper
    assert ann.start(exam).json["answers"] == {"1": ["A"]}
    clock.pass_by(minutes=10)
    assert ann.submit(begun).status_code == 200
    second = ann.start(exam).json
    clock.pass_by(minutes=31)
    assert close_expired(database, clock) == 1
    assert ann.submit(second).json["by_deadline"] is True


def test_the_organizer_arranges_and_the_member_reads_it(app, cast, sign_in, exam) -> None:
    dora, ann = (sign_in(app.test_client(), who) for who in (cast.dora, cast.ann))
    page = f"/exams/manage/{exam.id}/entry"
    sent = {"number": "A001", "extra_minutes": "15", "reason": "手受伤，写字慢"}
    assert dora.post(f"{page}/arrangements", data=sent | {"reason": ""}).status_code == 422
    assert dora.post(f"{page}/arrangements", data=sent | {"number": "C001"}).status_code == 422
    assert dora.post(f"{page}/arrangements", data=sent).status_code == 303
    assert "手受伤" in dora.get(page).text
    told = ann.get(f"/exams/{exam.id}").text
    assert "手受伤" in told
    assert "一共 45 分钟" in told
    withdrawal = hidden_version(dora.get(page).text)
    assert dora.post(f"{page}/arrangements/1/withdrawal", data={"version": withdrawal}).status_code == 303
    assert "已撤回" in dora.get(page).text
    assert "手受伤" not in ann.get(f"/exams/{exam.id}").text


def hidden_version(text: str) -> str:
    return text.split('name="version" value="')[1].split('"', maxsplit=1)[0]
