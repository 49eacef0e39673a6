"""Which lessons wait for nothing but their quiz, and how far passed quizzes were followed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from quiz_app.core.db import EPOCH
from quiz_app.courses.tables import Course, Lesson, LessonVersion, Progress, QuizCursor
from quiz_app.exams.queries.maxima import passed
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam

ONLY_CURSOR = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """A lesson that a member has read, of a course as published now, with the quiz that is still to be passed."""

    member_id: int
    lesson_id: int
    quiz_id: int
    read_at: datetime
    quarter_hours: int


def followed_to(session: Session) -> datetime:
    cursor = session.get(QuizCursor, ONLY_CURSOR)
    return cursor.followed_to if cursor else EPOCH


def locked_cursor(session: Session) -> QuizCursor | None:
    return session.get(QuizCursor, ONLY_CURSOR, with_for_update=True)


def waiting_for(session: Session, members: Collection[int], quizzes: Collection[int]) -> list[Waiting]:
    """The waiting lessons of any of the members for any of the quizzes."""
    query = _waiting().where(Progress.member_id.in_(members), Lesson.quiz_id.in_(quizzes))
    return [
        Waiting(member_id, lesson_id, quiz_id, read_at, hours)
        for member_id, lesson_id, quiz_id, read_at, hours in session.execute(query)
        if quiz_id is not None and read_at is not None
    ]


def passed_and_waiting(session: Session, *, limit: int) -> list[tuple[Waiting, datetime]]:
    """Every waiting lesson whose quiz was passed, with when it first was: what the cursor may have missed."""
    query = (
        _waiting()
        .join(Attempt, and_(Attempt.member_id == Progress.member_id, Attempt.exam_id == Lesson.quiz_id))
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Edition, Edition.id == Attempt.edition_id)
        .where(passed())
        .add_columns(func.min(Attempt.submitted_at))
        .group_by(Progress.member_id, Progress.lesson_id, Lesson.quiz_id, Progress.read_at, LessonVersion.quarter_hours)
        .limit(limit)
    )
    return [(Waiting(*row), moment) for *row, moment in session.execute(query)]


def _waiting() -> Select[int, int, int | None, datetime | None, int]:
    return (
        select(Progress.member_id, Progress.lesson_id, Lesson.quiz_id, Progress.read_at, LessonVersion.quarter_hours)
        .join(Lesson, Lesson.id == Progress.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .join(
            LessonVersion,
            and_(LessonVersion.lesson_id == Lesson.id, LessonVersion.course_version_id == Course.published_version_id),
        )
        .where(Progress.read_at.is_not(None), Progress.finished_at.is_(None), Lesson.quiz_id.is_not(None))
    )
