"""The banks that a trainer keeps."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.banks.queries.bases import state
from quiz_app.banks.states import State
from quiz_app.banks.tables.questions import Question, QuestionBank
from quiz_app.core.errors import NotFound
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit

NO_BANK = "没有找到这个题库，或者它不在你的范围内。"
NO_BANKS = "没有找到这个页面，或者它不在你的范围内。"


@dataclass(frozen=True, slots=True)
class KeptBank:
    """A bank with its unit and how many of its questions are in each state."""

    bank: QuestionBank
    unit: Unit
    counts: Counter[State]


def banks(session: Session, actor: Actor, *, limit: int, after: tuple[int, ...] | None = None) -> list[KeptBank]:
    """The banks in the actor's reach in the order in which they were made. To whoever writes no questions, nothing."""
    query = (
        select(QuestionBank, Unit)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .where(below(Unit.path, reach(actor)))
        .order_by(QuestionBank.id)
        .limit(limit)
    )
    if after:
        query = query.where(QuestionBank.id > after[0])
    found = session.execute(query).all()
    counts = _counts(session, [bank.id for bank, _ in found])
    return [KeptBank(bank, unit, counts[bank.id]) for bank, unit in found]


def find_bank(session: Session, actor: Actor, bank_id: int, *, lock: bool = False) -> tuple[QuestionBank, Unit]:
    """A bank that the actor writes questions for, with its unit; held until the transaction ends, if asked."""
    query = select(QuestionBank, Unit).join(Unit, Unit.id == QuestionBank.unit_id).where(QuestionBank.id == bank_id)
    row = session.execute(query.with_for_update(of=QuestionBank) if lock else query).first()
    if row is None or not actor.can(Permission.QUESTION_WRITE, row[1].path):
        raise NotFound(NO_BANK)
    return row


def bank_coded(session: Session, actor: Actor, code: str, *, lock: bool = False) -> tuple[QuestionBank, Unit] | None:
    """The bank with a code, if the actor writes questions for it; held until the transaction ends, if asked."""
    query = select(QuestionBank, Unit).join(Unit, Unit.id == QuestionBank.unit_id).where(QuestionBank.code == code)
    row = session.execute(query.with_for_update(of=QuestionBank) if lock else query).first()
    return row if row is not None and actor.can(Permission.QUESTION_WRITE, row[1].path) else None


def code_is_taken(session: Session, code: str) -> bool:
    return session.scalar(select(QuestionBank.id).where(QuestionBank.code == code)) is not None


def reach(actor: Actor) -> tuple[str, ...]:
    """The subtrees that the actor writes questions for; refused as not found to whoever has none."""
    paths = actor.reach(Permission.QUESTION_WRITE)
    if not paths:
        raise NotFound(NO_BANKS)
    return paths


def _counts(session: Session, bank_ids: Sequence[int]) -> dict[int, Counter[State]]:
    counts: dict[int, Counter[State]] = {bank_id: Counter() for bank_id in bank_ids}
    current = state()
    rows = session.execute(
        select(Question.bank_id, current, func.count())
        .where(Question.bank_id.in_(bank_ids))
        .group_by(Question.bank_id, current)
    )
    for bank_id, found, count in rows:
        counts[bank_id][State(found)] = count
    return counts
