"""A delivered paper as the exam page shows it: in parts by question type, each question with what was answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from quiz_app.banks.types.case import part_values
from quiz_app.banks.types.table import TYPES
from quiz_app.core.markdown import inline
from quiz_app.core.passages import block
from quiz_app.exams.delivery import Delivered, DeliveredOption, DeliveredPart


@dataclass(frozen=True, slots=True)
class ShownOption:
    key: str
    text_html: Markup


@dataclass(frozen=True, slots=True)
class ShownPrompt:
    text: str
    text_html: Markup


@dataclass(frozen=True, slots=True)
class Item:
    """One question to answer. `template` draws it; `answer` is what the sheet holds: letters, or a text a blank.

    The parts of a case are items in their turn, of which `title` names the type: the second of question 5 has the
    number `5-2` and no points of its own.
    """

    no: int | str
    type: str
    title: str
    points: int | float | None
    template: str
    stem_html: Markup
    options: tuple[ShownOption, ...]
    blanks: int
    prompts: tuple[ShownPrompt, ...]
    answer: tuple[str, ...]
    parts: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one type. `points_each` is None where they differ."""

    title: str
    points_each: int | float | None
    items: tuple[Item, ...]


def sections(paper: Iterable[Delivered], answers: Mapping[str, list[str]]) -> list[Section]:
    """`answers` maps question numbers as text to values, as a save sends them."""
    parts = []
    for kind, group in groupby(paper, key=lambda each: each.type):
        items = tuple(_item(each, answers.get(str(each.no), [])) for each in group)
        worth = {item.points for item in items}
        parts.append(Section(TYPES[kind].section_title, worth.pop() if len(worth) == 1 else None, items))
    return parts


def _item(delivered: Delivered, answer: list[str]) -> Item:
    return Item(
        no=delivered.no,
        type=delivered.type,
        title=TYPES[delivered.type].section_title,
        points=delivered.points,
        template=f"banks/types/{delivered.type}/take.html",
        stem_html=block(delivered.stem),
        options=_options(delivered.options),
        blanks=delivered.blanks,
        prompts=tuple(ShownPrompt(prompt, inline(prompt)) for prompt in delivered.prompts),
        answer=tuple(answer),
        parts=tuple(
            _part(part, f"{delivered.no}-{number}", answer[number - 1] if number <= len(answer) else "")
            for number, part in enumerate(delivered.parts, start=1)
        ),
    )


def _part(delivered: DeliveredPart, no: str, answer: str) -> Item:
    return Item(
        no=no,
        type=delivered.type,
        title=TYPES[delivered.type].label,
        points=None,
        template=f"banks/types/{delivered.type}/take.html",
        stem_html=block(delivered.stem),
        options=_options(delivered.options),
        blanks=delivered.blanks,
        prompts=(),
        answer=part_values(delivered.type, answer),
    )


def _options(options: Iterable[DeliveredOption]) -> tuple[ShownOption, ...]:
    return tuple(ShownOption(option.key, inline(option.text)) for option in options)
