"""Passed quizzes are followed by a task: late, again, and after an outage."""

from datetime import timedelta

from sqlalchemy import func, select

from quiz_app.core.db import Database
from quiz_app.courses.tables import Course, Lesson, Progress
from quiz_app.courses.tasks import follow_quizzes, sweep_quizzes
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.points.rules.table import LESSON_FINISHED
from quiz_app.points.tables import LedgerEntry
from tests.conftest import Cast


def page_of(course: Course, lesson: Lesson) -> str:
    return f"/courses/{course.id}/lessons/{lesson.id}"


def progress_of(database: Database, cast: Cast, lesson: Lesson) -> Progress | None:
    with database.reading() as session:
        return session.get(Progress, (cast.ann.member_id, lesson.id))


def points_of(database: Database, cast: Cast) -> int:
    with database.reading() as session:
        query = select(func.coalesce(func.sum(LedgerEntry.amount), 0))
        return session.scalar(query.where(LedgerEntry.member_id == cast.ann.member_id)) or 0


def attempt(database: Database, cast: Cast, quiz_id: int, submitted_at, score: int, number: int = 1) -> None:
    """A submitted attempt as the exams room leaves it."""
    with database.transaction() as session:
        edition = session.scalars(select(Edition).where(Edition.exam_id == quiz_id)).one()
        session.add(
            Attempt(
                member_id=cast.ann.member_id,
                exam_id=quiz_id,
                edition_id=edition.id,
                number=number,
                started_at=submitted_at,
                deadline_at=submitted_at,
                submitted_at=submitted_at,
                score=score,
                closed_by=1,
            )
        )


def test_following_again_and_again_awards_once(as_ann, course, lessons, database, cast, clock) -> None:
    page = page_of(course, lessons[0])
    as_ann.get(page)
    clock.pass_by(minutes=3)
    as_ann.post(f"{page}/reading")
    for number, seconds in enumerate((0, 30, 59), start=1):
        attempt(database, cast, lessons[0].quiz_id, clock.now() + timedelta(seconds=seconds), 5000, number)
    assert [follow_quizzes(database, clock) for _ in range(3)] == [1, 0, 0]
    assert sweep_quizzes(database, clock) == 0
    assert points_of(database, cast) == LESSON_FINISHED.amount


def test_a_quiz_leads_back_to_its_lesson(as_ann, course, lessons, database, cast, clock) -> None:
    attempt(database, cast, lessons[0].quiz_id, clock.now(), 5000)
    with database.reading() as session:
        sat = session.scalars(select(Attempt)).one().id
    for page in (f"/exams/{lessons[0].quiz_id}", f"/exams/attempts/{sat}/result", f"/exams/attempts/{sat}/review"):
        assert f'href="{page_of(course, lessons[0])}"' in as_ann.get(page).text


def test_a_pass_that_became_visible_late_is_still_followed(as_ann, course, lessons, database, cast, clock) -> None:
    """A transaction that began earlier may commit later: the task looks again at the minute before its cursor."""
    page = page_of(course, lessons[0])
    as_ann.get(page)
    clock.pass_by(minutes=3)
    as_ann.post(f"{page}/reading")
    seen, late = clock.now() + timedelta(minutes=5), clock.now() + timedelta(minutes=4, seconds=10)
    with database.transaction() as session:
        edition = session.scalars(select(Edition).where(Edition.exam_id == lessons[0].quiz_id)).one()
        session.add(
            Attempt(
                member_id=cast.ben.member_id,
                exam_id=lessons[0].quiz_id,
                edition_id=edition.id,
                number=1,
                started_at=seen,
                deadline_at=seen,
                submitted_at=seen,
                score=5000,
            )
        )
    assert follow_quizzes(database, clock) == 0
    attempt(database, cast, lessons[0].quiz_id, late, 5000)
    assert follow_quizzes(database, clock) == 1


def test_what_the_cursor_missed_is_swept_up(as_ann, course, lessons, database, cast, clock) -> None:
    page = page_of(course, lessons[0])
    as_ann.get(page)
    clock.pass_by(minutes=3)
    as_ann.post(f"{page}/reading")
    read_at = clock.now()
    with database.transaction() as session:
        exam = session.get_one(Exam, lessons[0].quiz_id)
        edition = session.get_one(Edition, exam.edition_id)
        later = read_at + timedelta(hours=2)
        session.add(
            Attempt(
                member_id=cast.ben.member_id,
                exam_id=exam.id,
                edition_id=edition.id,
                number=1,
                started_at=later,
                deadline_at=later,
                submitted_at=later,
                score=5000,
            )
        )
    follow_quizzes(database, clock)
    attempt(database, cast, lessons[0].quiz_id, read_at + timedelta(minutes=10), 5000)
    assert follow_quizzes(database, clock) == 0
    assert sweep_quizzes(database, clock) == 1
    assert progress_of(database, cast, lessons[0]).finished_at == read_at + timedelta(minutes=10)
