"""Readers: who may take which answer, what becomes of their marks, until when these change; on both databases."""

import pytest

from quiz_app.core.errors import Conflict, Invalid, NotFound
from quiz_app.exams.actions import marking
from quiz_app.exams.marking.deciding import Stage
from quiz_app.exams.queries.drafts import exam_to_change
from quiz_app.exams.queries.marking import own_marks, own_reader, task_to_mark
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.marking import Mark, MarkingTask
from tests.exams.marked import appoint, claim, close, give, hand_in, publish, rows, rule, written_exam

FIXTURES = (appoint, claim, give, hand_in, publish, rule, written_exam)


def test_nobody_marks_an_own_answer_or_the_same_one_twice(cast, hand_in, appoint, rule, claim, give) -> None:
    rule(2, 0)
    hand_in(cast.ann)
    appoint(cast.ann, adjudicates=True)
    appoint(cast.tom, adjudicates=True)
    assert claim(cast.ann) is None
    give(cast.tom, claim(cast.tom), 0, 0)
    assert claim(cast.tom) is None


def test_an_answer_in_hand_is_nobody_elses_until_the_claim_expires(
    database, cast, clock, hand_in, appoint, claim, give
) -> None:
    hand_in(cast.ann)
    appoint(cast.tom)
    appoint(cast.ben)
    task = claim(cast.tom)
    assert claim(cast.tom) == task
    assert claim(cast.ben) is None
    clock.pass_by(minutes=21)
    assert claim(cast.ben) == task
    with pytest.raises(NotFound):
        give(cast.tom, task, 0, 0)
    assert give(cast.ben, task, 100, 100) == Stage.DONE
    assert len(rows(database, Mark)) == 1


def test_an_answer_that_was_put_back_goes_to_the_next_reader(database, cast, hand_in, appoint, claim) -> None:
    hand_in(cast.ann)
    appoint(cast.tom)
    appoint(cast.ben)
    task = claim(cast.tom)
    with database.transaction() as session:
        marking.release(session, cast.tom, task)
    assert claim(cast.ben) == task


def test_a_dismissed_reader_loses_what_is_in_hand_and_keeps_what_was_marked(
    database, cast, clock, written_exam, hand_in, appoint, claim, give
) -> None:
    hand_in(cast.ann)
    hand_in(cast.ben)
    appoint(cast.tom)
    give(cast.tom, claim(cast.tom), 400, 600)
    held = claim(cast.tom)
    with database.transaction() as session:
        exam, unit = exam_to_change(session, cast.dora, written_exam.id)
        reader = own_reader(session, cast.tom, exam.id)
        marking.dismiss(session, cast.dora, exam, unit, reader.id, at=clock.now())
    with pytest.raises(NotFound):
        claim(cast.tom)
    appoint(cast.root)
    assert claim(cast.root) == held
    assert [each.stage for each in rows(database, MarkingTask)] == [Stage.DONE, Stage.FIRST]


def test_marks_change_until_publication_and_every_change_is_a_record(
    database, cast, clock, hand_in, appoint, claim, give, publish
) -> None:
    hand_in(cast.ann)
    appoint(cast.tom)
    task = claim(cast.tom)
    give(cast.tom, task, 0, 0)
    give(cast.tom, task, 400, 600, comment="看漏了第二行")
    assert [each.shares for each in rows(database, Mark)] == [[0, 0], [400, 600]]
    with database.reading() as session:
        [(_, last)] = own_marks(session, own_reader(session, cast.tom, rows(database, MarkingTask)[0].exam_id), limit=9)
    assert last.shares == (400, 600)
    close(clock)
    publish()
    with pytest.raises(Conflict, match="已经公布"):
        give(cast.tom, task, 0, 0)
    assert [each.score for each in rows(database, Attempt)] == [3000]


def test_marks_beyond_what_a_point_is_worth_are_refused(cast, hand_in, appoint, claim, give) -> None:
    hand_in(cast.ann)
    appoint(cast.tom)
    with pytest.raises(Invalid, match="得分点 1 给 0 到 4 分"):
        give(cast.tom, claim(cast.tom), 401, 0)


def test_the_rule_is_fixed_once_anybody_has_marked(cast, hand_in, appoint, rule, claim, give) -> None:
    hand_in(cast.ann)
    appoint(cast.tom)
    rule(2, 100)
    rule(1, 0)
    give(cast.tom, claim(cast.tom), 0, 0)
    with pytest.raises(Conflict, match="不能再改"):
        rule(2, 100)


def test_two_readers_agree_or_a_third_decides(
    database, cast, clock, hand_in, appoint, rule, claim, give, publish
) -> None:
    rule(2, 200)
    for member in (cast.ann, cast.dora):
        hand_in(member)
    for reader in (cast.tom, cast.ben):
        appoint(reader)
    appoint(cast.root, adjudicates=True)
    agreed, disputed = (each.id for each in rows(database, MarkingTask))
    for reader, first, second in ((cast.tom, (400, 300), (400, 600)), (cast.ben, (300, 200), (0, 0))):
        assert claim(reader) == agreed
        give(reader, agreed, *first)
        assert claim(reader) == disputed
        give(reader, disputed, *second)
        assert claim(reader) is None
    assert [each.stage for each in rows(database, MarkingTask)] == [Stage.DONE, Stage.ADJUDICATION]
    close(clock)
    with pytest.raises(Conflict, match="还有 1 份答案没有评完"):
        publish()
    assert claim(cast.root) == disputed
    with database.reading() as session:
        seen = task_to_mark(session, cast.root, disputed)
    assert [each.shares for each in seen.given] == [(400, 600), (0, 0)]
    assert give(cast.root, disputed, 400, 0) == Stage.DONE
    with pytest.raises(Conflict, match="已经仲裁"):
        give(cast.tom, disputed, 0, 0)
    publish()
    assert [each.score for each in rows(database, Attempt)] == [2000 + 350 + 250, 2000 + 400]
