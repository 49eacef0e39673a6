"""An exam as those see it who watch over a unit: figures, units, names. Sums come from the exam's board."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Select, and_, case, exists, false, func, select, type_coerce
from sqlalchemy.orm import Session

from quiz_app.boards.queries.boards import as_of
from quiz_app.boards.queries.units import children, sums
from quiz_app.boards.tables import Board, Standing, UnitSum
from quiz_app.core.errors import Forbidden, NotFound
from quiz_app.exams.counting.protocol import BEST
from quiz_app.exams.counting.table import WAYS
from quiz_app.exams.hours import MILLISECONDS, Hour, by_hour, first_instant, hour_of
from quiz_app.exams.queries import awaiting, voided
from quiz_app.exams.queries.bins import counts_above
from quiz_app.exams.queries.freezing import frozen_from, was_open
from quiz_app.exams.queries.hot import NO_EXAM
from quiz_app.exams.queries.listing import managed_exam
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.entering import ExamInvitation
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.exams.tables.marking import Marking
from quiz_app.exams.watching import EXCELLENT_PERCENT, Turnout, value_before, with_rest
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import tops
from quiz_app.organizations.tables import Unit

NO_UNIT = "没有找到这个单位，或者它不在这场考试的范围内。"
_Reached = Mapping[int, Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class Watched:
    """A published exam with its unit, its board, and the unit that is looked at: the exam's own or one below.
    `by_person` where people mark a part of it, so that a score comes later than the paper; `corrected` since. `until`
    is the instant of a freeze, for a reader who sees nothing behind it."""

    exam: Exam
    unit: Unit
    scope: Unit
    board: Board
    max_score: int
    by_person: bool = False
    corrected: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """A member who has handed nothing in; `sitting` while an attempt is open."""

    member_id: int
    number: str
    name: str
    unit_name: str
    sitting: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of a report with its path."""

    path: str
    kind: str
    turnout: Turnout


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of a report; `value` and `entries` are None for who has no score; `waits` for one, or is absent;
    `passed` where that is known otherwise than by `value`: by a paper of which a correction made a part void, or by any
    where scores are not on the paper's scale."""

    number: str
    name: str
    path: str
    value: int | None
    entries: int | None
    waits: bool
    passed: bool


def watched(session: Session, actor: Actor, exam_id: int, *, unit_id: int | None) -> Watched:
    """A published exam that the actor manages, looked at in a unit of its subtree."""
    exam, unit = managed_exam(session, actor, exam_id)
    if exam.board_id is None:
        raise NotFound("这场考试还没有发布，发布后才有参加情况。")
    return _watched(session, exam, unit, _scope(session, unit, unit_id))


def watched_branch(
    session: Session, actor: Actor, exam_id: int, *, unit_id: int | None, at: datetime
) -> tuple[Watched, list[Unit]]:
    """A published exam in a unit that the actor watches over, and the units to choose from; frozen to whoever does not
    organize it."""
    row = session.execute(select(Exam, Unit).join(Unit, Unit.id == Exam.unit_id).where(Exam.id == exam_id)).first()
    if row is None or row[0].board_id is None:
        raise NotFound(NO_EXAM)
    exam, unit = row
    units = _own_part(tops(session, actor, Permission.BRANCH_WATCH), unit)
    if not units:
        if actor.belongs_to(unit.path):
            raise Forbidden("支部的参加情况只对党支部书记开放。你自己的成绩在考试页上。")
        raise NotFound(NO_EXAM)
    scope = units[0] if unit_id is None else _scope(session, unit, unit_id)
    if not actor.can(Permission.BRANCH_WATCH, scope.path):
        raise NotFound(NO_UNIT)
    until = None if actor.can(Permission.EXAM_MANAGE, unit.path) else frozen_from(exam, at)
    return _watched(session, exam, unit, scope, until=until), units


def turnout(session: Session, seen: Watched) -> Turnout:
    return _whole(session, seen, _reached(session, seen, [seen.scope.id]), _awaiting(session, seen))


def turnouts(session: Session, seen: Watched) -> tuple[Turnout, list[Turnout]]:
    """The unit that is looked at, and the units right below it, in tree order, with a line for its own members."""
    places = children(session, seen.board.id, seen.scope)
    reached = _reached(session, seen, [seen.scope.id, *(each.unit_id for each in places)])
    waits = _awaiting(session, seen)
    whole = _whole(session, seen, reached, waits)
    lines = [
        Turnout(
            each.unit_id,
            each.name,
            each.roster,
            each.entrants,
            each.total,
            *reached[each.unit_id],
            waiting=waits[each.unit_id],
        )
        for each in places
    ]
    return whole, with_rest(lines, whole)


def hours(session: Session, seen: Watched, *, at: datetime) -> list[Hour]:
    """How many attempts of the part that is looked at were handed in within each hour of the last day: the last one
    before the closing, once it has passed."""
    last = hour_of(min(at, seen.exam.closes_at or at))
    hour = type_coerce(Attempt.submitted_at, BigInteger) // MILLISECONDS
    query = (
        select(hour, func.count())
        .where(Attempt.exam_id == seen.exam.id, Attempt.submitted_at >= first_instant(last))
        .group_by(hour)
    )
    return by_hour(dict(session.execute(_within(query, seen)).all()), last=last)


def sitting_now(session: Session, seen: Watched, *, at: datetime) -> int:
    """How many are answering at this moment. Open attempts are few, and an index holds them alone."""
    query = select(func.count(Attempt.id)).where(*_open(seen.exam.id), Attempt.deadline_at > at)
    return session.scalar(_within(query, seen)) or 0


def fresh_as_of(session: Session, seen: Watched, *, at: datetime) -> datetime:
    """The instant up to which the sums hold every submission."""
    return as_of(session, seen.board, at=at)


def absent(session: Session, seen: Watched, *, limit: int, after: tuple[int, ...] | None = None) -> list[Absent]:
    """Members on the roster of the unit and below it who have handed nothing in, from behind a member id."""
    handed_in = awaiting.took_part(seen.exam.id, seen.board.id, by_person=seen.by_person and seen.until is None)
    sitting = exists().where(Attempt.exam_id == seen.exam.id, was_open(seen.until), Attempt.member_id == Member.id)
    query = (
        select(Member.id, Member.number, Member.name, Unit.name, sitting)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Unit.path.like(f"{seen.scope.path}%"), Member.left_at.is_(None), ~handed_in)
        .order_by(Member.id)
        .limit(limit)
    )
    if seen.exam.by_invitation:
        query = query.where(Member.id.in_(select(ExamInvitation.member_id).filter_by(exam_id=seen.exam.id)))
    return [Absent(*row) for row in session.execute(query.where(Member.id > after[0]) if after else query)]


def unit_rows(session: Session, seen: Watched) -> Iterator[UnitRow]:
    """Every unit of the part that is looked at, those above before those below, streamed."""
    query = (
        select(
            Unit.id,
            Unit.name,
            Unit.kind,
            Unit.path,
            func.coalesce(UnitSum.roster, 0),
            func.coalesce(UnitSum.entrants, 0),
            func.coalesce(UnitSum.total, 0),
        )
        .outerjoin(UnitSum, and_(UnitSum.unit_id == Unit.id, UnitSum.board_id == seen.board.id))
        .where(Unit.path.like(f"{seen.scope.path}%"))
        .order_by(Unit.path)
    )
    waits = _awaiting(session, seen)
    for unit_id, name, kind, path, roster, entrants, total in _streamed(session, query):
        yield UnitRow(path, kind, Turnout(unit_id, name, roster, entrants, total, waiting=waits[unit_id]))


def member_rows(session: Session, seen: Watched) -> Iterator[MemberRow]:
    """Every member on the roster of the part that is looked at, by unit, streamed."""
    by_once = (seen.corrected and seen.exam.counting == BEST) or not WAYS[seen.exam.counting].on_scale
    by_less = voided.reaching(session, seen.exam, seen.max_score) if seen.corrected and not by_once else set()
    query = (
        select(
            Member.number,
            Member.name,
            Unit.path,
            case((Standing.value >= 0, Standing.value)),
            case((Standing.value >= 0, Standing.entries)),
            awaiting.waits(seen.exam.id, seen.board.id) if seen.by_person else false(),
            voided.passed_once(seen.exam, seen.max_score) if by_once else false(),
            Member.id,
        )
        .join(Unit, Unit.id == Member.unit_id)
        .outerjoin(Standing, and_(Standing.member_id == Member.id, Standing.board_id == seen.board.id))
        .where(Unit.path.like(f"{seen.scope.path}%"), Member.left_at.is_(None))
        .order_by(Unit.path, Member.id)
    )
    for *row, passed, member_id in _streamed(session, query):
        yield MemberRow(*row, passed or member_id in by_less)


def _own_part(watched_units: list[Unit], exam_unit: Unit) -> list[Unit]:
    """The units that the actor watches over within the exam's: whole, or the exam's own where the actor's is above."""
    inside = [each for each in watched_units if each.path.startswith(exam_unit.path)]
    above = any(exam_unit.path.startswith(each.path) for each in watched_units)
    return [exam_unit] if above else inside


def _scope(session: Session, unit: Unit, unit_id: int | None) -> Unit:
    if unit_id is None or unit_id == unit.id:
        return unit
    scope = session.get(Unit, unit_id)
    if scope is None or not scope.path.startswith(unit.path):
        raise NotFound(NO_UNIT)
    return scope


def _watched(session: Session, exam: Exam, unit: Unit, scope: Unit, *, until: datetime | None = None) -> Watched:
    query = (
        select(Board, Edition.max_score, Marking.exam_id, Edition.amendments)
        .join(Exam, Exam.board_id == Board.id)
        .join(Edition, Edition.id == Exam.edition_id)
        .outerjoin(Marking, Marking.exam_id == Exam.id)
        .where(Exam.id == exam.id)
    )
    board, max_score, marking, amendments = session.execute(query).one()
    corrected = amendments is not None and until is None  # a part made void later would tell by who passes
    return Watched(exam, unit, scope, board, max_score, marking is not None, corrected, until)


def _within(query: Select, seen: Watched) -> Select:  # type: ignore[type-arg]
    """Attempts of members below the unit that is looked at; of a whole province all are."""
    if seen.scope.parent_id is None:
        return query
    return (
        query.join(Member, Member.id == Attempt.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Unit.path.like(f"{seen.scope.path}%"))
    )


def _whole(session: Session, seen: Watched, reached: _Reached, waits: Counter[int]) -> Turnout:
    scope = seen.scope
    found = sums(session, seen.board.id, scope.id) or UnitSum(roster=0, entrants=0, total=0)
    figures = (found.roster, found.entrants, found.total, *reached[scope.id])
    return Turnout(scope.id, scope.name, *figures, waiting=waits[scope.id])


def _awaiting(session: Session, seen: Watched) -> Counter[int]:
    if not seen.by_person or seen.until is not None:
        return Counter()
    return awaiting.by_unit(session, seen.exam.id, seen.board.id, seen.scope)


def _reached(session: Session, seen: Watched, unit_ids: Sequence[int]) -> _Reached:
    """For each unit how many of those who took part reached the pass mark, and how many did excellently."""
    if not WAYS[seen.exam.counting].on_scale:
        return dict.fromkeys(unit_ids, (None, None))
    percents = (seen.exam.pass_percent, EXCELLENT_PERCENT)
    values = [value_before(seen.max_score, percent, seen.board.tie_span) for percent in percents]
    counts = counts_above(session, seen.board.id, unit_ids, values)
    for place, percent in enumerate(percents if seen.corrected else ()):
        further = voided.further(session, seen.exam, seen.board, seen.max_score, percent)
        for unit_id in unit_ids:
            counts[unit_id][place] += further[unit_id]
    return counts


def _open(exam_id: int) -> tuple:  # type: ignore[type-arg]
    return Attempt.exam_id == exam_id, Attempt.submitted_at.is_(None)


def _streamed(session: Session, query: Select) -> Iterator:  # type: ignore[type-arg]
    return iter(session.execute(query.execution_options(yield_per=2000)))
