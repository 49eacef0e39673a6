"""What the folding task asks: which standings moved, who changed units, how large the rosters are."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from quiz_app.boards.folding import Change
from quiz_app.boards.former_trees import former_paths
from quiz_app.boards.queries.boards import UNFOLDED
from quiz_app.boards.tables import Board, Standing, UnitSum
from quiz_app.members.tables import Member, MemberTransfer
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.tables import Unit, UnitMove

LATE_COMMITS = 1000


def unfolded(session: Session, board: Board, *, limit: int, closed: bool) -> list[Change]:
    """Standings that the sums do not hold yet. A closed board counts members where and under whom it counted them."""
    counted = func.coalesce(Standing.folded_unit_id, Member.unit_id)
    home = counted if closed else Member.unit_id.expression
    changes = _changes(session, _changes_of(board, home).where(UNFOLDED).limit(limit))
    if not (closed and changes and last_move(session) > board.moves_seen):
        return changes
    paths = paths_before(session, board.moves_seen)
    return [
        replace(each, path=paths[each.unit_id], folded_path=each.folded_path and paths[each.unit_id])
        for each in changes
    ]


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
    query = _changes_of(board, Member.unit_id.expression).where(
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


def _changes_of(board: Board, home: ColumnElement[int]) -> Select[int, int, str, int, int | None, str]:
    former = aliased(Unit)
    return (
        select(Standing.member_id, Unit.id, Unit.path, Standing.value, Standing.folded_value, former.path)
        .join(Member, Member.id == Standing.member_id)
        .join(Unit, Unit.id == home)
        .outerjoin(former, former.id == Standing.folded_unit_id)
        .where(Standing.board_id == board.id)
    )


def _changes(session: Session, query: Select[int, int, str, int, int | None, str]) -> list[Change]:
    return [Change(*row) for row in session.execute(query)]
