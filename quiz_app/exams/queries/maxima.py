"""What corrections made of an edition: which there are, what an attempt can reach at most by its own paper, and whether
it passed."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from quiz_app.exams.amending import Amendment, read
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam


def amendments_of(session: Session, edition_id: int) -> tuple[Amendment, ...]:
    """The corrections of an edition, in order."""
    return read(session.scalar(select(Edition.amendments).where(Edition.id == edition_id)))


def full_score() -> ColumnElement[int]:
    """SQL for the maximum of an attempt of this edition, in hundredths of a point."""
    return Edition.max_score - func.coalesce(Attempt.voided, 0)


def passed() -> ColumnElement[bool]:
    """SQL for "this attempt, of this exam and edition, reached the pass mark"; unknown while it has no score."""
    return Attempt.score * 100 >= full_score() * Exam.pass_percent
