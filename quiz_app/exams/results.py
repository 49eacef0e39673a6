"""What came of a sheet, question by question and area by area, as the review shows it.

Lines carry the key: they are made only where `reviews.may_see_key` says so, or for whoever manages the exam.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from markupsafe import Markup

from quiz_app.banks.areas import AREAS
from quiz_app.banks.reviewing import Given, ReviewItem, review
from quiz_app.banks.types import protocol
from quiz_app.banks.types.table import TYPES
from quiz_app.core.passages import block
from quiz_app.exams.amending import Amendment
from quiz_app.exams.delivery import in_points
from quiz_app.exams.editions import Basis, Edition
from quiz_app.exams.grading import PersonMark, Result, chosen
from quiz_app.exams.papers import Paper, PaperItem
from quiz_app.exams.sheets import Response, Sheet

UNANSWERED = Response((), 0)
SHOWN_AT_ONCE = 10
BEFORE_DEADLINE = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Line:
    """One question of a paper laid open. `title` names its type, `template` draws its `item`; `waits` while people have
    still to mark it; `amendments` are its corrections."""

    no: int
    title: str
    area: str
    code: str
    item: ReviewItem
    right: bool
    explanation_html: Markup
    bases: tuple[Basis, ...]
    waits: bool = False
    amendments: tuple[Amendment, ...] = ()

    @property
    def template(self) -> str:
        return f"banks/types/{self.item.type}/review.html"


@dataclass(frozen=True, slots=True)
class Mistakes:
    """The lines that did not give all their points: answered ones, the `first` few apart, and those left open."""

    first: tuple[Line, ...]
    more: tuple[Line, ...]
    unanswered: tuple[Line, ...]

    @property
    def wrong(self) -> int:
        """How many were answered, but not rightly or not wholly."""
        return len(self.first) + len(self.more)

    @property
    def count(self) -> int:
        return self.wrong + len(self.unanswered)


NO_MISTAKES = Mistakes((), (), ())


@dataclass(frozen=True, slots=True)
class Part:
    """What one area gave: `score` of `points`, in points."""

    label: str
    score: int | float
    points: int | float

    @property
    def percent(self) -> float:
        return 100 * self.score / self.points if self.points else 0.0


def lines(edition: Edition, paper: Paper, sheet: Sheet, result: Result) -> list[Line]:
    """Every question of a paper in its order, with what was answered and what that gave."""
    found = []
    for no, (item, marked) in enumerate(zip(paper, result.items, strict=True), start=1):
        given = sheet.get(no, UNANSWERED)
        response = chosen(given, item, TYPES[edition.questions[item.question].type])
        score = None if marked.waits else in_points(marked.score)
        line = _line(edition, item, no, response, score, right=marked.right, mark=marked.mark)
        found.append(replace(line, waits=marked.waits))
    return found


def keyed(edition: Edition, paper: Paper) -> list[Line]:
    """Every question of a paper that nobody sat, with its key."""
    return [_line(edition, item, no, None, None, right=False) for no, item in enumerate(paper, start=1)]


def keyed_question(edition: Edition, place: int) -> Line:
    """One question of an edition with its key, options in the order in which they were written."""
    asked = edition.questions[place]
    worth = next((cell.points for cell in edition.cells if place in cell.pool), 0)
    order = tuple(range(TYPES[asked.type].option_count(asked.options)))
    return _line(edition, PaperItem(place, worth, order), 1, None, None, right=False)


def noted(reviewed: Iterable[Line], amendments: Mapping[int, Sequence[Amendment]]) -> list[Line]:
    """The lines with the corrections of each question; `amendments` are by its number."""
    return [replace(line, amendments=tuple(amendments.get(line.no, ()))) for line in reviewed]


def mistakes(reviewed: Iterable[Line]) -> Mistakes:
    """What went wrong, `SHOWN_AT_ONCE` of the wrong answers apart, so that a page need not unroll them all."""
    missed = [line for line in reviewed if not line.right and not line.waits]
    answered = tuple(line for line in missed if line.item.answered)
    unanswered = tuple(line for line in missed if not line.item.answered)
    return Mistakes(answered[:SHOWN_AT_ONCE], answered[SHOWN_AT_ONCE:], unanswered)


def unexplained(reviewed: Iterable[Line]) -> list[Line]:
    """The lines without their explanations and what they are based on, which quotes the answer."""
    return [replace(line, explanation_html=Markup(""), bases=()) for line in reviewed]


def verdicts(reviewed: Iterable[Line]) -> list[tuple[int, str]]:
    """(number, `right`, `wrong`, `unanswered` or `waits`) of each question: which were right, and no key."""
    return [(line.no, _verdict(line)) for line in reviewed]


def by_area(edition: Edition, paper: Paper, result: Result) -> list[Part]:
    """The areas that the paper touches, in their order. Of an area with one question, and of one that went wholly right
    or wrong, it tells which questions were right: it is shown no earlier than they."""
    scores = dict.fromkeys(AREAS, 0)
    points = dict.fromkeys(AREAS, 0)
    for item, marked in zip(paper, result.items, strict=True):
        area = edition.questions[item.question].area
        scores[area] += marked.score
        points[area] += marked.points
    touched = [code for code in AREAS if points[code]]
    return [Part(AREAS[code], in_points(scores[code]), in_points(points[code])) for code in touched]


def time_was_up(submitted_at: datetime, deadline_at: datetime) -> bool:
    """Whether an attempt ended with its time: the exam page hands in by itself a second before the deadline."""
    return submitted_at >= deadline_at - BEFORE_DEADLINE


def duration(milliseconds: int) -> str:
    """`21 分 46 秒`"""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes} 分 {seconds} 秒" if minutes else f"{seconds} 秒"


def _verdict(line: Line) -> str:
    if line.waits:
        return "waits"
    if line.right:
        return "right"
    return "wrong" if line.item.answered else "unanswered"


def _line(
    edition: Edition,
    item: PaperItem,
    no: int,
    response: protocol.Response | None,
    score: int | float | None,
    *,
    right: bool,
    mark: PersonMark | None = None,
) -> Line:
    question = edition.questions[item.question]
    return Line(
        no=no,
        title=TYPES[question.type].section_title,
        area=AREAS[question.area],
        code=question.code,
        item=review(
            type=question.type,
            stem=question.stem,
            options=question.options,
            prompts=question.prompts,
            parts=question.parts,
            key=question.key,
            order=item.order or None,
            response=response,
            score=score,
            points=in_points(item.points),
            given=None if mark is None else Given(tuple(map(in_points, mark.shares)), mark.comments),
        ),
        right=right,
        explanation_html=block(question.explanation),
        bases=question.bases,
    )
