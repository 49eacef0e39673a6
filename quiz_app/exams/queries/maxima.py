"""What an attempt can reach at most, and whether it passed: by its own paper, from which corrections may have taken."""

from sqlalchemy import ColumnElement, func

from quiz_app.exams.tables import Attempt, Edition, Exam


def full_score() -> ColumnElement[int]:
    """SQL for the maximum of an attempt of this edition, in hundredths of a point."""
    return Edition.max_score - func.coalesce(Attempt.voided, 0)


def passed() -> ColumnElement[bool]:
    """SQL for "this attempt, of this exam and edition, reached the pass mark"; unknown while it has no score."""
    return Attempt.score * 100 >= full_score() * Exam.pass_percent
