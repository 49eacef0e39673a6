"""The audits: everything that is derived is computed again and compared. They only read, on one consistent view."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from quiz_app.boards.periods import POINTS, kind_of
from quiz_app.boards.tables import Board
from quiz_app.core.clock import Clock
from quiz_app.core.db import Database
from quiz_app.exams.queries import tallying
from quiz_app.records import tallies
from quiz_app.records.audits import (
    BinDrift,
    Drift,
    MemberDrift,
    Report,
    Row,
    Tally,
    UnitDrift,
    by_period,
    homes_drift,
    sentence,
    standings_drift,
    sums_drift,
    waiting_in,
)
from quiz_app.records.queries import auditing

EXAMS = "exam:"


def points_audit(database: Database, clock: Clock) -> Report:
    """Compute every member's months, quarters and years again from the ledger, and every unit's sums and bins."""
    with database.reading() as session:
        entries, months = auditing.ledger_by_month(session)
        boards = auditing.boards_of(session, POINTS)
        drift = _missing_boards(boards, months)
        waiting: dict[str, set[int]] = {}
        for board in boards:
            rows = auditing.rows_of(session, board)
            if kind_of(board.period) == "month":
                waiting[board.period] = {row.member_id for row in rows if row.waits}
            due = by_period(months, board.period)
            drift += _sentences(
                session, board, _board_drift(session, clock, board, rows, due, waiting_in(waiting, board.period))
            )
    return Report(entries, drift)


def boards_audit(database: Database, clock: Clock) -> Report:
    """Compute every exam's board again from the attempts that were handed in, and every unit's sums and bins."""
    entries, drift = 0, []
    with database.reading() as session:
        for board in auditing.boards_of(session, EXAMS):
            count, due = auditing.results_by_member(session, board)
            entries += count
            rows = auditing.rows_of(session, board)
            drift += _sentences(session, board, _board_drift(session, clock, board, rows, due, set()))
    return Report(entries, drift)


def tallies_audit(database: Database) -> Report:
    """Draw, mark and count every attempt again that the statistics hold, and compare every sum and figure."""
    with database.reading() as session:
        observed = tallying.observed(session, tallying.all_counted(session))
        stored = (
            tallying.all_paper_sums(session), tallying.all_item_sums(session), tallying.all_question_sums(session)
        )  # fmt: skip
    return Report(sum(each.papers.handed_in for each in observed.values()), list(tallies.drift(observed, *stored)))


def _board_drift(
    session: Session, clock: Clock, board: Board, rows: list[Row], due: dict[int, Tally], passed_over: set[int]
) -> list[Drift]:
    drift: list[Drift] = list(standings_drift(rows, due, passed_over))
    if board.closes_at is None or board.closes_at > clock.now():
        drift += homes_drift(rows, auditing.homes(session), auditing.moved_since(session, board))
    paths = auditing.paths_of(session, board)
    sums, bins = auditing.sums_of(session, board), auditing.bins_of(session, board)
    drift += sums_drift(rows, paths, board.tie_span, sums, bins)
    return drift


def _missing_boards(boards: Iterable[Board], months: dict[tuple[int, str], Tally]) -> list[str]:
    there = {board.period for board in boards}
    missing = sorted({month for _, month in months} - there)
    return [f"学习积分 {month}：台账里有记录，排行却不存在。" for month in missing]


def _sentences(session: Session, board: Board, drift: list[Drift]) -> list[str]:
    if not drift:
        return []
    title = auditing.titles_of(session, [board])[board.id]
    members = auditing.names_of_members(session, (each.member_id for each in drift if isinstance(each, MemberDrift)))
    unit_ids = {each.unit_id for each in drift if isinstance(each, UnitDrift | BinDrift)}
    unit_ids |= {each.found_unit for each in drift if isinstance(each, MemberDrift) and each.found_unit is not None}
    units = auditing.names_of_units(session, unit_ids)
    return [sentence(title, each, members, units) for each in drift]
