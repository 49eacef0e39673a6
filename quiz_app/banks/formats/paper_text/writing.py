"""Items as the text of a paper that reads back: a heading for each run of a type and its points, then the questions."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from quiz_app.banks.formats.answers import LETTERS, write_answer
from quiz_app.banks.formats.assembling import DIFFICULTY_NAMES, written_knowledge_points, written_points
from quiz_app.banks.formats.paper_text import marks
from quiz_app.banks.formats.paper_text.key_list import kept_answer
from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.formats.texts import one_line
from quiz_app.banks.formats.type_names import NAMES

_NUMERALS = "零一二三四五六七八九"


def paper(items: Sequence[Item], title: str) -> list[str]:
    """Lines of a paper with items as `PaperText.carries` leaves them."""
    lines = [marks.kept_line(one_line(title)), ""] if title.strip() else []
    number = 0
    sections = groupby(items, lambda item: (item.interaction, item.points))
    for place, ((interaction, points), section) in enumerate(sections, start=1):
        each = f"（每题{written_points(points)}分）" if points is not None else ""
        lines += [f"{numeral(place)}、{NAMES[interaction]}题{each}", ""]
        for item in section:
            number += 1
            lines += [*_question(number, item), ""]
    return lines


def numeral(number: int) -> str:
    """21 as 二十一, up to 9,999."""
    text = ""
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            text += _NUMERALS[digit] + unit
        elif text and not text.endswith("零") and number % size:
            text += "零"
    return text.removeprefix("一") if 10 <= number < 20 else text


def _question(number: int, item: Item) -> Iterator[str]:
    yield from _long(f"{number}. ", marks.kept_stem(item.stem))
    for letter, option in zip(LETTERS, item.options, strict=False):
        yield from _long(f"{letter}. ", marks.kept_letters(option))
    if answer := write_answer(item.key, item.interaction):
        yield from _long("答案：", kept_answer(marks.kept_labels(answer)))
    if item.explanation:
        yield from _long("解析：", item.explanation)
    if item.difficulty:
        yield f"难度：{DIFFICULTY_NAMES[item.difficulty]}"
    if item.knowledge_points:
        yield f"知识点：{written_knowledge_points(item)}"
    for citation, words in item.bases:
        yield f"依据：{citation}"
        if words:
            yield f"引文：{words}"
    if item.code:
        yield f"编号：{item.code}"
    if item.category:
        yield f"分类：{item.category}"


def _long(mark: str, text: str) -> Iterator[str]:
    first, *rest = text.split("\n")
    yield mark + first
    yield from map(marks.kept_line, rest)
