"""The server hands in what is due: for everybody at the deadline, pressed or not; and counts what was handed in."""

from quiz_app.core.clock import Clock
from quiz_app.core.db import Database, to_milliseconds
from quiz_app.exams.actions import tallying as counting
from quiz_app.exams.actions.closing import close_if_due, credit_withheld
from quiz_app.exams.queries import hot, tallying

BATCH = 20
TALLY_BATCH = 250


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


def count_attempts(database: Database, clock: Clock) -> int:
    """Count a batch of attempts into the sums of their questions; how many ids were dealt with.

    All is read and computed before the transaction, which then holds other writers for no longer than its rows take.
    """
    at = clock.now()
    with database.reading() as session:
        due = tallying.due(session, at=at, most=TALLY_BATCH)
        if not due.size:
            return 0
        change = counting.changed(session, tallying.observed(session, due.attempts))
    with database.transaction() as session:
        return due.size if counting.store(session, due, change, at=at) else 0
