"""What is kept of an attempt, for whoever decides an appeal."""

from sqlalchemy import false, func, select
from sqlalchemy.orm import Session

from quiz_app.core.errors import NotFound
from quiz_app.exams.amending import read
from quiz_app.exams.queries.marking import marks_of
from quiz_app.exams.redrawing import Kept
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit


def kept_attempt(session: Session, actor: Actor, attempt_id: int) -> Kept:
    """An attempt at an exam that the actor manages, with the edition that it was drawn from."""
    row = session.execute(
        select(
            Attempt.member_id,
            Attempt.number,
            Attempt.sheet,
            Attempt.score,
            Edition.content,
            Edition.seed,
            Edition.digest,
            Edition.amendments,
            func.coalesce(Attempt.id > Edition.regraded_to, false()),
        )
        .join(Edition, Edition.id == Attempt.edition_id)
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Unit, Unit.id == Exam.unit_id)
        .where(Attempt.id == attempt_id, below(Unit.path, actor.reach(Permission.EXAM_MANAGE)))
    ).first()
    if row is None:
        raise NotFound("没有找到这次作答，请核对编号。")
    member_id, number, sheet, score, content, seed, digest, amendments, lags = row
    known = read(amendments)
    marks = marks_of(session, [attempt_id]).get(attempt_id, {})
    return Kept(member_id, number, sheet, score, content, seed, digest, marks, known[:-1] if lags else known)
