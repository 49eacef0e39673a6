"""What is forgotten after a while: jobs that ended."""

from quiz_app.core.clock import Clock
from quiz_app.core.db import Database
from quiz_app.core.jobs import actions

BATCH = 200


def forget_jobs(database: Database, clock: Clock) -> int:
    with database.transaction() as session:
        return actions.forget(session, at=clock.now(), most=BATCH)
