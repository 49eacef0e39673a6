"""What a printed paper of an exam is drawn from, for whoever manages the exam."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict
from quiz_app.exams.printing.forms import Printable
from quiz_app.exams.queries.listing import managed_exam
from quiz_app.exams.queries.sat import edition_of
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.tables import Unit


def printable_exam(session: Session, actor: Actor, exam_id: int) -> Printable:
    """A published exam that the actor manages."""
    return printable(session, *managed_exam(session, actor, exam_id))


def printable(session: Session, exam: Exam, unit: Unit) -> Printable:
    """What the papers of an exam are drawn from, for whoever has a right to them from elsewhere."""
    if exam.edition_id is None:
        raise Conflict("考试还没有发布，试卷还没有定下来：发布之后再打印。", code="not_published")
    prepared = edition_of(session, exam)
    digest = session.scalars(select(Edition.digest).where(Edition.id == exam.edition_id)).one()
    return Printable(prepared.edition.title, unit.name, prepared.edition, prepared.seed, digest)
