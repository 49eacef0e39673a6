"""Reading a workbook, in the limited process that `core.sheets.read_rows` starts for it."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import get_column_letter

from quiz_app.core.errors import Invalid

MOST_ROWS = 30_000
MOST_COLUMNS = 60
MOST_SIGNS = 4_000
LAST_ROW = 1_048_576

Value = str | int | float | bool | None


def parse(payload: bytes) -> list[tuple[int, list[Value]]]:
    """(number, cells) of each row that holds anything."""
    header, _, content = payload.partition(b"\n")
    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if not sheets:
        raise Invalid("这个文件里没有工作表。请用 Excel 或 WPS 打开，确认有内容后另存为 .xlsx 再上传。")
    chosen = sheets.get(json.loads(header)["sheet"]) or book.worksheets[0]
    chosen.reset_dimensions()  # what a file says of its own size is believed by nobody
    return _filled(chosen.iter_rows(values_only=True))


def _filled(rows: Iterable[Sequence[Any]]) -> list[tuple[int, list[Value]]]:
    filled = []
    for number, raw in enumerate(rows, start=1):
        cells = [_plain(value) for value in raw]
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
                "请删去表格外多余的内容，或把名单拆成几个文件。"
            )
        filled.append((number, cells))
    return filled


def _plain(value: Any) -> Value:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value)[:MOST_SIGNS] if str(value).strip() else None
