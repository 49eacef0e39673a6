"""Grading an answer sheet: a pure function of (edition, paper, sheet)."""

from dataclasses import dataclass
from fractions import Fraction

from quiz_app.banks.types import protocol
from quiz_app.banks.types.protocol import QuestionType
from quiz_app.banks.types.table import TYPES
from quiz_app.exams.editions import Edition
from quiz_app.exams.papers import Paper, PaperItem
from quiz_app.exams.sheets import LETTERS, Response, Sheet

_PLACES = {letter: place for place, letter in enumerate(LETTERS)}


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What one question gave: `score` of `points`, both in hundredths of a point."""

    no: int
    points: int
    score: int
    answered: bool

    @property
    def right(self) -> bool:
        return self.score == self.points


@dataclass(frozen=True, slots=True)
class Result:
    """What a sheet gave, in hundredths of a point."""

    score: int
    max_score: int
    items: tuple[ItemResult, ...]

    def passed(self, pass_percent: int) -> bool:
        return self.score * 100 >= self.max_score * pass_percent


def grade(edition: Edition, paper: Paper, sheet: Sheet) -> Result:
    """Mark every question by its type and the exam's rule for partial credit; what is not answered gives nothing."""
    items = tuple(_mark(edition, item, no, sheet.get(no)) for no, item in enumerate(paper, start=1))
    return Result(sum(item.score for item in items), edition.max_score, items)


def chosen(response: Response, item: PaperItem, kind: QuestionType) -> protocol.Response:
    """What was answered as the type takes it: texts, or the options by their index as written.

    Letters that are not shown, and places that are left empty, count as -1.
    """
    order = item.order
    if not order:
        return response.values
    size = len(order)
    places = [_PLACES.get(value, size) for value in response.values]
    indexes = [order[place] if place < size else -1 for place in places]
    return tuple(indexes) if kind.is_sequence else frozenset(indexes)


def _mark(edition: Edition, item: PaperItem, no: int, response: Response | None) -> ItemResult:
    if response is None:
        return ItemResult(no, item.points, 0, answered=False)
    question = edition.questions[item.question]
    kind = TYPES[question.type]
    share = kind.grade(question.key, chosen(response, item, kind), edition.credit_rule)
    return ItemResult(no, item.points, _rounded(item.points, share), answered=True)


def _rounded(points: int, share: Fraction) -> int:
    """A share of points, in hundredths, half up: by whole numbers, since a sheet has fifty of them."""
    return (2 * points * share.numerator + share.denominator) // (2 * share.denominator)
