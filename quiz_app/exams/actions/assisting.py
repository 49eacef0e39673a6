"""A secretary opens a shared device for a member who has none: one exam, one member, until it is handed in."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict, Forbidden
from quiz_app.exams.allowances import require_another
from quiz_app.exams.queries.sittings import Candidate, Helped, Lent
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.sittings import AssistedSitting
from quiz_app.exams.ways import ASSISTED
from quiz_app.members.actions import lending
from quiz_app.members.actions.signing_in import sign_out
from quiz_app.members.tables import SignIn
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission

TO_READ_RULES = timedelta(minutes=15)
TO_SEE_THE_RESULT = timedelta(minutes=15)


def refuse(actor: Actor, seen: Helped, member: Candidate, latest: Attempt | None, *, at: datetime) -> None:
    """Why this member can not be helped on a shared device now. An assisted attempt that is open goes on."""
    if not actor.can(Permission.SITTING_ASSIST, member.unit_path):
        raise Forbidden("协助作答由党支部书记打开。组织者请联系本人所在支部的书记。")
    exam = seen.exam
    if not exam.assisted_sitting:
        raise Conflict("这场考试没有开放协助作答。下一场考试请组织者在发布前打开。", code="not_assisted")
    if member.member_id == actor.member_id:
        raise Forbidden("自己的考试请用自己的登录作答，不能自己协助自己。")
    if at < exam.opens_at:
        raise Forbidden("考试还没有开始，请到开放时间再来。", code="not_open_yet")
    if exam.closes_at is not None and at >= exam.closes_at:
        raise Conflict("考试已经结束，不能再开始作答。", code="exam_closed")
    if member.on_paper:
        raise Conflict("已经给本人打印了纸质试卷。要改为上机，请先撤回那份试卷。", code="on_paper")
    if latest is not None and latest.submitted_at is None and at < latest.deadline_at:
        if latest.kind != ASSISTED:
            raise Conflict("本人已经在自己的设备上开始作答，请在那台设备上继续。", code="started_elsewhere")
        return
    require_another(exam.attempts_allowed, member.used)


def open_device(
    session: Session,
    actor: Actor,
    own: Token,
    seen: Helped,
    member: Candidate,
    latest: Attempt | None,
    *,
    device: str,
    address: str,
    at: datetime,
) -> Token:
    """The narrow sign-in with which this device goes on; `own` is the opener's on it, which ends. What was opened for
    the same member and exam before ends too."""
    refuse(actor, seen, member, latest, at=at)
    exam_id = seen.exam.id
    session.execute(
        update(SignIn)
        .where(SignIn.member_id == member.member_id, SignIn.only_exam_id == exam_id, SignIn.ended_at.is_(None))
        .values(ended_at=at)
        .execution_options(synchronize_session=False)
    )
    lifetime = TO_READ_RULES + timedelta(minutes=seen.exam.minutes) + TO_SEE_THE_RESULT
    where = {"device": device, "address": address}
    token = lending.lend(session, actor, own, member.member_id, only_exam_id=exam_id, lifetime=lifetime, **where, at=at)
    record = AssistedSitting(
        exam_id=exam_id,
        member_id=member.member_id,
        sign_in_id=token.sign_in_id,
        opened_by=actor.member_id,
        opened_at=at,
        device=device[:200],
        address=address[:64],
    )
    session.add(record)
    session.flush()
    return token


def give_back(session: Session, lent: Lent, token: Token, *, at: datetime) -> None:
    """The narrow sign-in ends, since its opener has given the password again."""
    sign_out(session, token, at=at)
    session.execute(
        update(AssistedSitting)
        .where(AssistedSitting.id == lent.sitting.id, AssistedSitting.returned_at.is_(None))
        .values(returned_at=at)
        .execution_options(synchronize_session=False)
    )
