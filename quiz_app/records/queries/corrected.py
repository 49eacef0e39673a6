"""Results that a correction changed, for the member whose they are."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.corrections.tables import CorrectedAttempt, Correction
from quiz_app.exams.queries.phases import score_is_out
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.organizations.actors import Actor

TOLD_FOR = timedelta(days=14)
MOST_CORRECTED = 3


@dataclass(frozen=True, slots=True)
class CorrectedResult:
    """An attempt whose result a correction changed; scores and what they are of in hundredths of a point."""

    attempt_id: int
    title: str
    score_before: int
    full_before: int
    score: int
    full: int


def corrected_results(session: Session, actor: Actor, *, at: datetime) -> list[CorrectedResult]:
    """The actor's attempts whose result a correction changed lately, the latest first; none of a score that policy
    withholds."""
    query = (
        select(
            Attempt.id,
            Exam.title,
            func.coalesce(Attempt.first_score, 0),
            Edition.max_score - func.coalesce(Attempt.first_voided, 0),
            func.coalesce(Attempt.score, 0),
            Edition.max_score - func.coalesce(Attempt.voided, 0),
        )
        .join(CorrectedAttempt, CorrectedAttempt.attempt_id == Attempt.id)
        .join(Correction, Correction.id == CorrectedAttempt.correction_id)
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Edition, Edition.id == Attempt.edition_id)
        .where(Attempt.member_id == actor.member_id, Attempt.first_score.is_not(None))
        .where(Correction.began_at > at - TOLD_FOR, score_is_out(at))
        .group_by(Attempt.id, Exam.title, Edition.max_score)
        .order_by(func.max(Correction.id).desc(), Attempt.id.desc())
        .limit(MOST_CORRECTED)
    )
    return [CorrectedResult(*row) for row in session.execute(query)]
