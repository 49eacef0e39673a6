"""Lesson quizzes: exams like any other, made and renewed by whoever publishes the lesson."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.core.errors import Invalid
from quiz_app.exams.actions.publishing import make_edition
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.queries import pools
from quiz_app.exams.reviews import AT_ONCE
from quiz_app.exams.tables import Exam
from quiz_app.organizations.tables import Unit

MINUTES_A_QUESTION = 2
POINTS_A_QUESTION = 1000
PASS_PERCENT = 60


def publish_quiz(
    session: Session,
    *,
    title: str,
    unit_id: int,
    knowledge_points: tuple[str, ...],
    count: int,
    exam_id: int | None,
    at: datetime,
) -> int | None:
    """The id of a quiz that draws `count` questions on any of `knowledge_points`, as often as one likes.

    With `exam_id` the quiz is renewed from the questions published now, where that changes anything. None where the
    banks of the unit hold too few questions.
    """
    unit = session.get_one(Unit, unit_id)
    blueprint = Blueprint((Cell(count, POINTS_A_QUESTION, knowledge_points=knowledge_points),))
    exam = session.get(Exam, exam_id) if exam_id is not None else None
    if exam is None:
        exam = Exam(kind="quiz", unit_id=unit_id, opens_at=at, created_at=at, review_rule=AT_ONCE, credit_rule="none")
        session.add(exam)
    exam.title, exam.minutes, exam.pass_percent = title, max(5, count * MINUTES_A_QUESTION), PASS_PERCENT
    exam.blueprint = blueprint.to_json()
    session.flush()
    try:
        with session.begin_nested():
            make_edition(session, exam, unit, number=pools.next_number(session, exam.id), published_by=None, at=at)
    except Invalid:
        if exam.edition_id is None:
            session.delete(exam)
            session.flush()
            return None
    return exam.id
