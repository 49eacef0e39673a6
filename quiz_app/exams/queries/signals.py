"""The signals of an exam with how they stand, and what is due to be looked at or forgotten."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from quiz_app.core.errors import NotFound
from quiz_app.core.jobs.queries import unfinished
from quiz_app.core.jobs.tables import Job
from quiz_app.exams.signals.verdicts import REOPENED
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tables.signals import Signal, SignalAttempt, SignalDecision, SignalRun
from quiz_app.members.tables import Member
from quiz_app.organizations.tables import Unit

LOOK = "exams.signals"
RECENTLY = timedelta(days=6)
"""Shorter than jobs are kept, so that one that was asked for is not asked for again."""


@dataclass(frozen=True, slots=True)
class About:
    """An attempt that a signal is about, and whose."""

    attempt_id: int
    attempt_number: int
    member_id: int
    member_number: str
    name: str
    unit_name: str
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A signal with the attempts that it is about and what was decided last."""

    signal: Signal
    about: tuple[About, ...]
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with the name of who took it."""

    decision: SignalDecision
    name: str


def run_of(session: Session, exam_id: int) -> SignalRun | None:
    return session.get(SignalRun, exam_id)


def listed(
    session: Session, exam_id: int, *, kind: str | None, waiting: bool | None, limit: int, after: int | None
) -> list[Listed]:
    """The signals of an exam in the order in which they were found, from behind a signal's id."""
    last = _last_verdict()
    query = select(Signal, last).where(Signal.exam_id == exam_id).order_by(Signal.id).limit(limit)
    if kind is not None:
        query = query.where(Signal.kind == kind)
    if waiting is not None:
        open_ = or_(last.is_(None), last == REOPENED)
        query = query.where(open_ if waiting else ~open_)
    if after is not None:
        query = query.where(Signal.id > after)
    rows = session.execute(query).all()
    about = _about(session, [signal.id for signal, _ in rows])
    return [Listed(signal, tuple(about[signal.id]), verdict) for signal, verdict in rows]


def counts(session: Session, exam_id: int) -> dict[str, tuple[int, int]]:
    """For each kind how many signals there are, and how many of them wait for somebody."""
    last = _last_verdict()
    is_open = or_(last.is_(None), last == REOPENED)
    query = (
        select(Signal.kind, func.count(), func.count().filter(is_open))
        .where(Signal.exam_id == exam_id)
        .group_by(Signal.kind)
    )
    return {kind: (total, waiting) for kind, total, waiting in session.execute(query)}


def find_signal(session: Session, exam: Exam, signal_id: int) -> Listed:
    signal = session.get(Signal, signal_id)
    if signal is None or signal.exam_id != exam.id:
        raise NotFound("没有找到这一条：可能已经过了保存期，或者更正以后不再成立。")
    decided = decisions(session, signal.id)
    verdict = decided[-1].decision.verdict if decided else None
    return Listed(signal, tuple(_about(session, [signal.id])[signal.id]), verdict)


def decisions(session: Session, signal_id: int) -> list[Decided]:
    """The first first."""
    query = (
        select(SignalDecision, Member.name)
        .join(Member, Member.id == SignalDecision.decided_by)
        .where(SignalDecision.signal_id == signal_id)
        .order_by(SignalDecision.number)
    )
    return [Decided(decision, name) for decision, name in session.execute(query)]


def of_attempt(session: Session, attempt_id: int) -> list[Signal]:
    query = select(Signal).join(SignalAttempt).where(SignalAttempt.attempt_id == attempt_id).order_by(Signal.id)
    return list(session.scalars(query))


def known(session: Session, exam_id: int) -> dict[tuple[str, str], Signal]:
    """By kind and subject."""
    found = session.scalars(select(Signal).where(Signal.exam_id == exam_id))
    return {(signal.kind, signal.subject): signal for signal in found}


def decided_among(session: Session, exam_id: int) -> set[int]:
    """The signals of an exam that somebody has decided on at any time."""
    query = select(SignalDecision.signal_id).join(Signal).where(Signal.exam_id == exam_id).distinct()
    return set(session.scalars(query))


def unfinished_look(session: Session, exam_id: int) -> Job | None:
    """The job that is looking through the exam, or is about to."""
    return next((job for job in unfinished(session, LOOK) if job.arguments.get("exam") == exam_id), None)


def not_looked_at(session: Session, *, at: datetime) -> list[tuple[Exam, Unit]]:
    """Exams that closed lately and were not looked through since, and for which nobody has asked for that since."""
    query = (
        select(Exam, Unit)
        .join(Unit, Unit.id == Exam.unit_id)
        .outerjoin(SignalRun, SignalRun.exam_id == Exam.id)
        .where(
            Exam.kind == "exam",
            Exam.edition_id.is_not(None),
            Exam.ends_at < at,
            Exam.ends_at > at - RECENTLY,
            or_(SignalRun.at.is_(None), SignalRun.at < Exam.ends_at),
            ~exists().where(Attempt.exam_id == Exam.id, Attempt.submitted_at.is_(None)),
        )
        .order_by(Exam.ends_at)
    )
    asked: dict[int, datetime] = {}
    for job in session.scalars(select(Job).where(Job.kind == LOOK).order_by(Job.id)):
        asked[job.pages["done"]["exam_id"]] = job.asked_at
    return [
        (exam, unit)
        for exam, unit in session.execute(query)
        if exam.ends_at is not None and asked.get(exam.id, exam.opens_at) < exam.ends_at
    ]


def old_signals(session: Session, before: datetime, most: int) -> list[int]:
    query = (
        select(Signal.id)
        .join(Exam, Exam.id == Signal.exam_id)
        .where(func.coalesce(Exam.ends_at, Signal.found_at) < before)
        .limit(most)
    )
    return list(session.scalars(query))


def _last_verdict():  # type: ignore[no-untyped-def]
    """SQL for the verdict that holds; null before any."""
    return (
        select(SignalDecision.verdict)
        .where(SignalDecision.signal_id == Signal.id)
        .order_by(SignalDecision.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def _about(session: Session, signal_ids: Collection[int] | Sequence[int]) -> dict[int, list[About]]:
    query = (
        select(
            SignalAttempt.signal_id,
            Attempt.id,
            Attempt.number,
            Member.id,
            Member.number,
            Member.name,
            Unit.name,
            Attempt.submitted_at,
        )
        .join(Attempt, Attempt.id == SignalAttempt.attempt_id)
        .join(Member, Member.id == Attempt.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(SignalAttempt.signal_id.in_(signal_ids))
        .order_by(Attempt.submitted_at, Attempt.id)
    )
    found: dict[int, list[About]] = defaultdict(list)
    for row in session.execute(query):
        found[row[0]].append(About(*row[1:]))
    return found
