"""Workbooks: reading xlsx files from strangers, and writing ones that people fill in.

Reading happens in a process of its own with little memory and time. Writing never makes a formula: what is text
stays text, whatever sign it begins with.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from quiz_app.core.calendar import local
from quiz_app.core.errors import Invalid, TooLarge
from quiz_app.core.files import archives
from quiz_app.core.files.limited import run_limited
from quiz_app.core.progress import Tell, unheard

MEGABYTE = 1024 * 1024
MOST_BYTES = 12 * MEGABYTE
PARSE_ONE = "quiz_app.core.sheet_parsing:parse"
PARSE_ALL = "quiz_app.core.sheet_parsing:parse_all"
STEP = "读表格"
LONGEST_CELL = 32_767
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_A_WORKBOOK = "这不是 xlsx 表格。请下载模板填写，或在 Excel、WPS 里另存为 .xlsx 后再上传。"

_ENTRIES = archives.Limits(entries=400, one=96 * MEGABYTE, total=160 * MEGABYTE, ratio=250)
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SPARE_ROWS = 5_000
_CHOICES = "可选值"

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number as the spreadsheet shows it, from 1. Dates are ISO text; empty cells at the end are cut."""

    number: int
    cells: tuple[Value, ...]

    def cell(self, column: int) -> Value:
        """The value in a column, from 0."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as read."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Column:
    """A column to write. `choices` become a drop-down list; text columns keep leading zeros."""

    title: str
    width: int = 14
    kind: str = "text"  # text, number, day or moment
    choices: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to write: its columns and the rows below their titles."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value | date | datetime]] = ()


@dataclass(frozen=True, slots=True)
class Instructions:
    """A sheet of plain lines; the first is its heading."""

    title: str
    lines: Sequence[str]


def read_rows(content: bytes, *, sheet: str = "", tell: Tell = unheard) -> list[Row]:
    """The rows that hold anything, of the sheet of that name, or else of the first one.

    Raises `Invalid` or `TooLarge` with a sentence for whatever is no ordinary workbook.
    """
    refuse_at_sight(content)
    header = json.dumps({"sheet": sheet}).encode()
    answer = run_limited(PARSE_ONE, header + b"\n" + content, step=STEP, tell=tell)
    return [Row(number, tuple(cells)) for number, cells in answer]


def read_sheets(content: bytes, *, tell: Tell = unheard) -> list[Sheet]:
    """Every sheet of a workbook, with texts as long as a cell may be. Raises as `read_rows` does."""
    refuse_at_sight(content)
    answer = run_limited(PARSE_ALL, b"\n" + content, step=STEP, tell=tell)
    return [Sheet(title, [Row(number, tuple(cells)) for number, cells in rows]) for title, rows in answer]


def write_book(*sheets: Table | Instructions, made_at: datetime | None = None) -> bytes:
    """An xlsx file with these sheets in order, and one more for the choices of drop-down lists. Made at a given instant
    it is the same file, byte for byte, whenever it is written."""
    target = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        if made_at is not None:
            book.set_properties({"created": made_at.astimezone(UTC).replace(tzinfo=None)})
        styles = _Styles(book)
        lists = _Choices()
        for sheet in sheets:
            page = book.add_worksheet(_sheet_name(sheet.title))
            if isinstance(sheet, Instructions):
                _write_lines(page, sheet, styles)
            else:
                _write_table(page, sheet, styles, lists)
        lists.write(book, styles)
    return target.getvalue()


def column_letter(column: int) -> str:
    """The letter of a column counted from 0: A, B … Z, AA."""
    letter: str = xl_col_to_name(column)
    return letter


def refuse_at_sight(content: bytes) -> None:
    """What is said of a file by its outside alone: no part of it is unpacked."""
    if len(content) > MOST_BYTES:
        raise TooLarge(f"文件超过 {MOST_BYTES // MEGABYTE} MB。请删去图片和多余的工作表，或拆成几个文件。")
    if content.startswith(_OLD_OR_LOCKED):
        raise Invalid("这个文件设了打开密码，或者是旧的 .xls 格式。请去掉密码，另存为 .xlsx 后再上传。")
    if not content.startswith(b"PK\x03\x04"):
        raise Invalid(NOT_A_WORKBOOK)
    try:
        names = archives.names(content, _ENTRIES)
    except archives.FileTooLarge:
        raise TooLarge("这个表格解开后太大，没有打开。请只留需要的工作表和行，另存后再上传。") from None
    except archives.WrongFile:
        raise Invalid("这个 xlsx 文件已损坏或不规范。请用 Excel 或 WPS 打开并另存为 .xlsx 后再上传。") from None
    if "[Content_Types].xml" not in names:
        raise Invalid(NOT_A_WORKBOOK)


class _Styles:
    """The formats of a book by the kind of column."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.title = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
        self.heading = book.add_format({"bold": True, "font_size": 14})
        self.line = book.add_format({"text_wrap": True, "valign": "top"})
        self.by_kind = {
            "text": book.add_format({"num_format": "@"}),
            "number": book.add_format(),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }


class _Choices:
    """Drop-down lists draw on a sheet of their own: written into the cell they may hold 255 characters, here any."""

    def __init__(self) -> None:
        self._columns: list[Column] = []

    def refer(self, column: Column) -> str:
        self._columns.append(column)
        letter = column_letter(len(self._columns) - 1)
        return f"='{_CHOICES}'!${letter}$2:${letter}${len(column.choices) + 1}"

    def write(self, book: xlsxwriter.Workbook, styles: _Styles) -> None:
        if not self._columns:
            return
        page = book.add_worksheet(_CHOICES)
        for place, column in enumerate(self._columns):
            page.set_column(place, place, column.width, styles.by_kind["text"])
            page.write_string(0, place, column.title, styles.title)
        for number in range(max(len(column.choices) for column in self._columns)):
            for place, column in enumerate(self._columns):
                if number < len(column.choices):
                    page.write_string(number + 1, place, column.choices[number][:LONGEST_CELL])


def _write_table(page: Any, table: Table, styles: _Styles, lists: _Choices) -> None:
    page.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        page.set_column(place, place, column.width, styles.by_kind[column.kind])
        page.write_string(0, place, column.title, styles.title)
    kinds = [styles.by_kind[column.kind] for column in table.columns]
    last = 0
    for last, row in enumerate(table.rows, start=1):
        for place, value in enumerate(row):
            _write_value(page, last, place, value, kinds[place])
    for place, column in enumerate(table.columns):
        if column.choices:
            page.data_validation(1, place, last + _SPARE_ROWS, place, _validation(column, lists))


def _validation(column: Column, lists: _Choices) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": lists.refer(column),
        "input_title": column.title[:32],
        "input_message": (column.note or "请从列表里选。")[:255],
        "error_title": "不在列表里",
        "error_message": "请从下拉列表里选一项；需要新的选项请联系管理员。",
        "error_type": "warning",
    }


def _write_value(page: Any, row: int, column: int, value: Value | date | datetime, style: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value, style)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, style)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, local(value).replace(tzinfo=None), style)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), style)
    else:
        page.write_string(row, column, value[:LONGEST_CELL], style)


def _write_lines(page: Any, sheet: Instructions, styles: _Styles) -> None:
    page.set_column(0, 0, 100, styles.line)
    for number, line in enumerate(sheet.lines):
        page.write_string(number, 0, line, styles.line if number else styles.heading)


def _sheet_name(title: str) -> str:
    """Excel allows 31 characters and none of `[]:*?/\\` in the name of a sheet."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or "表"
