"""SQL for what `reviews` says of an exam, for lists and tasks that ask about many exams at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from quiz_app.exams.reviews import AFTER_PUBLICATION, AFTER_WINDOW, AT_ONCE, NEVER
from quiz_app.exams.tables.exams import Exam


def is_closed(at: datetime) -> ColumnElement[bool]:
    """`reviews.phase` is past the window."""
    return or_(and_(Exam.ends_at.is_not(None), Exam.ends_at <= at), is_published(at))


def is_published(at: datetime) -> ColumnElement[bool]:
    return and_(Exam.results_at.is_not(None), Exam.results_at <= at)


def score_is_out(at: datetime) -> ColumnElement[bool]:
    """`reviews.may_see_score`"""
    return _has_come(Exam.review_score, at)


def key_is_out(at: datetime) -> ColumnElement[bool]:
    """`reviews.may_see_key`"""
    return _has_come(Exam.review_key, at)


def is_practisable(at: datetime) -> ColumnElement[bool]:
    """The moment of `reviews.practisable_from` has come."""
    at_once = and_(Exam.review_key == AT_ONCE, Exam.review_explanation == AT_ONCE)
    by_hand = or_(Exam.review_key == AFTER_PUBLICATION, Exam.review_explanation == AFTER_PUBLICATION)
    return or_(at_once, and_(~by_hand, is_closed(at)), is_published(at))


def _has_come(moment: Any, at: datetime) -> ColumnElement[bool]:
    after = and_(moment == AFTER_WINDOW, is_closed(at))
    by_hand = and_(moment != NEVER, is_published(at))
    return or_(moment == AT_ONCE, after, by_hand)
