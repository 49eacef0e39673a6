"""Which questions may not be explained to a member now, because an exam asks them."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import literal, or_, select, union_all
from sqlalchemy.orm import Session

from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries import hot
from quiz_app.exams.queries.phases import is_practisable
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.organizations.actors import Actor, ancestors


def withheld(session: Session, actor: Actor, *, at: datetime) -> frozenset[str]:
    """The codes of questions whose key must not be shown to the actor outside of a review, in one query.

    They are, first, all that papers can be drawn from of an exam for the actor's units (or that the actor has sat)
    that is published and does not explain itself yet (`reviews.practisable_from`): coming ones and those that the actor
    has handed in too. An exam that never publishes its key holds its questions back until it closes, since from then on
    nobody can sit it; one that never closes, and one whose results nobody publishes, for good.

    Second, those on the actor's own papers that are
    open now, of whatever exam or quiz: other questions of the same pool may be practised, so that nothing more is told
    than the paper itself tells.
    """
    return frozenset(
        code for digest, number in _rows(session, actor, at) for code in _codes(session, actor, digest, number)
    )


def _rows(session: Session, actor: Actor, at: datetime) -> list[tuple[bytes, int | None]]:
    """(digest of an edition, number of the open attempt at it or None for all of it)."""
    own = select(Attempt.exam_id).where(Attempt.member_id == actor.member_id)
    whole = (
        select(Edition.digest, literal(None))
        .join(Exam, Exam.id == Edition.exam_id)
        .where(
            Exam.kind == "exam",
            ~is_practisable(at),
            or_(Exam.unit_id.in_(ancestors(actor.unit_path)), Exam.id.in_(own)),
        )
    )
    papers = (
        select(Edition.digest, Attempt.number)
        .join(Attempt, Attempt.edition_id == Edition.id)
        .where(Attempt.member_id == actor.member_id, Attempt.submitted_at.is_(None))
    )
    return [(bytes(digest), number) for digest, number in session.execute(union_all(whole, papers))]


def _codes(session: Session, actor: Actor, digest: bytes, number: int | None) -> Iterator[str]:
    prepared = hot.prepared(session, digest)
    questions = prepared.edition.questions
    if number is None:
        return (question.code for question in questions)
    paper = draw(prepared.edition, member_seed(prepared.seed, actor.member_id), number)
    return (questions[item.question].code for item in paper)
