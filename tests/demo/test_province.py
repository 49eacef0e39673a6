"""The demo province: everything in it is what the site itself would have written."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quiz_app.banks.tables.questions import Question
from quiz_app.boards.tables import Board, Standing
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.files.media import Media
from quiz_app.courses.tables import Lesson, Progress
from quiz_app.courses.tasks import follow_quizzes, sweep_quizzes
from quiz_app.demo.province import fill
from quiz_app.exams import sheets
from quiz_app.exams.grading import grade
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries import hot
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.exams.tasks import close_expired
from quiz_app.members.tables import Member
from quiz_app.organizations import kinds
from quiz_app.organizations.tables import Unit
from quiz_app.points.tables import LedgerEntry
from quiz_app.points.tasks import fold, follow_roster
from quiz_app.records.tasks import boards_audit, points_audit
from tests.conftest import NOW, Cast, SettableClock
from tests.demo.conftest import CLOCK, MEMBERS, Filled, content, filled_with


def test_the_summary_counts_what_stands_in_the_database(filled: Filled) -> None:
    summary = filled.summary
    counted = {
        Member: summary.members,
        Unit: summary.units,
        Attempt: summary.attempts,
        LedgerEntry: summary.entries,
    }
    with filled.database.reading() as session:
        for table, count in counted.items():
            assert session.scalar(select(func.count()).select_from(table)) == count, table.__tablename__
        finished = select(func.count()).select_from(Progress).where(Progress.finished_at.is_not(None))
        assert session.scalar(finished) == summary.lessons
        assert session.scalar(select(func.count()).select_from(Exam).where(Exam.kind == "exam")) == summary.exams
    assert summary.is_new
    assert summary.members == MEMBERS
    assert min(summary.attempts, summary.lessons, summary.entries) > MEMBERS


def test_there_are_cities_counties_committees_general_branches_branches_and_groups(shared: Database) -> None:
    with shared.reading() as session:
        found = Counter(session.scalars(select(Unit.kind)))
    assert (found[kinds.PROVINCE], found[kinds.CITY], found[kinds.COUNTY]) == (1, 3, 12)
    assert min(found[kind] for kind in kinds.LABELS) > 0


def test_everybody_is_of_the_demo_and_of_mixed_kinds(shared: Database) -> None:
    with shared.reading() as session:
        people = session.scalars(select(Member)).all()
    assert all(each.is_demo for each in people)
    assert len({each.kind for each in people}) > 3
    joined = {"full_member", "probationary_member"}
    assert all((each.joined_on is not None) == (each.kind in joined) for each in people)


def test_points_and_boards_show_no_drift_and_the_periodic_work_finds_nothing_to_do(shared: Database) -> None:
    for report in (points_audit(shared, CLOCK), boards_audit(shared, CLOCK)):
        assert report.entries > MEMBERS
        assert report.drift == []
    before = content(shared)
    for work in (fold, follow_roster, follow_quizzes, sweep_quizzes, close_expired):
        assert work(shared, CLOCK) == 0
    assert content(shared) == before


def test_an_audit_sees_when_a_standing_of_the_demo_is_wrong(own: Database) -> None:
    with own.transaction() as session:
        month = session.scalars(select(Board).where(Board.series == "points").order_by(Board.id)).first()
        standing = session.scalars(select(Standing).where(Standing.board_id == month.id)).first()
        standing.value += 1
    assert points_audit(own, CLOCK).drift


def test_every_score_is_what_grading_the_stored_sheet_gives(shared: Database) -> None:
    with shared.reading() as session:
        digests = {each.id: each.digest for each in session.scalars(select(Edition))}
        attempts = session.scalars(select(Attempt).order_by(Attempt.edition_id)).all()
        for attempt in attempts:
            prepared = hot.prepared(session, digests[attempt.edition_id])
            paper = draw(prepared.edition, member_seed(prepared.seed, attempt.member_id), attempt.number)
            assert grade(prepared.edition, paper, sheets.decode(attempt.sheet)).score == attempt.score
    assert len({attempt.score for attempt in attempts}) > 20


def test_every_attempt_lies_within_the_window_of_its_exam_and_before_now(shared: Database) -> None:
    with shared.reading() as session:
        rows = session.execute(select(Attempt, Exam).join(Exam, Exam.id == Attempt.exam_id)).all()
    for attempt, exam in rows:
        assert exam.opens_at <= attempt.started_at < attempt.submitted_at <= attempt.deadline_at
        assert attempt.submitted_at <= min(exam.closes_at or NOW, NOW)
        assert attempt.saved_at is None or attempt.started_at <= attempt.saved_at <= attempt.submitted_at
        assert exam.attempts_allowed is None or attempt.number <= exam.attempts_allowed
    assert {attempt.closed_by for attempt, _ in rows} == {1, 2}


def test_a_lesson_is_finished_only_by_who_passed_its_quiz(shared: Database) -> None:
    with shared.reading() as session:
        awarded = set(
            session.execute(select(LedgerEntry.member_id, LedgerEntry.source_id).where(LedgerEntry.rule == 1))
        )
        with_quiz = select(Progress).join(Lesson, Lesson.id == Progress.lesson_id).where(Lesson.quiz_id.is_not(None))
        progress = session.scalars(with_quiz).all()
    assert {(each.member_id, each.lesson_id) for each in progress if each.finished_at} == {
        tuple(row) for row in awarded
    }
    assert all(each.opened_at < each.read_at <= each.finished_at for each in progress if each.finished_at)


def test_the_history_spans_a_year_and_ends_now(shared: Database) -> None:
    with shared.reading() as session:
        first, last = session.execute(select(func.min(LedgerEntry.at), func.max(LedgerEntry.at))).one()
    assert NOW - timedelta(days=366) <= first < NOW - timedelta(days=330)
    assert NOW - timedelta(days=7) < last <= NOW


def test_the_same_seed_gives_the_same_province_on_either_database(shared: Database, filled_again: Filled) -> None:
    assert content(shared) == content(filled_again.database)


@pytest.mark.slow
def test_another_seed_gives_another_province(filled_again: Filled, tmp_path_factory: pytest.TempPathFactory) -> None:
    with filled_with(None, tmp_path_factory, seed=7) as other:
        ours, theirs = content(filled_again.database), content(other.database)
    assert ours["units"] == theirs["units"]
    for table in ("members", "attempts", "editions", "ledger_entries", "standings"):
        assert ours[table] != theirs[table]


def test_filling_twice_changes_nothing_and_says_so(shared: Database, media: Media) -> None:
    before = content(shared)
    again = fill(shared, CLOCK, members=300, media=media)
    assert not again.is_new
    assert again.members == MEMBERS
    assert "没有改动" in again.sentence
    assert content(shared) == before


def test_a_database_with_members_of_its_own_is_refused_and_left_alone(
    database: Database, clock: SettableClock, media: Media, cast: Cast
) -> None:
    before = content(database)
    with pytest.raises(Conflict, match="真实的党员"):
        fill(database, clock, members=MEMBERS, media=media)
    assert content(database) == before


def test_a_database_with_units_of_its_own_is_refused(database: Database, clock: SettableClock, media: Media) -> None:
    with database.transaction() as session:
        session.add(Unit(name="别的省", kind=kinds.PROVINCE, path="/1/"))
    with pytest.raises(Conflict, match="已有单位"):
        fill(database, clock, members=MEMBERS, media=media)


def test_too_small_a_province_is_refused(database: Database, clock: SettableClock, media: Media) -> None:
    with pytest.raises(Invalid, match="至少"):
        fill(database, clock, members=20, media=media)


def test_an_interrupted_filling_leaves_nothing_behind(database: Database, clock: SettableClock, media: Media) -> None:
    def interrupt(step: str, done: int, total: int) -> None:
        if step == "装入题库和课程" and done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(database, clock, members=MEMBERS, media=media, progress=interrupt)
    with database.reading() as session:
        for table in (Unit, Question, Exam):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_progress_is_told_at_the_beginning_and_at_the_end_of_each_step(filled: Filled) -> None:
    assert len(filled.told) > 4
    for step, calls in filled.told.items():
        assert calls[0][0] == 0, step
        assert calls[-1][0] == calls[-1][1], step


def test_members_and_units_added_later_get_ids_of_their_own(shared: Database) -> None:
    with shared.reading() as session:  # which forgets what was added
        last = session.scalar(select(func.max(Member.id)))
        unit = Unit(name="新来的党支部", kind=kinds.BRANCH, path="/new/")
        session.add(unit)
        session.flush()
        member = Member(number="N1", name="新来的", unit_id=unit.id)
        session.add(member)
        session.flush()
        assert member.id == last + 1
