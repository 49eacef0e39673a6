"""What is kept of an attempt's course: for its member, and for whoever manages the exam."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import NotFound
from quiz_app.exams import sheets
from quiz_app.exams.queries.hot import NO_ATTEMPT
from quiz_app.exams.queries.listing import managed_exam
from quiz_app.exams.stories import Device, Facts
from quiz_app.exams.tables.attempts import Attempt, Takeover
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tables.signals import AttemptVisit
from quiz_app.exams.visits import Kind, Visit, shortened
from quiz_app.members.tables import Member, SignIn
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class Traced:
    """An attempt with its exam and its member."""

    attempt: Attempt
    exam: Exam
    member: Member
    unit: Unit


def managed_attempt(session: Session, actor: Actor, exam_id: int, attempt_id: int) -> Traced:
    """An attempt at an exam that the actor manages."""
    exam, _ = managed_exam(session, actor, exam_id)
    row = session.execute(
        select(Attempt, Member, Unit)
        .join(Member, Member.id == Attempt.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Attempt.id == attempt_id, Attempt.exam_id == exam.id)
    ).first()
    if row is None:
        raise NotFound("没有找到这次作答：请从“要人看的作答”里打开，或者核对党员编号。")
    return Traced(row[0], exam, row[1], row[2])


def own_attempt(session: Session, actor: Actor, attempt_id: int) -> tuple[Attempt, Exam]:
    row = session.execute(
        select(Attempt, Exam)
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(Attempt.id == attempt_id, Attempt.member_id == actor.member_id)
    ).first()
    if row is None:
        raise NotFound(NO_ATTEMPT)
    return row[0], row[1]


def attempts_by_number(session: Session, exam: Exam, number: str) -> list[Traced]:
    """The attempts of the member with this number, the first first."""
    query = (
        select(Attempt, Member, Unit)
        .join(Member, Member.id == Attempt.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Attempt.exam_id == exam.id, Member.number == number)
        .order_by(Attempt.number)
    )
    return [Traced(attempt, exam, member, unit) for attempt, member, unit in session.execute(query)]


def facts_of(session: Session, attempt: Attempt) -> Facts:
    """Everything that is still kept of an attempt's course."""
    visits = session.scalars(
        select(AttemptVisit).where(AttemptVisit.attempt_id == attempt.id).order_by(AttemptVisit.at, AttemptVisit.kind)
    ).all()
    takeovers = session.execute(
        select(Takeover.at, Takeover.to_sign_in_id).where(Takeover.attempt_id == attempt.id).order_by(Takeover.at)
    ).all()
    sign_ins = {each.sign_in_id for each in visits} | {sign_in for _, sign_in in takeovers}
    known = session.scalars(select(SignIn).where(SignIn.id.in_(sign_ins)).order_by(SignIn.id))
    return Facts(
        started=to_milliseconds(attempt.started_at),
        deadline=to_milliseconds(attempt.deadline_at),
        saved=_milliseconds(attempt.saved_at),
        submitted=_milliseconds(attempt.submitted_at),
        closed_by=attempt.closed_by,
        sheet=sheets.decode(attempt.sheet),
        visits=tuple(Visit(to_milliseconds(each.at), Kind(each.kind), each.sign_in_id) for each in visits),
        takeovers=tuple((to_milliseconds(at), sign_in) for at, sign_in in takeovers),
        devices={each.id: Device(each.device, shortened(each.address)) for each in known},
    )


def kept_until(exam: Exam, attempt: Attempt, kept: timedelta) -> datetime:
    """When visits of an attempt are forgotten."""
    return (exam.ends_at or attempt.deadline_at) + kept


def old_visits(session: Session, before: datetime, most: int) -> list[int]:
    """Up to `most` attempts of which visits are kept and whose time is over."""
    query = (
        select(AttemptVisit.attempt_id)
        .join(Attempt, Attempt.id == AttemptVisit.attempt_id)
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(AttemptVisit.at < before, func.coalesce(Exam.ends_at, Attempt.deadline_at) < before)
        .distinct()
        .limit(most)
    )
    return list(session.scalars(query))


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else to_milliseconds(moment)
