"""Members who handed in and have no score yet, since people have still to mark their answers."""

from collections import Counter

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import Standing
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.tables import Unit


def by_unit(session: Session, exam_id: int, board_id: int, top: Unit) -> Counter[int]:
    """How many there are in the subtree of each unit, below `top`."""
    query = (
        select(Unit.path, func.count())
        .join(Member, Member.unit_id == Unit.id)
        .where(Unit.path.like(f"{top.path}%"), Member.left_at.is_(None), waits(exam_id, board_id))
        .group_by(Unit.path)
    )
    counts: Counter[int] = Counter()
    for path, members in session.execute(query):
        for unit in ancestors(path):
            counts[unit] += members
    return counts


def waits(exam_id: int, board_id: int) -> ColumnElement[bool]:
    """SQL for "the member handed in and has no score yet"."""
    return _unscored(exam_id) & ~_stands(board_id)


def took_part(exam_id: int, board_id: int, *, by_person: bool) -> ColumnElement[bool]:
    """SQL for "the member handed in"; where no people mark, everybody who did stands on the board."""
    return _stands(board_id) | _unscored(exam_id) if by_person else _stands(board_id)


def _unscored(exam_id: int) -> ColumnElement[bool]:
    unscored = (Attempt.submitted_at.is_not(None), Attempt.score.is_(None))
    return exists().where(Attempt.exam_id == exam_id, Attempt.member_id == Member.id, *unscored).correlate(Member)


def _stands(board_id: int) -> ColumnElement[bool]:
    return (
        exists()
        .where(Standing.board_id == board_id, Standing.member_id == Member.id, Standing.entries > 0)
        .correlate(Member)
    )
