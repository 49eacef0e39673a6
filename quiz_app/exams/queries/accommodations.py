"""Individual arrangements as whoever organizes the exam lists them, and what they hold open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from quiz_app.core.errors import NotFound
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.entering import Accommodation, DeadlineMove
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.tables import Member
from quiz_app.organizations.tables import Unit

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Line:
    """An arrangement with the names that a page shows; `moves` are the deadlines under way that it put off."""

    accommodation: Accommodation
    number: str
    name: str
    unit_name: str
    granted_by: str
    withdrawn_by: str | None
    moves: tuple[DeadlineMove, ...]


def lines(session: Session, exam: Exam) -> list[Line]:
    """The arrangements of a managed exam in two queries, those that stand first, the latest `MOST_SHOWN` at most."""
    giver, taker = aliased(Member), aliased(Member)
    query = (
        select(Accommodation, Member.number, Member.name, Unit.name, giver.name, taker.name)
        .join(Member, Member.id == Accommodation.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .join(giver, giver.id == Accommodation.granted_by)
        .outerjoin(taker, taker.id == Accommodation.withdrawn_by)
        .where(Accommodation.exam_id == exam.id)
        .order_by(Accommodation.withdrawn_at.is_not(None), Accommodation.id.desc())
        .limit(MOST_SHOWN)
    )
    rows = session.execute(query).all()
    moves = _moves(session, [row[0].id for row in rows])
    return [Line(*row, tuple(moves.get(row[0].id, ()))) for row in rows]


def standing_of(session: Session, exam: Exam, member_id: int) -> Accommodation | None:
    """The arrangement that stands for a member."""
    return session.scalar(
        select(Accommodation).where(
            Accommodation.exam_id == exam.id,
            Accommodation.member_id == member_id,
            Accommodation.withdrawn_at.is_(None),
        )
    )


def accommodation_of(session: Session, exam: Exam, accommodation_id: int) -> Accommodation:
    """An arrangement of a managed exam, as it is now."""
    found = session.get(Accommodation, accommodation_id, populate_existing=True)
    if found is None or found.exam_id != exam.id:
        raise NotFound("没有找到这项个别安排，请刷新页面再看。")
    return found


def open_attempt(session: Session, exam: Exam, member_id: int, *, at: datetime) -> Attempt | None:
    """The member's attempt that still runs, held until the transaction ends."""
    query = select(Attempt).where(
        Attempt.exam_id == exam.id,
        Attempt.member_id == member_id,
        Attempt.submitted_at.is_(None),
        Attempt.deadline_at > at,
    )
    return session.scalar(query.with_for_update(of=Attempt))


def last_ends(session: Session, exam: Exam) -> list[datetime]:
    """The ends of the resit and of individual windows, and the last deadline that is open."""
    windows = select(func.max(Accommodation.closes_at)).where(
        Accommodation.exam_id == exam.id, Accommodation.withdrawn_at.is_(None)
    )
    deadlines = select(func.max(Attempt.deadline_at)).where(Attempt.exam_id == exam.id, Attempt.submitted_at.is_(None))
    found = (exam.resit_closes_at, session.scalar(windows), session.scalar(deadlines))
    return [each for each in found if each is not None]


def _moves(session: Session, accommodation_ids: Sequence[int]) -> dict[int, list[DeadlineMove]]:
    found: dict[int, list[DeadlineMove]] = {}
    query = select(DeadlineMove).where(DeadlineMove.accommodation_id.in_(accommodation_ids)).order_by(DeadlineMove.id)
    for each in session.scalars(query):
        found.setdefault(each.accommodation_id, []).append(each)
    return found
