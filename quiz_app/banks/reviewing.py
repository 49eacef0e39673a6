"""A question laid open: what was answered and what is right, as the review templates of the types show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from quiz_app.banks.types.protocol import LETTERS, Interaction, Response
from quiz_app.banks.types.table import TYPES
from quiz_app.core.markdown import inline


@dataclass(frozen=True, slots=True)
class ReviewedOption:
    """`key` is the letter; `chosen` is None when nobody was asked."""

    key: str
    text_html: Markup
    chosen: bool | None
    right: bool


@dataclass(frozen=True, slots=True)
class ReviewedBlank:
    """`answer` is None when nobody was asked; `accepted` are the right texts, the one to be shown first."""

    answer: str | None
    accepted: tuple[str, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """`answered` is None when nobody was asked; `score` and `points` are in points, None where nothing was scored."""

    type: str
    stem_html: Markup
    options: tuple[ReviewedOption, ...] = ()
    blanks: tuple[ReviewedBlank, ...] = ()
    answered: bool | None = None
    score: int | float | None = None
    points: int | float | None = None


def review(
    *,
    type: str,  # noqa: A002
    stem: str,
    options: Sequence[str],
    key: Sequence[Any],
    order: Sequence[int] | None = None,
    response: Response | None = None,
    score: int | float | None = None,
    points: int | float | None = None,
) -> ReviewItem:
    """A question with its options in `order` (as written, without one) and, unless None, what was answered."""
    kind = TYPES[type]
    texts = kind.shown_options(options)
    return ReviewItem(
        type=type,
        stem_html=inline(stem),
        options=tuple(
            ReviewedOption(letter, inline(texts[index]), _is_chosen(response, index), index in key)
            for letter, index in zip(LETTERS, range(len(texts)) if order is None else order, strict=False)
        ),
        blanks=_blanks(type, key, response) if kind.interaction is Interaction.FILL else (),
        answered=None if response is None else any(map(_says_something, response)),
        score=score,
        points=points,
    )


def _is_chosen(response: Response | None, index: int) -> bool | None:
    return index in response if isinstance(response, frozenset) else None


def _blanks(type_code: str, key: Sequence[Any], response: Response | None) -> tuple[ReviewedBlank, ...]:
    if not isinstance(response, tuple):
        return tuple(ReviewedBlank(None, tuple(accepted), right=False) for accepted in key)
    written = [*response, *[""] * (len(key) - len(response))]
    kind = TYPES[type_code]
    return tuple(
        ReviewedBlank(text, tuple(accepted), kind.is_correct([accepted], (text,)))
        for text, accepted in zip(written, key, strict=False)
    )


def _says_something(part: int | str) -> bool:
    return isinstance(part, int) or bool(part.strip())
