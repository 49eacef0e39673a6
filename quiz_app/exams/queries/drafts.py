"""What an exam's paper would be made of now, and what it is made of once published."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.banks.tables.questions import QuestionBank
from quiz_app.exams.blueprints import Blueprint, Cell, Shortage, fill, row_sizes
from quiz_app.exams.composing import compose
from quiz_app.exams.editions import Edition
from quiz_app.exams.queries import pools
from quiz_app.exams.queries.listing import managed_exam
from quiz_app.exams.queries.sat import edition_of
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class Draft:
    """The edition that publishing would freeze now, and what keeps it from being published; None: nothing to draw."""

    edition: Edition | None
    problems: tuple[str, ...]
    pool_sizes: tuple[int, ...]
    shortages: tuple[Shortage, ...] = ()


@dataclass(frozen=True, slots=True)
class Stock:
    """What the banks hold for the rows of a blueprint: `available` for each row, the sentences of `blueprints.fill`,
    and the knowledge points that there are."""

    available: tuple[int, ...]
    problems: tuple[str, ...]
    knowledge_points: tuple[str, ...]


def exam_to_change(session: Session, actor: Actor, exam_id: int) -> tuple[Exam, Unit]:
    """An exam that the actor manages, as it is now, held until the transaction ends."""
    session.get(Exam, exam_id, with_for_update={"key_share": True})
    return managed_exam(session, actor, exam_id)


def drafted(session: Session, exam: Exam, unit: Unit) -> Draft:
    """The draft of an unpublished exam; of a published one what was frozen."""
    if exam.edition_id is not None:
        edition = edition_of(session, exam).edition
        return Draft(edition, (), row_sizes(Blueprint.from_json(exam.blueprint), edition.cells))
    blueprint = Blueprint.from_json(exam.blueprint)
    composed = compose(blank(exam), blueprint, pools.pool(session, unit, blueprint))
    return Draft(composed.edition, composed.problems, composed.pool_sizes, composed.shortages)


def blank(exam: Exam) -> Edition:
    """What the exam itself gives to its edition."""
    return Edition(exam.title, exam.minutes, exam.pass_percent, exam.credit_rule, (), ())


def stock(session: Session, unit: Unit, readable: Blueprint, rows: Sequence[Cell]) -> Stock:
    """How far the banks that `unit` may use fill the `rows` being written, and the `readable` part of them."""
    questions = pools.drawable(session, unit, banks=readable.banks)
    return Stock(
        available=tuple(sum(map(row.admits, questions)) for row in rows),
        problems=fill(readable, questions).problems,
        knowledge_points=tuple(sorted({point for question in questions for point in question.knowledge_points})),
    )


def count_of_members(session: Session, unit: Unit) -> int:
    """How many are on the roster of the unit and below it: those for whom its exam would be."""
    query = select(func.count()).select_from(Member).join(Unit, Unit.id == Member.unit_id)
    return session.scalar(query.where(Unit.path.like(f"{unit.path}%"), Member.left_at.is_(None))) or 0


def bank_titles(session: Session, bank_ids: Sequence[int]) -> list[str]:
    query = select(QuestionBank.title).where(QuestionBank.id.in_(bank_ids)).order_by(QuestionBank.id)
    return list(session.scalars(query))
