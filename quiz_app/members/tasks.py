"""What is forgotten after a while: wrong passwords, uploads that nobody confirmed, sign-ins that ended long ago."""

from quiz_app.core.clock import Clock
from quiz_app.core.db import Database
from quiz_app.members.actions import forgetting

BATCH = 200


def forget_old(database: Database, clock: Clock) -> int:
    """Delete a batch of what is no longer needed; how many rows were."""
    with database.transaction() as session:
        return forgetting.forget(session, at=clock.now(), most=BATCH)
