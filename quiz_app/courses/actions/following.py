"""How far passed quizzes have been followed."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.courses.queries.following import ONLY_CURSOR
from quiz_app.courses.tables import QuizCursor


def advance(session: Session, followed_to: datetime) -> None:
    """Set the cursor; it never goes back."""
    cursor = session.get(QuizCursor, ONLY_CURSOR, with_for_update=True)
    if cursor is None:
        session.add(QuizCursor(id=ONLY_CURSOR, followed_to=followed_to))
    else:
        cursor.followed_to = max(cursor.followed_to, followed_to)
