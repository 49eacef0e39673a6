"""A bulletin as it is printed and as a workbook: in the order in which offices set such a paper."""

from collections.abc import Sequence
from datetime import date

from quiz_app.bulletins.composing import NUMERALS, Words
from quiz_app.bulletins.contents import Content, Named, read, value
from quiz_app.bulletins.contents import Table as Data
from quiz_app.core.printing.model import Bars, Block, Document, Line, Part, Table, note, plain
from quiz_app.core.sheets import Column
from quiz_app.core.sheets import Table as Sheet

MOST_BARS = 20
MOST_PRINTED = 2000
_FORBIDDEN = frozenset('\\/:*?"<>|[]')


def document(words: Words, dated_on: date, content: Content, named: Named) -> Document:
    """A4: heading, number, title, addressees, body, attachments, signature and date."""
    return Document(words.title, (Part("", tuple(_blocks(words, dated_on, content, named))),))


def book(content: Content, named: Named) -> list[Sheet]:
    """Every table as a sheet of a workbook."""
    return [
        Sheet(
            f"{number}.{''.join(sign for sign in each.title if sign not in _FORBIDDEN)}"[:31],
            [
                Column(column.title, 24 if column.digits is None else 12, _kind(column.digits))
                for column in each.columns
            ],
            [[value(cell, named) for cell in row] for row in each.rows],
        )
        for number, each in enumerate(content.tables, start=1)
    ]


def paragraphs(text: str) -> list[str]:
    """The paragraphs of what somebody wrote."""
    return [each.strip() for each in text.splitlines() if each.strip()]


def numeral(place: int) -> str:
    """一, 二 … of a section, from 1."""
    return NUMERALS[place - 1] if place <= len(NUMERALS) else str(place)


def day(moment: date) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日"


def _blocks(words: Words, dated_on: date, content: Content, named: Named) -> list[Block]:
    found: list[Block] = [
        Line(words.heading, size=_heading_size(words.heading), align="center", is_strong=True, is_red=True, space=12),
        Line(words.number, size=16, align="center", has_rule=True, space=14),
        Line(words.title, size=22, align="center", is_strong=True, space=22),
    ]
    if words.addressees:
        found.append(Line(f"{words.addressees.rstrip('：:')}：", space=16))
    found += [_body(each) for each in paragraphs(words.opening)]
    for place, section in enumerate(content.sections, start=1):
        found.append(Line(f"{numeral(place)}、{section.title}", is_strong=True, is_indented=True))
        found += [_body(each) for each in section.sentences]
        for table in section.tables:
            found += _table(table, named)
    found += [_body(each) for each in paragraphs(words.closing)]
    if content.attached:
        titles = "　".join(f"{place}. {each.title}" for place, each in enumerate(content.attached, start=1))
        found.append(Line(f"附件：{titles}", is_indented=True, space=10))
    found.append(Line(words.signed_by, align="right", space=26))
    found.append(Line(day(dated_on), align="right"))
    for place, table in enumerate(content.attached, start=1):
        found.append(Line(f"附件 {place}", is_strong=True, space=24))
        found += _table(table, named)
    return found


def _body(text: str) -> Line:
    return Line(text, is_indented=True)


def _table(table: Data, named: Named) -> list[Block]:
    rows = read(table, named)
    found: list[Block] = [Line(table.title, size=12, align="center", is_strong=True, space=8)]
    head = tuple(plain(each.title) for each in table.columns)
    body = tuple(tuple(plain(cell) for cell in row) for row in rows[:MOST_PRINTED])
    found.append(Table((head, *body), is_centred=True))
    if len(rows) > MOST_PRINTED:
        found.append(note(f"共 {len(rows):,} 行，这里印前 {MOST_PRINTED:,} 行，其余见随附的表格文件。"))
    if table.drawn:
        found.append(Line(f"{table.drawn}（图）", size=12, align="center", is_strong=True, space=8))
        found.append(Bars(_bars(table, rows)))
    return found


def _bars(table: Data, rows: Sequence[Sequence[str]]) -> tuple[tuple[str, float, str], ...]:
    place = next(index for index, each in enumerate(table.columns) if each.title == table.drawn)
    name = next(index for index, each in enumerate(table.columns) if each.title == "单位")
    found = []
    for cells, read_row in zip(table.rows[:MOST_BARS], rows, strict=False):
        number = cells[place]
        if isinstance(number, int | float):
            found.append((read_row[name], float(number), read_row[place]))
    return tuple(found)


def _heading_size(text: str) -> float:
    """As large as one line of 160 mm holds, between 20 and 40 points."""
    return max(20.0, min(40.0, 440 / max(1, len(text))))


def _kind(digits: int | None) -> str:
    return "text" if digits is None else "number"
