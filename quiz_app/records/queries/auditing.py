"""What the audits read: the ledger and the attempts on one side, boards with their sums and bins on the other."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from quiz_app.boards.folding import SUMS
from quiz_app.boards.periods import POINTS, containing, kind_of
from quiz_app.boards.queries.following import paths_before
from quiz_app.boards.tables import Bin, Board, RosterMember, RosterUnit, Standing, UnitSum
from quiz_app.exams.counting.protocol import scored
from quiz_app.exams.counting.table import WAYS
from quiz_app.exams.queries.maxima import full_score
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.exams.tables.marking import Marking
from quiz_app.members.tables import Member, MemberTransfer
from quiz_app.organizations.tables import Unit
from quiz_app.points.queries import all_entries
from quiz_app.records.audits import Ledger, Row, Sums, Tally

CHUNK = 2000
STREAM = {"yield_per": 5000}


def points_boards(session: Session) -> list[Board]:
    """The boards of study points, months before the weeks, quarters and years that follow from them."""
    query = select(Board).where(Board.series == POINTS)
    found = sorted(session.scalars(query), key=lambda each: (-len(each.period), each.period))
    return sorted(found, key=lambda each: kind_of(each.period) != "month")


def result_boards(session: Session) -> list[Board]:
    """All other boards; the late ones stand behind their own."""
    late = aliased(Board)
    query = select(Board).where(Board.series != POINTS, ~exists().where(late.late_id == Board.id))
    return list(session.scalars(query.order_by(Board.series, Board.id)))


def late_board(session: Session, board: Board) -> Board | None:
    return None if board.late_id is None else session.get_one(Board, board.late_id)


def is_fed_by_exams(session: Session, board: Board) -> bool:
    return bool(session.scalar(select(exists().where(Exam.board_id == board.id))))


def ledger_by_month(session: Session) -> tuple[int, Ledger]:
    """How many entries the ledger has, and what they come to."""
    count, months = 0, defaultdict(lambda: defaultdict(lambda: (0, 0)))
    for member_id, amount, at in all_entries(session):
        count += 1
        month, week = _month_and_week(at.replace(minute=0, second=0, microsecond=0))
        points, entries = months[month][member_id, week]
        months[month][member_id, week] = points + amount, entries + 1
    return count, months


def results_by_member(
    session: Session, board: Board, *, before: datetime | None = None
) -> tuple[int, dict[int, Tally]]:
    """How many attempts with a score a board is fed by, and (what counts as a value, attempts) of each member; of those
    only that were handed in `before` an instant, if one is given."""
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
    if before is not None:
        query = query.where(Attempt.submitted_at < before)
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


def known_later(session: Session, board: Board) -> set[int]:
    """The members with a result that was known, or corrected, after its attempt had ended: whether that was before a
    freeze, no attempt says."""
    by_people = exists().where(Marking.exam_id == Exam.id)
    query = (
        select(Attempt.member_id)
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(Exam.board_id == board.id, or_(Attempt.first_score.is_not(None), Attempt.kind.is_not(None), by_people))
    )
    return set(session.scalars(query))


def sums_of(session: Session, board: Board) -> dict[int, Sums]:
    columns = [getattr(UnitSum, name) for name in SUMS if name != "roster"]
    query = select(UnitSum.unit_id, *columns).where(UnitSum.board_id == board.id)
    return {unit: tuple(sums) for unit, *sums in session.execute(query)}


def bins_of(session: Session, board: Board) -> dict[tuple[int, int, int], int]:
    query = select(Bin.unit_id, Bin.level, Bin.bin, Bin.members).where(Bin.board_id == board.id)
    return {(unit, level, number): members for unit, level, number, members in session.execute(query)}


def paths_of(session: Session, board: Board) -> dict[int, str]:
    """The path of each unit as the board last saw the tree, or as its roster has it."""
    if board.roster_id is not None:
        query = select(RosterUnit.unit_id, RosterUnit.path).where(RosterUnit.roster_id == board.roster_id)
        return dict(session.execute(query).all())
    return paths_before(session, board.moves_seen)


def homes(session: Session, board: Board) -> dict[int, int | None]:
    """The unit in which a board counts each member; those on no roster are left out."""
    query = select(Member.id, Member.unit_id)
    if board.roster_id is not None:
        query = select(RosterMember.member_id, RosterMember.unit_id).where(RosterMember.roster_id == board.roster_id)
    return dict(session.execute(query.execution_options(**STREAM)).all())


def moved_since(session: Session, board: Board) -> set[int]:
    """The members whose transfer a board has not followed yet."""
    return set(session.scalars(select(MemberTransfer.member_id).where(MemberTransfer.id > board.transfers_seen)))


def titles_of(session: Session, boards: Iterable[Board]) -> dict[int, str]:
    """What each board is called in a report."""
    exams = dict(session.execute(select(Exam.board_id, Exam.title).where(Exam.board_id.is_not(None))).all())
    return {each.id: f"考试《{exams[each.id]}》" if each.id in exams else _title(each) for each in boards}


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


@lru_cache(10_000)
def _month_and_week(hour: datetime) -> tuple[str, str]:
    """Both begin with a full hour."""
    return containing("month", hour).name, containing("week", hour).name


def _title(board: Board) -> str:
    return f"学习积分 {board.period}" if board.series == POINTS else f"排行 {board.series}"
