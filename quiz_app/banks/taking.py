"""A question that is being written, as an exam would show it: for the take templates of the types."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from quiz_app.banks.types.protocol import LETTERS
from quiz_app.banks.types.table import TYPES
from quiz_app.core.markdown import inline


@dataclass(frozen=True, slots=True)
class TakenOption:
    key: str
    text_html: Markup


@dataclass(frozen=True, slots=True)
class TakenPrompt:
    text: str
    text_html: Markup


@dataclass(frozen=True, slots=True)
class TakenItem:
    """`answer` is always empty: nobody has answered."""

    no: int
    type: str
    template: str
    stem_html: Markup
    options: tuple[TakenOption, ...]
    blanks: int
    prompts: tuple[TakenPrompt, ...]
    answer: tuple[str, ...] = ()


def take(*, type: str, stem: str, options: Sequence[str], prompts: Sequence[str]) -> TakenItem:  # noqa: A002
    """The question with its options as written: an exam would only shuffle them. What is not written yet is empty."""
    kind = TYPES[type]
    blanks = kind.blanks(stem)
    shown = [*kind.shown_prompts(prompts)]
    shown += [""] * (blanks - len(shown))
    return TakenItem(
        no=1,
        type=type,
        template=f"banks/types/{type}/take.html",
        stem_html=inline(stem),
        options=tuple(
            TakenOption(letter, inline(text))
            for letter, text in zip(LETTERS, kind.shown_options(options), strict=False)
        ),
        blanks=blanks,
        prompts=tuple(TakenPrompt(text, inline(text)) for text in shown),
    )
