"""Which boards there are, and how far their sums have come."""

from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from quiz_app.boards.periods import POINTS, Period, kind_of, months_of, named
from quiz_app.boards.tables import Board, Standing
from quiz_app.core.db import AnyWork, Statement

_BOARD_ID = Statement("SELECT id FROM boards WHERE series = :series AND period = :period")
_HOLD = Statement("SELECT s.value FROM standings s WHERE s.board_id = :board AND s.member_id = :member", lock="s")

UNFOLDED = or_(Standing.folded_value.is_(None), Standing.folded_value != Standing.value)


def board_id(work: AnyWork, series: str, period: str) -> int:
    """The id of a board that is there."""
    return int(_BOARD_ID.run(work, {"series": series, "period": period}).fetchone()[0])


def hold_standing(work: AnyWork, board_id: int, member_id: int) -> None:
    """Let whoever else would change the member's row, or what follows from it, wait until the transaction ends."""
    _HOLD.run(work, {"board": board_id, "member": member_id})


def find_board(session: Session, series: str, period: str = "") -> Board | None:
    return session.scalars(select(Board).where(Board.series == series, Board.period == period)).first()


def begins_before(session: Session, series: str, period: Period) -> bool:
    """Whether the boards of a series go back to before `period`. As text a year's months come before its quarters."""
    months = select(func.min(Board.period)).where(Board.series == series, Board.period.like("____-__"))
    first = session.scalar(months)
    return first is not None and named(first).starts_at < period.starts_at


def board(session: Session, board_id: int) -> Board:
    return session.get_one(Board, board_id)


def board_to_fold(session: Session, board_id: int) -> Board:
    """The board, held until the transaction ends, so that whoever else would fold it waits."""
    return session.get_one(Board, board_id, with_for_update={"key_share": True})


def boards_to_fold(session: Session) -> list[Board]:
    waiting = select(Standing.board_id).where(UNFOLDED).distinct()
    return list(session.scalars(select(Board).where(Board.id.in_(waiting)).order_by(Board.id)))


def open_boards(session: Session, *, at: datetime) -> list[Board]:
    """The boards that still follow moves, transfers and the roster."""
    return list(session.scalars(select(Board).where(or_(Board.closes_at.is_(None), Board.closes_at > at))))


def as_of(session: Session, board: Board, *, at: datetime) -> datetime:
    """The instant up to which sums and ranks hold everything: now, unless something waits to be folded.

    A quarter and a year also wait for the months that they are summed from.
    """
    periods = [board.period]
    if board.series == POINTS and kind_of(board.period) != "month":
        periods += months_of(named(board.period))
    query = select(func.min(Board.folded_at)).where(
        Board.series == board.series,
        Board.period.in_(periods),
        exists().where(Standing.board_id == Board.id, UNFOLDED),
    )
    return session.scalar(query) or at
