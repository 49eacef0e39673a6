"""The exam through its API: what every client may rely on, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quiz_app.boards.tables import Standing
from quiz_app.core.queueing import LONGEST_WAIT
from quiz_app.exams import sheets
from quiz_app.exams.actions import sitting
from quiz_app.exams.tables.attempts import Attempt, Takeover
from quiz_app.exams.tasks import close_expired, credit_closed
from quiz_app.members.tables import Member, SignIn
from quiz_app.points.tables import LedgerEntry
from tests.conftest import NOW
from tests.exams.devices import Device


@pytest.fixture
def ann(app, cast) -> Device:
    return Device(app, cast.ann)


@pytest.fixture
def other_device(app, database, cast) -> Device:
    """Ann at a second device, signed in there by herself."""
    with database.transaction() as session:
        second = SignIn(member_id=cast.ann.member_id, started_at=NOW, expires_at=NOW + timedelta(days=1))
        session.add(second)
        session.flush()
    actor = type(cast.ann)(
        cast.ann.member_id, cast.ann.name, cast.ann.unit_id, cast.ann.unit_name, cast.ann.unit_path, second.id
    )
    return Device(app, actor)


def stored(database, attempt) -> Attempt:
    with database.reading() as session:
        return session.get_one(Attempt, attempt["id"])


def error(answer) -> tuple[int, str]:
    return answer.status_code, answer.json["error"]


def test_a_start_gives_the_paper_the_clock_and_the_right_to_write(ann, exam) -> None:
    answer = ann.start(exam)
    assert answer.status_code == 201
    begun = answer.json
    assert [question["no"] for question in begun["questions"]] == list(range(1, 11))
    assert begun["server_time"] == "2026-11-23T06:00:00+00:00"
    assert begun["deadline_at"] == "2026-11-23T06:30:00+00:00"
    assert begun["writer"]
    assert begun["revision"] == 0
    assert set(begun["questions"][0]) == {"no", "type", "stem", "points", "options", "blanks"}


def test_starting_again_resumes_the_same_paper_with_what_was_saved(ann, exam) -> None:
    begun = ann.start(exam).json
    ann.save(begun, 1, {"1": ["B"]})
    again = ann.start(exam)
    assert again.status_code == 200
    assert again.json["questions"] == begun["questions"]
    assert again.json["answers"] == {"1": ["B"]}
    assert again.json["revision"] == 1
    assert again.json["writer"] == begun["writer"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_start_sent_again_while_the_first_is_still_being_written_resumes_it(ann, exam, monkeypatch) -> None:
    read, first = sitting.hot.open_exam, []

    def read_and_be_overtaken(*asked):
        found = read(*asked)
        if not first:
            first.append(None)
            first[0] = ann.start(exam)
        return found

    monkeypatch.setattr(sitting.hot, "open_exam", read_and_be_overtaken)
    again = ann.start(exam)
    assert (first[0].status_code, again.status_code) == (201, 200)
    assert again.json["id"] == first[0].json["id"]
    assert again.json["writer"] == first[0].json["writer"]


def test_the_same_save_twice_is_answered_the_same_and_a_stale_one_is_refused(ann, clock, exam) -> None:
    begun = ann.start(exam).json
    first = ann.save(begun, 3, {"1": ["B"]})
    clock.pass_by(seconds=5)
    assert ann.save(begun, 3, {"1": ["B"]}).json == first.json
    assert error(ann.save(begun, 3, {"1": ["C"]})) == (409, "stale_revision")
    assert error(ann.save(begun, 2, {"1": ["C"]})) == (409, "stale_revision")
    assert ann.start(exam).json["answers"] == {"1": ["B"]}


def test_each_answer_keeps_the_second_in_which_it_last_changed(ann, clock, database, exam) -> None:
    begun = ann.start(exam).json
    clock.pass_by(seconds=10)
    ann.save(begun, 1, {"1": ["B"], "2": ["A"]})
    clock.pass_by(seconds=20)
    ann.save(begun, 2, {"1": ["B"], "2": ["C"]})
    from_sheet = {number: response.seconds for number, response in _sheet(database, begun).items()}
    assert from_sheet == {1: 10, 2: 30}


def test_a_save_after_the_deadline_is_gone_and_what_was_saved_counts(ann, clock, database, exam) -> None:
    begun = ann.start(exam).json
    ann.save(begun, 1, {"1": ["B"]})
    clock.pass_by(minutes=30)
    assert error(ann.save(begun, 2, {"1": ["A"]})) == (410, "deadline_passed")
    late = ann.submit(begun, revision=2, writer=begun["writer"], answers={"1": ["A"]})
    assert late.status_code == 200
    assert late.json["by_deadline"] is True
    assert late.json["submitted_at"] == begun["deadline_at"]
    assert _sheet(database, begun)[1].values == ("B",)


def test_the_last_millisecond_still_counts(ann, clock, exam) -> None:
    begun = ann.start(exam).json
    clock.moment = NOW + timedelta(minutes=30) - timedelta(milliseconds=1)
    assert ann.save(begun, 1, {"1": ["B"]}).status_code == 200


def test_the_server_hands_in_what_is_due_pressed_or_not(ann, clock, database, exam) -> None:
    begun = ann.start(exam).json
    ann.save(begun, 1, {"1": ["B"]})
    clock.pass_by(minutes=29)
    assert close_expired(database, clock) == 0
    clock.pass_by(minutes=1, seconds=LONGEST_WAIT - 1)
    assert close_expired(database, clock) == 0
    clock.pass_by(seconds=1)
    assert close_expired(database, clock) == 1
    assert close_expired(database, clock) == 0
    assert ann.receipt(begun).json["by_deadline"] is True
    assert stored(database, begun).score is not None


def test_an_exam_that_closes_early_shortens_the_sitting(ann, publish_exam) -> None:
    exam = publish_exam(closes_at=NOW + timedelta(minutes=10))
    assert ann.start(exam).json["deadline_at"] == "2026-11-23T06:10:00+00:00"


def test_submitting_twice_gives_the_same_receipt_and_one_award(ann, database, publish_exam) -> None:
    exam = publish_exam(pass_percent=0)
    begun = ann.start(exam).json
    first = ann.submit(begun, revision=1, writer=begun["writer"], answers={"1": ["A"]})
    assert first.status_code == 200
    assert first.json["points_awarded"] == 5
    assert ann.submit(begun).json == first.json
    assert ann.receipt(begun).json == first.json
    with database.reading() as session:
        assert [entry.amount for entry in session.scalars(select(LedgerEntry))] == [5]


def test_passing_again_is_not_credited_again_and_the_better_score_stays_on_the_board(
    ann, database, publish_exam
) -> None:
    exam = publish_exam(pass_percent=0)
    for _ in range(2):
        begun = ann.start(exam).json
        receipt = ann.submit(begun).json
    assert receipt["points_awarded"] == 0
    with database.reading() as session:
        assert [row.entries for row in session.scalars(select(Standing).where(Standing.board_id == exam.board_id))] == [
            2
        ]


def test_after_the_submission_nothing_can_be_written(ann, exam) -> None:
    begun = ann.start(exam).json
    ann.submit(begun)
    assert error(ann.save(begun, 9, {"1": ["A"]})) == (409, "submitted")


def test_a_receipt_before_the_submission_is_refused_in_words(ann, exam) -> None:
    begun = ann.start(exam).json
    assert error(ann.receipt(begun)) == (409, "not_submitted")


def test_another_device_sees_the_paper_but_may_not_write_until_it_takes_over(ann, other_device, database, exam) -> None:
    begun = ann.start(exam).json
    ann.save(begun, 1, {"1": ["B"]})
    there = other_device.start(exam).json
    assert there["writer"] is None
    assert there["answers"] == {"1": ["B"]}
    taken = other_device.start(exam, takeover=True).json
    assert taken["writer"] not in (None, begun["writer"])
    assert error(ann.save(begun, 2, {"1": ["C"]})) == (409, "taken_over")
    assert error(ann.submit(begun, writer=begun["writer"])) == (409, "taken_over")
    assert other_device.save(taken, 2, {"1": ["D"]}).status_code == 200
    with database.reading() as session:
        assert session.scalars(select(Takeover.attempt_id)).all() == [begun["id"]]


def test_a_device_that_signed_in_again_goes_on_with_the_writer_that_it_knows(ann, other_device, exam) -> None:
    begun = ann.start(exam).json
    assert other_device.start(exam, writer=begun["writer"]).json["writer"] == begun["writer"]
    assert other_device.save(begun, 1, {"1": ["A"]}).status_code == 200


def test_a_sign_in_that_was_ended_can_neither_save_nor_submit(ann, cast, clock, database, exam) -> None:
    begun = ann.start(exam).json
    with database.transaction() as session:
        session.get_one(SignIn, cast.ann.sign_in_id).ended_at = clock.now()
    assert error(ann.save(begun, 1, {"1": ["A"]})) == (401, "sign_in_required")
    assert error(ann.submit(begun)) == (401, "sign_in_required")
    assert error(ann.start(exam)) == (401, "sign_in_required")


def test_with_an_initial_password_no_exam_can_be_started(ann, cast, database, exam) -> None:
    with database.transaction() as session:
        session.get_one(Member, cast.ann.member_id).initial_key = b"k" * 32
    assert error(ann.start(exam)) == (403, "password_change_required")


def test_to_cleo_from_another_county_the_exam_and_anns_attempt_do_not_exist(app, ann, cast, exam) -> None:
    begun = ann.start(exam).json
    cleo = Device(app, cast.cleo)
    assert error(cleo.start(exam)) == (404, "not_found")
    assert error(cleo.save(begun, 1, {"1": ["A"]})) == (404, "not_found")
    assert error(cleo.submit(begun)) == (404, "not_found")
    assert error(cleo.receipt(begun)) == (404, "not_found")
    assert cleo.client.get("/api/v1/exams", headers=cleo.headers).json["items"] == []


def test_ben_of_the_same_branch_cannot_touch_anns_attempt(app, ann, cast, exam) -> None:
    begun = ann.start(exam).json
    assert error(Device(app, cast.ben).save(begun, 1, {"1": ["A"]})) == (404, "not_found")


def test_an_exam_that_is_not_published_does_not_exist(ann, unpublished) -> None:
    assert error(ann.start(unpublished)) == (404, "not_found")


def test_before_opening_after_closing_and_without_attempts_left_each_gets_its_sentence(
    ann, clock, publish_exam
) -> None:
    early = publish_exam(opens_at=NOW + timedelta(minutes=1))
    assert error(ann.start(early)) == (403, "not_open_yet")
    once = publish_exam(attempts_allowed=1)
    ann.submit(ann.start(once).json)
    assert error(ann.start(once)) == (403, "no_attempts_left")
    clock.pass_by(days=2)
    assert error(ann.start(early))[0] in (401, 410)


def test_an_expired_attempt_is_handed_in_before_the_next_one_begins(ann, clock, database, exam) -> None:
    first = ann.start(exam).json
    clock.pass_by(hours=1)
    second = ann.start(exam)
    assert second.status_code == 201
    assert second.json["number"] == 2
    assert stored(database, first).submitted_at == NOW + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"revision": 0, "writer": "7", "answers": {}}, "revision"),
        ({"revision": 1, "writer": "not hexadecimal", "answers": {}}, "writer"),
        ({"revision": 1, "writer": "7"}, "answers"),
        ({"revision": 1, "writer": "7", "answers": {"1": "A"}}, "answers.1"),
        ({"revision": 1, "writer": "7", "answers": {}, "score": 100}, "score"),
    ],
)
def test_a_save_of_the_wrong_shape_names_the_field(ann, exam, body, field) -> None:
    begun = ann.start(exam).json
    answer = ann.client.put(f"/api/v1/attempts/{begun['id']}/answers", json=body, headers=ann.headers)
    assert error(answer) == (422, "invalid")
    assert field in answer.json["fields"]


def test_scores_are_withheld_where_the_rule_says_so_until_the_exam_has_closed(
    ann, clock, database, publish_exam
) -> None:
    closes = NOW + timedelta(hours=2)
    exam = publish_exam(review_rule="all_after_close", pass_percent=0, closes_at=closes)
    begun = ann.start(exam).json
    withheld = ann.submit(begun).json
    assert (withheld["score"], withheld["passed"], withheld["points_awarded"]) == (None, None, None)
    assert credit_closed(database, clock) == 0
    assert ledger(database) == [], "points before the end would tell that the member has passed"
    clock.pass_by(hours=3)
    assert credit_closed(database, clock) == 1
    assert credit_closed(database, clock) == 0
    told = ann.receipt(begun).json
    assert (told["passed"], told["points_awarded"]) == (True, 5)
    assert ledger(database) == [5]


def ledger(database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(LedgerEntry.amount)))


def _sheet(database, attempt):
    return sheets.decode(stored(database, attempt).sheet)
