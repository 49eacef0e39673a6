"""Until when an exam is sat by anybody: all that waits for its end waits for the last one who may still sit it."""

from sqlalchemy.orm import Session

from quiz_app.boards.tables import Board
from quiz_app.core.db import from_milliseconds, to_milliseconds
from quiz_app.exams.entering.policies import outlasts
from quiz_app.exams.queries.accommodations import last_ends
from quiz_app.exams.tables.exams import Exam


def follow_last_end(session: Session, exam: Exam) -> None:
    """Bring `sits_until`, and with it the exam's board, in line with its windows; the caller holds the exam."""
    closes_at = None if exam.closes_at is None else to_milliseconds(exam.closes_at)
    ends = [] if exam.id is None else [to_milliseconds(each) for each in last_ends(session, exam)]
    last = outlasts(closes_at, ends)
    exam.sits_until = None if last is None else from_milliseconds(last)
    if exam.board_id is not None:
        session.get_one(Board, exam.board_id).closes_at = exam.ends_at
