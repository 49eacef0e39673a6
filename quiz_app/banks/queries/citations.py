"""Which versions of documents the questions in a trainer's reach rest on."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.banks.queries.holdings import reach
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionBasis
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit
from quiz_app.regulations.tables import RegulationDocument, RegulationVersion


@dataclass(frozen=True, slots=True)
class CitedVersion:
    """A version of a document with how many published questions cite it, and how many different articles."""

    document: str
    version: RegulationVersion
    questions: int
    articles: int


def cited_versions(session: Session, actor: Actor) -> list[CitedVersion]:
    """What the published questions in reach cite, superseded versions first, then the most cited; one query."""
    questions = func.count(Question.id.distinct())
    rows = session.execute(
        select(RegulationDocument.title, RegulationVersion, questions, func.count(QuestionBasis.article.distinct()))
        .join(RegulationVersion, RegulationVersion.document_id == RegulationDocument.id)
        .join(QuestionBasis, QuestionBasis.regulation_version_id == RegulationVersion.id)
        .join(Question, Question.published_version_id == QuestionBasis.question_version_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .where(below(Unit.path, reach(actor)), Question.retired_at.is_(None))
        .group_by(RegulationDocument.id, RegulationVersion.id)
        .order_by(RegulationVersion.superseded_on.is_(None), questions.desc(), RegulationVersion.id)
    )
    return [CitedVersion(*row) for row in rows]
