"""A question laid open: what was answered and what is right, as the review templates of the types show it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from quiz_app.banks.markup import shown
from quiz_app.banks.numbers import with_tolerance
from quiz_app.banks.questions import Part, QuestionText
from quiz_app.banks.types.case import part_key, part_response
from quiz_app.banks.types.protocol import LETTERS, Interaction, QuestionType, Response
from quiz_app.banks.types.short_answer import rubric
from quiz_app.banks.types.table import TYPES
from quiz_app.core.markdown import inline
from quiz_app.core.passages import block


@dataclass(frozen=True, slots=True)
class ReviewedOption:
    """`key` is the letter; `chosen` is None when nobody was asked."""

    key: str
    text_html: Markup
    chosen: bool | None
    right: bool


@dataclass(frozen=True, slots=True)
class ReviewedBlank:
    """`answer` is None when nobody was asked; `accepted` are the right texts, the one to be shown first; `offered` is
    what could be chosen there, "" where a text was typed."""

    answer: str | None
    accepted: tuple[str, ...]
    right: bool
    offered: str = ""


@dataclass(frozen=True, slots=True)
class ReviewedPlace:
    """A place of an order, or a prompt of a matching: the option that belongs there and the one that was put there.

    `prompt_html` is empty for a place of an order; `given` is None where nothing was put, or nobody was asked.
    """

    prompt_html: Markup
    expected: ReviewedOption
    given: ReviewedOption | None
    right: bool


@dataclass(frozen=True, slots=True)
class ReviewedPoint:
    """A marking point: what must be said, what it is worth of the question in points (None where nobody was asked) and
    what a person gave for it (None while nobody has)."""

    text: str
    worth: int | float | None
    given: int | float | None


@dataclass(frozen=True, slots=True)
class ReviewedText:
    """A written answer beside its rubric. `text` is None when nobody was asked; `comments` are those of its readers."""

    text: str | None
    reference: str
    points: tuple[ReviewedPoint, ...]
    comments: tuple[str, ...] = ()

    @property
    def is_marked(self) -> bool:
        return all(point.given is not None for point in self.points)


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gave: for each marking point, in points, and what was said about it."""

    shares: tuple[int | float, ...]
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """`answered` is None when nobody was asked; `score` and `points` are in points, None where nothing was scored.

    `parts` are those of a case, each laid open like a question by itself; `title` is the short name of the type.
    """

    type: str
    title: str
    stem_html: Markup
    options: tuple[ReviewedOption, ...] = ()
    blanks: tuple[ReviewedBlank, ...] = ()
    places: tuple[ReviewedPlace, ...] = ()
    text: ReviewedText | None = None
    parts: tuple["ReviewItem", ...] = ()
    answered: bool | None = None
    score: int | float | None = None
    points: int | float | None = None


def laid_open(text: QuestionText) -> ReviewItem:
    """A question as it is written, with its key and its pictures; nobody was asked."""
    seen = shown(text)
    return review(
        type=seen.type,
        stem=seen.stem,
        options=seen.options,
        prompts=seen.prompts,
        parts=seen.parts,
        key=seen.key,
    )


def review(
    *,
    type: str,  # noqa: A002
    stem: str,
    options: Sequence[str],
    key: Sequence[Any],
    prompts: Sequence[str] = (),
    parts: Sequence[Part] = (),
    order: Sequence[int] | None = None,
    response: Response | None = None,
    score: int | float | None = None,
    points: int | float | None = None,
    given: Given | None = None,
) -> ReviewItem:
    """A question with its options in `order` (as written, without one) and, unless None, what was answered and what
    a person gave for it."""
    kind = TYPES[type]
    texts = kind.shown_options(options)
    listed = {
        index: ReviewedOption(letter, inline(texts[index]), _is_chosen(response, index), index in key)
        for letter, index in zip(LETTERS, range(len(texts)) if order is None else order, strict=False)
    }
    return ReviewItem(
        type=type,
        title=kind.label,
        stem_html=block(stem),
        options=tuple(listed.values()),
        blanks=() if listed or parts or kind.marked_by_person else _blanks(kind, key, prompts, response),
        places=_places(listed, prompts, key, response) if kind.is_sequence else (),
        text=_written(key, response, points, given) if kind.marked_by_person else None,
        parts=tuple(_parts(parts, key, response)),
        answered=None if response is None else any(map(_says_something, response)),
        score=score,
        points=points,
    )


def _is_chosen(response: Response | None, index: int) -> bool | None:
    return index in response if isinstance(response, frozenset) else None


def _written(
    key: Sequence[Any], response: Response | None, points: int | float | None, given: Given | None
) -> ReviewedText:
    marked_by = rubric(key)
    worth = [None] * len(marked_by.points) if points is None else [_points(x) for x in marked_by.worth(_cents(points))]
    shares = given.shares if given else (None,) * len(marked_by.points)
    return ReviewedText(
        text=None if response is None else "\n".join(map(str, response)),
        reference=marked_by.reference,
        points=tuple(map(ReviewedPoint, (point.text for point in marked_by.points), worth, shares)),
        comments=given.comments if given else (),
    )


def _cents(points: int | float) -> int:
    return round(points * 100)


def _points(cents: int) -> int | float:
    return cents // 100 if cents % 100 == 0 else cents / 100


def _blanks(
    kind: QuestionType, key: Sequence[Any], prompts: Sequence[str], response: Response | None
) -> tuple[ReviewedBlank, ...]:
    offers = [*kind.shown_prompts(prompts), *[""] * (len(key) - len(prompts))]
    if not isinstance(response, tuple):
        return tuple(
            ReviewedBlank(None, _accepted(kind, part), right=False, offered=offer)
            for part, offer in zip(key, offers, strict=False)
        )
    written = [*map(str, response), *[""] * (len(key) - len(response))]
    return tuple(
        ReviewedBlank(text, _accepted(kind, part), kind.is_correct([part], (text,)), offer)
        for text, part, offer in zip(written, key, offers, strict=False)
    )


def _parts(parts: Sequence[Part], key: Sequence[Any], response: Response | None) -> Iterator[ReviewItem]:
    given = [*map(str, response)] if isinstance(response, tuple) else []
    for part, entry, text in zip(parts, key, [*given, *[""] * len(parts)], strict=False):
        yield review(
            type=part.type,
            stem=part.stem,
            options=part.options,
            key=part_key(entry),
            response=None if response is None else part_response(part.type, text),
        )


def _accepted(kind: QuestionType, part: Sequence[str]) -> tuple[str, ...]:
    """The texts that count as right; a number with its tolerance is one."""
    return (with_tolerance(*part),) if kind.interaction is Interaction.NUMBER else tuple(part)


def _places(
    options: dict[int, ReviewedOption], prompts: Sequence[str], key: Sequence[Any], response: Response | None
) -> tuple[ReviewedPlace, ...]:
    given = [*response] if isinstance(response, tuple) else []
    heads = [inline(prompt) for prompt in prompts] or [Markup()] * len(key)
    put = [*given, *[-1] * (len(key) - len(given))]
    return tuple(
        ReviewedPlace(head, options[right], options.get(index) if isinstance(index, int) else None, right == index)
        for head, right, index in zip(heads, key, put, strict=False)
    )


def _says_something(part: int | str) -> bool:
    return part >= 0 if isinstance(part, int) else bool(part.strip())
