"""Which questions a member keeps."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.banks.tables.members import QuestionStar
from quiz_app.banks.tables.questions import Question, QuestionBank
from quiz_app.core.errors import NotFound
from quiz_app.organizations.actors import Actor, ancestors


def question_to_star(session: Session, actor: Actor, code: str) -> Question:
    """A question of the banks that the actor's unit may use, whatever its state: a paper of last year may show it."""
    query = select(Question).join(QuestionBank, QuestionBank.id == Question.bank_id)
    found = session.scalar(query.where(Question.code == code, QuestionBank.unit_id.in_(ancestors(actor.unit_path))))
    if found is None:
        raise NotFound("没有找到这道题，或者你所在的单位不用它的题库。")
    return found


def starred_among(session: Session, actor: Actor, codes: Collection[str]) -> set[str]:
    """Those of the questions with these codes that the actor keeps."""
    query = select(Question.code).join(QuestionStar, QuestionStar.question_id == Question.id)
    return set(session.scalars(query.where(QuestionStar.member_id == actor.member_id, Question.code.in_(codes))))
