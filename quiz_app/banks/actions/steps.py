"""What was done to a question is written down with the deed itself."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.banks.steps import Step
from quiz_app.banks.tables.reviews import QuestionStep
from quiz_app.core.errors import Invalid
from quiz_app.organizations.actors import Actor

LONGEST_REASON = 400


def note(
    session: Session,
    actor: Actor,
    question_id: int,
    step: Step,
    *,
    version_id: int | None = None,
    reason: str = "",
    at: datetime,
) -> None:
    """Add a step; `version_id` names the version that it is about. A reason of more than 400 characters is refused."""
    session.add(
        QuestionStep(
            question_id=question_id,
            question_version_id=version_id,
            kind=step,
            reason=short(reason),
            taken_by=actor.member_id or None,
            taken_at=at,
        )
    )
    session.flush()


def short(reason: str) -> str:
    """A reason as it is kept; one of more than 400 characters is refused."""
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        sentence = f"最多写 {LONGEST_REASON} 个字，现在有 {len(reason)} 个。"
        raise Invalid(sentence, fields={"reason": sentence})
    return reason
