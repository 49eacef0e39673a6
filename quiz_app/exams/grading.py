"""Grading an answer sheet: a pure function of (edition, paper, sheet), and of the marks that people gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from quiz_app.banks.types import protocol
from quiz_app.banks.types.protocol import QuestionType
from quiz_app.banks.types.table import TYPES
from quiz_app.exams.editions import Edition
from quiz_app.exams.papers import Paper, PaperItem
from quiz_app.exams.sheets import LETTERS, Response, Sheet

_PLACES = {letter: place for place, letter in enumerate(LETTERS)}


@dataclass(frozen=True, slots=True)
class PersonMark:
    """What people gave for an answer: for each marking point in hundredths, and what they said about it."""

    shares: tuple[int, ...]
    comments: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        return sum(self.shares)


Marks = Mapping[int, PersonMark]
"""What people gave on one paper, by question number."""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What one question gave: `score` of `points`, both in hundredths of a point. `waits` while a person has still to
    mark it, and then its score is 0; `mark` is what people gave. A void question gives 0 of 0."""

    no: int
    points: int
    score: int
    answered: bool
    waits: bool = False
    mark: PersonMark | None = None

    @property
    def right(self) -> bool:
        return self.score == self.points


@dataclass(frozen=True, slots=True)
class Result:
    """What a sheet gave, in hundredths of a point; of what a person has still to mark nothing."""

    score: int
    max_score: int
    items: tuple[ItemResult, ...]

    @property
    def waits(self) -> bool:
        return any(item.waits for item in self.items)

    def passed(self, pass_percent: int) -> bool:
        return self.score * 100 >= self.max_score * pass_percent


def grade(edition: Edition, paper: Paper, sheet: Sheet) -> Result:
    """Mark every question by its type and the exam's rule for partial credit; what is not answered, and what a person
    has to mark, gives nothing. Only for papers without the latter is this the whole of it: see `grade_with`."""
    items = tuple(_mark(edition, item, no, sheet.get(no)) for no, item in enumerate(paper, start=1))
    if edition.void or edition.gifts:
        return _corrected(edition, paper, items)
    return Result(sum(item.score for item in items), edition.max_score, items)


def grade_with(edition: Edition, paper: Paper, sheet: Sheet, marks: Marks) -> Result:
    """As `grade`, and what people mark counts by `marks`; what is not among them waits."""
    result = grade(edition, paper, sheet)
    written = by_person(edition, paper)
    if not written:
        return result
    items = list(result.items)
    for no in written:
        items[no - 1] = _by_mark(items[no - 1], sheet.get(no), marks.get(no))
    return Result(sum(item.score for item in items), result.max_score, tuple(items))


def mark_one(
    edition: Edition, item: PaperItem, no: int, response: Response | None, mark: PersonMark | None = None
) -> ItemResult:
    """What one question of a paper gives: that item of what `grade_with` gives for all of it."""
    marked = _treated(edition, item, _mark(edition, item, no, response))
    return _by_mark(marked, response, mark) if edition.is_by_person(item.question) else marked


def by_person(edition: Edition, paper: Paper) -> tuple[int, ...]:
    """The numbers of the questions of a paper that people mark."""
    return tuple(no for no, item in enumerate(paper, start=1) if edition.is_by_person(item.question))


def says_something(response: Response | None) -> bool:
    """Whether anything but white space was written or chosen."""
    return response is not None and any(value.strip() for value in response.values)


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


def _corrected(edition: Edition, paper: Paper, items: Sequence[ItemResult]) -> Result:
    """What is void counts for nothing, so that the paper's maximum shrinks; a gift counts in full, answered or not."""
    counted = tuple(_treated(edition, item, marked) for item, marked in zip(paper, items, strict=True))
    return Result(sum(item.score for item in counted), sum(item.points for item in counted), counted)


def _treated(edition: Edition, item: PaperItem, marked: ItemResult) -> ItemResult:
    if item.question in edition.void:
        return replace(marked, points=0, score=0)
    return replace(marked, score=marked.points) if item.question in edition.gifts else marked


def _mark(edition: Edition, item: PaperItem, no: int, response: Response | None) -> ItemResult:
    if response is None:
        return ItemResult(no, item.points, 0, answered=False)
    question = edition.questions[item.question]
    kind = TYPES[question.type]
    share = kind.grade(question.key, chosen(response, item, kind), edition.credit_rule)
    return ItemResult(no, item.points, _rounded(item.points, share), answered=True)


def _by_mark(item: ItemResult, response: Response | None, mark: PersonMark | None) -> ItemResult:
    if not says_something(response):
        return replace(item, answered=False)
    return replace(item, waits=True) if mark is None else replace(item, score=mark.score, mark=mark)


def _rounded(points: int, share: Fraction) -> int:
    """A share of points, in hundredths, half up: by whole numbers, since a sheet has fifty of them."""
    return (2 * points * share.numerator + share.denominator) // (2 * share.denominator)
