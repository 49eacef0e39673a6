"""Corrections as those see them who manage the exam; finding is authorising."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from quiz_app.banks.tables.members import QuestionReport, QuestionReportAnswer
from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import Conflict, NotFound
from quiz_app.corrections.tables import CorrectedAttempt, Correction, Decision
from quiz_app.corrections.undoing import taken_back
from quiz_app.exams.amending import Amendment, read
from quiz_app.exams.queries import hot
from quiz_app.exams.queries.listing import managed_exam
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit

NO_CORRECTION = "没有找到这次更正，或者它不在你管理的单位里。"


@dataclass(frozen=True, slots=True)
class Found:
    """A correction with its exam, what was decided and by whom."""

    correction: Correction
    exam: Exam
    unit: Unit
    proposer: str
    decision: Decision | None
    decider: str | None

    @property
    def state(self) -> str:
        """`previewing`, `waiting`, `approved`, `running`, `done`, `rejected` or `withdrawn`."""
        correction, decision = self.correction, self.decision
        if decision is not None and decision.verdict != "approved":
            return decision.verdict
        if correction.closed_at is not None:
            return "done"
        if correction.began_at is not None:
            return "running"
        if decision is not None:
            return "approved"
        return "waiting" if correction.previewed_at is not None else "previewing"


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """An attempt that a correction changed, with whose it is."""

    attempt: CorrectedAttempt
    number: int
    name: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class Reported:
    """A member's report about a question of the exam, open or answered."""

    report: QuestionReport
    member: str
    answered: bool


def exam_to_correct(session: Session, actor: Actor, exam_id: int) -> tuple[Exam, Unit]:
    """A published exam that the actor manages."""
    exam, unit = managed_exam(session, actor, exam_id)
    if exam.edition_id is None:
        raise Conflict("考试还没有发布，题目直接在题库里改。", code="not_published")
    return exam, unit


def editions_of(session: Session, edition_id: int) -> tuple[hot.Prepared, hot.Prepared]:
    """An edition as it was published, and as it counts now."""
    row = session.execute(select(Edition.digest, Edition.amendments).where(Edition.id == edition_id)).one()
    return hot.prepared(session, row.digest), hot.prepared(session, row.digest, row.amendments)


def standing_before(session: Session, found: Correction) -> Amendment:
    """What takes a correction back that holds."""
    began = -1 if found.began_at is None else to_milliseconds(found.began_at)
    row = session.execute(select(Edition.digest, Edition.amendments).where(Edition.id == found.edition_id)).one()
    return taken_back(hot.prepared(session, row.digest).edition, read(row.amendments), began)


def awaits_marking(session: Session, exam: Exam) -> bool:
    """Whether anything that was handed in has no score yet."""
    waits = exists().where(Attempt.exam_id == exam.id, Attempt.submitted_at.is_not(None), Attempt.score.is_(None))
    return bool(session.scalar(select(waits)))


def corrections(session: Session, exam: Exam, *, limit: int, after: tuple[int, ...] | None = None) -> list[Found]:
    """Those of an exam, the latest first."""
    query = _found().where(Correction.exam_id == exam.id).order_by(Correction.id.desc()).limit(limit)
    if after:
        query = query.where(Correction.id < after[0])
    return [Found(*row) for row in session.execute(query)]


def correction(session: Session, actor: Actor, correction_id: int, *, lock: bool = False) -> Found:
    """One of an exam that the actor manages; with `lock` held until the transaction ends."""
    if lock:
        session.get(Correction, correction_id, with_for_update=True)
    reach = below(Unit.path, actor.reach(Permission.EXAM_MANAGE))
    row = session.execute(_found().where(Correction.id == correction_id, reach)).first()
    if row is None:
        raise NotFound(NO_CORRECTION)
    return Found(*row)


def open_correction(session: Session, exam: Exam) -> Correction | None:
    """The one of an exam that is not finished; there is one at most."""
    query = select(Correction).where(Correction.edition_id == exam.edition_id, Correction.closed_at.is_(None))
    return session.scalars(query).first()


def progress(session: Session, found: Found) -> tuple[int, int]:
    """How many of the attempts that have a score a running correction has dealt with, of how many."""
    of_edition = (Attempt.edition_id == found.correction.edition_id, Attempt.score.is_not(None))
    up_to = select(Edition.regraded_to).where(Edition.id == found.correction.edition_id).scalar_subquery()
    dealt = select(func.count()).where(*of_edition, Attempt.id <= up_to).scalar_subquery()
    total = select(func.count()).where(*of_edition).scalar_subquery()
    done, whole = session.execute(select(dealt, total)).one()
    return done, whole


def changed_attempts(
    session: Session, found: Correction, *, limit: int, after: tuple[int, ...] | None = None
) -> list[ChangedLine]:
    """The attempts that a correction changed, in order."""
    query = (
        select(CorrectedAttempt, Attempt.number, Member.name, Unit.name)
        .join(Attempt, Attempt.id == CorrectedAttempt.attempt_id)
        .join(Member, Member.id == CorrectedAttempt.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(CorrectedAttempt.correction_id == found.id)
        .order_by(CorrectedAttempt.attempt_id)
        .limit(limit)
    )
    if after:
        query = query.where(CorrectedAttempt.attempt_id > after[0])
    return [ChangedLine(*row) for row in session.execute(query)]


def reports(session: Session, exam: Exam, *, limit: int) -> list[Reported]:
    """What members reported about questions of the exam, open ones first."""
    answered = exists().where(QuestionReportAnswer.report_id == QuestionReport.id)
    query = (
        select(QuestionReport, Member.name, answered)
        .join(Attempt, Attempt.id == QuestionReport.attempt_id)
        .join(Member, Member.id == QuestionReport.member_id)
        .where(Attempt.edition_id == exam.edition_id)
        .order_by(answered, QuestionReport.id.desc())
        .limit(limit)
    )
    return [Reported(*row) for row in session.execute(query)]


def reported(session: Session, actor: Actor, report_id: int) -> tuple[int, int]:
    """(exam id, question version id) of a report about an exam that the actor manages."""
    row = session.execute(
        select(Attempt.exam_id, QuestionReport.question_version_id)
        .join(Attempt, Attempt.id == QuestionReport.attempt_id)
        .join(Exam, and_(Exam.id == Attempt.exam_id, Exam.kind == "exam"))
        .join(Unit, Unit.id == Exam.unit_id)
        .where(QuestionReport.id == report_id, below(Unit.path, actor.reach(Permission.EXAM_MANAGE)))
    ).first()
    if row is None:
        raise NotFound("没有找到这份报告，或者它说的考试不在你管理的单位里。")
    return row.exam_id, row.question_version_id


def names_of_units(session: Session, unit_ids: Sequence[int]) -> dict[int, str]:
    return dict(session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(unit_ids))).all())


def names_of_members(session: Session, member_ids: Sequence[int]) -> dict[int, str]:
    return dict(session.execute(select(Member.id, Member.name).where(Member.id.in_(member_ids))).all())


def to_preview(session: Session) -> list[int]:
    """The proposals whose preview is not complete."""
    query = select(Correction.id).where(Correction.previewed_at.is_(None), Correction.closed_at.is_(None))
    return list(session.scalars(query.order_by(Correction.id)))


def to_apply(session: Session) -> list[int]:
    """The approved ones that are not finished."""
    query = (
        select(Correction.id)
        .join(Decision, Decision.correction_id == Correction.id)
        .where(Decision.verdict == "approved", Correction.closed_at.is_(None))
    )
    return list(session.scalars(query.order_by(Correction.id)))


def decided_by(session: Session, correction_id: int) -> int:
    return session.get_one(Decision, correction_id).decided_by


def held(session: Session, correction_id: int) -> Correction:
    """A correction, held until the transaction ends."""
    return session.get_one(Correction, correction_id, with_for_update=True, populate_existing=True)


def at_hand(session: Session, correction_id: int) -> Correction:
    return session.get_one(Correction, correction_id)


def _found() -> Select:  # type: ignore[type-arg]
    proposer, decider = aliased(Member), aliased(Member)
    return (
        select(Correction, Exam, Unit, proposer.name, Decision, decider.name)
        .join(Exam, Exam.id == Correction.exam_id)
        .join(Unit, Unit.id == Exam.unit_id)
        .join(proposer, proposer.id == Correction.proposed_by)
        .outerjoin(Decision, Decision.correction_id == Correction.id)
        .outerjoin(decider, decider.id == Decision.decided_by)
    )
