"""Results are recorded by whoever submits: each writes the member's own row, and no row that others write.

A frozen board has a late one beside it. Which of the two takes a write is decided within the statement that writes, by
the instant that the write belongs to: so a submission has no statement more for it. The first late row of a member goes
on from what the board itself has; a write that belongs before the freeze and comes when there is a late row already
goes to both.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from quiz_app.boards.actions.opening import open_board
from quiz_app.boards.periods import POINTS, Period, containing
from quiz_app.boards.values import EXCLUDED, NOTHING
from quiz_app.core.db import to_milliseconds
from quiz_app.core.statements import AnyWork, Statement

_ALWAYS = 2**62

_INTO = "INSERT INTO standings (board_id, member_id, value, entries) SELECT"
_TAKES_IT = "CASE WHEN b.frozen_from <= :at THEN b.late_id ELSE b.id END"
_AND_LATE = (
    " UNION ALL SELECT l.board_id, l.member_id, :value, 1 FROM boards b"
    " JOIN standings l ON l.board_id = b.late_id AND l.member_id = :member"
    " WHERE b.id = :board AND b.frozen_from > :at"
)
_SO_FAR = "LEFT JOIN standings m ON m.board_id = b.id AND m.member_id = :member"
_OR_ELSE = "ON CONFLICT (board_id, member_id) DO UPDATE SET"

_RECORD_BEST = Statement(
    f"{_INTO} {_TAKES_IT}, :member,"
    f" CASE WHEN m.value = {EXCLUDED} OR m.value > :value THEN m.value ELSE :value END, COALESCE(m.entries, 0) + 1"
    f" FROM boards b {_SO_FAR} AND b.frozen_from <= :at WHERE b.id = :board{_AND_LATE} {_OR_ELSE}"
    " entries = standings.entries + 1,"
    f" value = CASE WHEN standings.value = {EXCLUDED} OR standings.value > :value THEN standings.value ELSE :value END",
    ahead=True,
)
_RECORD_COUNTED = Statement(
    f"{_INTO} {_TAKES_IT}, :member,"
    f" CASE WHEN m.value = {EXCLUDED} THEN m.value ELSE :value END, COALESCE(m.entries, 0) + 1"
    f" FROM boards b {_SO_FAR} AND b.frozen_from <= :at WHERE b.id = :board{_AND_LATE} {_OR_ELSE}"
    " entries = standings.entries + 1,"
    f" value = CASE WHEN standings.value = {EXCLUDED} THEN standings.value ELSE :value END",
    ahead=True,
)
_CORRECT = Statement(
    f"{_INTO} {_TAKES_IT}, :member,"
    f" CASE WHEN m.value = {EXCLUDED} THEN m.value ELSE :value END, COALESCE(m.entries, 0)"
    f" FROM boards b {_SO_FAR} WHERE b.id = :board AND (m.member_id IS NOT NULL OR b.frozen_from <= :at"
    " AND EXISTS (SELECT 1 FROM standings l WHERE l.board_id = b.late_id AND l.member_id = :member))"
    f" {_OR_ELSE} value = CASE WHEN standings.value = {EXCLUDED} THEN standings.value ELSE :value END"
)
_SET = Statement(
    f"{_INTO} {_TAKES_IT}, :member, :value, COALESCE(m.entries, 0)"
    f" FROM boards b {_SO_FAR} WHERE b.id = :board AND b.scoring <> 'sum' {_OR_ELSE} value = :value"
)
_ADD_POINTS = Statement(
    f"{_INTO} id, :member, :amount, :entries FROM boards WHERE series = :series AND period = :period"
    f" {_OR_ELSE} entries = standings.entries + excluded.entries, value = standings.value + excluded.value",
    ahead=True,
)


class Movement(NamedTuple):
    """What so many ledger entries of one instant brought a member, or took."""

    member_id: int
    amount: int
    at: datetime
    entries: int = 1


def record_best(work: AnyWork, board_id: int, member_id: int, value: int, *, at: datetime) -> None:
    """Write a result of `at` into the member's own row of a board: the greater value stays, as does an exclusion."""
    _RECORD_BEST.run(work, _values(board_id, member_id, value, at))


def record_counted(work: AnyWork, board_id: int, member_id: int, value: int, *, at: datetime) -> None:
    """Write the member's own row of a board as it counts now, better or worse; the caller holds the row, if there is
    one, since before it read what `value` was counted from. Who is excluded stays so."""
    _RECORD_COUNTED.run(work, _values(board_id, member_id, value, at))


def correct_bests(work: AnyWork, board_id: int, values: Mapping[int, int], *, at: datetime) -> None:
    """Set what stands of each member to what a correction made of it at `at`, better or worse; the caller holds the
    rows. Who has no row gets none, and who is excluded stays so."""
    if values:
        _CORRECT.run(work, [_values(board_id, member, value, at) for member, value in values.items()])


def exclude(work: AnyWork, board_id: int, member_id: int, *, at: datetime | None = None) -> None:
    """Take a member off a board, not one of sums: with the next fold there is no place, and no later result or
    correction brings it back. Made at `at`; None: after a freeze, if there is one."""
    _SET.run(work, _values(board_id, member_id, EXCLUDED, at))


def readmit(work: AnyWork, board_id: int, member_id: int, value: int | None, *, at: datetime | None = None) -> None:
    """Undo an exclusion: `value` is what counts by now of all that the member handed in, None where nothing does. The
    caller holds the row since before it was counted."""
    _SET.run(work, _values(board_id, member_id, NOTHING if value is None else value, at))


def record_points(work: AnyWork, movements: Sequence[Movement]) -> None:
    """Add what entries brought to each member's own row of the points board of their month; the week, the quarter and
    the year follow when it is folded."""
    by_month: dict[Period, list[dict[str, Any]]] = {}
    for each in movements:
        month = containing("month", each.at)
        of_board = {"series": POINTS, "period": month.name}
        added = {"member": each.member_id, "amount": each.amount, "entries": each.entries}
        by_month.setdefault(month, []).append(added | of_board)
    for month, rows in by_month.items():
        if _ADD_POINTS.run(work, rows if len(rows) > 1 else rows[0]).rowcount == 0:
            at = min(each.at for each in movements)
            open_board(work, POINTS, period=month, scoring="sum", closes_at=month.ends_at, at=at)
            _ADD_POINTS.run(work, rows)


def _values(board_id: int, member_id: int, value: int, at: datetime | None) -> dict[str, int]:
    ms = _ALWAYS if at is None else to_milliseconds(at)
    return {"board": board_id, "member": member_id, "value": value, "at": ms}
