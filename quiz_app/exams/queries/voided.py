"""Papers of which a correction made a question void: their maximum is smaller, so that less is enough to pass.

Whoever reaches a percentage of the whole maximum is counted by the bins of the board; here are those who reach it by
the maximum of their own paper alone.
"""

from collections import Counter

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import Board, Standing
from quiz_app.exams.counting.protocol import BEST
from quiz_app.exams.queries.counting import standings
from quiz_app.exams.rules import least_passing
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.watching import value_before
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.tables import Unit


def further(session: Session, exam: Exam, board: Board, max_score: int, percent: int) -> Counter[int]:
    """How many members of each unit's subtree reach `percent` of their own paper's maximum, but not of the whole."""
    if exam.counting != BEST:
        return _further_counted(session, exam, board, max_score, percent)
    query = (
        select(Unit.path, func.count(Attempt.member_id.distinct()))
        .join(Standing, and_(Standing.member_id == Attempt.member_id, Standing.board_id == board.id))
        .join(Member, Member.id == Attempt.member_id)
        .join(Unit, Unit.id == func.coalesce(Standing.folded_unit_id, Member.unit_id))
        .where(
            _reaches(exam, max_score, percent),
            Attempt.score < least_passing(max_score, percent),
            Standing.value.between(0, value_before(max_score, percent, board.tie_span)),
        )
        .group_by(Unit.path)
    )
    counts: Counter[int] = Counter()
    for path, members in session.execute(query):
        for unit in ancestors(path):
            counts[unit] += members
    return counts


def reaching(session: Session, exam: Exam, max_score: int, percent: int | None = None) -> set[int]:
    """The members who reach a percentage, or the pass mark, by what their own papers hold, but not of the whole; of an
    exam that does not count the best attempt."""
    wanted = exam.pass_percent if percent is None else percent
    with_void = select(Attempt.member_id).where(Attempt.exam_id == exam.id, Attempt.voided.is_not(None))
    least = least_passing(max_score, wanted)
    return {
        member_id
        for (member_id, _), found in standings(session, with_void, [exam.id]).items()
        if found.counted.passed(wanted) and found.counted.score < least
    }


def passed_once(exam: Exam, max_score: int) -> ColumnElement[bool]:
    """SQL for "the member passed by a paper", whole or with a part that is void."""
    full = max_score - func.coalesce(Attempt.voided, 0)
    reaches = and_(Attempt.exam_id == exam.id, Attempt.score * 100 >= full * exam.pass_percent)
    return exists().where(reaches, Attempt.member_id == Member.id).correlate(Member)


def _further_counted(session: Session, exam: Exam, board: Board, max_score: int, percent: int) -> Counter[int]:
    members = reaching(session, exam, max_score, percent)
    counts: Counter[int] = Counter()
    if not members:
        return counts
    query = (
        select(Standing.member_id, Unit.path)
        .join(Member, Member.id == Standing.member_id)
        .join(Unit, Unit.id == func.coalesce(Standing.folded_unit_id, Member.unit_id))
        .where(
            Standing.board_id == board.id,
            Standing.value >= 0,
            Standing.member_id.in_(select(Attempt.member_id).where(Attempt.exam_id == exam.id, Attempt.voided > 0)),
        )
    )
    for member_id, path in session.execute(query):
        if member_id in members:
            counts.update(ancestors(path))
    return counts


def _reaches(exam: Exam, max_score: int, percent: int) -> ColumnElement[bool]:
    return and_(
        Attempt.exam_id == exam.id,
        Attempt.voided.is_not(None),
        Attempt.score * 100 >= (max_score - Attempt.voided) * percent,
    )
