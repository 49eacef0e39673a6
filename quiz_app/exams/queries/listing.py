"""Exams and attempts as lists and pages show them, always within what the actor may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select
from sqlalchemy.orm import Session

from quiz_app.core.db import from_milliseconds, to_milliseconds
from quiz_app.core.errors import NotFound
from quiz_app.exams.counting.protocol import scored
from quiz_app.exams.entering.policies import NO_RULES
from quiz_app.exams.modes import MODES
from quiz_app.exams.queries.counting import Standing, standing
from quiz_app.exams.queries.entering import meant_for, open_beyond, own_arrangements, rules_of
from quiz_app.exams.queries.hot import NO_EXAM
from quiz_app.exams.queries.maxima import full_score, passed
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.entering import Accommodation
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class OpenExam:
    """A published exam for a member, with how often that member has begun it, and until when the open attempt runs;
    `standing` is what counts of all attempts that have a score."""

    exam: Exam
    attempts_used: int
    open_attempt_id: int | None
    open_until: datetime | None
    standing: Standing | None
    awaits_marking: bool = False
    has_passed: bool = False
    resits_used: int = 0
    own: Accommodation | None = None

    @property
    def attempts_left(self) -> int | None:
        """None without a limit; resits are not among them."""
        allowed, extra = self.exam.attempts_allowed, self.own.extra_attempts if self.own else 0
        return None if allowed is None else max(0, allowed + extra - (self.attempts_used - self.resits_used))

    def closing(self, at: datetime) -> datetime | None:
        """When the window closes that is open to the member at `at`, or that was the last one."""
        return self.exam.resit_closes_at if self.is_resitting(at) else self._own_end

    def is_resitting(self, at: datetime) -> bool:
        """Whether only the resit may still be open to the member."""
        closes_at, opens_at = self._own_end, self.exam.resit_opens_at
        return closes_at is not None and closes_at <= at and opens_at is not None and opens_at <= at

    @property
    def is_special(self) -> bool:
        """Whether more than the general window and number of attempts decides for the member."""
        return self.own is not None or rules_of(self.exam) != NO_RULES

    @property
    def _own_end(self) -> datetime | None:
        return self.own.closes_at if self.own and self.own.closes_at else self.exam.closes_at

    @property
    def cursor(self) -> tuple[int, int]:
        return to_milliseconds(self.exam.opens_at), self.exam.id


def open_exams(
    session: Session,
    actor: Actor,
    *,
    at: datetime,
    limit: int,
    after: tuple[int, ...] | None = None,
    modes: Collection[str] = tuple(MODES),
) -> list[OpenExam]:
    """Published exams of the actor's own units that are open now, the latest opened first."""
    general = and_(Exam.opens_at <= at, or_(Exam.closes_at.is_(None), Exam.closes_at > at))
    query = _published(actor).where(or_(general, open_beyond(actor, at)), Exam.mode.in_(modes))
    return _page(session, actor, query, limit, after)


def past_exams(
    session: Session, actor: Actor, *, at: datetime, limit: int, after: tuple[int, ...] | None = None
) -> list[OpenExam]:
    """Exams of the actor's own units that have closed."""
    return _page(
        session, actor, _published(actor).where(Exam.closes_at <= at, not_(open_beyond(actor, at))), limit, after
    )


def coming_exams(session: Session, actor: Actor, *, at: datetime, limit: int) -> list[OpenExam]:
    query = _published(actor).where(Exam.opens_at > at, not_(open_beyond(actor, at)))
    return _page(session, actor, query, limit, None)


def own_exam(session: Session, actor: Actor, exam_id: int) -> OpenExam:
    """A published exam, or quiz, that is meant for the actor."""
    found = _with_attempts(session, actor, and_(Exam.id == exam_id, meant_for(actor)))
    if not found:
        raise NotFound(NO_EXAM)
    return found[0]


def own_exams(session: Session, actor: Actor, exam_ids: Collection[int]) -> dict[int, OpenExam]:
    """Those of some published exams that are meant for the actor, by id."""
    found = _with_attempts(session, actor, and_(Exam.id.in_(exam_ids), meant_for(actor))) if exam_ids else []
    return {each.exam.id: each for each in found}


def managed_exams(
    session: Session, actor: Actor, *, limit: int, after: tuple[int, ...] | None = None
) -> list[tuple[Exam, Unit]]:
    """The exams of units in which the actor manages exams, the latest made first."""
    query = (
        select(Exam, Unit)
        .join(Unit, Unit.id == Exam.unit_id)
        .where(Exam.kind == "exam", below(Unit.path, actor.reach(Permission.EXAM_MANAGE)))
        .order_by(Exam.id.desc())
        .limit(limit)
    )
    if after:
        query = query.where(Exam.id < after[0])
    return list(session.execute(query))


def managed_exam(session: Session, actor: Actor, exam_id: int) -> tuple[Exam, Unit]:
    """An exam of a unit that the actor manages exams in, published or not."""
    row = session.execute(select(Exam, Unit).join(Unit, Unit.id == Exam.unit_id).where(Exam.id == exam_id)).first()
    if row is None or row[0].kind != "exam" or not actor.can(Permission.EXAM_MANAGE, row[1].path):
        raise NotFound("没有找到这场考试，或者它不在你管理的单位里。")
    return row[0], row[1]


def attempts_of(session: Session, member_id: int, exam_id: int) -> list[Attempt]:
    """A member's attempts at one exam, the latest first."""
    query = select(Attempt).where(Attempt.member_id == member_id, Attempt.exam_id == exam_id)
    return list(session.scalars(query.order_by(Attempt.number.desc())))


def results_of(
    session: Session, member_id: int, *, limit: int, before: int | None = None
) -> list[tuple[Attempt, Exam]]:
    """A member's submitted attempts with their exams, the latest begun first."""
    query = (
        select(Attempt, Exam)
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(Attempt.member_id == member_id, Attempt.submitted_at.is_not(None))
        .order_by(Attempt.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Attempt.id < before)
    return list(session.execute(query))


def titles(session: Session, exam_ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(select(Exam.id, Exam.title).where(Exam.id.in_(exam_ids)))
    return dict(rows.all())


def passed_quizzes_since(session: Session, since: datetime, *, limit: int) -> list[tuple[int, int, datetime]]:
    """(member id, quiz id, submitted at) of submitted quizzes that reached their pass mark, in order of time."""
    query = (
        select(Attempt.member_id, Attempt.exam_id, Attempt.submitted_at)
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Edition, Edition.id == Attempt.edition_id)
        .where(
            Exam.kind == "quiz",
            Attempt.submitted_at >= since,
            passed(),
        )
        .order_by(Attempt.submitted_at)
        .limit(limit)
    )
    return [(member, quiz, moment) for member, quiz, moment in session.execute(query) if moment is not None]


def _published(actor: Actor) -> Select[Exam]:
    return select(Exam).where(Exam.kind == "exam", meant_for(actor))


def _page(
    session: Session, actor: Actor, query: Select[Exam], limit: int, after: tuple[int, ...] | None
) -> list[OpenExam]:
    if after:
        opened, exam_id = from_milliseconds(after[0]), after[1]
        query = query.where(or_(Exam.opens_at < opened, and_(Exam.opens_at == opened, Exam.id < exam_id)))
    page = query.with_only_columns(Exam.id).order_by(Exam.opens_at.desc(), Exam.id.desc()).limit(limit)
    return _with_attempts(session, actor, Exam.id.in_(page))


def _with_attempts(session: Session, actor: Actor, which: ColumnElement[bool]) -> list[OpenExam]:
    """Some exams, the latest opened first, each with the actor's attempts; one query."""
    query = (
        select(
            Exam,
            Attempt.id,
            Attempt.deadline_at,
            Attempt.number,
            Attempt.score,
            full_score(),
            Attempt.started_at,
            Attempt.submitted_at,
            Attempt.resit,
        )
        .outerjoin(Attempt, and_(Attempt.exam_id == Exam.id, Attempt.member_id == actor.member_id))
        .outerjoin(Edition, Edition.id == Attempt.edition_id)
        .where(which)
        .order_by(Exam.opens_at.desc(), Exam.id.desc(), Attempt.number)
    )
    attempts: dict[Exam, list[_Sat]] = {}
    for exam, *attempt in session.execute(query):
        sat = attempts.setdefault(exam, [])
        if attempt[0] is not None:
            sat.append(_Sat._make(attempt))
    own = own_arrangements(session, actor, list(attempts))
    return [_met(exam, sat, own.get(exam.id)) for exam, sat in attempts.items()]


class _Sat(NamedTuple):
    attempt_id: int
    deadline_at: datetime
    number: int
    score: int | None
    full: int
    started_at: datetime
    submitted_at: datetime | None
    resit: bool | None

    def has_passed(self, exam: Exam) -> bool:
        return self.score is not None and self.score * 100 >= self.full * exam.pass_percent


def _met(exam: Exam, attempts: Sequence[_Sat], own: Accommodation | None) -> OpenExam:
    under_way = next((each for each in attempts if each.submitted_at is None), None)
    sat = scored([each[2:7] for each in attempts])
    return OpenExam(
        exam,
        len(attempts),
        under_way.attempt_id if under_way else None,
        under_way.deadline_at if under_way else None,
        standing(sat, exam.counting, exam.pass_percent) if sat else None,
        any(each.submitted_at is not None and each.score is None for each in attempts),
        any(each.has_passed(exam) for each in attempts),
        sum(each.resit is not None for each in attempts),
        own,
    )
