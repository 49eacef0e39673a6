"""Attempts whose mistakes are still to be taken into a member's book."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from quiz_app.exams.queries.mistakes import review_is_open
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import Actor
from quiz_app.practice.tables import CollectedAttempt


def uncollected(session: Session, actor: Actor, *, at: datetime, limit: int) -> list[int]:
    """The ids of the actor's own attempts that explain themselves by now and were not collected; the latest first."""
    collected = exists().where(CollectedAttempt.attempt_id == Attempt.id)
    query = (
        select(Attempt.id)
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(review_is_open(actor, at), ~collected)
        .order_by(Attempt.id.desc())
        .limit(limit)
    )
    return list(session.scalars(query))
