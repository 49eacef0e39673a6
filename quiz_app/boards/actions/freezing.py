"""A freeze is one instant: what belongs before it stays to be read, what comes after it is kept beside."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from quiz_app.boards.actions.folding import add_to_sums, fold_board, mark_folded
from quiz_app.boards.actions.opening import refresh_roster
from quiz_app.boards.folding import Change, fold
from quiz_app.boards.queries.boards import LATE, board_to_fold
from quiz_app.boards.queries.following import has_rows, late_changes, unfolded
from quiz_app.boards.queries.trees import reading_of
from quiz_app.boards.tables import Bin, Board, UnitSum
from quiz_app.core.statements import Statement

_MERGE = Statement(
    "INSERT INTO standings (board_id, member_id, value, entries)"
    " SELECT :board, member_id, value, entries FROM standings WHERE board_id = :late AND member_id = :member"
    " ON CONFLICT (board_id, member_id) DO UPDATE SET value = excluded.value, entries = excluded.entries"
)
_MERGED = Statement("DELETE FROM standings WHERE board_id = :late AND member_id = :member")


def freeze_board(session: Session, board_id: int, *, at: datetime) -> int:
    """The id of the board that takes whatever belongs to an instant from `at` on. What was written meanwhile stays
    where it is, so `at` lies ahead by more than a submission takes, or nobody submits. A board is frozen once."""
    board = board_to_fold(session, board_id)
    if board.late_id is not None:
        return board.late_id
    late = Board(
        series=f"{board.series}{LATE}",
        period=board.period,
        scoring=board.scoring,
        tie_span=board.tie_span,
        moves_seen=board.moves_seen,
        transfers_seen=board.transfers_seen,
        closes_at=board.closes_at,
        folded_at=board.folded_at,
        roster_id=board.roster_id,
        pass_score=board.pass_score,
        excellent_score=board.excellent_score,
        full_score=board.full_score,
    )
    session.add(late)
    session.flush()
    board.late_id, board.frozen_from = late.id, at
    session.flush()
    return late.id


def unfreeze(session: Session, board_id: int, *, limit: int) -> int:
    """Merge the next `limit` late rows into the board itself; how many they were. With 0 nothing is left, and the late
    board is gone. The two together hold the same throughout. To be called when nobody can submit any more."""
    board = board_to_fold(session, board_id)
    if board.late_id is None or board.frozen_from is None:
        return 0
    late = board_to_fold(session, board.late_id)
    fold_board(session, board, unfolded(session, board, limit=limit, stays=True))
    waiting = unfolded(session, late, limit=limit, stays=True, main=board)
    fold_board(session, late, waiting)
    found = late_changes(session, board, late, limit=limit)
    if found:
        _merge(session, board, late, found)
        return len(found)
    return len(waiting) or _remove(session, board, late)


def _merge(session: Session, board: Board, late: Board, found: list[tuple[Change, Change | None]]) -> None:
    reading = reading_of(board)
    gains, losses = [], []
    for now, main in found:
        was = main or replace(now, value=0, path=None, folded_value=None, folded_path=None, folded_entries=0)
        gains.append(
            replace(
                now,
                folded_value=was.folded_value,
                folded_path=was.folded_path,
                folded_entries=was.folded_entries,
            )
        )
        losses.append(
            replace(
                now,
                value=0 if was.folded_value is None else was.folded_value,
                path=was.folded_path,
                entries=was.folded_entries,
            )
        )
    add_to_sums(session, board.id, fold(gains, reading))
    add_to_sums(session, late.id, fold(losses, reading))
    rows = [{"board": board.id, "late": late.id, "member": each.member_id} for each in gains]
    _MERGE.run(session, rows)
    mark_folded(session, board.id, gains)
    _MERGED.run(session, rows)


def _remove(session: Session, board: Board, late: Board) -> int:
    """Take the late board away, unless somebody wrote to it at the last moment."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL lock_timeout = '3s'"))
        session.execute(text("LOCK TABLE standings IN SHARE ROW EXCLUSIVE MODE"))
    if has_rows(session, late.id):
        return 1
    session.execute(delete(Bin).where(Bin.board_id == late.id))
    session.execute(delete(UnitSum).where(UnitSum.board_id == late.id))
    board.late_id = board.frozen_from = None
    session.flush()
    session.delete(late)
    session.flush()
    if board.roster_id is not None:
        refresh_roster(session, board)
    return 0
