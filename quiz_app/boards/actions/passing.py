"""What is folded on the points board of a month is passed on to the weeks, the quarter and the year around it.

An award writes the month alone. A quarter and a year are the sums of their months; a week is not, and what a member has
in it is asked of the ledger, which stands above this room: whoever folds brings the answer along. All are set anew, so
that repeating it is harmless; and since an award and its month are one commit, the ledger is never behind a month that
was read before it.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.boards.actions.opening import open_board
from quiz_app.boards.folding import Change
from quiz_app.boards.periods import POINTS, Period, containing, kind_of, months_of, named, weeks_of
from quiz_app.boards.queries.boards import boards_to_set
from quiz_app.boards.queries.following import known_tallies
from quiz_app.boards.tables import Board
from quiz_app.core.statements import Statement

ByWeek = Callable[[Session, Collection[int], Sequence[Period]], Iterable[tuple[int, str, int, int]]]
"""(member id, week, points, entries) of members in weeks that follow one another, as the ledger has them."""

_SUM_MONTHS = Statement(
    "INSERT INTO standings (board_id, member_id, value, entries)"
    " SELECT :target, s.member_id, SUM(s.value), SUM(s.entries) FROM standings s JOIN boards b ON b.id = s.board_id"
    " WHERE b.series = :series AND b.period BETWEEN :first AND :last AND s.member_id = :member GROUP BY s.member_id"
    " ON CONFLICT (board_id, member_id) DO UPDATE SET value = excluded.value, entries = excluded.entries"
)
_SET = Statement(
    "INSERT INTO standings (board_id, member_id, value, entries) VALUES (:board, :member, :value, :entries)"
    " ON CONFLICT (board_id, member_id) DO UPDATE SET value = excluded.value, entries = excluded.entries"
)


def pass_on(session: Session, board: Board, changes: Sequence[Change], by_week: ByWeek, *, at: datetime) -> None:
    """Set what follows from changes that were folded on a board, if it is the one of a month; the caller holds it."""
    if board.series == POINTS and kind_of(board.period) == "month" and changes:
        members, month = [each.member_id for each in changes], named(board.period)
        _set_sums_of_months(session, month, members, at=at)
        _set_weeks(session, month, members, by_week, at=at)


def _set_sums_of_months(session: Session, month: Period, members: Sequence[int], *, at: datetime) -> None:
    for kind in ("quarter", "year"):
        period = containing(kind, month.starts_at)
        months = {"series": POINTS, "first": months_of(period)[0], "last": months_of(period)[-1]}
        target = _open(session, period, at)
        _SUM_MONTHS.run(session, [{"target": target, "member": member} | months for member in members])


def _set_weeks(session: Session, month: Period, members: Sequence[int], by_week: ByWeek, *, at: datetime) -> None:
    """A week between two months is set by either, so the boards are held before the ledger is asked."""
    weeks = weeks_of(month)
    boards = boards_to_set(session, POINTS, [week.name for week in weeks])
    known = known_tallies(session, list(boards.values()), members)
    rows = []
    for member, week, points, entries in by_week(session, members, weeks):
        if week not in boards:
            boards[week] = _open(session, named(week), at)
        if known.get((boards[week], member)) != (points, entries):
            rows.append({"board": boards[week], "member": member, "value": points, "entries": entries})
    if rows:
        _SET.run(session, rows)


def _open(session: Session, period: Period, at: datetime) -> int:
    return open_board(session, POINTS, period=period, scoring="sum", closes_at=period.ends_at, at=at)
