"""What papers of a unit may be drawn from: its own banks and those of the units above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from quiz_app.banks.inventory import Facets, Inventory, take
from quiz_app.banks.queries.bases import StatedBasis, bases_of, superseded
from quiz_app.banks.tables import Question, QuestionBank, QuestionVersion
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class DrawableQuestion:
    """A question as its published version has it, with the key."""

    code: str
    version: QuestionVersion
    bases: tuple[StatedBasis, ...]


@dataclass(frozen=True, slots=True)
class UsableBank:
    """A bank that a unit may draw from, and what papers can draw from it: counts alone, no question."""

    bank: QuestionBank
    unit_name: str
    inventory: Inventory


def drawable(session: Session, unit: Unit, bank_ids: Sequence[int] = ()) -> list[DrawableQuestion]:
    """The questions that papers of `unit` may draw, by code; of the named banks only, if any are named.

    Retired and unpublished questions are left out, and so are those that cite a superseded version of a document.
    """
    conditions = _conditions(unit, bank_ids)
    rows = session.execute(
        select(Question.code, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.id == Question.published_version_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .where(*conditions)
        .order_by(Question.code)
    ).all()
    drawn = select(Question.published_version_id).join(QuestionBank, QuestionBank.id == Question.bank_id)
    bases = bases_of(session, drawn.where(*conditions))
    return [DrawableQuestion(code, version, bases.get(version.id, ())) for code, version in rows]


def usable_banks(session: Session, unit: Unit) -> list[UsableBank]:
    """The banks that papers of `unit` may draw from, those of the highest unit first, in two queries."""
    banks = session.execute(
        select(QuestionBank, Unit.name)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .where(QuestionBank.unit_id.in_(ancestors(unit.path)))
        .order_by(Unit.path, QuestionBank.id)
    ).all()
    facets: dict[int, list[Facets]] = {bank.id: [] for bank, _ in banks}
    rows = session.execute(
        select(
            Question.bank_id,
            QuestionVersion.area,
            QuestionVersion.type,
            QuestionVersion.difficulty,
            QuestionVersion.knowledge_points,
        )
        .join(QuestionVersion, QuestionVersion.id == Question.published_version_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .where(*_conditions(unit, ()))
    )
    for bank_id, area, kind, difficulty, points in rows:
        facets[bank_id].append(Facets(area, kind, difficulty, tuple(points)))
    return [UsableBank(bank, name, take(facets[bank.id])) for bank, name in banks]


def _conditions(unit: Unit, bank_ids: Sequence[int]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        QuestionBank.unit_id.in_(ancestors(unit.path)),
        Question.retired_at.is_(None),
        Question.published_version_id.is_not(None),
        Question.published_version_id.not_in(superseded()),
    ]
    if bank_ids:
        conditions.append(QuestionBank.id.in_(bank_ids))
    return conditions
