"""What a member's own record is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from quiz_app.boards.periods import Period, containing
from quiz_app.core.db import to_milliseconds
from quiz_app.courses.tables import Progress
from quiz_app.exams.modes import PRACTICE
from quiz_app.exams.queries.counting import Standing, standings
from quiz_app.exams.queries.maxima import full_score
from quiz_app.exams.reviews import NEVER, may_see_score
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.exams.ways import LABELS
from quiz_app.points import queries as points
from quiz_app.points.tables import LedgerEntry
from quiz_app.records.ledger import Entry, Line, lines
from quiz_app.records.queries.sat import exams_of
from quiz_app.records.queries.sources import sources_of


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
    while people have still to mark a part (`awaits_marking`); `corrected` where a correction changed what it gave.
    `standing` is what counts of all attempts at this exam, None while scores are withheld; `never_told` where the score
    never comes;
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
    mode: str = "official"
    standing: Standing | None = None
    never_told: bool = False
    way: str = ""

    @property
    def counts(self) -> bool | None:
        """Whether it is among the attempts that count; None while that would tell a score."""
        return None if self.standing is None else self.number in self.standing.counted.numbers

    @property
    def explains(self) -> bool:
        """Whether it takes words to say what counts: there is more than this attempt."""
        return self.standing is not None and (self.number > 1 or self.standing.counted.numbers != (self.number,))


def year_figures(session: Session, member_id: int, *, at: datetime) -> YearFigures:
    """The figures of the year that holds `at`, in two queries."""
    year = containing("year", at)
    row = session.execute(
        select(
            points_of(year, LedgerEntry.member_id == member_id),
            quarter_hours_of(year, Progress.member_id == member_id),
        )
    ).one()
    exams = exams_of(session, year, [member_id], at=at)[member_id]
    return YearFigures(*(int(each) for each in row), exams.passed, exams.taken)


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


def ledger_page(session: Session, member_id: int, *, limit: int, after: tuple[int, ...] | None) -> LedgerPage:
    """A page of a member's ledger, the latest first, each entry with its reason."""
    found = points.entries(session, member_id, limit=limit, after=after)
    balance = points.balance(session, member_id)
    if not found:
        return LedgerPage(balance, [], None)
    since, before = containing("month", found[-1].at).starts_at, containing("month", found[0].at).ends_at
    movements = points.movements(session, member_id, since=since, before=before)
    entries = [
        Entry(each.id, each.rule, each.source_id, each.amount, each.at, each.reverses_id is not None) for each in found
    ]
    following = (to_milliseconds(found[-1].at), found[-1].id) if len(found) == limit else None
    shown = lines(entries, movements, sources_of(session, found))
    return LedgerPage(balance, shown, following)


def outcomes(
    session: Session, member_id: int, *, kind: str, limit: int, before: int | None, at: datetime
) -> list[Outcome]:
    """A member's submitted attempts at exams, at exams for practice (`practice`) or at quizzes, the latest begun first,
    in two queries."""
    query = (
        select(
            Attempt.id,
            Attempt.exam_id,
            Exam.title,
            Attempt.number,
            Attempt.submitted_at,
            Attempt.score,
            full_score(),
            Attempt.first_score.is_not(None),
            Attempt.kind,
            Exam,
        )
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Edition, Edition.id == Attempt.edition_id)
        .where(Attempt.member_id == member_id, Attempt.submitted_at.is_not(None), *_of_kind(kind))
        .order_by(Attempt.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Attempt.id < before)
    rows: Sequence[Any] = session.execute(query).all()
    counted = standings(session, [member_id], {row[-1].id for row in rows}) if rows else {}
    return [_outcome(*row, counted.get((member_id, row[-1].id)), at=at) for row in rows]


def _of_kind(kind: str) -> tuple[ColumnElement[bool], ...]:
    if kind == "quiz":
        return (Exam.kind == "quiz",)
    return Exam.kind == "exam", (Exam.mode == PRACTICE) if kind == "practice" else (Exam.mode != PRACTICE)


def _outcome(
    attempt_id: int,
    exam_id: int,
    title: str,
    number: int,
    submitted_at: datetime | None,
    score: int | None,
    max_score: int,
    corrected: bool,
    kind: int | None,
    exam: Exam,
    standing: Standing | None,
    *,
    at: datetime,
) -> Outcome:
    assert submitted_at is not None
    shown = may_see_score(exam, at)
    told = score if shown else None
    return Outcome(
        attempt_id,
        exam_id,
        title,
        number,
        submitted_at,
        told,
        max_score,
        None if told is None else told * 100 >= max_score * exam.pass_percent,
        score is None,
        bool(corrected) and told is not None,
        mode=exam.mode,
        standing=standing if shown else None,
        never_told=exam.review_score == NEVER,
        way=LABELS.get(kind or 0, ""),
    )
