"""The password at the door of an exam: set by its organizer at any time, proven by a member before a start."""

import hmac
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import Forbidden, Invalid, Refusal, TooMany
from quiz_app.core.statements import AnyWork, Statement
from quiz_app.exams.entering import passwords
from quiz_app.exams.queries import entering, hot
from quiz_app.exams.tables.entering import PasswordFailure
from quiz_app.exams.tables.exams import Exam
from quiz_app.members import lockouts
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

_COUNT_ONE_MORE = Statement(
    "INSERT INTO exam_password_failures (exam_id, member_id, count, last_at) VALUES (:exam, :member, 1, :at)"
    " ON CONFLICT (exam_id, member_id) DO UPDATE SET last_at = excluded.last_at,"
    " count = CASE WHEN exam_password_failures.last_at < :forgotten THEN 1 ELSE exam_password_failures.count + 1 END"
    " WHERE exam_password_failures.locked_until IS NULL OR exam_password_failures.locked_until <= :at RETURNING count"
)
_REST = Statement(
    "UPDATE exam_password_failures SET locked_until = :until WHERE exam_id = :exam AND member_id = :member"
)
_FORGIVE = Statement("DELETE FROM exam_password_failures WHERE exam_id = :exam AND member_id = :member")


def prove(work: AnyWork, token: Token, exam_id: int, password: str, *, secret: bytes, at: datetime) -> Refusal | None:
    """Whether a member knows the exam's password: None, or the refusal, which the caller raises once this is durable.

    A guess is counted before it is looked at, so that guesses that come together count each. After some wrong ones in a
    row that member's guesses at that exam rest; the address plays no part: a room shares one.
    """
    ms = to_milliseconds(at)
    hot.open_exam(work, token, exam_id, ms)
    kept, _ = entering.password_of(work, token.member_id, exam_id)
    if kept is None:
        return None
    who = {"exam": exam_id, "member": token.member_id}
    forgotten = to_milliseconds(at - lockouts.FORGOTTEN_AFTER)
    counted = _COUNT_ONE_MORE.run(work, who | {"at": ms, "forgotten": forgotten}).fetchone()
    if counted is None:
        _, locked_until = entering.password_of(work, token.member_id, exam_id)
        return _resting((locked_until or ms) - ms)
    if hmac.compare_digest(kept, passwords.keep(secret, exam_id, password)):
        _FORGIVE.run(work, who)
        return None
    rest = lockouts.rest_after(counted[0])
    if rest:
        _REST.run(work, who | {"until": to_milliseconds(at + rest)})
    return Forbidden("口令不对。请核对监考人公布的口令，再输一次。", code="wrong_password")


def set_password(session: Session, actor: Actor, exam: Exam, unit: Unit, password: str, *, secret: bytes) -> None:
    """Let the exam ask for a password from now on, another one than before, or, with an empty one, for none."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    told = passwords.signs(password)
    if told and not passwords.SHORTEST <= len(told) <= passwords.LONGEST:
        wrong = f"口令写 {passwords.SHORTEST} 到 {passwords.LONGEST} 个字，空格不算。"
        raise Invalid(wrong, fields={"password": wrong})
    exam.password_key = passwords.keep(secret, exam.id, password) if told else None
    session.execute(delete(PasswordFailure).where(PasswordFailure.exam_id == exam.id))


def _resting(milliseconds: int) -> TooMany:
    seconds = max(1, -(-milliseconds // 1000))
    minutes = -(-seconds // 60)
    return TooMany(
        f"口令连续输错多次，请 {minutes} 分钟后再试，或者请监考人核对口令。", retry_after=seconds, code="locked"
    )
