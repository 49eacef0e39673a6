"""Members on a board. A page costs the same at a thousand members and at a million."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from quiz_app.boards.queries.trees import home_of, scope_path, tree
from quiz_app.boards.queries.units import sums
from quiz_app.boards.tables import Bin, Board, RosterMember, Standing
from quiz_app.boards.values import COARSE, coarse
from quiz_app.members.tables import Member, MemberTransfer
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.kinds import GROUP
from quiz_app.organizations.tables import Unit

SMALL_SCOPE = 4000


@dataclass(frozen=True, slots=True)
class Place:
    """One member's line on a board, as stored: names are masked by whoever shows them, by the `unit_path` that the
    unit has now. `unit_name` is the branch of those who belong to a group: “第二党小组” there are many."""

    rank: int
    member_id: int
    name: str
    unit_id: int
    unit_name: str
    unit_path: str
    value: int


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """Where a member stands in a scope and in the own branch (None: counted elsewhere), and what stands next above:
    the smallest better value that somebody has, with its rank; None at the top."""

    rank: int
    value: int
    branch_rank: int | None
    next_value: int | None
    next_rank: int | None


def page(
    session: Session,
    board: Board,
    scope: Unit,
    *,
    limit: int,
    after: tuple[int, ...] | None = None,
    live: bool = False,
) -> list[Place]:
    """Up to `limit` members of the subtree of `scope`, best first, from behind the cursor (value, member id).

    Members stand where they are counted: a closed board keeps them in the unit that they belonged to, one with a roster
    in the unit that this says. `live` looks behind a freeze.
    """
    rows: list[Any] = []
    top = scope_path(session, board, scope)
    if top is not None:
        for board_id in _ids(board, live):
            query = _places(session, board, board_id, scope, top).limit(limit)
            if live and board_id == board.id and board.late_id is not None:
                query = query.where(~_late_row(board.late_id))
            if after:
                value, member_id = after
                query = query.where(
                    Standing.value <= value, or_(Standing.value < value, Standing.member_id > member_id)
                )
            rows += session.execute(query).all()
        rows = sorted(rows, key=lambda row: (-row.value, row.member_id))[:limit]
    values = [row.value for row in rows]
    places = _places_from_top(values) if after is None else _places_below(session, board, scope.id, values, live=live)
    return [Place(place, *row) for place, row in zip(places, rows, strict=True)]


def rank(session: Session, board_id: int, unit_id: int, value: int, *, live: bool = False) -> int:
    """1 + how many members of the unit's subtree stand above `value`."""
    return ranks(session, board_id, [(unit_id, value)], live=live)[0]


def ranks(session: Session, board_id: int, wanted: Sequence[tuple[int, int]], *, live: bool = False) -> list[int]:
    """For each (unit id, value), 1 + how many members of the unit's subtree stand above the value.

    One query of sums over bins, no count over members.
    """
    if not wanted:
        return []
    board_ids = _ids(session.get_one(Board, board_id), live) if live else (board_id,)
    row = session.execute(select(*(_above(board_ids, unit_id, value) for unit_id, value in wanted))).one()
    return [1 + int(above) for above in row]


def own_place(
    session: Session, board: Board, scope: Unit, member_id: int, *, branch: Unit, live: bool = False
) -> OwnPlace | None:
    """A member's place in the subtree of `scope`; None for who has none there."""
    spot = tree(board, "spot")
    query, home = home_of(board, select(Standing.value, spot.c.path).join(Member, Member.id == Standing.member_id))
    query = query.join(spot, spot.c.id == home).where(Standing.member_id == member_id)
    board_ids = _ids(board, live)
    held = _held(session, board_ids, member_id)
    row = session.execute(query.where(Standing.board_id == held)).first() if held else None
    if row is None or scope.id not in ancestors(row.path):
        return None
    value, path = row
    here = (Bin.board_id.in_(board_ids), Bin.unit_id == scope.id, Bin.level == 0, Bin.bin > value)
    better = (
        select(Bin.bin, func.sum(Bin.members).label("members"))
        .where(*here)
        .group_by(Bin.bin)
        .having(func.sum(Bin.members) > 0)
        if len(board_ids) > 1
        else select(Bin.bin, Bin.members).where(*here, Bin.members > 0)
    )
    nearest = better.order_by(Bin.bin).limit(1).subquery()
    found = session.execute(
        select(
            _above(board_ids, scope.id, value),
            _above(board_ids, branch.id, value),
            select(nearest.c.bin).scalar_subquery(),
            select(nearest.c.members).scalar_subquery(),
        )
    ).one()
    above, above_in_branch, next_value, holders = found
    return OwnPlace(
        rank=1 + int(above),
        value=value,
        branch_rank=1 + int(above_in_branch) if branch.id in ancestors(path) else None,
        next_value=next_value,
        next_rank=None if next_value is None else 1 + int(above) - int(holders),
    )


def _ids(board: Board, live: bool) -> tuple[int, ...]:
    """The boards whose sums together are what is asked for."""
    return (board.id, board.late_id) if live and board.late_id is not None else (board.id,)


def _held(session: Session, board_ids: Sequence[int], member_id: int) -> int | None:
    """The board on which the member's latest row is: the last of those given that has one."""
    query = select(Standing.board_id).where(Standing.board_id.in_(board_ids), Standing.member_id == member_id)
    found = set(session.scalars(query))
    return next((each for each in reversed(board_ids) if each in found), None)


def _late_row(late_id: int) -> ColumnElement[bool]:
    late = aliased(Standing)
    return exists().where(late.board_id == late_id, late.member_id == Standing.member_id)


def _places(session: Session, board: Board, board_id: int, scope: Unit, top: str) -> Select:  # type: ignore[type-arg]
    """The places in the subtree of `scope`: a large one by walking down the board, a small one by sorting its
    members."""
    spot, above = tree(board, "spot"), tree(board, "above")
    name = case((spot.c.kind == GROUP, func.coalesce(above.c.name, spot.c.name)), else_=spot.c.name)
    now = select(Unit.path).where(Unit.id == spot.c.id).scalar_subquery() if board.roster_id else spot.c.path
    query, home = home_of(
        board,
        select(Standing.member_id, Member.name, spot.c.id, name, now, Standing.value).join(
            Member, Member.id == Standing.member_id
        ),
    )
    query = query.join(spot, spot.c.id == home).outerjoin(above, above.c.id == spot.c.parent_id)
    query = query.where(Standing.board_id == board_id)
    if scope.parent_id is not None:
        query = query.where(spot.c.path.like(f"{top}%"))
        counted = sums(session, board.id, scope.id)
        if counted is None or counted.entrants <= SMALL_SCOPE:
            not_by_index = Standing.value + 0
            candidates = query.where(Standing.member_id.in_(_members_below(board, top)))
            return candidates.order_by(not_by_index.desc(), Standing.member_id)
    return query.order_by(Standing.value.desc(), Standing.member_id)


def _above(board_ids: Sequence[int], unit_id: int, value: int) -> ColumnElement[int]:
    """How many stand above a value: the runs above its own, and the better part of its own run."""
    one = Bin.board_id == board_ids[0] if len(board_ids) == 1 else Bin.board_id.in_(board_ids)
    here = select(func.coalesce(func.sum(Bin.members), 0)).where(one, Bin.unit_id == unit_id)
    runs = here.where(Bin.level == 1, Bin.bin > coarse(value))
    own_run = here.where(Bin.level == 0, Bin.bin > value, Bin.bin < (coarse(value) + 1) * COARSE)
    return runs.scalar_subquery() + own_run.scalar_subquery()


def _members_below(board: Board, top: str) -> Any:
    """Whoever may be counted below a path, and some more."""
    below = tree(board, "below")
    units = select(below.c.id).where(below.c.path.like(f"{top}%"))
    if board.roster_id is not None:
        return select(RosterMember.member_id).where(
            and_(RosterMember.roster_id == board.roster_id, RosterMember.unit_id.in_(units))
        )
    here = select(Member.id).where(Member.unit_id.in_(units))
    since_gone = select(MemberTransfer.member_id).where(
        MemberTransfer.id > board.transfers_seen, MemberTransfer.from_unit_id.in_(units)
    )
    return here.union(since_gone)


def _places_from_top(values: Sequence[int]) -> list[int]:
    """1, 2, 2, 4: on the first page places count themselves."""
    places: list[int] = []
    for index, value in enumerate(values):
        places.append(places[-1] if index and value == values[index - 1] else index + 1)
    return places


def _places_below(session: Session, board: Board, unit_id: int, values: Sequence[int], *, live: bool) -> list[int]:
    """A later page may begin amid a tie: its first two values are ranked by the bins, the rest count on from there."""
    first_two = list(dict.fromkeys(values))[:2]
    found = ranks(session, board.id, [(unit_id, value) for value in first_two], live=live)
    known = dict(zip(first_two, found, strict=True))
    anchor = values.index(first_two[-1]) if first_two else 0
    places: list[int] = []
    for index, value in enumerate(values):
        if value in known:
            places.append(known[value])
        elif value == values[index - 1]:
            places.append(places[-1])
        else:
            places.append(known[first_two[-1]] + index - anchor)
    return places
