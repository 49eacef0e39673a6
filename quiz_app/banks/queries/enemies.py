"""Which questions no paper holds together."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from quiz_app.banks.queries.questions import FoundQuestion
from quiz_app.banks.tables.questions import EnemyPair, Question, QuestionBank, QuestionVersion
from quiz_app.core.errors import NotFound
from quiz_app.organizations.actors import Actor, ancestors
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class Enemy:
    """The other question of a pair, as it reads now; `is_open` tells whether the reader may open its page."""

    pair: EnemyPair
    question: Question
    stem: str
    is_open: bool


def enemies_of(session: Session, actor: Actor, question: Question) -> list[Enemy]:
    rows = session.execute(
        select(EnemyPair, Question, QuestionVersion.stem, Unit.path)
        .join(Question, Question.id.in_((EnemyPair.first_id, EnemyPair.second_id)))
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .join(
            QuestionVersion,
            (QuestionVersion.question_id == Question.id) & (QuestionVersion.number == Question.latest_number),
        )
        .where(
            (EnemyPair.first_id == question.id) | (EnemyPair.second_id == question.id),
            Question.id != question.id,
            EnemyPair.ended_at.is_(None),
        )
        .order_by(EnemyPair.id)
    )
    can_open = Permission.QUESTION_WRITE
    return [Enemy(pair, other, stem, actor.can(can_open, path)) for pair, other, stem, path in rows]


def pair_of(session: Session, question: Question, pair_id: int) -> EnemyPair:
    """A pair that the question stands in and that was not ended."""
    found = session.get(EnemyPair, pair_id, with_for_update=True)
    if found is None or question.id not in (found.first_id, found.second_id) or found.ended_at is not None:
        raise NotFound("这一对已经取消了，或者不属于这道题。")
    return found


def other_question(session: Session, actor: Actor, found: FoundQuestion, code: str) -> Question | None:
    """A question by its code, of a bank that the actor writes for or that the question's unit draws from."""
    row = session.execute(
        select(Question, Unit)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .where(Question.code == code)
    ).first()
    if row is None:
        return None
    question, unit = row
    is_near = unit.id in ancestors(found.unit.path) or actor.can(Permission.QUESTION_WRITE, unit.path)
    return question if is_near else None


def standing_pair(session: Session, one: int, other: int) -> EnemyPair | None:
    """The pair of two questions, ended or not."""
    first, second = sorted((one, other))
    query = select(EnemyPair).where(EnemyPair.first_id == first, EnemyPair.second_id == second)
    return session.scalars(query.with_for_update()).first()


def all_pairs(session: Session) -> dict[tuple[int, int], EnemyPair]:
    """Every pair by the ids of its questions, the lower one first."""
    return {(pair.first_id, pair.second_id): pair for pair in session.scalars(select(EnemyPair))}


def ids_coded(session: Session, codes: Iterable[str]) -> dict[str, int]:
    query = select(Question.code, Question.id).where(Question.code.in_(list(codes)))
    return dict(session.execute(query).all())


def enemy_codes(session: Session) -> list[tuple[str, str]]:
    """The codes of each pair that was not ended."""
    first, second = aliased(Question), aliased(Question)
    rows = session.execute(
        select(first.code, second.code)
        .select_from(EnemyPair)
        .join(first, first.id == EnemyPair.first_id)
        .join(second, second.id == EnemyPair.second_id)
        .where(EnemyPair.ended_at.is_(None))
        .order_by(first.code, second.code)
    )
    return [(one, other) for one, other in rows]
