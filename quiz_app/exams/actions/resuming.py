"""Coming back to an attempt that was begun: the same as `sitting.start`, but it never begins another one."""

from datetime import datetime

from quiz_app.core.db import to_milliseconds
from quiz_app.core.statements import AnyWork
from quiz_app.exams.actions import sitting
from quiz_app.exams.actions.closing import close_if_due
from quiz_app.exams.actions.sitting import Sitting
from quiz_app.exams.queries import hot
from quiz_app.members.tokens import Token


def resume(
    work: AnyWork, token: Token, attempt_id: int, *, at: datetime, new_writer: int, takeover: bool = False
) -> Sitting | None:
    """The open attempt; None where it has ended, by its member or because its deadline has passed, which closes it."""
    ms = to_milliseconds(at)
    found = hot.attempt_to_submit(work, token, attempt_id, ms)
    if found.attempt.submitted_at is not None:
        return None
    if ms >= found.attempt.deadline_at:
        close_if_due(work, found, ms=ms)
        return None
    return sitting.start(work, token, found.attempt.exam_id, at=at, new_writer=new_writer, takeover=takeover)
