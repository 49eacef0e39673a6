"""What a member answered wrongly in exams that explain themselves by now."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from quiz_app.banks.types.protocol import Interaction
from quiz_app.banks.types.table import TYPES
from quiz_app.exams.grading import grade
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries import hot
from quiz_app.exams.queries.phases import key_is_out
from quiz_app.exams.sheets import decode
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.organizations.actors import Actor


class Reviewed(NamedTuple):
    """An attempt whose review is open: the codes of the questions that were answered, but not wholly rightly."""

    attempt_id: int
    submitted_at: datetime
    wrong: tuple[str, ...]


def review_is_open(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """Of the actor's attempts, in a query over `Attempt` and `Exam`, those scored ones whose key the actor may see: the
    same rule as `reviews.may_see_key`."""
    return and_(Attempt.member_id == actor.member_id, Attempt.score.is_not(None), key_is_out(at))


def reviewed(session: Session, actor: Actor, attempt_ids: Sequence[int], *, at: datetime) -> list[Reviewed]:
    """Those of the attempts whose review is open to the actor; without what is not asked by
    itself (`is_single`), and by the keys as they are corrected."""
    rows = session.execute(
        select(Attempt.id, Attempt.submitted_at, Attempt.number, Attempt.sheet, Edition.digest, Edition.amendments)
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Edition, Edition.id == Attempt.edition_id)
        .where(Attempt.id.in_(attempt_ids), review_is_open(actor, at))
        .order_by(Attempt.id)
    )
    return [
        Reviewed(attempt_id, submitted_at, _wrong(session, actor, bytes(digest), amendments, number, sheet))
        for attempt_id, submitted_at, number, sheet, digest, amendments in rows
        if submitted_at is not None
    ]


def is_single(type: str) -> bool:  # noqa: A002
    """Whether questions of this type can be practised: a machine marks them, and they ask one thing."""
    kind = TYPES[type]
    return not kind.marked_by_person and kind.interaction is not Interaction.PARTS


def _wrong(
    session: Session, actor: Actor, digest: bytes, amendments: str | None, number: int, sheet: bytes
) -> tuple[str, ...]:
    prepared = hot.prepared(session, digest, amendments)
    edition = prepared.edition
    paper = draw(edition, member_seed(prepared.seed, actor.member_id), number)
    marked = grade(edition, paper, decode(sheet)).items
    uncounted = edition.void | edition.gifts
    return tuple(
        edition.questions[item.question].code
        for item, result in zip(paper, marked, strict=True)
        if result.answered
        and not result.right
        and item.question not in uncounted
        and is_single(edition.questions[item.question].type)
    )
