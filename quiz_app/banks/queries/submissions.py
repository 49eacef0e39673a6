"""What waits for review, for whom, and who could look at it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, not_, select
from sqlalchemy.orm import Session, aliased

from quiz_app.banks.steps import Step
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.banks.tables.reviews import QuestionStep, QuestionSubmission
from quiz_app.core.errors import NotFound
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import ALLOWS, LABELS, Permission, Role
from quiz_app.organizations.queries import above, below
from quiz_app.organizations.tables import RoleGrant, Unit

MOST_REVIEWERS = 6
NO_QUEUE = "没有找到这个页面，或者它不在你的范围内。"

_Author, _Sender = aliased(Member), aliased(Member)
Waiting = Select[QuestionSubmission, Question, QuestionVersion, QuestionBank, Unit, str, str]


@dataclass(frozen=True, slots=True)
class WaitingVersion:
    """A version in the queue; `author` and `sender` are names, None for one that nobody on the site wrote or sent."""

    submission: QuestionSubmission
    question: Question
    version: QuestionVersion
    bank: QuestionBank
    unit: Unit
    author: str | None
    sender: str | None


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who may review in a unit: by which role, held where."""

    name: str
    role: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step with the name of whoever took it and the number of the version that it was about."""

    kind: Step
    number: int | None
    reason: str
    by: str | None
    at: datetime


def waiting(session: Session, question: Question) -> QuestionSubmission | None:
    """The submission of a question that was found already, if one of its versions waits."""
    return session.scalars(select(QuestionSubmission).where(QuestionSubmission.question_id == question.id)).first()


def waiting_for(
    session: Session, actor: Actor, *, limit: int, after: tuple[int, ...] | None = None
) -> list[WaitingVersion]:
    """The versions that the actor may review, the one that has waited longest first; one query."""
    paths = actor.reach(Permission.QUESTION_REVIEW)
    if not paths:
        raise NotFound(NO_QUEUE)
    query = _listing().where(below(Unit.path, paths), not_(_is_own(actor))).limit(limit)
    if after:
        query = query.where(QuestionSubmission.id > after[0])
    return [WaitingVersion(*row) for row in session.execute(query)]


def waiting_of(session: Session, actor: Actor, *, limit: int) -> list[WaitingVersion]:
    """The versions of the actor's own that wait for somebody else, oldest first; one query."""
    paths = actor.reach(Permission.QUESTION_WRITE)
    query = _listing().where(below(Unit.path, paths), _is_own(actor)).limit(limit)
    return [WaitingVersion(*row) for row in session.execute(query)]


def how_many_wait(actor: Actor) -> Select[int]:
    """SQL for how many versions wait for the actor."""
    return (
        select(func.count())
        .select_from(QuestionSubmission)
        .join(Question, Question.id == QuestionSubmission.question_id)
        .join(QuestionVersion, QuestionVersion.id == QuestionSubmission.question_version_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .where(
            Question.retired_at.is_(None),
            below(Unit.path, actor.reach(Permission.QUESTION_REVIEW)),
            not_(_is_own(actor)),
        )
    )


def reviewers(session: Session, unit: Unit, *, apart_from: int | None) -> list[Reviewer]:
    """Those who may review what belongs to `unit`, the nearest first and at most six, without the member named."""
    roles = [role for role, allowed in ALLOWS.items() if Permission.QUESTION_REVIEW in allowed]
    query = (
        select(Member.name, RoleGrant.role, Unit.name)
        .join(RoleGrant, RoleGrant.member_id == Member.id)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(above(unit.path), RoleGrant.role.in_(roles), Member.left_at.is_(None))
        .order_by(func.length(Unit.path).desc(), RoleGrant.role.desc(), Member.id)
        .limit(MOST_REVIEWERS)
    )
    if apart_from is not None:
        query = query.where(Member.id != apart_from)
    return [Reviewer(name, LABELS[Role(role)], unit_name) for name, role, unit_name in session.execute(query)]


def steps(session: Session, question: Question) -> list[TakenStep]:
    """What was done to a question that was found already, the latest first; one query."""
    rows = session.execute(
        select(QuestionStep, QuestionVersion.number, Member.name)
        .outerjoin(QuestionVersion, QuestionVersion.id == QuestionStep.question_version_id)
        .outerjoin(Member, Member.id == QuestionStep.taken_by)
        .where(QuestionStep.question_id == question.id)
        .order_by(QuestionStep.id.desc())
    )
    return [TakenStep(Step(step.kind), number, step.reason, by, step.taken_at) for step, number, by in rows]


def _listing() -> Waiting:
    return (
        select(QuestionSubmission, Question, QuestionVersion, QuestionBank, Unit, _Author.name, _Sender.name)
        .join(Question, Question.id == QuestionSubmission.question_id)
        .join(QuestionVersion, QuestionVersion.id == QuestionSubmission.question_version_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .outerjoin(_Author, _Author.id == QuestionVersion.created_by)
        .outerjoin(_Sender, _Sender.id == QuestionSubmission.sent_by)
        .where(Question.retired_at.is_(None))
        .order_by(QuestionSubmission.id)
    )


def _is_own(actor: Actor) -> ColumnElement[bool]:
    """SQL that agrees with `steps.is_own`."""
    return func.coalesce(QuestionVersion.created_by, QuestionSubmission.sent_by, 0) == actor.member_id
