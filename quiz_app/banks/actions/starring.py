"""Members keep questions, and let them go."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.banks.queries import stars
from quiz_app.core.db import to_milliseconds
from quiz_app.core.statements import Statement
from quiz_app.organizations.actors import Actor

_STAR = Statement(
    "INSERT INTO question_stars (member_id, question_id, starred_at) VALUES (:member, :question, :at)"
    " ON CONFLICT (member_id, question_id) DO NOTHING"
)
_LET_GO = Statement("DELETE FROM question_stars WHERE member_id = :member AND question_id = :question")


def set_star(session: Session, actor: Actor, code: str, *, starred: bool, at: datetime) -> None:
    """Keep the question with this code, or let it go; either may be repeated."""
    question = stars.question_to_star(session, actor, code)
    values = {"member": actor.member_id, "question": question.id}
    if starred:
        _STAR.run(session, values | {"at": to_milliseconds(at)})
    else:
        _LET_GO.run(session, values)
