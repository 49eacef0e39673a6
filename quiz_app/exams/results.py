"""What came of a sheet, question by question and area by area, as the review shows it.

Lines carry the key: they are made only where `reviews.may_see_key` says so, or for whoever manages the exam.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from quiz_app.banks.areas import AREAS
from quiz_app.banks.types.table import TYPES
from quiz_app.core.markdown import inline
from quiz_app.exams.delivery import in_points
from quiz_app.exams.editions import Basis, Edition, EditionQuestion
from quiz_app.exams.grading import Result, chosen
from quiz_app.exams.papers import Paper, PaperItem
from quiz_app.exams.sheets import LETTERS, Response, Sheet


@dataclass(frozen=True, slots=True)
class ReviewedOption:
    """An option under this paper's letter; `chosen` is None where nobody sat."""

    key: str
    text_html: Markup
    chosen: bool | None
    right: bool


@dataclass(frozen=True, slots=True)
class ReviewedBlank:
    """One blank: what was written (None where nobody sat), and the texts that count as right."""

    answer: str | None
    accepted: tuple[str, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One question with its key. `score` and `points` are in points; `score` and `answered` are None where nobody sat."""

    no: int
    type: str
    title: str
    area: str
    code: str
    stem_html: Markup
    options: tuple[ReviewedOption, ...]
    blanks: tuple[ReviewedBlank, ...]
    score: int | float | None
    points: int | float
    answered: bool | None
    explanation_html: Markup
    bases: tuple[Basis, ...]

    @property
    def right(self) -> bool:
        return self.score == self.points

    @property
    def template(self) -> str:
        return f"banks/types/{self.type}/review.html"


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
    return [
        _line(edition, item, no, sheet.get(no) or Response((), 0), in_points(marked.score))
        for no, (item, marked) in enumerate(zip(paper, result.items, strict=True), start=1)
    ]


def keyed(edition: Edition, paper: Paper) -> list[Line]:
    """Every question of a paper that nobody sat, with its key."""
    return [_line(edition, item, no, None, None) for no, item in enumerate(paper, start=1)]


def wrong(reviewed: Iterable[Line]) -> list[Line]:
    """The lines that did not give all their points, whether answered or not."""
    return [line for line in reviewed if not line.right]


def by_area(edition: Edition, paper: Paper, result: Result) -> list[Part]:
    """The areas that the paper touches, in their order. Says how well an area went, not which question was wrong."""
    scores = dict.fromkeys(AREAS, 0)
    points = dict.fromkeys(AREAS, 0)
    for item, marked in zip(paper, result.items, strict=True):
        area = edition.questions[item.question].area
        scores[area] += marked.score
        points[area] += marked.points
    touched = [code for code in AREAS if points[code]]
    return [Part(AREAS[code], in_points(scores[code]), in_points(points[code])) for code in touched]


def duration(milliseconds: int) -> str:
    """`21 分 46 秒`"""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes} 分 {seconds} 秒" if minutes else f"{seconds} 秒"


def _line(
    edition: Edition, item: PaperItem, no: int, response: Response | None, score: int | float | None
) -> Line:
    question = edition.questions[item.question]
    return Line(
        no=no,
        type=question.type,
        title=TYPES[question.type].section_title,
        area=AREAS[question.area],
        code=question.code,
        stem_html=inline(question.stem),
        options=_options(question, item, response),
        blanks=() if item.order else _blanks(question, response),
        score=score,
        points=in_points(item.points),
        answered=None if response is None else bool(response.values),
        explanation_html=inline(question.explanation),
        bases=question.bases,
    )


def _options(question: EditionQuestion, item: PaperItem, response: Response | None) -> tuple[ReviewedOption, ...]:
    texts = TYPES[question.type].shown_options(question.options)
    given = None if response is None else chosen(response, item)
    return tuple(
        ReviewedOption(letter, inline(texts[index]), None if given is None else index in given, index in question.key)
        for letter, index in zip(LETTERS, item.order, strict=False)
    )


def _blanks(question: EditionQuestion, response: Response | None) -> tuple[ReviewedBlank, ...]:
    kind = TYPES[question.type]
    written = None if response is None else (*response.values, *[""] * len(question.key))
    return tuple(
        ReviewedBlank(
            answer=None if written is None else written[place],
            accepted=accepted,
            right=written is not None and kind.is_correct((accepted,), (written[place],)),
        )
        for place, accepted in enumerate(question.key)
    )
