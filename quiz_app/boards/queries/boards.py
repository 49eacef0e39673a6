"""Which boards there are, and how far their sums have come."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from quiz_app.boards.periods import POINTS, Period, kind_of, months_of, named
from quiz_app.boards.tables import Board, Standing
from quiz_app.core.statements import AnyWork, Statement

_BOARD_ID = Statement("SELECT id FROM boards WHERE series = :series AND period = :period")
_HOLD = Statement(
    "SELECT s.value FROM boards b JOIN standings s ON s.board_id IN (b.id, b.late_id) AND s.member_id = :member"
    " WHERE b.id = :board ORDER BY s.board_id",
    lock="s",
)

UNFOLDED = or_(
    Standing.folded_value.is_(None),
    Standing.folded_value != Standing.value,
    Standing.folded_entries != Standing.entries,
)
LATE = ":late"
_LATER = aliased(Board)
_IS_LATE = exists().where(_LATER.late_id == Board.id)


def waits_on(board_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """SQL for "the standing is on the board and not folded", written so that SQLite walks the index of those alone: by
    the plain column it would walk everybody on the board."""
    return and_(Standing.board_id + 0 == board_id, UNFOLDED)


def board_id(work: AnyWork, series: str, period: str) -> int:
    """The id of a board that is there."""
    return int(_BOARD_ID.run(work, {"series": series, "period": period}).fetchone()[0])


def hold_standing(work: AnyWork, board_id: int, member_id: int) -> None:
    """Let whoever else would change the member's row, or what follows from it, wait until the transaction ends."""
    _HOLD.run(work, {"board": board_id, "member": member_id})


def find_board(session: Session, series: str, period: str = "") -> Board | None:
    return session.scalars(select(Board).where(Board.series == series, Board.period == period)).first()


def begins_before(session: Session, series: str, period: Period) -> bool:
    """Whether the boards of a series go back to before `period`: by their weeks where that is one, else by their
    months. As text a year's months come before its quarters."""
    shape = "____-W__" if kind_of(period.name) == "week" else "____-__"
    first = session.scalar(select(func.min(Board.period)).where(Board.series == series, Board.period.like(shape)))
    return first is not None and named(first).starts_at < period.starts_at


def board(session: Session, board_id: int) -> Board:
    return session.get_one(Board, board_id)


def board_to_fold(session: Session, board_id: int) -> Board:
    """The board, held until the transaction ends, so that whoever else would fold it waits."""
    return session.get_one(Board, board_id, with_for_update={"key_share": True}, populate_existing=True)


def boards_to_set(session: Session, series: str, periods: Collection[str]) -> dict[str, int]:
    """The ids of those boards of a series and periods that there are, held until the transaction ends."""
    query = select(Board).where(Board.series == series, Board.period.in_(periods)).order_by(Board.id)
    return {each.period: each.id for each in session.scalars(query.with_for_update(key_share=True))}


def boards_to_fold(session: Session) -> list[Board]:
    waiting = select(Standing.board_id).where(UNFOLDED).distinct()
    return list(session.scalars(select(Board).where(Board.id.in_(waiting)).order_by(Board.id)))


def follows(board: Board, *, at: datetime) -> bool:
    """Whether a board, not a late one, follows moves, transfers and the roster: it is neither closed nor frozen and has
    no roster of its own."""
    ends = [each for each in (board.closes_at, board.frozen_from) if each is not None]
    return board.roster_id is None and all(each > at for each in ends)


def open_boards(session: Session, *, at: datetime) -> list[Board]:
    """The boards that `follows` is true of."""
    query = select(Board).where(
        Board.roster_id.is_(None),
        or_(Board.closes_at.is_(None), Board.closes_at > at),
        or_(Board.frozen_from.is_(None), Board.frozen_from > at),
        ~_IS_LATE,
    )
    return list(session.scalars(query))


def main_board(session: Session, board_id: int) -> Board | None:
    """The frozen board that a late one belongs to; None for every other."""
    return session.scalars(select(Board).where(Board.late_id == board_id)).first()


def boards_with(session: Session, roster_id: int) -> list[int]:
    """The boards that count by a roster; those that are late stand behind their own."""
    query = select(Board.id).where(Board.roster_id == roster_id, ~_IS_LATE).order_by(Board.id)
    return list(session.scalars(query))


def is_frozen(board: Board, *, at: datetime, live: bool = False) -> bool:
    """Whether what is read of a board at `at` lacks what came since a freeze."""
    return not live and board.frozen_from is not None and board.frozen_from <= at


def as_of(session: Session, board: Board, *, at: datetime, live: bool = False) -> datetime:
    """The instant up to which sums and ranks hold everything: now, unless something waits to be folded, and never later
    than a freeze unless `live`.

    A week, a quarter and a year also wait for the months that they have a part in: with those they are folded.
    """
    if board.frozen_from is not None and not live:
        at = min(at, board.frozen_from)
    series = [board.series, f"{board.series}{LATE}"] if live else [board.series]
    periods = [board.period]
    if board.series == POINTS and kind_of(board.period) != "month":
        periods += months_of(named(board.period))
    query = select(func.min(Board.folded_at)).where(
        Board.series.in_(series),
        Board.period.in_(periods),
        exists().where(waits_on(Board.id.expression)),
    )
    return min(session.scalar(query) or at, at)
