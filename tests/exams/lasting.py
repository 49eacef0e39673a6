"""How long attempts took, as the database has it."""

from datetime import timedelta

from quiz_app.core.db import Database
from quiz_app.exams.tables.attempts import Attempt
from tests.conftest import NOW

CLOSES = NOW + timedelta(hours=9)


def rows(database: Database) -> list[Attempt]:
    with database.reading() as session:
        return session.query(Attempt).order_by(Attempt.id).all()


def gained(database: Database) -> list[int]:
    """Attempts that took or may take longer than thirty minutes, or go on when the exam has closed."""
    return [
        row.id
        for row in rows(database)
        if row.deadline_at != min(row.started_at + timedelta(minutes=30), CLOSES)
        or (row.saved_at is not None and row.saved_at >= row.deadline_at)
        or (row.submitted_at is not None and row.submitted_at > row.deadline_at)
    ]
