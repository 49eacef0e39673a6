"""Reports of faults: those of the banks that one keeps, and one's own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from quiz_app.banks.queries.holdings import reach
from quiz_app.banks.tables.members import QuestionReport, QuestionReportAnswer
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.core.errors import NotFound
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit

NO_REPORT = "没有找到这条纠错，或者它不在你的范围内。"

_Home = aliased(Unit)


@dataclass(frozen=True, slots=True)
class FoundReport:
    """A report with its question, the version that it is about, and whoever made it; `answer` None while it is open."""

    report: QuestionReport
    question: Question
    version: QuestionVersion
    bank: QuestionBank
    unit: Unit
    member: str
    member_unit: str
    answer: QuestionReportAnswer | None


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A member's own report with its answer; nothing of the question itself."""

    report: QuestionReport
    answer: QuestionReportAnswer | None


Listing = Select[QuestionReport, Question, QuestionVersion, QuestionBank, Unit, str, str, QuestionReportAnswer]


def reports(
    session: Session, actor: Actor, *, answered: bool, limit: int, after: tuple[int, ...] | None = None
) -> list[FoundReport]:
    """Reports on questions that the actor keeps: open ones, the oldest first, or answered ones, the latest first."""
    order = QuestionReport.id.desc() if answered else QuestionReport.id
    query = _listing().where(below(Unit.path, reach(actor)), _is_answered(answered)).order_by(order).limit(limit)
    if after:
        query = query.where(QuestionReport.id < after[0] if answered else QuestionReport.id > after[0])
    return [FoundReport(*row) for row in session.execute(query)]


def find_report(session: Session, actor: Actor, report_id: int, *, lock: bool = False) -> FoundReport:
    """A report on a question that the actor keeps; held until the transaction ends, if asked."""
    if lock:
        session.execute(select(QuestionReport.id).where(QuestionReport.id == report_id).with_for_update())
    row = session.execute(_listing().where(QuestionReport.id == report_id)).first()
    if row is None or not actor.can(Permission.QUESTION_WRITE, row[4].path):
        raise NotFound(NO_REPORT)
    return FoundReport(*row)


def how_many_open(actor: Actor) -> Select[int]:
    """SQL for how many reports wait for an answer of those who keep the actor's banks."""
    return (
        select(func.count())
        .select_from(QuestionReport)
        .join(Question, Question.id == QuestionReport.question_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .outerjoin(QuestionReportAnswer, QuestionReportAnswer.report_id == QuestionReport.id)
        .where(below(Unit.path, actor.reach(Permission.QUESTION_WRITE)), _is_answered(False))
    )


def own_reports(session: Session, actor: Actor, *, limit: int, after: tuple[int, ...] | None = None) -> list[OwnReport]:
    """What the actor reported, the latest first."""
    query = (
        select(QuestionReport, QuestionReportAnswer)
        .outerjoin(QuestionReportAnswer, QuestionReportAnswer.report_id == QuestionReport.id)
        .where(QuestionReport.member_id == actor.member_id)
        .order_by(QuestionReport.id.desc())
        .limit(limit)
    )
    if after:
        query = query.where(QuestionReport.id < after[0])
    return [OwnReport(*row) for row in session.execute(query)]


def reported_among(session: Session, actor: Actor, version_ids: Collection[int]) -> set[int]:
    """Which of the versions the actor has reported."""
    query = select(QuestionReport.question_version_id).where(
        QuestionReport.member_id == actor.member_id, QuestionReport.question_version_id.in_(version_ids)
    )
    return set(session.scalars(query))


def has_reported(session: Session, actor: Actor, version_id: int) -> bool:
    return bool(reported_among(session, actor, [version_id]))


def how_many_since(session: Session, actor: Actor, since: datetime) -> int:
    query = select(func.count()).where(QuestionReport.member_id == actor.member_id, QuestionReport.reported_at > since)
    return session.scalar(query) or 0


def hold(session: Session, actor: Actor) -> None:
    """A member's reports follow one another, so that they can be counted."""
    session.execute(select(Member.id).where(Member.id == actor.member_id).with_for_update()).all()


def question_of(session: Session, version_id: int) -> int | None:
    return session.scalar(select(QuestionVersion.question_id).where(QuestionVersion.id == version_id))


def _listing() -> Listing:
    return (
        select(
            QuestionReport,
            Question,
            QuestionVersion,
            QuestionBank,
            Unit,
            Member.name,
            _Home.name,
            QuestionReportAnswer,
        )
        .join(Question, Question.id == QuestionReport.question_id)
        .join(QuestionVersion, QuestionVersion.id == QuestionReport.question_version_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .join(Member, Member.id == QuestionReport.member_id)
        .join(_Home, _Home.id == Member.unit_id)
        .outerjoin(QuestionReportAnswer, QuestionReportAnswer.report_id == QuestionReport.id)
    )


def _is_answered(answered: bool) -> ColumnElement[bool]:
    column = QuestionReportAnswer.report_id
    return column.is_not(None) if answered else column.is_(None)
