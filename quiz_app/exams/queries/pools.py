"""What an edition is made of: the questions that a unit may draw, and the editions that there are."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.banks.markup import shown
from quiz_app.banks.queries.drawing import DrawableQuestion, worded
from quiz_app.banks.queries.drawing import drawable as drawable_questions
from quiz_app.banks.queries.enemies import enemy_codes
from quiz_app.banks.queries.questions import text_of
from quiz_app.exams.blueprints import Blueprint
from quiz_app.exams.composing import Pool
from quiz_app.exams.editions import Basis, EditionQuestion
from quiz_app.exams.editions import Edition as Drawn
from quiz_app.exams.facilities import Observed, expected
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.exams.tables.tallies import QuestionTally
from quiz_app.organizations.tables import Unit

_AT_ONCE = 10_000


def pool(session: Session, unit: Unit, blueprint: Blueprint) -> Pool:
    """What papers of an exam of `unit` are drawn from, with how hard each question is expected to be."""
    questions = drawable(session, unit, banks=blueprint.banks)
    facilities = expected(_observed(session, questions)) if blueprint.balanced else None
    shown = _shown(session, questions) if blueprint.rare_first else None
    return Pool(questions, facilities, enemy_codes(session), shown)


def facilities(session: Session, edition: Drawn) -> tuple[int, ...]:
    """The expected share of each question of an edition in 1/10,000: as it was frozen or, if it was not, as of now."""
    if edition.plan is not None and edition.plan.facilities:
        return edition.plan.facilities
    found = expected(_observed(session, edition.questions))
    return tuple(found[question.version_id] for question in edition.questions)


def drawable(session: Session, unit: Unit, *, banks: Sequence[int]) -> list[EditionQuestion]:
    """The published questions of the banks of `unit` and of the units above it; of all of them if none is named."""
    return [_frozen(each) for each in drawable_questions(session, unit, bank_ids=banks)]


def asked(session: Session, version_ids: Collection[int]) -> dict[int, EditionQuestion]:
    """Question versions as an edition would hold them, by their ids; for whoever was asked them."""
    return {each.version.id: _frozen(each) for each in worded(session, version_ids)}


def quiz(session: Session, exam_id: int | None) -> Exam | None:
    return None if exam_id is None else session.get(Exam, exam_id)


def latest_content(session: Session, exam: Exam) -> bytes | None:
    """What the exam's present edition holds, as it is stored."""
    return session.scalar(select(Edition.content).where(Edition.id == exam.edition_id))


def next_number(session: Session, exam_id: int) -> int:
    return (session.scalar(select(func.max(Edition.number)).where(Edition.exam_id == exam_id)) or 0) + 1


def _observed(session: Session, questions: Sequence[EditionQuestion]) -> list[Observed]:
    tallies = _tallies(session, questions)
    return [Observed(each.version_id, each.difficulty, *tallies.get(each.version_id, (0, 0))[:2]) for each in questions]


def _shown(session: Session, questions: Sequence[EditionQuestion]) -> dict[int, int]:
    return {version_id: shown for version_id, (_, _, shown) in _tallies(session, questions).items()}


def _tallies(session: Session, questions: Sequence[EditionQuestion]) -> dict[int, tuple[int, int, int]]:
    """(taken, score, shown) by version id."""
    tallies: dict[int, tuple[int, int, int]] = {}
    for first in range(0, len(questions), _AT_ONCE):
        ids = [each.version_id for each in questions[first : first + _AT_ONCE]]
        query = select(QuestionTally.version_id, QuestionTally.taken, QuestionTally.score, QuestionTally.shown)
        rows = session.execute(query.where(QuestionTally.version_id.in_(ids)))
        tallies |= {version_id: (taken, score, shown) for version_id, taken, score, shown in rows}
    return tallies


def _frozen(drawn: DrawableQuestion) -> EditionQuestion:
    """As it stands from now on: its pictures by the addresses of their contents."""
    said = shown(text_of(drawn.code, drawn.version))
    return EditionQuestion(
        version_id=drawn.version.id,
        code=said.code,
        type=said.type,
        area=said.area,
        difficulty=said.difficulty,
        stem=said.stem,
        options=said.options,
        key=said.key,
        explanation=said.explanation,
        knowledge_points=said.knowledge_points,
        bases=tuple(
            Basis(basis.document, basis.version, basis.article, basis.quotation, basis.effective_on)
            for basis in drawn.bases
        ),
        prompts=said.prompts,
        parts=said.parts,
    )
