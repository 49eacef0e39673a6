"""What an exam's paper would be made of now, and what it is made of once published."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quiz_app.exams.blueprints import Blueprint, Filling, fill
from quiz_app.exams.editions import Edition, EditionQuestion
from quiz_app.exams.queries import pools
from quiz_app.exams.queries.sat import edition_of
from quiz_app.exams.tables import Exam
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class Draft:
    """The edition that publishing would freeze now, and what keeps it from being published; None: nothing to draw."""

    edition: Edition | None
    problems: tuple[str, ...]
    pool_sizes: tuple[int, ...]


def drafted(session: Session, exam: Exam, unit: Unit) -> Draft:
    """The draft of an unpublished exam; of a published one what was frozen."""
    if exam.edition_id is not None:
        edition = edition_of(session, exam).edition
        return Draft(edition, (), tuple(len(cell.pool) for cell in edition.cells))
    blueprint = Blueprint.from_json(exam.blueprint)
    questions = pools.drawable(session, unit, banks=blueprint.banks)
    filling = fill(blueprint, questions)
    sizes = tuple(len(cell.pool) for cell in filling.cells)
    edition = None if filling.problems else _edition(exam, filling, questions)
    return Draft(edition, filling.problems, sizes)


def _edition(exam: Exam, filling: Filling, questions: Sequence[EditionQuestion]) -> Edition:
    return Edition(
        exam.title, exam.minutes, exam.pass_percent, exam.credit_rule, filling.cells, tuple(questions)
    )
