"""The boards' own tasks, with what the ledger says of weeks."""

from quiz_app.boards import tasks
from quiz_app.core.clock import Clock
from quiz_app.core.db import Database
from quiz_app.points.queries import by_week


def fold(database: Database, clock: Clock) -> int:
    """Fold a batch of each board that has something waiting; how many standings were folded."""
    return tasks.fold(database, clock, by_week)


def follow_roster(database: Database, clock: Clock) -> int:
    """Let open boards follow the tree and the roster; returns 0: it is due by the clock, never at once again."""
    return tasks.follow_roster(database, clock, by_week)
