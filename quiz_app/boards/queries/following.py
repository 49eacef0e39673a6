"""What the folding task asks: which standings moved, who changed units, how large the rosters are."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Select, and_, case, exists, false, func, select
from sqlalchemy.orm import Session, aliased

from quiz_app.boards.folding import Change
from quiz_app.boards.former_trees import former_paths
from quiz_app.boards.queries.boards import UNFOLDED, waits_on
from quiz_app.boards.queries.trees import tree
from quiz_app.boards.tables import Board, RosterMember, Standing, UnitSum
from quiz_app.members.tables import Member, MemberTransfer
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.tables import Unit, UnitMove

LATE_COMMITS = 1000


def unfolded(
    session: Session,
    board: Board,
    *,
    limit: int | None,
    stays: bool,
    main: Board | None = None,
    of: Collection[int] | None = None,
) -> list[Change]:
    """Standings that the sums do not hold yet, of these members or of all. One that `stays` as it was counts members
    where and under whom it counted them. A late board takes out what its `main` one holds of a member, once."""
    query = _changes_of(board, main, stays=stays, waiting=True)
    if of is not None:
        query = query.where(Standing.member_id.in_(of))
    changes = _changes(session, query.limit(limit))
    return _as_counted(session, main or board, changes) if stays else changes


def late_changes(session: Session, board: Board, late: Board, *, limit: int) -> list[tuple[Change, Change | None]]:
    """Folded rows of the late board of a frozen one, held, and what the frozen one itself has of the same members."""
    query = _changes_of(late, None, stays=True).where(Standing.folded_value.is_not(None), ~UNFOLDED)
    changes = _changes(session, query.order_by(Standing.member_id).limit(limit).with_for_update(of=Standing))
    members = [each.member_id for each in changes]
    mains = _changes(session, _changes_of(board, None, stays=True).where(Standing.member_id.in_(members)))
    found = {each.member_id: each for each in _as_counted(session, board, mains)}
    return [(each, found.get(each.member_id)) for each in _as_counted(session, board, changes)]


def paths_before(session: Session, move_id: int) -> dict[int, str]:
    """The path of every unit as it was after the move `move_id` and before those that came later."""
    parents = dict(session.execute(select(Unit.id, Unit.parent_id)).all())
    later = select(UnitMove.unit_id, UnitMove.from_parent_id).where(UnitMove.id > move_id).order_by(UnitMove.id.desc())
    return former_paths(parents, session.execute(later))


def transferred(session: Session, board: Board, *, up_to: int, limit: int) -> list[Change]:
    """Folded standings of members who changed their unit since the board last looked.

    Transfers may become visible out of order, so the last ones before the cursor are looked at again.
    """
    seen = board.transfers_seen - LATE_COMMITS
    moved = select(MemberTransfer.member_id).where(MemberTransfer.id > seen, MemberTransfer.id <= up_to)
    query = _changes_of(board, None, stays=False).where(
        Standing.member_id.in_(moved), Standing.folded_value.is_not(None), Standing.folded_unit_id != Member.unit_id
    )
    return _changes(session, query.limit(limit))


def last_move(session: Session) -> int:
    return session.scalar(select(func.max(UnitMove.id))) or 0


def last_transfer(session: Session) -> int:
    return session.scalar(select(func.max(MemberTransfer.id))) or 0


def rosters(session: Session) -> dict[int, int]:
    """How many members each unit's subtree has on the roster now."""
    query = (
        select(Unit.path, func.count())
        .join(Member, Member.unit_id == Unit.id)
        .where(Member.left_at.is_(None))
        .group_by(Unit.path)
    )
    counts: Counter[int] = Counter()
    for path, members in session.execute(query):
        for unit in ancestors(path):
            counts[unit] += members
    return dict(counts)


def departed(session: Session, board_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """For each board, how many who have left the roster are still entrants of each unit's subtree."""
    query = (
        select(Standing.board_id, Unit.path, func.count())
        .join(Member, Member.id == Standing.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Member.left_at.is_not(None), Standing.board_id.in_(board_ids))
        .group_by(Standing.board_id, Unit.path)
    )
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for board_id, path, members in session.execute(query):
        for unit in ancestors(path):
            counts[board_id][unit] += members
    return {board_id: dict(units) for board_id, units in counts.items()}


def known_rosters(session: Session, board_id: int) -> dict[int, int]:
    rows = session.execute(select(UnitSum.unit_id, UnitSum.roster).where(UnitSum.board_id == board_id))
    return dict(rows.all())


def known_tallies(
    session: Session, board_ids: Sequence[int], member_ids: Sequence[int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """(value, entries) of the standings of members on boards, by (board id, member id)."""
    query = select(Standing.board_id, Standing.member_id, Standing.value, Standing.entries).where(
        Standing.board_id.in_(board_ids), Standing.member_id.in_(member_ids)
    )
    return {(board, member): (value, entries) for board, member, value, entries in session.execute(query)}


def has_rows(session: Session, board_id: int) -> bool:
    return bool(session.scalar(select(exists().where(Standing.board_id == board_id))))


def folded_in(session: Session, board_id: int, member_ids: Iterable[int]) -> set[int]:
    """Those of the members whose row on a board is in its sums."""
    query = select(Standing.member_id).where(
        Standing.board_id == board_id, Standing.member_id.in_(list(member_ids)), Standing.folded_value.is_not(None)
    )
    return set(session.scalars(query))


def _changes_of(board: Board, main: Board | None, *, stays: bool, waiting: bool = False) -> Select:  # type: ignore[type-arg]
    """The columns of `Change`, one row for each standing."""
    base = aliased(Standing)
    known = [Standing.folded_value, Standing.folded_unit_id, Standing.folded_entries]
    if main is not None:
        of_main = (base.folded_value, base.folded_unit_id, base.folded_entries)
        first = Standing.folded_value.is_(None)
        known = [case((first, theirs), else_=own) for own, theirs in zip(known, of_main, strict=True)]
    value, unit, entries = known
    spot, former = tree(board, "spot"), tree(board, "former")
    columns = (
        Standing.member_id,
        spot.c.id,
        spot.c.path,
        Standing.value,
        value,
        former.c.path,
        Standing.entries,
        func.coalesce(entries, 0),
    )
    exempt = false() if board.roster_id is None else func.coalesce(RosterMember.exempt, false())
    query = select(*columns, exempt).join(Member, Member.id == Standing.member_id)
    if main is not None:
        query = query.outerjoin(base, and_(base.board_id == main.id, base.member_id == Standing.member_id))
    if board.roster_id is None:
        home = func.coalesce(unit, Member.unit_id) if stays else Member.unit_id.expression
        query = query.join(spot, spot.c.id == home)
    else:
        on_it = and_(RosterMember.roster_id == board.roster_id, RosterMember.member_id == Standing.member_id)
        query = query.outerjoin(RosterMember, on_it).outerjoin(spot, spot.c.id == RosterMember.unit_id)
    query = query.outerjoin(former, former.c.id == unit)
    return query.where(waits_on(board.id)) if waiting else query.where(Standing.board_id == board.id)


def _as_counted(session: Session, board: Board, changes: list[Change]) -> list[Change]:
    """With the paths of the tree that a board stays with."""
    if board.roster_id is not None or not changes or last_move(session) <= board.moves_seen:
        return changes
    paths = paths_before(session, board.moves_seen)
    return [
        replace(each, path=paths[each.unit_id], folded_path=each.folded_path and paths[each.unit_id])
        for each in changes
        if each.unit_id is not None
    ]


def _changes(session: Session, query: Select) -> list[Change]:  # type: ignore[type-arg]
    return [Change(*row) for row in session.execute(query)]
