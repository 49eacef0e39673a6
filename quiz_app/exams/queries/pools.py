"""What an edition is made of: the questions that a unit may draw, and the editions that there are."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.banks.queries.drawing import DrawableQuestion, worded
from quiz_app.banks.queries.drawing import drawable as drawable_questions
from quiz_app.exams.editions import Basis, EditionQuestion
from quiz_app.exams.tables import Edition, Exam
from quiz_app.organizations.tables import Unit


def drawable(session: Session, unit: Unit, *, banks: Sequence[int]) -> list[EditionQuestion]:
    """The published questions of the banks of `unit` and of the units above it; of all of them if none is named."""
    return [_edition_question(each) for each in drawable_questions(session, unit, bank_ids=banks)]


def asked(session: Session, version_ids: Collection[int]) -> dict[int, EditionQuestion]:
    """Question versions as an edition would hold them, by their ids; for whoever was asked them."""
    return {each.version.id: _edition_question(each) for each in worded(session, version_ids)}


def quiz(session: Session, exam_id: int | None) -> Exam | None:
    return None if exam_id is None else session.get(Exam, exam_id)


def latest_content(session: Session, exam: Exam) -> bytes | None:
    """What the exam's present edition holds, as it is stored."""
    return session.scalar(select(Edition.content).where(Edition.id == exam.edition_id))


def next_number(session: Session, exam_id: int) -> int:
    return (session.scalar(select(func.max(Edition.number)).where(Edition.exam_id == exam_id)) or 0) + 1


def _edition_question(found: DrawableQuestion) -> EditionQuestion:
    version = found.version
    return EditionQuestion(
        version_id=version.id,
        code=found.code,
        type=version.type,
        area=version.area,
        difficulty=version.difficulty,
        stem=version.stem,
        options=tuple(version.options),
        key=_frozen(version.key),
        explanation=version.explanation,
        knowledge_points=tuple(version.knowledge_points),
        bases=tuple(
            Basis(basis.document, basis.version, basis.article, basis.quotation, basis.effective_on)
            for basis in found.bases
        ),
        prompts=tuple(version.prompts),
    )


def _frozen(key: list) -> tuple:  # type: ignore[type-arg]
    return tuple(_frozen(each) if isinstance(each, list) else each for each in key)
