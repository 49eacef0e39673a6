"""Questions on paper, whatever they are printed for: in sections by type, with or without what is right."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from quiz_app.banks.printing.interactions import PRINTED, Asked, Pictures, Printed, place_of
from quiz_app.banks.types.table import TYPES
from quiz_app.core.printing.model import (
    Block,
    Frame,
    Heading,
    Item,
    Mark,
    Marks,
    Paragraph,
    Slots,
    Span,
    Style,
    Table,
    plain,
)
from quiz_app.core.printing.reading import NO_PICTURES, line, read

FULL_TITLES: Mapping[str, str] = {"single_choice": "单项选择题", "multiple_choice": "多项选择题"}
"""What papers call a type where that is longer than its section title on the site."""

IN_A_ROW = 10

_NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Basis:
    """Where an answer rests: the citation as it is written, and its decisive words."""

    citation: str
    quotation: str


@dataclass(frozen=True, slots=True)
class Solved:
    """What is right, in the letters of the paper, and why; only for who may see it."""

    answer: str
    explanation: str = ""
    bases: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbered:
    """A question at its place; `points` is None where it has none. `given` is what somebody answered, in words, None
    where nobody was asked; `score` is what that gave."""

    no: int
    asked: Asked
    points: int | float | None = None
    solved: Solved | None = None
    given: str | None = None
    score: int | float | None = None


def printed_form(type: str) -> Printed:  # noqa: A002
    return PRINTED[TYPES[type].interaction]


def full_title(type: str) -> str:  # noqa: A002
    return FULL_TITLES.get(type, TYPES[type].section_title)


def numeral(number: int) -> str:
    """1 as 一, 12 as 十二, up to 99."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return f"{_NUMERALS[tens] if tens > 1 else ''}十{_NUMERALS[ones] if ones else ''}"


def sections(
    questions: Iterable[Numbered], blocks: Callable[[Sequence[Numbered]], Iterable[Block]], *, hints: bool = False
) -> Iterator[Block]:
    """Runs of questions of one type under a heading that counts them and their points; `blocks` lays each run out."""
    runs = groupby(questions, key=lambda each: each.asked.type)
    for place, (kind, run) in enumerate(runs, start=1):
        held = list(run)
        yield Heading(f"{numeral(place)}、{full_title(kind)}", _worth(held, printed_form(kind).hint if hints else ""))
        yield from blocks(held)


def as_asked(questions: Sequence[Numbered], pictures: Pictures = NO_PICTURES) -> Iterator[Block]:
    """The questions to be answered, with what is right below those that carry it."""
    for each in questions:
        yield Item(str(each.no), (*_question(each.asked, pictures), *_below(each, pictures)))


def as_sheet(questions: Sequence[Numbered]) -> Iterator[Block]:
    """Where to answer them: fields to be blackened side by side, and places to write into."""
    for is_mark, run in groupby(map(_sheet_place, questions), key=lambda place: isinstance(place, Mark)):
        if is_mark:
            yield Marks(tuple(each for each in run if isinstance(each, Mark)))
        else:
            yield from (each for each in run if not isinstance(each, Mark))


def as_key(questions: Sequence[Numbered]) -> Iterator[Block]:
    """What is right, without what was asked: in short where fields are blackened, then each with its grounds."""
    if questions and isinstance(_sheet_place(questions[0]), Mark):
        yield _in_short(questions)
    for each in questions:
        if each.solved is not None:
            yield Item(str(each.no), (_answer(each.solved), *_grounds(each.solved, NO_PICTURES)))


def _sheet_place(question: Numbered) -> Mark | Slots | Frame:
    return printed_form(question.asked.type).sheet(str(question.no), question.asked)


def _in_short(questions: Sequence[Numbered]) -> Table:
    """Numbers over answers, as many side by side as whoever marks by hand takes in at a glance."""
    lines = [questions[place : place + IN_A_ROW] for place in range(0, len(questions), IN_A_ROW)]
    width = min(len(questions), IN_A_ROW)
    rows: list[list[str]] = []
    for each in lines:
        rows.append([str(question.no) for question in each])
        rows.append([question.solved.answer if question.solved else "" for question in each])
    padded = ([*row, *[""] * (width - len(row))] for row in rows)
    return Table(tuple(tuple(plain(cell) for cell in row) for row in padded), has_head=False)


def _question(asked: Asked, pictures: Pictures) -> tuple[Block, ...]:
    form = printed_form(asked.type)
    return (*read(asked.stem + place_of(asked.stem, form), pictures), *form.ask(asked, pictures))


def _below(each: Numbered, pictures: Pictures) -> Iterator[Block]:
    if each.given is not None:
        gave = f"　得 {each.score:g} 分，满分 {each.points:g} 分" if each.score is not None and each.points else ""
        yield Paragraph((Span("作答：", Style.STRONG), Span((each.given or "未答") + gave)))
    if each.solved is not None:
        yield _answer(each.solved)
        yield from _grounds(each.solved, pictures)


def _answer(solved: Solved) -> Paragraph:
    return Paragraph((Span("答案：", Style.STRONG), Span(solved.answer)))


def _grounds(solved: Solved, pictures: Pictures) -> Iterator[Block]:
    if solved.explanation.strip():
        first, *rest = read(solved.explanation, pictures)
        lead = first.spans if isinstance(first, Paragraph) else ()
        yield Paragraph((Span("解析："), *lead), is_note=True)
        yield from rest if lead else (first, *rest)
    for basis in solved.bases:
        quotation = f"：“{basis.quotation}”" if basis.quotation else ""
        yield Paragraph((*plain("依据："), *line(basis.citation), *plain(quotation)), is_note=True)


def _worth(questions: Sequence[Numbered], hint: str) -> str:
    """`（共 10 题，每题 2 分，共 20 分；只有一个选项正确）`"""
    parts = [f"共 {len(questions)} 题"]
    points = [each.points for each in questions if each.points is not None]
    if points:
        parts += [f"每题 {points[0]:g} 分"] if len(set(points)) == 1 else []
        parts.append(f"共 {sum(points):g} 分")
    return f"（{'，'.join(parts)}{'；' if hint else ''}{hint}）"
