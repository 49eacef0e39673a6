"""Changed standings are folded into the sums and bins of units; the caller holds the board."""

from collections.abc import Sequence

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from quiz_app.boards.folding import COLUMNS, NO_SUMS, SUMS, Change, Deltas, fold
from quiz_app.boards.queries.following import folded_in
from quiz_app.boards.queries.trees import reading_of
from quiz_app.boards.tables import Bin, Board, Standing, UnitSum
from quiz_app.core.statements import Statement

_ADD_TO_UNIT = Statement(
    f"INSERT INTO unit_sums (board_id, unit_id, {', '.join(COLUMNS)})"
    f" VALUES (:board, :unit, {', '.join(f':{name}' for name in SUMS)}) ON CONFLICT (board_id, unit_id) DO UPDATE SET "
    + ", ".join(f"{name} = unit_sums.{name} + excluded.{name}" for name in COLUMNS)
)
_ADD_TO_BIN = Statement(
    "INSERT INTO board_bins (board_id, unit_id, level, bin, members) VALUES (:board, :unit, :level, :bin, :members)"
    " ON CONFLICT (board_id, unit_id, level, bin) DO UPDATE SET members = board_bins.members + excluded.members"
)
_STAMP = Statement("UPDATE boards SET stamp = stamp + 1 WHERE id = :board")
_MARK_FOLDED = Statement(
    "UPDATE standings SET folded_value = :value, folded_entries = :entries, folded_unit_id = :unit"
    " WHERE board_id = :board AND member_id = :member"
)


def fold_board(session: Session, board: Board, changes: Sequence[Change]) -> None:
    """Bring the sums and bins of a board up to `changes`, and mark those as folded. What they hold of a member who is
    on the late board too has been taken out there: that follows."""
    reading = reading_of(board)
    add_to_sums(session, board.id, fold(changes, reading))
    if board.late_id is not None and changes:
        late = folded_in(session, board.late_id, [each.member_id for each in changes])
        add_to_sums(session, board.late_id, fold((c for c in changes if c.member_id in late), reading, sign=-1))
    mark_folded(session, board.id, changes)


def add_to_sums(session: Session, board_id: int, deltas: Deltas) -> None:
    """Add to the sums and bins of a board."""
    units = [
        {"board": board_id, "unit": unit} | dict(zip(SUMS, amounts, strict=True))
        for unit, amounts in sorted(deltas.units.items())
        if tuple(amounts) != NO_SUMS
    ]
    bins = [
        {"board": board_id, "unit": unit, "level": level, "bin": bin_, "members": members}
        for (unit, level, bin_), members in sorted(deltas.bins.items())
        if members
    ]
    for statement, rows in ((_ADD_TO_UNIT, units), (_ADD_TO_BIN, bins)):
        if rows:
            statement.run(session, rows)
    if bins:
        stamp(session, board_id)


def stamp(session: Session, board_id: int) -> None:
    """Say that the bins of a board change with this transaction: what was read from them is good no longer."""
    _STAMP.run(session, {"board": board_id})


def mark_folded(session: Session, board_id: int, changes: Sequence[Change]) -> None:
    rows = [
        {"board": board_id, "member": c.member_id, "value": c.value, "entries": c.entries, "unit": c.unit_id}
        for c in changes
    ]
    if rows:
        _MARK_FOLDED.run(session, rows)


def follow_moves(session: Session, board: Board, *, last_move: int) -> None:
    """Units moved in the tree: empty the sums of an open board, so that the next passes fold every standing anew."""
    nothing = {name: 0 for name in SUMS if name != "roster"}
    session.execute(delete(Bin).where(Bin.board_id == board.id))
    stamp(session, board.id)
    session.execute(update(UnitSum).where(UnitSum.board_id == board.id).values(**nothing))
    session.execute(update(Standing).where(Standing.board_id == board.id).values(folded_value=None))
    board.moves_seen = last_move
