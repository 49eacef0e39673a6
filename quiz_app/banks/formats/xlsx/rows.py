"""From the rows of a sheet to items, with every problem by its row and column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from quiz_app.banks.formats.assembling import Parts, assemble
from quiz_app.banks.formats.protocol import Item, Refused, Unsupported
from quiz_app.banks.formats.texts import clean, has_unseen
from quiz_app.banks.formats.type_names import UnknownType, interaction_named
from quiz_app.banks.formats.xlsx import columns
from quiz_app.core.sheets import LONGEST_CELL, Row, Sheet, Value, column_letter

HEADER_WITHIN = 20

_LETTERED = re.compile(r"(?:^|\n|[ \t　|;；])\s*[A-HＡ-Ｈ]\s*[.．、:：)）]\s*")
_BETWEEN = re.compile(r"[\n|]+")
_ESCAPED = re.compile("_x005F(?P<kept>_x[0-9A-Fa-f]{4}_)|_x00(?P<sign>[01][0-9A-Fa-f])_")
_LINED_UP = ("documents", "articles", "quotations")


@dataclass(slots=True)
class Found:
    """What the sheets of a book hold, in the order of reading."""

    items: list[Item] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    unsupported: list[Unsupported] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Header:
    """Which row holds the titles and which column stands where."""

    row: int
    places: dict[str, int]
    options: dict[int, int]
    all_options: int | None
    unknown: tuple[str, ...]
    twice: tuple[str, ...]


def header_of(sheet: Sheet) -> Header | None:
    """The first row near the top that has a title for the stem and one for answers, options or types."""
    for row in sheet.rows[:HEADER_WITHIN]:
        header = _header(row)
        if columns.STEM.key in header.places and (
            header.options or header.all_options is not None or len(header.places) > 1
        ):
            return header
    return None


def read(sheet: Sheet, header: Header, prefix: str, found: Found) -> None:
    """Add what stands below the header. `prefix` names the sheet in columns, where a book has several."""
    for title in header.unknown:
        found.unsupported.append(Unsupported(header.row, f"{prefix}“{title}”这一列没有对应的内容，没有收下。"))
    for title in header.twice:
        found.unsupported.append(Unsupported(header.row, f"{prefix}“{title}”出现了两次，只收下第一列。"))
    reader = _Reader(header, _type_of(sheet.title))
    for row in sheet.rows:
        if row.number > header.row:
            reader.read(row, prefix, found)
    if reader.cut_at:
        what = f"{prefix}有单元格超过 {LONGEST_CELL} 字，只收下前面的部分。"
        found.unsupported.append(Unsupported(reader.cut_at, what))
    if reader.unseen_at:
        found.unsupported.append(Unsupported(reader.unseen_at, f"{prefix}有不可见的控制字符，已经去掉。"))


class _Reader:
    """Reads rows whose columns stand in known places."""

    def __init__(self, header: Header, type_name: str) -> None:
        self._places = header.places
        self._options = [header.options.get(which) for which in range(max(header.options, default=-1) + 1)]
        self._all_options = header.all_options
        self._type_name = type_name
        self.unseen_at = 0
        self.cut_at = 0

    def read(self, row: Row, prefix: str, found: Found) -> None:
        if self._is_empty(row):
            return
        parts = self._parts(row)
        assembled = assemble(parts)
        found.refused += [
            Refused(one.row, prefix + one.column, one.reason, one.mend) if prefix else one for one in assembled.refused
        ]
        found.unsupported += assembled.unsupported
        if assembled.item is not None:
            found.items.append(assembled.item)

    def _is_empty(self, row: Row) -> bool:
        """Whether there is nothing to read: a row of a counter and a type alone is one that nobody filled in."""
        places = [place for key, place in self._places.items() if key != columns.TYPE.key]
        return all(row.cell(place) is None for place in (*places, *self._options) if place is not None)

    def _parts(self, row: Row) -> Parts:
        texts = {key: self._text(row, place, key) for key, place in self._places.items()}
        texts["type_name"] = texts.get("type_name") or self._type_name
        return Parts(row=row.number, options=self._option_texts(row), **texts)

    def _option_texts(self, row: Row) -> tuple[str, ...]:
        options = ["" if place is None else self._text(row, place) for place in self._options]
        while options and not options[-1]:
            options.pop()
        if not options and self._all_options is not None:
            return _split(self._text(row, self._all_options))
        return tuple(options)

    def _text(self, row: Row, place: int, key: str = "") -> str:
        written = text_of(row.cell(place))
        if has_unseen(written):
            self.unseen_at = self.unseen_at or row.number
        if len(written) >= LONGEST_CELL:
            self.cut_at = self.cut_at or row.number
        written = clean(written)
        return written if key in _LINED_UP else written.strip()


def text_of(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "对" if value else "错"
    return _ESCAPED.sub(_unescaped, value) if isinstance(value, str) else str(value)


def _unescaped(match: re.Match[str]) -> str:
    """What Excel's escape of a sign means; openpyxl leaves it as it stands in the file."""
    return match["kept"] or chr(int(match["sign"], 16))


def _header(row: Row) -> Header:
    places: dict[str, int] = {}
    options: dict[int, int] = {}
    all_options = None
    unknown, twice = [], []
    for place, cell in enumerate(row.cells):
        title = text_of(cell).strip()
        named = columns.place_of(title) if len(title) <= 40 else None
        if named is None:
            unknown += [title[:40]] if title else []
            continue
        key, which = named
        if key == columns.OPTION and which < 0:
            all_options = place if all_options is None else all_options
        elif key in places or (key == columns.OPTION and which in options):
            twice.append(f"{column_letter(place)} {title}")
        elif key == columns.OPTION:
            options[which] = place
        elif key:
            places[key] = place
    return Header(row.number, places, options, all_options, tuple(unknown), tuple(twice))


def _split(text: str) -> tuple[str, ...]:
    """Options that stand in one cell, each with its letter, or with line ends or bars between."""
    if len(_LETTERED.findall(text)) > 1:
        parts: Sequence[str] = _LETTERED.split(text)
    else:
        parts = _BETWEEN.split(text)
    return tuple(part.strip() for part in parts if part.strip())


def _type_of(title: str) -> str:
    """The type that a sheet's name says, for rows that say none: 单选题."""
    try:
        return title if interaction_named(title) else ""
    except UnknownType:
        return ""
