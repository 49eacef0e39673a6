"""A question that is being written, as an exam would show it: for the take templates of the types."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from quiz_app.banks.questions import Part, QuestionText
from quiz_app.banks.types.protocol import LETTERS
from quiz_app.banks.types.table import TYPES
from quiz_app.core.markdown import inline
from quiz_app.core.passages import block


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
    """`answer` is always empty: nobody has answered. `parts` are those of a case, items in their turn."""

    no: int | str
    type: str
    title: str
    template: str
    stem_html: Markup
    options: tuple[TakenOption, ...]
    blanks: int
    prompts: tuple[TakenPrompt, ...] = ()
    parts: tuple["TakenItem", ...] = ()
    answer: tuple[str, ...] = ()


def take(text: QuestionText) -> TakenItem:
    """The question with its options as written: an exam would only shuffle them. What is not written yet is empty."""
    kind = TYPES[text.type]
    prompts = [*kind.shown_prompts(text.prompts)]
    prompts += [""] * (kind.blanks(text.stem) - len(prompts))
    return TakenItem(
        no=1,
        type=text.type,
        title=kind.section_title,
        template=_template(text.type),
        stem_html=block(text.stem),
        options=_options(text.type, text.options),
        blanks=kind.blanks(text.stem),
        prompts=tuple(TakenPrompt(prompt, inline(prompt)) for prompt in prompts),
        parts=tuple(_part(part, number) for number, part in enumerate(text.parts, start=1)),
    )


def _part(part: Part, number: int) -> TakenItem:
    kind = TYPES[part.type]
    return TakenItem(
        no=f"1-{number}",
        type=part.type,
        title=kind.label,
        template=_template(part.type),
        stem_html=block(part.stem),
        options=_options(part.type, part.options),
        blanks=kind.blanks(part.stem),
    )


def _template(code: str) -> str:
    return f"banks/types/{code}/take.html"


def _options(code: str, options: Sequence[str]) -> tuple[TakenOption, ...]:
    shown = TYPES[code].shown_options(options)
    return tuple(TakenOption(letter, inline(text)) for letter, text in zip(LETTERS, shown, strict=False))
