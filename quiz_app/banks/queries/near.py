"""Questions whose stems share pieces with one that is being written."""

from collections.abc import Sequence
from functools import reduce
from operator import add

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from quiz_app.banks.queries.questions import is_latest
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion

MOST = 30


def sharing(
    session: Session, bank: QuestionBank, kind: str, pieces: Sequence[str], *, apart_from: int | None = None
) -> list[tuple[int, str, str]]:
    """(id, code, stem) of the questions of one type in a bank that was found already, those that share the most pieces
    first and at most thirty, and half of them at least; retired ones are left out. One query."""
    if not pieces:
        return []
    parts = (case((QuestionVersion.stem.contains(piece, autoescape=True), 1), else_=0) for piece in pieces)
    shared = reduce(add, parts)
    query = (
        select(Question.id, Question.code, QuestionVersion.stem)
        .join(QuestionVersion, is_latest())
        .where(Question.bank_id == bank.id, Question.retired_at.is_(None), QuestionVersion.type == kind)
        .where(shared * 2 >= len(pieces))
        .order_by(shared.desc(), Question.id)
        .limit(MOST)
    )
    if apart_from is not None:
        query = query.where(Question.id != apart_from)
    return [(row.id, row.code, row.stem) for row in session.execute(query)]
