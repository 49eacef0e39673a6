"""What papers of a unit may be drawn from: its own banks and those of the units above it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from quiz_app.banks.inventory import Facets, Inventory, StockedQuestion, take
from quiz_app.banks.queries.bases import StatedBasis, bases_of, superseded
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.banks.types.protocol import Interaction
from quiz_app.banks.types.table import TYPES
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


_NOT_BY_ITSELF = [
    code for code, kind in TYPES.items() if kind.marked_by_person or kind.interaction is Interaction.PARTS
]
"""What is not asked one by one: a person marks it, or it takes a material and several answers."""


def drawable(session: Session, unit: Unit, bank_ids: Sequence[int] = ()) -> list[DrawableQuestion]:
    """The questions that papers of `unit` may draw, by code; of the named banks only, if any are named.

    Retired and unpublished questions are left out, and so are those that cite a superseded version of a document.
    """
    conditions = drawable_from(unit.path, bank_ids)
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


def worded(session: Session, version_ids: Collection[int]) -> list[DrawableQuestion]:
    """Question versions by their ids, whatever became of their questions since: for whoever was asked them."""
    rows = session.execute(
        select(Question.code, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(QuestionVersion.id.in_(version_ids))
    ).all()
    bases = bases_of(session, version_ids)
    return [DrawableQuestion(code, version, bases.get(version.id, ())) for code, version in rows]


def stock(session: Session, path: str, *, with_points: bool = True) -> list[StockedQuestion]:
    """The questions that papers of the unit at `path` may draw and that are asked one by one, by code; in one query
    and without their words. Reading their knowledge points takes most of the time: without, they have none."""
    rows = session.execute(
        select(
            Question.id,
            QuestionVersion.id,
            Question.code,
            QuestionBank.unit_id,
            QuestionVersion.type,
            QuestionVersion.area,
            *((QuestionVersion.knowledge_points,) if with_points else ()),
        )
        .join(QuestionVersion, QuestionVersion.id == Question.published_version_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .where(*drawable_from(path), QuestionVersion.type.not_in(_NOT_BY_ITSELF))
        .order_by(Question.code)
    )
    if not with_points:
        return [StockedQuestion(*row, ()) for row in rows]
    return [StockedQuestion(*row[:-1], tuple(row[-1])) for row in rows]


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
        .where(*drawable_from(unit.path))
    )
    for bank_id, area, kind, difficulty, points in rows:
        facets[bank_id].append(Facets(area, kind, difficulty, tuple(points)))
    return [UsableBank(bank, name, take(facets[bank.id])) for bank, name in banks]


def drawable_from(path: str, bank_ids: Sequence[int] = ()) -> list[ColumnElement[bool]]:
    """What questions must be that a unit at `path` may draw, in a query over `Question` and `QuestionBank`."""
    conditions: list[ColumnElement[bool]] = [
        QuestionBank.unit_id.in_(ancestors(path)),
        Question.retired_at.is_(None),
        Question.published_version_id.is_not(None),
        Question.published_version_id.not_in(superseded()),
    ]
    if bank_ids:
        conditions.append(QuestionBank.id.in_(bank_ids))
    return conditions
