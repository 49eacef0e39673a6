"""Boards of study points by week: those of the past are made from the ledger, and folded by the task that folds all.

A week that has ended has its members and rosters where the last month that it lies in has them, which is the nearest
that is known; the present one is counted by the tree as it is.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

SHANGHAI = timezone(timedelta(hours=8))
WEEK = timedelta(days=7)
OF_WEEKS = "SELECT id FROM boards WHERE series = 'points' AND period LIKE '____-W__'"

MONTH = sa.text("SELECT id, moves_seen, transfers_seen FROM boards WHERE series = 'points' AND period = :period")
HAS_ENTRIES = sa.text("SELECT 1 FROM ledger_entries WHERE at >= :since AND at < :before LIMIT 1")
ADD_BOARD = sa.text(
    "INSERT INTO boards (series, period, scoring, tie_span, moves_seen, transfers_seen, closes_at, folded_at)"
    " VALUES ('points', :period, 'sum', 1, :moves, :transfers, :before, :now)"
)
BOARD = sa.text("SELECT id FROM boards WHERE series = 'points' AND period = :period")
ADD_STANDINGS = sa.text(
    "INSERT INTO standings (board_id, member_id, value, entries, folded_unit_id, folded_entries)"
    " SELECT CAST(:board AS BIGINT), e.member_id, SUM(e.amount), COUNT(*),"
    " COALESCE(MAX(l.folded_unit_id), MAX(f.folded_unit_id)), 0 FROM ledger_entries e"
    " LEFT JOIN standings l ON l.board_id = :last AND l.member_id = e.member_id"
    " LEFT JOIN standings f ON f.board_id = :first AND f.member_id = e.member_id"
    " WHERE e.at >= :since AND e.at < :before GROUP BY e.member_id"
)
ADD_ROSTERS = sa.text(
    "INSERT INTO unit_sums (board_id, unit_id, roster, entrants, total)"
    " SELECT CAST(:board AS BIGINT), unit_id, roster, 0, 0 FROM unit_sums WHERE board_id = :last"
)


def upgrade() -> None:
    work, now = op.get_bind(), datetime.now(UTC)
    first, last = work.execute(sa.text("SELECT MIN(at), MAX(at) FROM ledger_entries")).one()
    if first is None:
        return
    monday = _monday(datetime.fromtimestamp(first / 1000, SHANGHAI))
    while _ms(monday) <= last:
        _add_week(work, monday, now)
        monday += WEEK


def downgrade() -> None:
    for table in ("standings", "unit_sums", "board_bins"):
        op.execute(f"DELETE FROM {table} WHERE board_id IN ({OF_WEEKS})")
    op.execute("DELETE FROM boards WHERE series = 'points' AND period LIKE '____-W__'")


def _add_week(work: sa.Connection, monday: datetime, now: datetime) -> None:
    span = {"since": _ms(monday), "before": _ms(monday + WEEK)}
    if work.execute(HAS_ENTRIES, span).first() is None:
        return
    year, number, _ = monday.isocalendar()
    period, has_ended = f"{year}-W{number:02d}", monday + WEEK <= now
    months = [_month(work, day) for day in (monday, monday + WEEK - timedelta(days=1))] if has_ended else []
    known = [each for each in months if each is not None]
    moves, transfers = known[-1][1:] if known else _as_it_is(work)
    board = {"period": period, "moves": moves, "transfers": transfers, "before": span["before"], "now": _ms(now)}
    work.execute(ADD_BOARD, board)
    ids = {
        "board": work.execute(BOARD, {"period": period}).scalar_one(),
        "first": known[0][0] if known else 0,
        "last": known[-1][0] if known else 0,
    }
    work.execute(ADD_STANDINGS, span | ids)
    work.execute(ADD_ROSTERS, ids)


def _month(work: sa.Connection, day: datetime) -> tuple[int, int, int] | None:
    found = work.execute(MONTH, {"period": f"{day.year}-{day.month:02d}"}).first()
    return None if found is None else (found[0], found[1], found[2])


def _as_it_is(work: sa.Connection) -> tuple[int, int]:
    moves = work.execute(sa.text("SELECT COALESCE(MAX(id), 0) FROM unit_moves")).scalar_one()
    return moves, work.execute(sa.text("SELECT COALESCE(MAX(id), 0) FROM member_transfers")).scalar_one()


def _monday(at: datetime) -> datetime:
    day: date = at.date() - timedelta(days=at.weekday())
    return datetime.combine(day, time(), SHANGHAI)


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
