"""In which ways of `exams.ways` attempts were made. Those that were not made alone on a screen are few, and an index
holds them alone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from quiz_app.exams.queries.freezing import was_begun
from quiz_app.exams.queries.watching import Watched
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.ways import NOBODY
from quiz_app.members.tables import Member
from quiz_app.organizations.tables import Unit


def kinds_of(
    session: Session, exam_id: int, member_ids: Sequence[int], *, until: datetime | None = None
) -> dict[int, list[int]]:
    """By member which ways of `exams.ways` their attempts at an exam were made in, those begun `until` an instant."""
    query = (
        select(Attempt.member_id, Attempt.kind)
        .where(
            Attempt.exam_id == exam_id, Attempt.kind.is_not(None), Attempt.member_id.in_(member_ids), was_begun(until)
        )
        .distinct()
        .order_by(Attempt.member_id, Attempt.kind)
    )
    found: dict[int, list[int]] = {}
    for member_id, kind in session.execute(query):
        found.setdefault(member_id, []).append(kind or 0)
    return found


def kinds_by_number(session: Session, seen: Watched) -> dict[str, list[int]]:
    """As `kinds_of`, by member number, of everybody in the unit that is looked at."""
    found: dict[str, list[int]] = {}
    if not _offers_any(seen.exam):
        return found
    query = _aside(select(Member.number, Attempt.kind).distinct(), seen).order_by(Member.number, Attempt.kind)
    for number, kind in session.execute(query):
        found.setdefault(number, []).append(kind)
    return found


def counts(session: Session, seen: Watched) -> dict[int, int]:
    """How many attempts of the unit that is looked at were handed in in each way."""
    if not _offers_any(seen.exam):
        return {}
    query = _aside(select(Attempt.kind, func.count()), seen).where(Attempt.submitted_at.is_not(None))
    return dict(session.execute(query.group_by(Attempt.kind).order_by(Attempt.kind)).all())


def _offers_any(exam: Exam) -> bool:
    """Of an exam that offers no other way, nothing is asked."""
    return exam.paper_sitting != NOBODY or exam.assisted_sitting


def _aside(query: Select, seen: Watched) -> Select:  # type: ignore[type-arg]
    return (
        query.select_from(Attempt)
        .join(Member, Member.id == Attempt.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Attempt.exam_id == seen.exam.id, Attempt.kind.is_not(None), Unit.path.like(f"{seen.scope.path}%"))
    )
