"""Legal bases of question versions, and which of them no longer hold."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, select
from sqlalchemy.orm import Session

from quiz_app.banks.states import State
from quiz_app.banks.tables.questions import Question, QuestionBasis
from quiz_app.banks.tables.reviews import QuestionSubmission
from quiz_app.regulations.tables import RegulationDocument, RegulationVersion


@dataclass(frozen=True, slots=True)
class StatedBasis:
    """A basis with the document (title) and version (label) that it names; dates are as exact as the sources."""

    regulation_version_id: int
    document: str
    version: str
    article: str
    quotation: str
    effective_on: str | None
    superseded_on: str | None


def bases_of(session: Session, version_ids: Collection[int] | Select[Any]) -> Mapping[int, tuple[StatedBasis, ...]]:
    """The bases of each question version that has any, in the order in which they were written; one query."""
    query = (
        select(
            QuestionBasis.question_version_id,
            RegulationVersion.id,
            RegulationDocument.title,
            RegulationVersion.label,
            QuestionBasis.article,
            QuestionBasis.quotation,
            RegulationVersion.effective_on,
            RegulationVersion.superseded_on,
        )
        .join(RegulationVersion, RegulationVersion.id == QuestionBasis.regulation_version_id)
        .join(RegulationDocument, RegulationDocument.id == RegulationVersion.document_id)
        .where(QuestionBasis.question_version_id.in_(version_ids))
        .order_by(QuestionBasis.question_version_id, QuestionBasis.position)
    )
    found: dict[int, list[StatedBasis]] = {}
    for row in session.execute(query):
        found.setdefault(row[0], []).append(StatedBasis(*row[1:]))
    return {version_id: tuple(bases) for version_id, bases in found.items()}


def superseded() -> Select[int]:
    """The ids of question versions that cite a version of a document which another has replaced."""
    return (
        select(QuestionBasis.question_version_id)
        .join(RegulationVersion, RegulationVersion.id == QuestionBasis.regulation_version_id)
        .where(RegulationVersion.superseded_on.is_not(None))
    )


def state() -> ColumnElement[str]:
    """SQL for the `State` of a question."""
    return case(
        (Question.retired_at.is_not(None), State.RETIRED.value),
        (
            and_(Question.published_version_id.is_(None), Question.id.in_(select(QuestionSubmission.question_id))),
            State.UNDER_REVIEW.value,
        ),
        (Question.published_version_id.is_(None), State.UNPUBLISHED.value),
        (Question.published_version_id.in_(superseded()), State.SET_ASIDE.value),
        else_=State.PUBLISHED.value,
    )
