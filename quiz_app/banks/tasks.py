"""What is forgotten after a while: uploads that nobody confirmed."""

from datetime import timedelta

from quiz_app.banks.actions import importing
from quiz_app.core.clock import Clock
from quiz_app.core.db import Database

KEPT = timedelta(days=2)
BATCH = 20


def forget_uploads(database: Database, clock: Clock) -> int:
    with database.transaction() as session:
        return importing.forget_uploads(session, before=clock.now() - KEPT, most=BATCH)
