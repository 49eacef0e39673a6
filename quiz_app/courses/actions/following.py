"""How far passed quizzes have been followed."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.courses.queries.following import ONLY_CURSOR, locked_cursor
from quiz_app.courses.tables import QuizCursor


def advance(session: Session, followed_to: datetime) -> None:
    """Set the cursor; it never goes back."""
    cursor = locked_cursor(session)
    if cursor is None:
        session.add(QuizCursor(id=ONLY_CURSOR, followed_to=followed_to))
    else:
        cursor.followed_to = max(cursor.followed_to, followed_to)
