"""Lesson quizzes: exams like any other, made and renewed by whoever publishes the lesson."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz_app.banks.queries.enemies import enemy_codes
from quiz_app.core.errors import Invalid
from quiz_app.exams import editions
from quiz_app.exams.actions.publishing import composed, make_edition
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.composing import Pool
from quiz_app.exams.editions import EditionQuestion
from quiz_app.exams.queries import pools
from quiz_app.exams.tables.exams import Exam

LEAST_MINUTES = 5
MINUTES_A_QUESTION = 2
POINTS_A_QUESTION = 1000
PASS_PERCENT = 60


def publish_quiz(
    session: Session,
    questions: Sequence[EditionQuestion],
    *,
    title: str,
    unit_id: int,
    knowledge_points: tuple[str, ...],
    count: int,
    page: dict[str, Any],
    exam_id: int | None,
    at: datetime,
) -> int | None:
    """The id of a quiz that draws `count` of `questions` on any of `knowledge_points`, as often as one likes.

    `page` is the lesson's, for the way back. With `exam_id` that quiz is renewed where this changes anything. None
    where `questions`, those that the unit may draw, hold too few for a quiz that is not there yet; one that is there
    then stays as it was.
    """
    exam = pools.quiz(session, exam_id)
    if exam is None:
        exam = Exam(kind="quiz", unit_id=unit_id, opens_at=at, created_at=at, credit_rule="none")
    exam.title, exam.minutes, exam.pass_percent = title, max(LEAST_MINUTES, count * MINUTES_A_QUESTION), PASS_PERCENT
    exam.page = page
    exam.blueprint = Blueprint((Cell(count, POINTS_A_QUESTION, knowledge_points=knowledge_points),)).to_json()
    try:
        edition = composed(exam, Pool(questions, enemies=enemy_codes(session)))
    except Invalid:
        return exam.id
    session.add(exam)
    session.flush()
    if pools.latest_content(session, exam) != editions.pack(edition):
        number = pools.next_number(session, exam.id)
        make_edition(session, exam, edition, number=number, published_by=None, at=at)
    return exam.id
