"""What is forgotten after a while: uploads that nobody confirmed, pictures that no question shows."""

from datetime import timedelta

from quiz_app.banks.actions import importing, pictures
from quiz_app.core.clock import Clock
from quiz_app.core.db import Database
from quiz_app.core.files.media import Media

KEPT = timedelta(days=2)
BATCH = 20


def forget_uploads(database: Database, clock: Clock) -> int:
    with database.transaction() as session:
        return importing.forget_uploads(session, before=clock.now() - KEPT, most=BATCH)


def forget_pictures(database: Database, clock: Clock, shelf: Media) -> int:
    """Pictures of imports that were undone or never confirmed, and of questions that were never saved."""
    with database.transaction() as session:
        return pictures.forget(session, shelf=shelf, before=clock.now() - KEPT, most=BATCH)
