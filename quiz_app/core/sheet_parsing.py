"""Reading a workbook, in the limited process that `core.sheets` starts for it."""

import json
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import get_column_letter
from openpyxl.xml.constants import SHARED_STRINGS

from quiz_app.core.errors import Invalid
from quiz_app.core.files.telling import told
from quiz_app.core.sheet_cells import converter, rows, shared_texts

MOST_ROWS = 30_000
MOST_COLUMNS = 60
MOST_SIGNS = 4_000
LONGEST_CELL = 32_767
MOST_ELEMENTS = 1_500_000
LAST_ROW = 1_048_576
MEGABYTE = 1024 * 1024

Value = str | int | float | bool | None


def parse(payload: bytes) -> list[tuple[int, list[Value]]]:
    """(number, cells) of each row that holds anything, of one sheet."""
    header, sheets, expected = _opened(payload)
    named = {sheet.title: sheet for sheet in sheets}
    return _filled(named.get(json.loads(header)["sheet"]) or sheets[0], MOST_SIGNS, expected)


def parse_all(payload: bytes) -> list[tuple[str, list[tuple[int, list[Value]]]]]:
    """(title, rows) of each sheet, rows as in `parse`, texts uncut."""
    _, sheets, expected = _opened(payload)
    return [(sheet.title, _filled(sheet, LONGEST_CELL, expected)) for sheet in sheets]


class _Book(ExcelReader):
    """openpyxl's reader, but for the shared texts, of which there may be hundreds of thousands."""

    def read_strings(self) -> None:
        table = self.package.find(SHARED_STRINGS)
        if table is not None:
            with self.archive.open(table.PartName[1:]) as source:
                self.shared_strings = shared_texts(source)


def _opened(payload: bytes) -> tuple[bytes, list[Any], int]:
    """The line before the workbook, its sheets, and about how many rows they have together."""
    header, _, content = payload.partition(b"\n")
    expected = _counted(content)
    reader = _Book(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.read()
    if not reader.wb.worksheets:
        raise Invalid("这个文件里没有工作表。请用 Excel 或 WPS 打开，确认有内容后另存为 .xlsx 再上传。")
    return header, reader.wb.worksheets, expected


def _counted(content: bytes) -> int:
    """How many rows there are, about. Refuses what would take many seconds to walk through before walking: counting
    takes a tenth of a second."""
    elements = rows = 0
    with ZipFile(BytesIO(content)) as archive:
        for entry in archive.infolist():
            if not entry.filename.endswith(".xml"):
                continue
            with archive.open(entry) as stream:
                while piece := stream.read(MEGABYTE):
                    elements += piece.count(b"<") - piece.count(b"</")
                    rows += piece.count(b"<row")
    if elements > MOST_ELEMENTS:
        raise Invalid("这个表格里的单元格太多，没有打开。请只留需要的工作表、行和列，或拆成几个文件。")
    return rows


def _filled(sheet: Any, most_signs: int, expected: int) -> list[tuple[int, list[Value]]]:
    book = sheet.parent
    convert = converter(sheet._shared_strings, book._date_formats, book._timedelta_formats, book.epoch)
    filled = []
    with book._archive.open(sheet._worksheet_path) as source:
        for number, cells in rows(source, convert):
            if number > LAST_ROW:
                raise ValueError("no spreadsheet has so many rows")
            told(number, expected)
            kept = {column: _plain(value, most_signs) for column, value in cells.items()}
            width = max((column for column, value in kept.items() if value is not None), default=0)
            if not width:
                continue
            if number > MOST_ROWS or width > MOST_COLUMNS:
                raise Invalid(
                    f"单元格 {get_column_letter(width)}{number} 里有内容，"
                    f"超出了 {MOST_ROWS} 行、{MOST_COLUMNS} 列的上限。请删去表格外多余的内容，或拆成几个文件。"
                )
            filled.append((number, [kept.get(column) for column in range(1, width + 1)]))
    return filled


def _plain(value: Any, most_signs: int) -> Value:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value)[:most_signs] if str(value).strip() else None
