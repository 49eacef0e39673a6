"""Every SELECT about boards. A page of a board costs the same at a thousand members and at a million."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from quiz_app.boards.folding import Change
from quiz_app.boards.tables import Bin, Board, Standing, UnitSum
from quiz_app.boards.values import COARSE, coarse
from quiz_app.members.tables import Member, MemberTransfer
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.tables import Unit, UnitMove

_UNFOLDED = or_(Standing.folded_value.is_(None), Standing.folded_value != Standing.value)


@dataclass(frozen=True, slots=True)
class Place:
    """One member's line on a board, as stored: names are masked by whoever shows them."""

    rank: int
    member_id: int
    name: str
    unit_id: int
    unit_name: str
    unit_path: str
    value: int


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """One unit's line: `total` is a sum of scores, `roster` the denominator of rate and mean."""

    unit_id: int
    name: str
    roster: int
    entrants: int
    total: int


def find_board(session: Session, series: str, period: str = "") -> Board | None:
    return session.scalars(select(Board).where(Board.series == series, Board.period == period)).first()


def board(session: Session, board_id: int) -> Board:
    return session.get_one(Board, board_id)


def page(
    session: Session, board: Board, scope: Unit, *, limit: int, after: tuple[int, int] | None = None
) -> list[Place]:
    """Up to `limit` members of the subtree of `scope`, best first, from behind the cursor (value, member id)."""
    query = (
        select(Standing.member_id, Member.name, Unit.id, Unit.name, Unit.path, Standing.value)
        .join(Member, Member.id == Standing.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Standing.board_id == board.id)
        .order_by(Standing.value.desc(), Standing.member_id)
        .limit(limit)
    )
    if scope.parent_id is not None:
        query = query.where(Unit.path.like(f"{scope.path}%"))
    if after:
        value, member_id = after
        query = query.where(Standing.value <= value, or_(Standing.value < value, Standing.member_id > member_id))
    rows = session.execute(query).all()
    ranks = _ranks(
        [row.value for row in rows], lambda value: rank(session, board.id, scope.id, value), top=after is None
    )
    return [Place(place, *row) for place, row in zip(ranks, rows, strict=True)]


def rank(session: Session, board_id: int, unit_id: int, value: int) -> int:
    """1 + how many members of the unit's subtree stand above `value`: a sum over bins, no count over members."""
    higher_run = and_(Bin.level == 1, Bin.bin > coarse(value))
    higher_in_run = and_(Bin.level == 0, Bin.bin > value, Bin.bin < (coarse(value) + 1) * COARSE)
    better = select(func.sum(Bin.members)).where(Bin.board_id == board_id, Bin.unit_id == unit_id)
    return 1 + sum(session.scalar(better.where(run)) or 0 for run in (higher_run, higher_in_run))


def own_value(session: Session, board_id: int, member_id: int) -> int | None:
    return session.scalar(select(Standing.value).where(Standing.board_id == board_id, Standing.member_id == member_id))


def next_better(session: Session, board_id: int, unit_id: int, value: int) -> int | None:
    """The smallest value above `value` that somebody in the unit's subtree stands at."""
    return session.scalar(
        select(func.min(Bin.bin)).where(
            Bin.board_id == board_id, Bin.unit_id == unit_id, Bin.level == 0, Bin.bin > value, Bin.members > 0
        )
    )


def sums(session: Session, board_id: int, unit_id: int) -> UnitSum | None:
    return session.get(UnitSum, (board_id, unit_id))


def units(session: Session, board: Board, scope: Unit, kind: str) -> list[UnitPlace]:
    """The units of one kind below `scope` with their sums, best mean over the roster first."""
    mean = UnitSum.total * 1.0 / func.nullif(UnitSum.roster, 0)
    query = (
        select(Unit.id, Unit.name, UnitSum.roster, UnitSum.entrants, UnitSum.total)
        .join(UnitSum, UnitSum.unit_id == Unit.id)
        .where(UnitSum.board_id == board.id, Unit.path.like(f"{scope.path}%"), Unit.kind == kind, UnitSum.roster > 0)
        .order_by(mean.desc(), (UnitSum.entrants * 1.0 / UnitSum.roster).desc(), Unit.id)
    )
    return [UnitPlace(*row) for row in session.execute(query)]


def children(session: Session, board_id: int, scope: Unit) -> list[UnitPlace]:
    """The units right under `scope` with their sums, in tree order; those without a roster too."""
    query = (
        select(
            Unit.id,
            Unit.name,
            func.coalesce(UnitSum.roster, 0),
            func.coalesce(UnitSum.entrants, 0),
            func.coalesce(UnitSum.total, 0),
        )
        .outerjoin(UnitSum, and_(UnitSum.unit_id == Unit.id, UnitSum.board_id == board_id))
        .where(Unit.parent_id == scope.id)
        .order_by(Unit.position, Unit.id)
    )
    return [UnitPlace(*row) for row in session.execute(query)]


def as_of(session: Session, board: Board, *, at: datetime) -> datetime:
    """The instant up to which sums and ranks hold everything: now, unless something waits to be folded."""
    waiting = session.scalar(select(exists().where(Standing.board_id == board.id, _UNFOLDED)))
    return board.folded_at if waiting else at


def boards_to_fold(session: Session) -> list[Board]:
    waiting = select(Standing.board_id).where(_UNFOLDED).distinct()
    return list(session.scalars(select(Board).where(Board.id.in_(waiting)).order_by(Board.id)))


def open_boards(session: Session, *, at: datetime) -> list[Board]:
    """The boards that still follow moves, transfers and the roster."""
    return list(session.scalars(select(Board).where(or_(Board.closes_at.is_(None), Board.closes_at > at))))


def unfolded(session: Session, board: Board, *, limit: int) -> list[Change]:
    return _changes(session, _changes_of(board).where(_UNFOLDED).limit(limit))


def transferred(session: Session, board: Board, *, up_to: int) -> list[Change]:
    """Folded standings of members who changed their unit since the board last looked."""
    moved = select(MemberTransfer.member_id).where(MemberTransfer.id > board.transfers_seen, MemberTransfer.id <= up_to)
    query = _changes_of(board).where(
        Standing.member_id.in_(moved), Standing.folded_unit_id.is_not(None), Standing.folded_unit_id != Member.unit_id
    )
    return _changes(session, query)


def last_move(session: Session) -> int:
    return session.scalar(select(func.max(UnitMove.id))) or 0


def last_transfer(session: Session) -> int:
    return session.scalar(select(func.max(MemberTransfer.id))) or 0


def rosters(session: Session) -> dict[int, int]:
    """How many members each unit's subtree has on the roster now."""
    counts: Counter[int] = Counter()
    query = (
        select(Unit.path, func.count())
        .join(Member, Member.unit_id == Unit.id)
        .where(Member.left_at.is_(None))
        .group_by(Unit.path)
    )
    for path, members in session.execute(query):
        for unit in ancestors(path):
            counts[unit] += members
    return dict(counts)


def known_rosters(session: Session, board_id: int) -> dict[int, int]:
    rows = session.execute(select(UnitSum.unit_id, UnitSum.roster).where(UnitSum.board_id == board_id))
    return {unit_id: roster for unit_id, roster in rows}


def _changes_of(board: Board) -> Select[tuple[int, int, str, int, int | None, str | None]]:
    former = aliased(Unit)
    return (
        select(Standing.member_id, Unit.id, Unit.path, Standing.value, Standing.folded_value, former.path)
        .join(Member, Member.id == Standing.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .outerjoin(former, former.id == Standing.folded_unit_id)
        .where(Standing.board_id == board.id)
    )


def _changes(session: Session, query: Select[tuple[int, int, str, int, int | None, str | None]]) -> list[Change]:
    return [Change(*row) for row in session.execute(query)]


def _ranks(values: Sequence[int], rank_of: Callable[[int], int], *, top: bool) -> list[int]:
    """Ranks of a page's values in order (1, 2, 2, 4). From the top, places count themselves; a later page may begin
    amid a tie, so its first two distinct values are ranked by the bins and the rest count on from there."""
    ranks: list[int] = []
    asked = 0
    for index, value in enumerate(values):
        if index and value == values[index - 1]:
            ranks.append(ranks[-1])
        elif top:
            ranks.append(index + 1)
        elif asked < 2:
            ranks.append(rank_of(value))
            anchor = (index, ranks[-1])
            asked += 1
        else:
            ranks.append(anchor[1] + index - anchor[0])
    return ranks
