"""What the audits read: the ledger and the attempts on one side, boards with their sums and bins on the other."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards.periods import containing
from quiz_app.boards.queries.following import paths_before
from quiz_app.boards.tables import Bin, Board, Standing, UnitSum
from quiz_app.exams.counting.protocol import scored
from quiz_app.exams.counting.table import WAYS
from quiz_app.exams.queries.maxima import full_score
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.members.tables import Member, MemberTransfer
from quiz_app.organizations.tables import Unit
from quiz_app.points.queries import all_entries
from quiz_app.records.audits import Row, Tally

CHUNK = 2000
STREAM = {"yield_per": 5000}


def boards_of(session: Session, series: str) -> list[Board]:
    """The boards whose series begins with `series`, months before the quarters and years that are summed from them."""
    query = select(Board).where(Board.series.startswith(series, autoescape=True))
    return sorted(session.scalars(query), key=lambda each: (each.series, -len(each.period), each.period))


def ledger_by_month(session: Session) -> tuple[int, dict[tuple[int, str], Tally]]:
    """How many entries the ledger has, and (points, entries) of each (member id, month)."""
    count, months = 0, defaultdict(lambda: (0, 0))
    for member_id, amount, at in all_entries(session):
        count += 1
        key = member_id, containing("month", at).name
        points, entries = months[key]
        months[key] = points + amount, entries + 1
    return count, dict(months)


def results_by_member(session: Session, board: Board) -> tuple[int, dict[int, Tally]]:
    """How many attempts with a score a board is fed by, and (what counts as a value, attempts) of each member."""
    query = (
        select(
            Attempt.member_id,
            Exam.counting,
            Attempt.number,
            Attempt.score,
            full_score(),
            Attempt.started_at,
            Attempt.submitted_at,
        )
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Edition, Edition.id == Attempt.edition_id)
        .where(Exam.board_id == board.id, Attempt.score.is_not(None))
        .order_by(Attempt.member_id)
        .execution_options(**STREAM)
    )
    count, due = 0, {}
    for (member_id, counting), rows in groupby(session.execute(query), key=itemgetter(0, 1)):
        attempts = scored(row[2:] for row in rows)
        count += len(attempts)
        due[member_id] = WAYS[counting].count(attempts).value(board.tie_span), len(attempts)
    return count, due


def rows_of(session: Session, board: Board) -> list[Row]:
    query = (
        select(
            Standing.member_id,
            Standing.value,
            Standing.entries,
            Standing.folded_value,
            Standing.folded_unit_id,
            Standing.folded_entries,
        )
        .where(Standing.board_id == board.id)
        .execution_options(**STREAM)
    )
    return [Row(*row) for row in session.execute(query)]


def sums_of(session: Session, board: Board) -> dict[int, Tally]:
    query = select(UnitSum.unit_id, UnitSum.entrants, UnitSum.total).where(UnitSum.board_id == board.id)
    return {unit: (entrants, total) for unit, entrants, total in session.execute(query)}


def bins_of(session: Session, board: Board) -> dict[tuple[int, int, int], int]:
    query = select(Bin.unit_id, Bin.level, Bin.bin, Bin.members).where(Bin.board_id == board.id)
    return {(unit, level, number): members for unit, level, number, members in session.execute(query)}


def paths_of(session: Session, board: Board) -> dict[int, str]:
    """The path of each unit as the board last saw the tree."""
    return paths_before(session, board.moves_seen)


def homes(session: Session) -> dict[int, int]:
    """The unit of each member."""
    query = select(Member.id, Member.unit_id).execution_options(**STREAM)
    return dict(session.execute(query).all())


def moved_since(session: Session, board: Board) -> set[int]:
    """The members whose transfer a board has not followed yet."""
    return set(session.scalars(select(MemberTransfer.member_id).where(MemberTransfer.id > board.transfers_seen)))


def titles_of(session: Session, boards: Iterable[Board]) -> dict[int, str]:
    """What each board is called in a report."""
    exams = dict(session.execute(select(Exam.board_id, Exam.title).where(Exam.board_id.is_not(None))).all())
    return {each.id: f"考试《{exams[each.id]}》" if each.id in exams else f"学习积分 {each.period}" for each in boards}


def names_of_members(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """`安然（A001）` of each member."""
    wanted, found = sorted(set(ids)), {}
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        for member_id, name, number in session.execute(
            select(Member.id, Member.name, Member.number).where(Member.id.in_(chunk))
        ):
            found[member_id] = f"{name}（{number}）"
    return found


def names_of_units(session: Session, ids: Iterable[int]) -> dict[int, str]:
    wanted, found = sorted(set(ids)), {}
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        found.update(session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(chunk))).all())
    return found
