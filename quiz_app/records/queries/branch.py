"""The ledger of a branch: what its members came to in a year."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.boards.periods import POINTS, Period
from quiz_app.boards.queries.boards import find_board
from quiz_app.boards.queries.units import UnitPlace, children
from quiz_app.boards.tables import Board, UnitSum
from quiz_app.core.errors import NotFound
from quiz_app.courses.tables import Progress
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor, ancestors, require
from quiz_app.organizations.kinds import BRANCH, ORDER
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import find_unit, tops
from quiz_app.organizations.tables import Unit
from quiz_app.points.tables import LedgerEntry
from quiz_app.records.queries.mine import points_of, quarter_hours_of
from quiz_app.records.queries.sat import exams_of


@dataclass(frozen=True, slots=True)
class MemberYear:
    """A member's line in the ledger of a branch: points, study hours in quarters, exams passed of exams taken."""

    member_id: int
    number: str
    name: str
    unit_name: str
    points: int
    quarter_hours: int
    exams_passed: int
    exams_taken: int


@dataclass(frozen=True, slots=True)
class BranchYear:
    """A unit's sums in a year: how many are on the roster, how many have points, and the sum of those."""

    roster: int
    entrants: int
    total: int


def watched_unit(session: Session, actor: Actor, unit_id: int | None) -> Unit:
    """The unit whose ledger is asked for: the own branch, or else the highest unit that the actor watches over."""
    if unit_id is not None:
        unit = find_unit(session, actor, unit_id)
        require(actor, Permission.BRANCH_WATCH, unit.path)
        return unit
    require(actor, Permission.BRANCH_WATCH, next(iter(actor.reach(Permission.BRANCH_WATCH)), actor.unit_path))
    own = session.scalars(select(Unit).where(Unit.id.in_(ancestors(actor.unit_path)), Unit.kind == BRANCH)).first()
    if own is not None and actor.can(Permission.BRANCH_WATCH, own.path):
        return own
    watched = tops(session, actor, Permission.BRANCH_WATCH)
    if not watched:
        raise NotFound("没有找到你负责的单位，请联系管理员。")
    return watched[0]


def way_to(session: Session, actor: Actor, unit: Unit) -> list[Unit]:
    """The units from the highest one that the actor watches over down to `unit`."""
    above = session.scalars(select(Unit).where(Unit.id.in_(ancestors(unit.path))))
    watched = [each for each in above if actor.can(Permission.BRANCH_WATCH, each.path)]
    return sorted(watched, key=lambda each: len(each.path))


def parts_of(session: Session, unit: Unit, year: Period) -> list[UnitPlace]:
    """The units right below a unit that is larger than a branch, with their sums of the year."""
    if ORDER.index(unit.kind) >= ORDER.index(BRANCH):
        return []
    board = find_board(session, POINTS, year.name)
    return children(session, board.id if board else 0, unit)


def branch_year(session: Session, unit: Unit, year: Period) -> BranchYear:
    query = (
        select(UnitSum.roster, UnitSum.entrants, UnitSum.total)
        .join(Board, Board.id == UnitSum.board_id)
        .where(Board.series == POINTS, Board.period == year.name, UnitSum.unit_id == unit.id)
    )
    row = session.execute(query).first()
    return BranchYear(*row) if row else BranchYear(0, 0, 0)


def members_year(
    session: Session, unit: Unit, year: Period, *, limit: int, after: int = 0, at: datetime
) -> list[MemberYear]:
    """The members on the roster of a unit's subtree, behind the member `after`, with the figures of a year."""
    query = (
        select(
            Member.id,
            Member.number,
            Member.name,
            Unit.name,
            points_of(year, LedgerEntry.member_id == Member.id),
            quarter_hours_of(year, Progress.member_id == Member.id),
        )
        .join(Unit, Unit.id == Member.unit_id)
        .where(Unit.path.like(f"{unit.path}%"), Member.left_at.is_(None), Member.id > after)
        .order_by(Member.id)
        .limit(limit)
    )
    rows = session.execute(query).all()
    exams = exams_of(session, year, [row[0] for row in rows], at=at, others=True)
    return [MemberYear(*row, exams[row[0]].passed, exams[row[0]].taken) for row in rows]


def roster_size(session: Session, unit: Unit) -> int:
    """How many members are on the roster of a unit's subtree now."""
    query = (
        select(func.count())
        .select_from(Member)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Unit.path.like(f"{unit.path}%"), Member.left_at.is_(None))
    )
    return session.scalar(query) or 0
