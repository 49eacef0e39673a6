"""What a freeze hides of an exam from whoever does not organize it: whatever came at `Exam.frozen_from` or later.

Boards keep the rest apart by themselves (`boards.actions.freezing`); here is what is read of attempts and of tallies.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from quiz_app.banks.tables.questions import Question, QuestionVersion
from quiz_app.core.errors import Conflict
from quiz_app.exams.queries import hot
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

AT_ONCE = 500
KEPT = 64


def is_frozen(exam: Exam, at: datetime) -> bool:
    return exam.frozen_from is not None and exam.frozen_from <= at


def frozen_from(exam: Exam, at: datetime) -> datetime | None:
    """The instant that a reader below the organizers sees at `at`; None while nothing is frozen."""
    return exam.frozen_from if is_frozen(exam, at) else None


def was_handed_in(at: datetime) -> ColumnElement[bool]:
    """SQL for "the attempt was handed in before its exam was frozen, or nothing is frozen"."""
    free = or_(Exam.frozen_from.is_(None), Exam.frozen_from > at)
    return or_(free, Attempt.submitted_at < Exam.frozen_from)


def was_begun(until: datetime | None) -> ColumnElement[bool]:
    """SQL for "the attempt had begun by an instant"; None: by now."""
    return Attempt.started_at < until if until is not None else Attempt.id.is_not(None)


def was_open(until: datetime | None) -> ColumnElement[bool]:
    """SQL for "the attempt was open at an instant"; None: it is now."""
    if until is None:
        return Attempt.submitted_at.is_(None)
    return and_(Attempt.started_at < until, or_(Attempt.submitted_at.is_(None), Attempt.submitted_at >= until))


def require_unfrozen_bank(session: Session, actor: Actor, bank_id: int, *, at: datetime) -> None:
    """Refuse statistics of a bank while an exam that draws on it is frozen: every attempt would move them. Whoever
    organizes the exam may look."""
    query = (
        select(Edition.id, Edition.digest, Unit.path)
        .join(Exam, Exam.edition_id == Edition.id)
        .join(Unit, Unit.id == Exam.unit_id)
        .where(Exam.frozen_from <= at)
    )
    for edition_id, digest, path in session.execute(query).all():
        if not actor.can(Permission.EXAM_MANAGE, path) and bank_id in _banks(session, edition_id, bytes(digest)):
            raise Conflict("竞赛正在封榜，从这个题库抽题的统计停着不看。揭晓以后再来看。", code="frozen")


def _banks(session: Session, edition_id: int, digest: bytes) -> frozenset[int]:
    known = _known(digest)
    if not known:
        versions = [each.version_id for each in hot.prepared_by_id(session, edition_id).edition.questions]
        known.append(_banks_of(session, versions))
    return known[0]


def _banks_of(session: Session, version_ids: Sequence[int]) -> frozenset[int]:
    found: set[int] = set()
    for start in range(0, len(version_ids), AT_ONCE):
        query = (
            select(Question.bank_id)
            .join(QuestionVersion, QuestionVersion.question_id == Question.id)
            .where(QuestionVersion.id.in_(version_ids[start : start + AT_ONCE]))
            .distinct()
        )
        found.update(session.scalars(query))
    return frozenset(found)


@lru_cache(maxsize=KEPT)
def _known(digest: bytes) -> list[frozenset[int]]:
    """What was found of an edition, whose questions never change; empty before it was looked for."""
    return []
