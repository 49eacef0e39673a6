"""What the site asks while a contest runs."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from quiz_app.exams.tables.attempts import Attempt


def anybody_sitting(session: Session, exam_ids: Sequence[int]) -> bool:
    """Whether an attempt at one of the exams is still open."""
    is_open = exists().where(Attempt.exam_id.in_(exam_ids), Attempt.submitted_at.is_(None))
    return bool(session.scalar(select(is_open)))
