"""What a member's own record is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from quiz_app.boards.periods import Period, containing
from quiz_app.core.db import to_milliseconds
from quiz_app.courses.queries.study import passed
from quiz_app.courses.queries.totals import lesson_titles
from quiz_app.courses.tables import Course, LessonVersion, Progress
from quiz_app.exams.queries.listing import titles
from quiz_app.exams.queries.maxima import full_score
from quiz_app.exams.reviews import ALL_AFTER_CLOSE, may_see_score
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.exams.ways import LABELS
from quiz_app.points import queries as points
from quiz_app.points.rules.table import LESSON_FINISHED
from quiz_app.points.tables import LedgerEntry
from quiz_app.records.ledger import Entry, Lesson, Line, lines


@dataclass(frozen=True, slots=True)
class YearFigures:
    """A member's year: points, study hours in quarters, exams passed and taken (those whose scores are withheld count
    as taken only)."""

    points: int
    quarter_hours: int
    exams_passed: int
    exams_taken: int


@dataclass(frozen=True, slots=True)
class LedgerPage:
    balance: int
    lines: list[Line]
    following: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A submitted attempt. `score` and `max_score` in hundredths; `score` and `passed` are None while withheld, and
    while people have still to mark a part (`awaits_marking`); `corrected` where a correction changed what it gave;
    `way` marks an attempt that was not made alone on a screen."""

    attempt_id: int
    exam_id: int
    title: str
    number: int
    submitted_at: datetime
    score: int | None
    max_score: int
    passed: bool | None
    awaits_marking: bool = False
    corrected: bool = False
    way: str = ""


def year_figures(session: Session, member_id: int, *, at: datetime) -> YearFigures:
    """The figures of the year that holds `at`, in one query."""
    year = containing("year", at)
    row = session.execute(
        select(
            points_of(year, LedgerEntry.member_id == member_id),
            quarter_hours_of(year, Progress.member_id == member_id),
            exams_of(year, Attempt.member_id == member_id, and_(passed(), score_is_out(at))),
            exams_of(year, Attempt.member_id == member_id),
        )
    ).one()
    return YearFigures(*(int(each) for each in row))


def points_of(period: Period, whose: ColumnElement[bool]) -> ColumnElement[int]:
    """SQL for the sum of points in a period."""
    return (
        select(func.coalesce(func.sum(LedgerEntry.amount), 0))
        .where(whose, LedgerEntry.at >= period.starts_at, LedgerEntry.at < period.ends_at)
        .scalar_subquery()
    )


def quarter_hours_of(period: Period, whose: ColumnElement[bool]) -> ColumnElement[int]:
    """SQL for the study hours, in quarters, of lessons finished in a period."""
    return (
        select(func.coalesce(func.sum(Progress.quarter_hours), 0))
        .where(whose, Progress.finished_at >= period.starts_at, Progress.finished_at < period.ends_at)
        .scalar_subquery()
    )


def exams_of(period: Period, whose: ColumnElement[bool], *what: ColumnElement[bool]) -> ColumnElement[int]:
    """SQL for the number of exams, not quizzes, that were handed in within a period."""
    return (
        select(func.count(Attempt.exam_id.distinct()))
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Edition, Edition.id == Attempt.edition_id)
        .where(
            whose,
            Exam.kind == "exam",
            Attempt.submitted_at >= period.starts_at,
            Attempt.submitted_at < period.ends_at,
            *what,
        )
        .scalar_subquery()
    )


def score_is_out(at: datetime) -> ColumnElement[bool]:
    """SQL for "this exam's scores may be told", as `reviews.may_see_score` has it."""
    return or_(Exam.review_rule != ALL_AFTER_CLOSE, Exam.closes_at <= at)


def ledger_page(session: Session, member_id: int, *, limit: int, after: tuple[int, ...] | None) -> LedgerPage:
    """A page of a member's ledger, the latest first, each entry with its reason."""
    found = points.entries(session, member_id, limit=limit, after=after)
    balance = points.balance(session, member_id)
    if not found:
        return LedgerPage(balance, [], None)
    since, before = containing("month", found[-1].at).starts_at, containing("month", found[0].at).ends_at
    movements = points.movements(session, member_id, since=since, before=before)
    lesson_ids = [each.source_id for each in found if each.rule == LESSON_FINISHED.number]
    exam_ids = [each.source_id for each in found if each.rule != LESSON_FINISHED.number]
    entries = [
        Entry(each.id, each.rule, each.source_id, each.amount, each.at, each.reverses_id is not None) for each in found
    ]
    following = (to_milliseconds(found[-1].at), found[-1].id) if len(found) == limit else None
    shown = lines(entries, movements, titles(session, exam_ids), _lessons(session, lesson_ids))
    return LedgerPage(balance, shown, following)


def outcomes(
    session: Session, member_id: int, *, kind: str, limit: int, before: int | None, at: datetime
) -> list[Outcome]:
    """A member's submitted attempts at exams or quizzes, the latest begun first."""
    query = (
        select(
            Attempt.id,
            Attempt.exam_id,
            Exam.title,
            Attempt.number,
            Attempt.submitted_at,
            Attempt.score,
            full_score(),
            Exam.pass_percent,
            Exam.review_rule,
            Exam.closes_at,
            Attempt.first_score.is_not(None),
            Attempt.kind,
        )
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Edition, Edition.id == Attempt.edition_id)
        .where(Attempt.member_id == member_id, Attempt.submitted_at.is_not(None), Exam.kind == kind)
        .order_by(Attempt.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Attempt.id < before)
    return [_outcome(*row, at=at) for row in session.execute(query)]


def _outcome(
    attempt_id: int,
    exam_id: int,
    title: str,
    number: int,
    submitted_at: datetime | None,
    score: int | None,
    max_score: int,
    pass_percent: int,
    review_rule: str,
    closes_at: datetime | None,
    corrected: bool,
    kind: int | None,
    *,
    at: datetime,
) -> Outcome:
    assert submitted_at is not None
    closes = to_milliseconds(closes_at) if closes_at else None
    shown = may_see_score(review_rule, closes_at=closes, at=to_milliseconds(at))
    told = score if shown else None
    return Outcome(
        attempt_id,
        exam_id,
        title,
        number,
        submitted_at,
        told,
        max_score,
        None if told is None else told * 100 >= max_score * pass_percent,
        score is None,
        bool(corrected) and told is not None,
        LABELS.get(kind or 0, ""),
    )


def _lessons(session: Session, lesson_ids: Sequence[int]) -> dict[int, Lesson]:
    """The newest title of each lesson, and its course where the published version still has the lesson."""
    published = (
        select(LessonVersion.lesson_id, Course.id)
        .join(Course, Course.published_version_id == LessonVersion.course_version_id)
        .where(LessonVersion.lesson_id.in_(lesson_ids))
    )
    courses = dict(session.execute(published).all())
    return {
        lesson_id: Lesson(title, courses.get(lesson_id))
        for lesson_id, title in lesson_titles(session, lesson_ids).items()
    }
