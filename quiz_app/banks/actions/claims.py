"""Two people never change the same question without one of them knowing."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from quiz_app.banks.tables.questions import Question
from quiz_app.core.errors import Conflict

CHANGED_MEANWHILE = "changed_meanwhile"


def claim(session: Session, question: Question, *, version: int, **values: Any) -> None:
    """Move the question on from `version`, setting `values`; refused if somebody else has done so."""
    claimed = session.scalar(
        update(Question)
        .where(Question.id == question.id, Question.version == version)
        .values(version=version + 1, **values)
        .returning(Question.id)
        .execution_options(synchronize_session=False)
    )
    if claimed is None:
        raise Conflict("别人刚刚改过这道题。请看过对方的修改后再保存，你写的内容还在。", code=CHANGED_MEANWHILE)
    session.refresh(question)
