"""Who of a contest's roster has handed nothing in, as whoever asks may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from quiz_app.boards.tables import RosterMember, RosterUnit
from quiz_app.contests.queries.watching import Watched, home, qualified
from quiz_app.contests.tables.contests import ContestStep
from quiz_app.contests.tables.entrants import Qualifier
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.members.tables import Member


@dataclass(frozen=True, slots=True)
class Absent:
    """A member of the roster who has handed nothing in; `sitting` while an attempt is open."""

    member_id: int
    number: str
    name: str
    unit_name: str
    sitting: bool


def absent_page(session: Session, seen: Watched, *, limit: int, after: int = 0) -> list[Absent]:
    """Who of the roster below the unit has handed nothing in, by number of member from behind one."""
    open_now = exists().where(
        Attempt.exam_id == seen.exam.id, Attempt.member_id == Member.id, Attempt.submitted_at.is_(None)
    )
    query = _absent(seen, Member.id, Member.number, Member.name, RosterUnit.name, open_now).order_by(Member.id)
    return [
        Absent(*row[:4], sitting=bool(row[4]) and seen.is_live)
        for row in session.execute(query.where(Member.id > after).limit(limit))
    ]


def absent_ids(session: Session, seen: Watched, *, limit: int) -> list[int]:
    """The numbers of those who have handed nothing in, up to a limit."""
    return list(session.scalars(_absent(seen, Member.id).order_by(Member.id).limit(limit)))


def absent_rows(session: Session, seen: Watched) -> Iterator[Row[str, str, str, str]]:
    """(number, name, unit, path) of everybody who has handed nothing in, by unit, streamed."""
    query = _absent(seen, Member.number, Member.name, RosterUnit.name, RosterUnit.path)
    query = query.order_by(RosterUnit.path, Member.id).execution_options(yield_per=2000)
    yield from session.execute(query)


def _absent(seen: Watched, *columns: Any) -> Select:  # type: ignore[type-arg]
    """Members on the roster below the unit, not exempt, who have handed in nothing that the reader sees."""
    handed_in = and_(Attempt.exam_id == seen.exam.id, Attempt.member_id == Member.id, Attempt.submitted_at.is_not(None))
    if seen.until is not None:
        handed_in = and_(handed_in, Attempt.submitted_at < seen.until)
    query = (
        select(*columns)  # type: ignore[call-overload]
        .select_from(RosterMember)
        .join(Member, Member.id == RosterMember.member_id)
        .join(RosterUnit, home())
        .where(RosterMember.roster_id == seen.contest.roster_id, _not_exempt(seen), ~exists().where(handed_in))
    )
    if seen.scope.unit_id != seen.found.unit.id:
        query = query.where(RosterUnit.path.like(f"{seen.scope.path}%"))
    if seen.exam.by_invitation:
        query = query.where(exists().where(Qualifier.member_id == Member.id, *qualified(seen)))
    return query


def _not_exempt(seen: Watched) -> ColumnElement[bool]:
    """Who counted on the roster at the instant that the reader sees: later exemptions and additions are taken back."""
    if seen.until is None:
        return RosterMember.exempt.is_(False)
    step, earlier = aliased(ContestStep), aliased(ContestStep)

    def of_member(each: type[ContestStep]) -> tuple[ColumnElement[bool], ...]:
        return (
            each.contest_id == seen.contest.id,
            each.member_id == RosterMember.member_id,
            each.at >= seen.until,
            each.kind.in_(("exempted", "lifted", "added")),
        )

    is_first = ~exists().where(*of_member(earlier), earlier.id < step.id)
    first = select(step.kind).where(*of_member(step), is_first).correlate(RosterMember).scalar_subquery()
    return or_(first == "exempted", and_(first.is_(None), RosterMember.exempt.is_(False)))
