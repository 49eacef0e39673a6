"""The server hands in what is due: for everybody at the deadline, pressed or not."""

from quiz_app.core.clock import Clock
from quiz_app.core.db import Database, to_milliseconds
from quiz_app.exams.actions.closing import close_if_due, credit_withheld
from quiz_app.exams.queries import hot

BATCH = 20


def close_expired(database: Database, clock: Clock) -> int:
    """Close a batch of attempts whose deadline has passed; how many were closed."""
    ms = to_milliseconds(clock.now())
    with database.reading() as session:
        if not hot.anything_due(session, at=ms):
            return 0
    with database.transaction() as session:
        due = hot.due_attempts(session, at=ms, most=BATCH)
        for found in due:
            close_if_due(session, found, ms=ms)
    return len(due)


def credit_closed(database: Database, clock: Clock) -> int:
    """Credit a batch of attempts whose scores, and so their points, waited for the exam to close."""
    ms = to_milliseconds(clock.now())
    with database.transaction() as session:
        waiting = hot.uncredited_attempts(session, at=ms, most=BATCH)
        for found in waiting:
            credit_withheld(session, found)
    return len(waiting)
