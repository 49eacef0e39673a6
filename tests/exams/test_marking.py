"""From the bank to the result: answers are handed in, read by people, decided, published once; on both databases."""

from datetime import timedelta

import pytest

from quiz_app.boards.tables import Standing
from quiz_app.core.errors import Conflict, Forbidden
from quiz_app.core.statements import Statement
from quiz_app.exams.actions import marking
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.marking.deciding import Stage
from quiz_app.exams.queries.appeals import kept_attempt
from quiz_app.exams.queries.drafts import exam_to_change
from quiz_app.exams.redrawing import redraw
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.marking import Marking, MarkingTask
from quiz_app.exams.tables.tallies import EditionTally, QuestionTally
from quiz_app.exams.tasks import close_expired, count_attempts, credit_closed, publish_marks
from quiz_app.members.tables import Member
from quiz_app.points.rules.table import EXAM_PASSED
from quiz_app.points.tables import LedgerEntry
from quiz_app.records.tasks import boards_audit, points_audit, tallies_audit
from tests.exams.devices import Device
from tests.exams.marked import appoint, claim, close, give, hand_in, publish, rows, rule, written_exam

FIXTURES = (appoint, claim, give, hand_in, publish, rule, written_exam)


def test_until_publication_nobody_knows_the_score(database, cast, clock, settle, written_exam, hand_in) -> None:
    handed_in = hand_in(cast.ann)
    assert handed_in["receipt"]["score"] is None
    assert handed_in["receipt"]["passed"] is None and handed_in["receipt"]["points_awarded"] is None
    assert handed_in["device"].receipt(handed_in["attempt"]).json == handed_in["receipt"]
    [attempt] = rows(database, Attempt)
    assert attempt.submitted_at is not None and attempt.score is None
    settle()
    while count_attempts(database, clock):
        pass
    close(clock)
    assert credit_closed(database, clock) == 0
    assert rows(database, Standing) == rows(database, LedgerEntry) == rows(database, QuestionTally) == []
    for audit in (boards_audit, points_audit, tallies_audit):
        assert audit(database, clock).drift == [] if audit is not tallies_audit else audit(database).drift == []


def test_one_task_is_made_for_each_answer_that_was_written_by_hand_or_by_the_deadline(
    app, database, cast, clock, written_exam, hand_in
) -> None:
    hand_in(cast.ann)
    hand_in(cast.ben, text="")
    device = Device(app, cast.dora)
    begun = device.start(written_exam).json
    device.save(begun, 1, {"3": ["来不及写完"]})
    clock.pass_by(minutes=31)
    assert close_expired(database, clock) == 1
    tasks = rows(database, MarkingTask)
    assert [(task.member_id, task.number, task.points, task.stage) for task in tasks] == [
        (cast.ann.member_id, 3, 1000, Stage.FIRST),
        (cast.dora.member_id, 3, 1000, Stage.FIRST),
    ]
    assert [each.score for each in rows(database, Attempt)] == [None] * 3


def test_an_exam_that_machines_mark_has_no_marking_and_makes_no_task(app, database, cast, exam) -> None:
    device = Device(app, cast.ann)
    assert device.submit(device.start(exam).json).json["score"] == 0
    assert rows(database, MarkingTask) == rows(database, Marking) == []


def test_a_rule_that_names_no_type_draws_nothing_that_people_mark(database, written_exam, publish_exam) -> None:
    mixed = publish_exam(blueprint=Blueprint((Cell(40, 100),)))
    assert rows(database, Marking) and mixed.id not in {each.exam_id for each in rows(database, Marking)}


def test_a_single_reading_is_published_once_with_score_board_and_points(
    app, database, cast, clock, settle, written_exam, hand_in, appoint, claim, give, publish
) -> None:
    ann, ben = hand_in(cast.ann), hand_in(cast.ben, text="")
    appoint(cast.tom)
    assert give(cast.tom, claim(cast.tom), 400, 350, comment="还应说到安全") == Stage.DONE
    close(clock)
    publish()
    scores = {each.member_id: each.score for each in rows(database, Attempt)}
    assert scores == {cast.ann.member_id: 2750, cast.ben.member_id: 2000}
    receipt = ann["device"].receipt(ann["attempt"]).json
    assert (receipt["score"], receipt["passed"], receipt["points_awarded"]) == (27.5, True, EXAM_PASSED.amount)
    assert receipt["receipt"] == ann["receipt"]["receipt"]
    assert ben["device"].receipt(ben["attempt"]).json["score"] == 20
    settle()
    before = [(each.value, each.entries) for each in rows(database, Standing)]
    entries = len(rows(database, LedgerEntry))
    for _ in range(2):
        assert publish_marks(database, clock) == credit_closed(database, clock) == 0
    with pytest.raises(Conflict, match="没有等待公布"):
        publish()
    settle()
    assert [(each.value, each.entries) for each in rows(database, Standing)] == before
    assert len(rows(database, LedgerEntry)) == entries
    assert boards_audit(database, clock).drift == points_audit(database, clock).drift == []


def test_statistics_take_the_answer_up_once_its_marks_are_published(
    database, cast, clock, hand_in, appoint, claim, give, publish
) -> None:
    hand_in(cast.ann)
    while count_attempts(database, clock):
        pass
    assert rows(database, EditionTally) == []
    appoint(cast.tom)
    give(cast.tom, claim(cast.tom), 400, 100)
    close(clock)
    publish()
    while count_attempts(database, clock):
        pass
    [paper] = rows(database, EditionTally)
    assert (paper.taken, paper.score) == (1, 2500)
    assert sorted(each.score for each in rows(database, QuestionTally)) == [5000, 10000, 10000]
    assert tallies_audit(database).drift == []


def test_publication_waits_for_the_closing_and_for_every_answer(
    database, cast, clock, hand_in, appoint, claim, give, publish
) -> None:
    hand_in(cast.ann)
    appoint(cast.tom)
    with pytest.raises(Conflict, match=r"还没有结束.*还有 1 份答案"):
        publish()
    give(cast.tom, claim(cast.tom), 0, 0)
    close(clock)
    publish()
    assert rows(database, Attempt)[0].score == 2000


def test_only_who_manages_the_exam_appoints_and_publishes(database, cast, clock, written_exam) -> None:
    with database.transaction() as session:
        exam, unit = exam_to_change(session, cast.dora, written_exam.id)
        member = session.get_one(Member, cast.tom.member_id)
        with pytest.raises(Forbidden):
            marking.appoint(session, cast.tom, exam, unit, member, adjudicates=False, at=clock.now())
        with pytest.raises(Forbidden):
            marking.publish_marks(session, cast.ben, exam, unit, at=clock.now() + timedelta(days=2))


def test_a_paper_is_redrawn_with_the_marks_that_people_gave(
    database, cast, clock, hand_in, appoint, claim, give, publish
) -> None:
    attempt = hand_in(cast.ann)["attempt"]["id"]

    def again() -> dict:
        with database.reading() as session:
            redrawn = redraw(kept_attempt(session, cast.dora, attempt))
        assert redrawn.agrees
        return redrawn.to_json()

    assert again()["questions"][2]["score"] is None and again()["stored_score"] is None
    appoint(cast.tom)
    give(cast.tom, claim(cast.tom), 400, 0)
    close(clock)
    publish()
    assert (again()["questions"][2]["score"], again()["score"], again()["stored_score"]) == (4, 24, 24)


def test_many_papers_are_scored_batch_by_batch(
    database, cast, clock, monkeypatch, hand_in, appoint, claim, give, publish
) -> None:
    for member in (cast.ann, cast.ben, cast.dora):
        hand_in(member)
    appoint(cast.tom)
    for _ in range(3):
        give(cast.tom, claim(cast.tom), 400, 600)
    close(clock)
    monkeypatch.setattr("quiz_app.exams.tasks.BATCH", 1)
    publish()
    assert [each.score for each in rows(database, Attempt)] == [3000] * 3
    assert [each.entries for each in rows(database, Standing) if each.value > 100_000] == [1] * 3


def test_the_way_of_a_sheet_that_machines_mark_asks_for_nothing_of_marking(app, cast, monkeypatch, exam) -> None:
    """Start: the exam with the latest attempt, the new one. Save: a write. Submit: read, the board, the end."""
    asked: list[str] = []
    run = Statement.run

    def note(self, work, values):
        asked.append(self._by_dialect["sqlite"])
        return run(self, work, values)

    device = Device(app, cast.ann)
    Device(app, cast.ben).start(exam)
    monkeypatch.setattr(Statement, "run", note)
    counts = []
    begun = device.start(exam).json
    counts.append(len(asked))
    device.save(begun, 1, {"1": ["A"]})
    counts.append(len(asked))
    device.save(begun, 2, {"1": ["B"]})
    counts.append(len(asked))
    device.submit(begun, revision=3, writer=begun["writer"], answers={})
    counts.append(len(asked))
    assert counts == [2, 3, 4, 7]
    assert not [sql for sql in asked if "mark" in sql]
