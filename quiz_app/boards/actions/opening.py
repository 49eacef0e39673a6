"""Boards are opened, and told how many members each unit has."""

from collections import Counter
from dataclasses import astuple
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from quiz_app.boards.actions.folding import stamp
from quiz_app.boards.marks import Marks
from quiz_app.boards.periods import Period
from quiz_app.boards.queries.boards import board_id, board_to_fold
from quiz_app.boards.queries.following import departed, known_rosters, rosters
from quiz_app.boards.queries.rosters import roster_counts
from quiz_app.boards.tables import Bin, Board, Standing, UnitSum
from quiz_app.core.db import to_milliseconds
from quiz_app.core.statements import AnyWork, Statement

_ADD_BOARD = Statement(
    "INSERT INTO boards (series, period, scoring, tie_span, moves_seen, transfers_seen, closes_at, folded_at,"
    " roster_id, pass_score, excellent_score, full_score)"
    " SELECT :series, :period, :scoring, :span, COALESCE((SELECT MAX(id) FROM unit_moves), 0),"
    " COALESCE((SELECT MAX(id) FROM member_transfers), 0), :closes_at, :at, :roster, :pass_score, :excellent_score,"
    " :full_score WHERE TRUE"
    " ON CONFLICT (series, period) DO NOTHING"
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
    roster_id: int | None = None,
    marks: Marks | None = None,
) -> int:
    """The id of the board of a series and period, made at `at` if it is not there yet. With a roster it is made in a
    session, and knows from then on how many members each unit has."""
    name = period.name if period else ""
    values = {
        "series": series,
        "period": name,
        "scoring": scoring,
        "span": span,
        "closes_at": to_milliseconds(closes_at) if closes_at else None,
        "at": to_milliseconds(at),
        "roster": roster_id,
        "pass_score": marks.pass_score if marks else None,
        "excellent_score": marks.excellent_score if marks else None,
        "full_score": marks.full_score if marks else None,
    }
    is_new = _ADD_BOARD.run(work, values).rowcount > 0
    made = board_id(work, series, name)
    if is_new and roster_id is not None:
        assert isinstance(work, Session)
        refresh_roster(work, board_to_fold(work, made))
    return made


def attach_roster(session: Session, board_id: int, roster_id: int, marks: Marks | None) -> None:
    """Let a board that is open already count by a roster, and by marks if it has any, from now on: what was folded is
    folded anew."""
    board = board_to_fold(session, board_id)
    board.roster_id = roster_id
    board.pass_score, board.excellent_score, board.full_score = astuple(marks) if marks else (None, None, None)
    session.execute(delete(Bin).where(Bin.board_id == board_id))
    stamp(session, board_id)
    session.execute(delete(UnitSum).where(UnitSum.board_id == board_id))
    session.execute(update(Standing).where(Standing.board_id == board_id).values(folded_value=None))
    session.flush()
    refresh_roster(session, board)


def refresh_roster(session: Session, board: Board) -> int:
    """Count anew how many members each unit has; how many units changed. On a board with a roster these are the members
    who are not exempt, and those who are and took part all the same. A frozen board stays as it is: the change is its
    late board's."""
    if board.roster_id is None:
        counts = Counter(rosters(session)) + Counter(departed(session, [board.id]).get(board.id, {}))
        return set_rosters(session, board.id, dict(counts))
    if board.late_id is None:
        return set_rosters(session, board.id, roster_counts(session, board, [board.id]))
    now, was = roster_counts(session, board, [board.id, board.late_id]), known_rosters(session, board.id)
    return set_rosters(session, board.late_id, {unit: now.get(unit, 0) - was.get(unit, 0) for unit in now | was})


def set_rosters(session: Session, board_id: int, counts: dict[int, int]) -> int:
    """Write how many members each unit's subtree has, where that changed; how many units changed."""
    known = known_rosters(session, board_id)
    rows = [
        {"board": board_id, "unit": unit, "roster": counts.get(unit, 0)}
        for unit in counts.keys() | known.keys()
        if counts.get(unit, 0) != known.get(unit)
    ]
    if rows:
        _SET_ROSTER.run(session, rows)
    return len(rows)
