"""Reading a workbook, in the limited process that `core.sheets` starts for it."""

import json
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import get_column_letter

from quiz_app.core.errors import Invalid

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
    header, sheets = _opened(payload)
    named = {sheet.title: sheet for sheet in sheets}
    return _filled(named.get(json.loads(header)["sheet"]) or sheets[0], MOST_SIGNS)


def parse_all(payload: bytes) -> list[tuple[str, list[tuple[int, list[Value]]]]]:
    """(title, rows) of each sheet, rows as in `parse`, texts uncut."""
    _check_elements(payload.partition(b"\n")[2])
    _, sheets = _opened(payload)
    return [(sheet.title, _filled(sheet, LONGEST_CELL)) for sheet in sheets]


def _check_elements(content: bytes) -> None:
    """Refuse what would take many seconds to walk through, before walking: counting takes a tenth of a second."""
    elements = 0
    with ZipFile(BytesIO(content)) as archive:
        for entry in archive.infolist():
            if not entry.filename.endswith(".xml"):
                continue
            with archive.open(entry) as stream:
                while piece := stream.read(MEGABYTE):
                    elements += piece.count(b"<") - piece.count(b"</")
    if elements > MOST_ELEMENTS:
        raise Invalid("这个表格里的单元格太多，没有打开。请只留需要的工作表、行和列，或拆成几个文件。")


def _opened(payload: bytes) -> tuple[bytes, list[Any]]:
    header, _, content = payload.partition(b"\n")
    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    if not book.worksheets:
        raise Invalid("这个文件里没有工作表。请用 Excel 或 WPS 打开，确认有内容后另存为 .xlsx 再上传。")
    return header, book.worksheets


def _filled(sheet: Any, most_signs: int) -> list[tuple[int, list[Value]]]:
    sheet.reset_dimensions()  # what a file says of its own size is believed by nobody
    filled = []
    for number, raw in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_plain(value, most_signs) for value in raw]
        while cells and cells[-1] is None:
            cells.pop()
        if number > LAST_ROW:
            raise ValueError("no spreadsheet has so many rows")
        if not cells:
            continue
        if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
            place = f"{get_column_letter(len(cells))}{number}"
            raise Invalid(
                f"单元格 {place} 里有内容，超出了 {MOST_ROWS} 行、{MOST_COLUMNS} 列的上限。"
                "请删去表格外多余的内容，或拆成几个文件。"
            )
        filled.append((number, cells))
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
