"""Who stands right above and right below a member, in any part of a contest."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from quiz_app.boards.queries.members import SMALL_SCOPE, Place, ranks
from quiz_app.boards.queries.units import sums
from quiz_app.boards.tables import Board, RosterMember, RosterUnit, Standing
from quiz_app.contests.queries.frames import Frame
from quiz_app.contests.tables.contests import Contest
from quiz_app.members.tables import Member
from quiz_app.organizations.kinds import GROUP
from quiz_app.organizations.tables import Unit

EACH_SIDE = 2


def neighbours(
    session: Session, contest: Contest, board: Board, where: Frame, member_id: int, value: int, *, live: bool
) -> tuple[list[Place], list[Place]]:
    """Up to `EACH_SIDE` members above, the better first, and as many below."""
    above = _nearest(session, contest, board, where, member_id, value, better=True, live=live)
    below = _nearest(session, contest, board, where, member_id, value, better=False, live=live)
    values = dict([*above, *below])
    found = ranks(session, board.id, [(where.unit.id, each) for each in values.values()], live=live)
    rank = dict(zip(values, found, strict=True))
    who = people(session, contest, list(values))
    places = [[Place(rank[m], m, *who[m], values[m]) for m, _ in side] for side in (above[::-1], below)]
    return places[0], places[1]


def people(session: Session, contest: Contest, member_ids: Sequence[int]) -> dict[int, tuple[str, int, str, str]]:
    """(name, unit id, the branch's name, the unit's path as it is now) of members on the roster."""
    spot, parent = aliased(RosterUnit), aliased(RosterUnit)
    query = (
        select(
            Member.id,
            Member.name,
            spot.unit_id,
            case((spot.kind == GROUP, func.coalesce(parent.name, spot.name)), else_=spot.name),
            Unit.path,
        )
        .join(RosterMember, RosterMember.member_id == Member.id)
        .join(spot, and_(spot.roster_id == RosterMember.roster_id, spot.unit_id == RosterMember.unit_id))
        .join(Unit, Unit.id == spot.unit_id)
        .outerjoin(parent, and_(parent.roster_id == spot.roster_id, parent.unit_id == spot.parent_id))
        .where(RosterMember.roster_id == contest.roster_id, Member.id.in_(member_ids))
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in session.execute(query)}


def _nearest(
    session: Session,
    contest: Contest,
    board: Board,
    where: Frame,
    member_id: int,
    value: int,
    *,
    better: bool,
    live: bool,
) -> list[tuple[int, int]]:
    """(member id, value) of the nearest, the closest first."""
    counted = sums(session, board.id, where.unit.id)
    small = counted is None or counted.entrants <= SMALL_SCOPE
    own = Standing.value
    if better:
        beside = and_(own >= value, or_(own > value, Standing.member_id < member_id))
    else:
        beside = and_(own <= value, or_(own < value, Standing.member_id > member_id))
    sorted_by: Any = own + 0 if small else own
    order = (sorted_by.asc(), Standing.member_id.desc()) if better else (sorted_by.desc(), Standing.member_id)
    rows: list[tuple[int, int]] = []
    for board_id in (board.id, board.late_id) if live and board.late_id else (board.id,):
        query = (
            select(Standing.member_id, own)
            .where(Standing.board_id == board_id, own >= 0, beside, _inside(contest, where, small=small))
            .order_by(*order)
            .limit(EACH_SIDE)
        )
        if live and board.late_id and board_id == board.id:
            late = aliased(Standing)
            query = query.where(~exists().where(late.board_id == board.late_id, late.member_id == Standing.member_id))
        rows += [(row[0], row[1]) for row in session.execute(query)]
    sign = 1 if better else -1
    return sorted(rows, key=lambda row: (sign * row[1], -sign * row[0]))[:EACH_SIDE]


def _inside(contest: Contest, where: Frame, *, small: bool) -> ColumnElement[bool]:
    """SQL for "the roster has the member below the scope": of a small one its members are few, of a large one nearly
    every line is one."""
    units = and_(RosterUnit.roster_id == contest.roster_id, RosterUnit.path.like(f"{where.scope.path}%"))
    if small:
        below = select(RosterMember.member_id).where(
            RosterMember.roster_id == contest.roster_id,
            RosterMember.unit_id.in_(select(RosterUnit.unit_id).where(units)),
        )
        return Standing.member_id.in_(below)
    return (
        exists()
        .where(
            RosterMember.roster_id == contest.roster_id,
            RosterMember.member_id == Standing.member_id,
            RosterUnit.unit_id == RosterMember.unit_id,
            units,
        )
        .correlate(Standing)
    )
