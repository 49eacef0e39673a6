"""What changes boards: results are recorded by whoever submits, sums are folded by one task."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from quiz_app.boards.folding import Change, fold
from quiz_app.boards.periods import POINTS, Period, containing, kind_of, months_of, named
from quiz_app.boards.queries.boards import board_id
from quiz_app.boards.queries.following import known_rosters
from quiz_app.boards.tables import Bin, Board, Standing, UnitSum
from quiz_app.core.db import AnyWork, Statement, to_milliseconds

_ADD_BOARD = Statement(
    "INSERT INTO boards (series, period, scoring, tie_span, moves_seen, transfers_seen, closes_at, folded_at)"
    " SELECT :series, :period, :scoring, :span, COALESCE((SELECT MAX(id) FROM unit_moves), 0),"
    " COALESCE((SELECT MAX(id) FROM member_transfers), 0), :closes_at, :at WHERE TRUE"
    " ON CONFLICT (series, period) DO NOTHING"
)
_RECORD_BEST = Statement(
    "INSERT INTO standings (board_id, member_id, value, entries) VALUES (:board, :member, :value, 1)"
    " ON CONFLICT (board_id, member_id) DO UPDATE SET entries = standings.entries + 1,"
    " value = CASE WHEN excluded.value > standings.value THEN excluded.value ELSE standings.value END"
)
_RECORD_COUNTED = Statement(
    "INSERT INTO standings (board_id, member_id, value, entries) VALUES (:board, :member, :value, 1)"
    " ON CONFLICT (board_id, member_id) DO UPDATE SET entries = standings.entries + 1, value = excluded.value"
)
_CORRECT = Statement("UPDATE standings SET value = :value WHERE board_id = :board AND member_id = :member")
_ADD_POINTS = Statement(
    "INSERT INTO standings (board_id, member_id, value, entries)"
    " SELECT id, :member, :amount, 1 FROM boards WHERE series = :series AND period = :period"
    " ON CONFLICT (board_id, member_id) DO UPDATE SET entries = standings.entries + 1,"
    " value = standings.value + excluded.value"
)
_SUM_MONTHS = Statement(
    "INSERT INTO standings (board_id, member_id, value, entries)"
    " SELECT :target, s.member_id, SUM(s.value), SUM(s.entries) FROM standings s JOIN boards b ON b.id = s.board_id"
    " WHERE b.series = :series AND b.period BETWEEN :first AND :last AND s.member_id = :member GROUP BY s.member_id"
    " ON CONFLICT (board_id, member_id) DO UPDATE SET value = excluded.value, entries = excluded.entries"
)
_ADD_TO_UNIT = Statement(
    "INSERT INTO unit_sums (board_id, unit_id, roster, entrants, total) VALUES (:board, :unit, 0, :entrants, :total)"
    " ON CONFLICT (board_id, unit_id) DO UPDATE SET entrants = unit_sums.entrants + excluded.entrants,"
    " total = unit_sums.total + excluded.total"
)
_ADD_TO_BIN = Statement(
    "INSERT INTO board_bins (board_id, unit_id, level, bin, members) VALUES (:board, :unit, :level, :bin, :members)"
    " ON CONFLICT (board_id, unit_id, level, bin) DO UPDATE SET members = board_bins.members + excluded.members"
)
_MARK_FOLDED = Statement(
    "UPDATE standings SET folded_value = :value, folded_unit_id = :unit WHERE board_id = :board AND member_id = :member"
)
_SET_ROSTER = Statement(
    "INSERT INTO unit_sums (board_id, unit_id, roster, entrants, total) VALUES (:board, :unit, :roster, 0, 0)"
    " ON CONFLICT (board_id, unit_id) DO UPDATE SET roster = excluded.roster"
)


def open_board(
    work: AnyWork,
    series: str,
    *,
    period: Period | None = None,
    scoring: str,
    span: int = 1,
    closes_at: datetime | None,
    at: datetime,
) -> int:
    """The id of the board of a series and period, made at `at` if it is not there yet."""
    name = period.name if period else ""
    values = {
        "series": series,
        "period": name,
        "scoring": scoring,
        "span": span,
        "closes_at": to_milliseconds(closes_at) if closes_at else None,
        "at": to_milliseconds(at),
    }
    _ADD_BOARD.run(work, values)
    return board_id(work, series, name)


def record_best(work: AnyWork, board_id: int, member_id: int, value: int) -> None:
    """Write the member's own row of a board, and no row that others write: the greater value stays."""
    _RECORD_BEST.run(work, {"board": board_id, "member": member_id, "value": value})


def record_counted(work: AnyWork, board_id: int, member_id: int, value: int) -> None:
    """Write the member's own row of a board as it counts now, better or worse; the caller holds the row, if there is
    one, since before it read what `value` was counted from."""
    _RECORD_COUNTED.run(work, {"board": board_id, "member": member_id, "value": value})


def correct_bests(work: AnyWork, board_id: int, values: Mapping[int, int]) -> None:
    """Set the best of each member to what a correction made of it, better or worse; the caller holds the rows."""
    if values:
        _CORRECT.run(work, [{"board": board_id, "member": each, "value": value} for each, value in values.items()])


def record_points(work: AnyWork, member_id: int, amount: int, *, at: datetime) -> None:
    """Add to the member's own row of this month's points board; the quarter and the year follow when it is folded."""
    record_all_points(work, [(member_id, amount)], at=at)


def record_all_points(work: AnyWork, movements: Sequence[tuple[int, int]], *, at: datetime) -> None:
    """As `record_points`, for each (member id, amount)."""
    if not movements:
        return
    month = containing("month", at)
    board = {"series": POINTS, "period": month.name}
    values = [{"member": member_id, "amount": amount} | board for member_id, amount in movements]
    rows = values if len(values) > 1 else values[0]
    if _ADD_POINTS.run(work, rows).rowcount == 0:
        open_board(work, POINTS, period=month, scoring="sum", closes_at=month.ends_at, at=at)
        _ADD_POINTS.run(work, rows)


def fold_board(session: Session, board: Board, changes: Sequence[Change], *, at: datetime) -> None:
    """Bring the sums and bins of a board up to `changes`, and mark those as folded; the caller holds the board."""
    deltas = fold(changes, board.tie_span)
    units = [
        {"board": board.id, "unit": unit, "entrants": entrants, "total": total}
        for unit, (entrants, total) in deltas.units.items()
        if entrants or total
    ]
    bins = [
        {"board": board.id, "unit": unit, "level": level, "bin": bin_, "members": members}
        for (unit, level, bin_), members in deltas.bins.items()
        if members
    ]
    marks = [{"board": board.id, "member": c.member_id, "value": c.value, "unit": c.unit_id} for c in changes]
    for statement, rows in ((_ADD_TO_UNIT, units), (_ADD_TO_BIN, bins), (_MARK_FOLDED, marks)):
        if rows:
            statement.run(session, rows)
    if board.series == POINTS and kind_of(board.period) == "month":
        _pass_on(session, board, changes, at=at)


def follow_moves(session: Session, board: Board, *, last_move: int) -> None:
    """Units moved in the tree: empty the sums of an open board, so that the next passes fold every standing anew."""
    session.execute(delete(Bin).where(Bin.board_id == board.id))
    session.execute(update(UnitSum).where(UnitSum.board_id == board.id).values(entrants=0, total=0))
    session.execute(update(Standing).where(Standing.board_id == board.id).values(folded_value=None))
    board.moves_seen = last_move


def set_rosters(session: Session, board: Board, rosters: dict[int, int]) -> int:
    """Write how many members each unit's subtree has, where that changed; how many units changed."""
    known = known_rosters(session, board.id)
    rows = [
        {"board": board.id, "unit": unit, "roster": rosters.get(unit, 0)}
        for unit in rosters.keys() | known.keys()
        if rosters.get(unit, 0) != known.get(unit)
    ]
    if rows:
        _SET_ROSTER.run(session, rows)
    return len(rows)


def _pass_on(session: Session, month: Board, changes: Sequence[Change], *, at: datetime) -> None:
    """A member's quarter and year are the sums of the months in them: set anew, so that repeating it is harmless."""
    start = named(month.period).starts_at
    for kind in ("quarter", "year"):
        period = containing(kind, start)
        target = open_board(session, POINTS, period=period, scoring="sum", closes_at=period.ends_at, at=at)
        months = {"series": POINTS, "first": months_of(period)[0], "last": months_of(period)[-1]}
        _SUM_MONTHS.run(session, [{"target": target, "member": each.member_id} | months for each in changes])
