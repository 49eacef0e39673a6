"""The audits: everything that is derived is computed again and compared. They only read, on one consistent view."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy.orm import Session

from quiz_app.boards.periods import kind_of
from quiz_app.boards.queries.boards import follows
from quiz_app.boards.queries.following import known_rosters
from quiz_app.boards.queries.rosters import roster_counts
from quiz_app.boards.queries.trees import reading_of
from quiz_app.boards.tables import Board
from quiz_app.core.clock import Clock
from quiz_app.core.db import Database
from quiz_app.exams.queries import tallying
from quiz_app.records import tallies
from quiz_app.records.audits import (
    Drift,
    Ledger,
    MemberDrift,
    Report,
    Row,
    by_period,
    homes_drift,
    latest,
    periods_in,
    rosters_drift,
    sentence,
    standings_drift,
    sums_drift,
    waiting_in,
)
from quiz_app.records.queries import auditing


def points_audit(database: Database, clock: Clock) -> Report:
    """Compute every member's weeks, months, quarters and years again from the ledger, and what units have of them."""
    with database.reading() as session:
        entries, ledger = auditing.ledger_by_month(session)
        boards = auditing.points_boards(session)
        drift: list[str] = []
        waiting: dict[str, set[int]] = {}
        for board in boards:
            rows = auditing.rows_of(session, board)
            if kind_of(board.period) == "month":
                waiting[board.period] = {row.member_id for row in rows if row.waits}
            due = by_period(ledger, board.period)
            found: list[Drift] = list(standings_drift(rows, due, waiting_in(waiting, board.period), signed=True))
            drift += _sentences(session, board, found + _unit_drift(session, clock, board, rows))
    return Report(entries, _missing_boards(boards, ledger, waiting) + drift)


def every_board_audit(database: Database, clock: Clock) -> Report:
    """Both: every board again, from the attempts and from the ledger."""
    results, points = boards_audit(database, clock), points_audit(database, clock)
    return Report(results.entries + points.entries, results.drift + points.drift)


def boards_audit(database: Database, clock: Clock) -> Report:
    """Compute every other board again from the attempts that were handed in, and every unit's sums, roster and bins;
    of a frozen one also what came since."""
    entries, drift = 0, []
    with database.reading() as session:
        for board in auditing.result_boards(session):
            rows, late = auditing.rows_of(session, board), auditing.late_board(session, board)
            late_rows = auditing.rows_of(session, late) if late else []
            found: list[Drift] = []
            signed = reading_of(board).signed
            if auditing.is_fed_by_exams(session, board):
                count, due = auditing.results_by_member(session, board)
                entries += count
                found += standings_drift(latest(rows, late_rows), due, set(), signed=signed)
                if late:
                    _, due = auditing.results_by_member(session, board, before=board.frozen_from)
                    found += standings_drift(rows, due, auditing.known_later(session, board), signed=signed)
            drift += _sentences(session, board, found + _unit_drift(session, clock, board, rows))
            if late:
                drift += _sentences(session, late, _late_drift(session, board, late, rows, late_rows))
    return Report(entries, drift)


def tallies_audit(database: Database) -> Report:
    """Draw, mark and count every attempt again that the statistics hold, and compare every sum and figure."""
    with database.reading() as session:
        observed = tallying.observed(session, tallying.all_counted(session))
        stored = (
            tallying.all_paper_sums(session), tallying.all_item_sums(session), tallying.all_question_sums(session)
        )  # fmt: skip
    return Report(sum(each.papers.handed_in for each in observed.values()), list(tallies.drift(observed, *stored)))


def _unit_drift(session: Session, clock: Clock, board: Board, rows: list[Row]) -> list[Drift]:
    drift: list[Drift] = []
    if board.roster_id is not None:
        drift += homes_drift(rows, auditing.homes(session, board), set())
        if board.late_id is None:
            drift += rosters_drift(roster_counts(session, board, [board.id]), known_rosters(session, board.id))
    elif follows(board, at=clock.now()):
        drift += homes_drift(rows, auditing.homes(session, board), auditing.moved_since(session, board))
    paths = auditing.paths_of(session, board)
    sums, bins = auditing.sums_of(session, board), auditing.bins_of(session, board)
    drift += sums_drift(rows, paths, reading_of(board), sums, bins)
    return drift


def _late_drift(session: Session, board: Board, late: Board, rows: list[Row], late_rows: list[Row]) -> list[Drift]:
    """A late board holds what its rows have more than the board's own; the rosters of both together are as of now."""
    drift: list[Drift] = []
    folded = {row.member_id for row in late_rows if row.folded_value is not None}
    sums, bins = auditing.sums_of(session, late), auditing.bins_of(session, late)
    taken_out = [row for row in rows if row.member_id in folded]
    paths = auditing.paths_of(session, board)
    drift += sums_drift(late_rows, paths, reading_of(board), sums, bins, taken_out=taken_out)
    if board.roster_id is not None:
        found = Counter(known_rosters(session, board.id))
        found.update(known_rosters(session, late.id))
        drift += rosters_drift(roster_counts(session, board, [board.id, late.id]), found)
    return drift


def _missing_boards(boards: Iterable[Board], ledger: Ledger, waiting: dict[str, set[int]]) -> list[str]:
    """Where everybody of a period waits in its months, its board is not there yet."""
    there = {board.period for board in boards}
    missing = [each for each in periods_in(ledger) if each not in there]
    lost = [each for each in missing if by_period(ledger, each).keys() - waiting_in(waiting, each)]
    return [f"学习积分 {period}：台账里有记录，排行却不存在。" for period in lost]


def _sentences(session: Session, board: Board, drift: list[Drift]) -> list[str]:
    if not drift:
        return []
    title = auditing.titles_of(session, [board])[board.id]
    members = auditing.names_of_members(session, (each.member_id for each in drift if isinstance(each, MemberDrift)))
    unit_ids = {each.unit_id for each in drift if not isinstance(each, MemberDrift)}
    unit_ids |= {each.found_unit for each in drift if isinstance(each, MemberDrift) and each.found_unit is not None}
    units = auditing.names_of_units(session, unit_ids)
    return [sentence(title, each, members, units) for each in drift]
