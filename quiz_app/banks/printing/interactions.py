"""How each interaction looks on paper: a new one is its functions and a line in `PRINTED`.

What is asked is printed from `Asked`, which has no room for a key.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from quiz_app.banks.numbers import with_tolerance
from quiz_app.banks.types.case import PART_TYPES, part_key
from quiz_app.banks.types.protocol import LETTERS, Interaction
from quiz_app.banks.types.short_answer import rubric
from quiz_app.banks.types.table import TYPES
from quiz_app.core.printing.model import (
    Block,
    Choices,
    Frame,
    Mark,
    Paragraph,
    Ruled,
    Slots,
    Span,
    Spans,
    Style,
    Table,
    plain,
)
from quiz_app.core.printing.reading import line, read

RIGHT, WRONG = "√", "×"
LINES_TO_WRITE = 8
Order = Sequence[int]
Pictures = Mapping[str, bytes]

_EMPTY_PARENTHESES = re.compile(r"[（(]\s*[)）]")
_PLACE = "（　　）"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a taker sees it: options in the order in which they are shown, `blanks` as its type counts them;
    `parts` are those of a case."""

    type: str
    stem: str
    options: tuple[str, ...]
    prompts: tuple[str, ...]
    blanks: int
    parts: tuple["Asked", ...] = ()


class Printed(NamedTuple):
    """`hint` says once for a section how to answer. `place` stands at the end of a stem that has no empty parentheses.

    `ask` gives what follows the stem; `sheet` gives the place on an answer sheet for a numbered question; `answer`
    writes a key in the letters of the `order` in which the options are shown.
    """

    hint: str
    place: str
    ask: Callable[[Asked, Pictures], list[Block]]
    sheet: Callable[[str, Asked], "Mark | Slots | Frame"]
    answer: Callable[[Sequence[Any], Order], str]


def place_of(stem: str, printed: Printed) -> str:
    """What a stem is followed by."""
    return "" if _EMPTY_PARENTHESES.search(stem) else printed.place


def _choices(asked: Asked, pictures: Pictures) -> list[Block]:
    lettered = zip(LETTERS, asked.options, strict=False)
    return [Choices(tuple((letter, line(option, pictures)) for letter, option in lettered))]


def _nothing(asked: Asked, pictures: Pictures) -> list[Block]:
    return []


def _order(asked: Asked, pictures: Pictures) -> list[Block]:
    return [*_choices(asked, pictures), Paragraph((Span("正确的先后："), *_gaps(1)))]


def _pairs(asked: Asked, pictures: Pictures) -> list[Block]:
    """Two columns side by side, and a place for each on the left."""
    left = [(Span(f"{number}. "), *line(each, pictures)) for number, each in enumerate(asked.prompts, start=1)]
    lettered = zip(LETTERS, asked.options, strict=False)
    right = [(Span(f"{letter}. "), *line(each, pictures)) for letter, each in lettered]
    count = max(len(left), len(right))
    rows = zip([*left, *[()] * (count - len(left))], [*right, *[()] * (count - len(right))], strict=True)
    places = "　".join(f"{number}{_PLACE}" for number in range(1, len(left) + 1))
    return [Table(tuple(rows), has_head=False), Paragraph(plain(places))]


def _number(asked: Asked, pictures: Pictures) -> list[Block]:
    return [Paragraph((Span("答："), *_gaps(2)))]


def _offers(asked: Asked, pictures: Pictures) -> list[Block]:
    """What each gap may be filled with, where it offers anything."""
    numbered = enumerate(asked.prompts, start=1)
    return [
        Paragraph((Span(f"第 {number} 空：可选 "), *line(prompt, pictures))) for number, prompt in numbered if prompt
    ]


def _lines(asked: Asked, pictures: Pictures) -> list[Block]:
    return [Ruled(LINES_TO_WRITE)]


def _case(asked: Asked, pictures: Pictures) -> list[Block]:
    """The parts one below the other, each numbered in parentheses."""
    blocks: list[Block] = []
    for number, part in enumerate(asked.parts, start=1):
        form = PRINTED[TYPES[part.type].interaction]
        blocks += read(f"（{number}）{part.stem}{place_of(part.stem, form)}", pictures)
        blocks += form.ask(part, pictures)
    return blocks


def _marks(no: str, asked: Asked) -> Mark:
    return Mark(no, tuple(LETTERS[: len(asked.options)]))


def _verdicts(no: str, asked: Asked) -> Mark:
    return Mark(no, (RIGHT, WRONG))


def _blanks(no: str, asked: Asked) -> Slots:
    count = max(1, asked.blanks)
    return Slots(no, tuple(str(place) for place in range(1, count + 1)) if count > 1 else ("",))


def _places(no: str, asked: Asked) -> Slots:
    return Slots(no, ("",) * len(asked.options), is_wide=False)


def _partners(no: str, asked: Asked) -> Slots:
    return Slots(no, tuple(str(place) for place in range(1, len(asked.prompts) + 1)), is_wide=False)


def _parts(no: str, asked: Asked) -> Slots:
    return Slots(no, tuple(str(number) for number in range(1, len(asked.parts) + 1)))


def _frame(no: str, asked: Asked) -> Frame:
    return Frame(no, LINES_TO_WRITE)


def _letters(key: Sequence[Any], order: Order) -> str:
    return "".join(sorted(LETTERS[order.index(place)] for place in key if place in order))


def _sequence(key: Sequence[Any], order: Order) -> str:
    return "".join(LETTERS[order.index(place)] for place in key if place in order)


def _partners_of(key: Sequence[Any], order: Order) -> str:
    numbered = enumerate(key, start=1)
    return " ".join(f"{number}{LETTERS[order.index(place)]}" for number, place in numbered if place in order)


def _verdict(key: Sequence[Any], order: Order) -> str:
    return RIGHT if tuple(key) == (0,) else WRONG


def _texts(key: Sequence[Any], order: Order) -> str:
    accepted = [" / ".join(map(str, each)) for each in key]
    if len(accepted) == 1:
        return accepted[0]
    return "；".join(f"（{number}）{each}" for number, each in enumerate(accepted, start=1))


def _value(key: Sequence[Any], order: Order) -> str:
    return " ".join(with_tolerance(*pair) for pair in key)


def _rubric(key: Sequence[Any], order: Order) -> str:
    reference, points = rubric(key)
    return "\n".join([reference, *(f"得分点（占 {point.weight}）：{point.text}" for point in points)])


def _of_parts(key: Sequence[Any], order: Order) -> str:
    answers = []
    for entry in key:
        kind, own = PART_TYPES[entry[0]], part_key(entry)
        answers.append(PRINTED[kind.interaction].answer(own, range(len(LETTERS))))
    return "；".join(f"（{number}）{answer}" for number, answer in enumerate(answers, start=1))


def _gaps(count: int) -> Spans:
    return (Span("____", Style.BLANK),) * count


PRINTED: Mapping[Interaction, Printed] = {
    Interaction.CHOOSE_ONE: Printed("只有一个选项正确", _PLACE, _choices, _marks, _letters),
    Interaction.CHOOSE_MANY: Printed("有两个或更多选项正确", _PLACE, _choices, _marks, _letters),
    Interaction.JUDGE: Printed(f"对的打“{RIGHT}”，错的打“{WRONG}”", _PLACE, _nothing, _verdicts, _verdict),
    Interaction.FILL: Printed("把答案写在横线上", "", _nothing, _blanks, _texts),
    Interaction.ORDER: Printed("按正确的先后写选项的字母", "", _order, _places, _sequence),
    Interaction.PAIR: Printed("在左边各项的序号后面写右边的字母", "", _pairs, _partners, _partners_of),
    Interaction.NUMBER: Printed("写一个数", "", _number, _blanks, _value),
    Interaction.GAPS: Printed("把答案写在横线上，给出备选的从中选择", "", _offers, _blanks, _texts),
    Interaction.WRITE: Printed("把答案写在横线上", "", _lines, _frame, _rubric),
    Interaction.PARTS: Printed("读材料，逐个回答小题", "", _case, _parts, _of_parts),
}
