"""Individual arrangements: granted with a reason, never rewritten, withdrawn by another record."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from quiz_app.core.db import from_milliseconds, to_milliseconds
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.exams.actions.outlasting import follow_last_end
from quiz_app.exams.entering.policies import deadline
from quiz_app.exams.queries.accommodations import accommodation_of, open_attempt, standing_of
from quiz_app.exams.queries.entering import arrangement_of, general_of, rules_of
from quiz_app.exams.reviews import Phase, ends_for_good, phase
from quiz_app.exams.rules import moment
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.entering import Accommodation, DeadlineMove
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

LONGEST_EXTRA = 600
MOST_EXTRA = 20
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Grant:
    """What is written down about one member: minutes more for each attempt, attempts more, an own window, and why."""

    extra_minutes: int
    extra_attempts: int
    opens_at: datetime | None
    closes_at: datetime | None
    reason: str


def grant(
    session: Session, actor: Actor, exam: Exam, unit: Unit, member_id: int, home: Unit, granted: Grant, *, at: datetime
) -> DeadlineMove | None:
    """Arrange an exam for a member whose unit is `home`; the caller holds the exam.

    An attempt that is under way gets the time too: its deadline moves, and that is recorded and returned.
    """
    require(actor, Permission.EXAM_MANAGE, unit.path)
    if not home.path.startswith(unit.path):
        outside = f"这场考试面向{unit.name}，这位党员不在里面。请核对编号。"
        raise Invalid(outside, fields={"number": outside})
    if problems := _problems(exam, granted, at):
        raise Invalid("有几处需要修改，改好后再保存。", fields=problems)
    if phase(exam, at) >= Phase.CLOSED and ends_for_good(exam):
        raise Conflict("考试已经结束，答案已经公布，不能再作个别安排。需要补考，请另建一场考试。", code="key_published")
    if standing_of(session, exam, member_id) is not None:
        taken = "这位党员已经有一项个别安排。要改，请先撤回原来的，再重新写。"
        raise Invalid(taken, fields={"number": taken})
    made = Accommodation(
        exam_id=exam.id,
        member_id=member_id,
        extra_minutes=granted.extra_minutes,
        extra_attempts=granted.extra_attempts,
        opens_at=granted.opens_at,
        closes_at=granted.closes_at,
        reason=granted.reason,
        granted_by=actor.member_id,
        granted_at=at,
    )
    session.add(made)
    session.flush()
    exam.has_accommodations = True
    moved = _move_deadline(session, exam, made, at)
    follow_last_end(session, exam)
    return moved


def withdraw(
    session: Session, actor: Actor, exam: Exam, unit: Unit, accommodation_id: int, *, version: int, at: datetime
) -> None:
    """End an arrangement for attempts to come; one that is under way keeps the deadline it has."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    found = accommodation_of(session, exam, accommodation_id)
    ended = session.scalar(
        update(Accommodation)
        .where(Accommodation.id == found.id, Accommodation.version == version, Accommodation.withdrawn_at.is_(None))
        .values(withdrawn_at=at, withdrawn_by=actor.member_id, version=version + 1)
        .returning(Accommodation.id)
        .execution_options(synchronize_session=False)
    )
    if ended is None:
        raise Conflict("这项个别安排刚刚已经被撤回。请刷新页面再看。", code="changed_meanwhile")
    follow_last_end(session, exam)


def _move_deadline(session: Session, exam: Exam, made: Accommodation, at: datetime) -> DeadlineMove | None:
    attempt = open_attempt(session, exam, made.member_id, at=at)
    if attempt is None:
        return None
    started_at, former_at = to_milliseconds(attempt.started_at), attempt.deadline_at
    allowed, own = general_of(exam), arrangement_of(made)
    later = from_milliseconds(
        deadline(allowed, rules_of(exam), own, started_at=started_at, is_resit=bool(attempt.resit))
    )
    moved = session.scalar(
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.submitted_at.is_(None), Attempt.deadline_at == former_at)
        .where(Attempt.deadline_at < later, Attempt.deadline_at > at)
        .values(deadline_at=later)
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        return None
    move = DeadlineMove(attempt_id=attempt.id, accommodation_id=made.id, former_at=former_at, deadline_at=later, at=at)
    session.add(move)
    session.flush()
    return move


def _problems(exam: Exam, granted: Grant, at: datetime) -> dict[str, str]:
    found = {}
    if not granted.reason:
        found["reason"] = "请写明理由，党员本人和以后的检查都看得到。"
    elif len(granted.reason) > LONGEST_REASON:
        found["reason"] = f"最多 {LONGEST_REASON} 字。"
    if not 0 <= granted.extra_minutes <= LONGEST_EXTRA:
        found["extra_minutes"] = f"写 0 到 {LONGEST_EXTRA} 分钟。"
    if not 0 <= granted.extra_attempts <= MOST_EXTRA:
        found["extra_attempts"] = f"写 0 到 {MOST_EXTRA} 次。"
    if not (granted.extra_minutes or granted.extra_attempts or granted.opens_at or granted.closes_at):
        found["extra_minutes"] = "至少写一项：多几分钟、多几次机会，或者个人的开放时间。"
    return found | _window_problems(exam, granted, at)


def _window_problems(exam: Exam, granted: Grant, at: datetime) -> dict[str, str]:
    opens_at, closes_at = granted.opens_at or exam.opens_at, granted.closes_at or exam.closes_at
    if granted.closes_at is not None and exam.closes_at is None:
        return {"closes_at": "这场考试一直开放，不用写个人的结束时间。"}
    if closes_at is not None and closes_at <= opens_at:
        return {"closes_at" if granted.closes_at else "opens_at": f"到 {moment(closes_at)} 就结束了，要晚于开始时间。"}
    if granted.closes_at is not None and granted.closes_at <= at:
        return {"closes_at": f"要晚于现在（{moment(at)}）。"}
    return {}
