"""Rosters are taken once and hold from then on: what changes in them is added, and changes the boards that count by
them."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from quiz_app.boards.actions.folding import add_to_sums, fold_board
from quiz_app.boards.folding import SUMS, Deltas
from quiz_app.boards.queries.boards import board_to_fold, boards_with
from quiz_app.boards.queries.following import unfolded
from quiz_app.boards.queries.rosters import is_on, placed, roster, roster_paths, stands_on, unit_on
from quiz_app.boards.tables import Board, Roster, RosterMember, RosterUnit, Standing
from quiz_app.core.errors import Conflict
from quiz_app.core.statements import Statement
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.tables import Unit

CHUNK = 2000

_TAKE_UNITS = Statement(
    "INSERT INTO roster_units (roster_id, unit_id, parent_id, path, kind, name, position)"
    " SELECT :roster, id, parent_id, path, kind, name, position FROM units"
    " WHERE path LIKE :below OR :path LIKE path || '%'"
)
_TAKE_MEMBERS = Statement(
    "INSERT INTO roster_members (roster_id, member_id, unit_id, exempt)"
    " SELECT :roster, m.id, m.unit_id, FALSE FROM members m JOIN units u ON u.id = m.unit_id"
    " WHERE u.path LIKE :below AND m.left_at IS NULL ORDER BY m.id"
)


def take_roster(session: Session, scope: Unit, *, at: datetime) -> int:
    """The id of a new roster: everybody who is a member below `scope` at this moment, with the units that they are in
    and all above these."""
    made = Roster(unit_id=scope.id, taken_at=at)
    session.add(made)
    session.flush()
    _TAKE_UNITS.run(session, {"roster": made.id, "path": scope.path, "below": f"{scope.path}%"})
    _TAKE_MEMBERS.run(session, {"roster": made.id, "below": f"{scope.path}%"})
    return made.id


def add_to_roster(
    session: Session, roster_id: int, member_id: int, unit_id: int, *, at: datetime | None = None
) -> bool:
    """Put a member on a roster in a unit of it, or one that was made below it since; false for who is on it already,
    and stays where that has been. Results that were recorded before count from the next fold on; on a frozen board they
    would change what is frozen, so that is refused. Done at `at`; None: after a freeze, if there is one."""
    if is_on(session, roster_id, member_id):
        return False
    boards = [board_to_fold(session, each) for each in boards_with(session, roster_id)]
    if any(_late_id(board, at) is not None and stands_on(session, board.id, member_id) for board in boards):
        raise Conflict("排行已经冻结，这名党员在冻结以前有成绩。请在解除冻结以后再加入名册。", code="frozen")
    path = _unit_on(session, roster_id, unit_id)
    session.add(RosterMember(roster_id=roster_id, member_id=member_id, unit_id=unit_id, exempt=False))
    session.flush()
    for board in boards:
        _change_roster(session, _late_id(board, at) or board.id, {path: 1})
        rows = Standing.board_id.in_([board.id, board.late_id or board.id]), Standing.member_id == member_id
        session.execute(update(Standing).where(*rows).values(folded_value=None))
    return True


def set_exempt(
    session: Session, roster_id: int, member_ids: Collection[int], exempt: bool, *, at: datetime | None = None
) -> int:
    """Let members of a roster count in its numbers only if they take part, or always; how many that changed. Done at
    `at`; None: after a freeze, if there is one. A frozen board keeps its numbers; only for a result from before the
    freeze that comes after this it may be one off, until the freeze ends."""
    wanted, changed = sorted(set(member_ids)), 0
    for start in range(0, len(wanted), CHUNK):
        changed += _set_exempt(session, roster_id, wanted[start : start + CHUNK], exempt, at)
    return changed


def _set_exempt(session: Session, roster_id: int, member_ids: list[int], exempt: bool, at: datetime | None) -> int:
    boards = [board_to_fold(session, each) for each in boards_with(session, roster_id)]
    found = roster_paths(session, roster_id, member_ids)
    changing = {member: path for member, (path, is_exempt) in found.items() if is_exempt != exempt}
    for board in boards:
        _fold_waiting(session, board, list(changing))
    rows = RosterMember.roster_id == roster_id, RosterMember.member_id.in_(list(changing))
    session.execute(update(RosterMember).where(*rows).values(exempt=exempt))
    for board in boards:
        late_id = _late_id(board, at)
        there = [board.id] if late_id is None else [board.id, late_id]
        counted = placed(session, there, changing)
        paths = Counter(path for member, path in changing.items() if member not in counted)
        _change_roster(session, there[-1], {path: -n if exempt else n for path, n in paths.items()})
    return len(changing)


def _fold_waiting(session: Session, board: Board, member_ids: list[int]) -> None:
    """What was recorded until now counts by what the members are until now."""
    fold_board(session, board, unfolded(session, board, limit=None, stays=True, of=member_ids))
    if board.late_id is not None:
        late = board_to_fold(session, board.late_id)
        fold_board(session, late, unfolded(session, late, limit=None, stays=True, main=board, of=member_ids))


def _late_id(board: Board, at: datetime | None) -> int | None:
    """The late board of one that is frozen at `at`."""
    if board.frozen_from is None or (at is not None and at < board.frozen_from):
        return None
    return board.late_id


def _change_roster(session: Session, board_id: int, paths: dict[str, int]) -> None:
    deltas, place = Deltas(), SUMS.index("roster")
    for path, members in paths.items():
        for unit in ancestors(path):
            deltas.units[unit][place] += members
    add_to_sums(session, board_id, deltas)


def _unit_on(session: Session, roster_id: int, unit_id: int) -> str:
    """The path of a unit on a roster. One that it does not have yet goes where the roster has what stands above."""
    found = unit_on(session, roster_id, unit_id)
    if found is not None:
        return found.path
    unit = session.get_one(Unit, unit_id)
    if unit.parent_id is None or roster(session, roster_id).unit_id not in ancestors(unit.path):
        raise Conflict("这个单位不在参赛范围内，先把它移到参赛的单位下面，或者选另一个单位。", code="outside_roster")
    path = f"{_unit_on(session, roster_id, unit.parent_id)}{unit.id}/"
    copied = {"parent_id": unit.parent_id, "kind": unit.kind, "name": unit.name, "position": unit.position}
    session.execute(insert(RosterUnit).values(roster_id=roster_id, unit_id=unit.id, path=path, **copied))
    return path
