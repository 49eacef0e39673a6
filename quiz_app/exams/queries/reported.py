"""The exams behind a member's reports of faults."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import Actor


def exams_of(session: Session, actor: Actor, attempt_ids: Collection[int]) -> dict[int, Exam]:
    """The exam of each of the actor's own attempts among those named, by the attempt; one query."""
    rows = session.execute(
        select(Attempt.id, Exam)
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(Attempt.id.in_(attempt_ids), Attempt.member_id == actor.member_id)
    )
    return dict(rows.all())
