"""Members on a board. A page costs the same at a thousand members and at a million."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from quiz_app.boards.queries.units import sums
from quiz_app.boards.tables import Bin, Board, Standing
from quiz_app.boards.values import COARSE, coarse
from quiz_app.members.tables import Member, MemberTransfer
from quiz_app.organizations.kinds import GROUP
from quiz_app.organizations.tables import Unit

SMALL_SCOPE = 4000

_HOME = func.coalesce(Standing.folded_unit_id, Member.unit_id)


@dataclass(frozen=True, slots=True)
class Place:
    """One member's line on a board, as stored: names are masked by whoever shows them. `unit_name` is the branch of
    those who belong to a group: “第二党小组” there are many."""

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
    session: Session, board: Board, scope: Unit, *, limit: int, after: tuple[int, ...] | None = None
) -> list[Place]:
    """Up to `limit` members of the subtree of `scope`, best first, from behind the cursor (value, member id).

    Members stand where they are counted: a closed board keeps them in the unit that they belonged to.
    """
    above = aliased(Unit)
    home = case((Unit.kind == GROUP, func.coalesce(above.name, Unit.name)), else_=Unit.name)
    query = (
        select(Standing.member_id, Member.name, Unit.id, home, Unit.path, Standing.value)
        .join(Member, Member.id == Standing.member_id)
        .join(Unit, Unit.id == _HOME)
        .outerjoin(above, above.id == Unit.parent_id)
        .where(Standing.board_id == board.id)
        .limit(limit)
    )
    query = _within(session, query, board, scope)
    if after:
        value, member_id = after
        query = query.where(Standing.value <= value, or_(Standing.value < value, Standing.member_id > member_id))
    rows = session.execute(query).all()
    values = [row.value for row in rows]
    places = _places_from_top(values) if after is None else _places_below(session, board.id, scope.id, values)
    return [Place(place, *row) for place, row in zip(places, rows, strict=True)]


def rank(session: Session, board_id: int, unit_id: int, value: int) -> int:
    """1 + how many members of the unit's subtree stand above `value`."""
    return ranks(session, board_id, [(unit_id, value)])[0]


def ranks(session: Session, board_id: int, wanted: Sequence[tuple[int, int]]) -> list[int]:
    """For each (unit id, value), 1 + how many members of the unit's subtree stand above the value.

    One query of sums over bins, no count over members.
    """
    if not wanted:
        return []
    row = session.execute(select(*(_above(board_id, unit_id, value) for unit_id, value in wanted))).one()
    return [1 + int(above) for above in row]


def own_place(session: Session, board: Board, scope: Unit, member_id: int, *, branch: Unit) -> OwnPlace | None:
    """A member's place in the subtree of `scope`; None for who has none there."""
    query = (
        select(Standing.value, Unit.path)
        .join(Member, Member.id == Standing.member_id)
        .join(Unit, Unit.id == _HOME)
        .where(Standing.board_id == board.id, Standing.member_id == member_id)
    )
    row = session.execute(query).first()
    if row is None or not row.path.startswith(scope.path):
        return None
    value, path = row
    better = (
        select(Bin.bin, Bin.members)
        .where(Bin.board_id == board.id, Bin.unit_id == scope.id, Bin.level == 0, Bin.bin > value, Bin.members > 0)
        .order_by(Bin.bin)
        .limit(1)
        .subquery()
    )
    found = session.execute(
        select(
            _above(board.id, scope.id, value),
            _above(board.id, branch.id, value),
            select(better.c.bin).scalar_subquery(),
            select(better.c.members).scalar_subquery(),
        )
    ).one()
    above, above_in_branch, next_value, holders = found
    return OwnPlace(
        rank=1 + int(above),
        value=value,
        branch_rank=1 + int(above_in_branch) if path.startswith(branch.path) else None,
        next_value=next_value,
        next_rank=None if next_value is None else 1 + int(above) - holders,
    )


def _above(board_id: int, unit_id: int, value: int) -> ColumnElement[int]:
    """How many stand above a value: the runs above its own, and the better part of its own run."""
    here = select(func.coalesce(func.sum(Bin.members), 0)).where(Bin.board_id == board_id, Bin.unit_id == unit_id)
    runs = here.where(Bin.level == 1, Bin.bin > coarse(value))
    own_run = here.where(Bin.level == 0, Bin.bin > value, Bin.bin < (coarse(value) + 1) * COARSE)
    return runs.scalar_subquery() + own_run.scalar_subquery()


def _within(session: Session, query: Select, board: Board, scope: Unit) -> Select:  # type: ignore[type-arg]
    """Order the subtree of `scope`: a large one by walking down the board, a small one by sorting its members."""
    if scope.parent_id is None:
        return query.order_by(Standing.value.desc(), Standing.member_id)
    query = query.where(Unit.path.like(f"{scope.path}%"))
    counted = sums(session, board.id, scope.id)
    if counted is not None and counted.entrants > SMALL_SCOPE:
        return query.order_by(Standing.value.desc(), Standing.member_id)
    units = select(Unit.id).where(Unit.path.like(f"{scope.path}%"))
    here = select(Member.id).where(Member.unit_id.in_(units))
    since_gone = select(MemberTransfer.member_id).where(
        MemberTransfer.id > board.transfers_seen, MemberTransfer.from_unit_id.in_(units)
    )
    not_by_index = Standing.value + 0
    candidates = query.where(Standing.member_id.in_(here.union(since_gone)))
    return candidates.order_by(not_by_index.desc(), Standing.member_id)


def _places_from_top(values: Sequence[int]) -> list[int]:
    """1, 2, 2, 4: on the first page places count themselves."""
    places: list[int] = []
    for index, value in enumerate(values):
        places.append(places[-1] if index and value == values[index - 1] else index + 1)
    return places


def _places_below(session: Session, board_id: int, unit_id: int, values: Sequence[int]) -> list[int]:
    """A later page may begin amid a tie: its first two values are ranked by the bins, the rest count on from there."""
    first_two = list(dict.fromkeys(values))[:2]
    known = dict(zip(first_two, ranks(session, board_id, [(unit_id, value) for value in first_two]), strict=True))
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
