"""xlsx: the Chinese table of questions, one question to a row."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from quiz_app.banks.formats import offers
from quiz_app.banks.formats.assembling import WRITTEN, as_carried, lost_of, unwritable
from quiz_app.banks.formats.protocol import Item, Reading, Unreadable, Unsupported, Written
from quiz_app.banks.formats.texts import clean
from quiz_app.banks.formats.xlsx import rows
from quiz_app.banks.formats.xlsx.writing import book
from quiz_app.core.errors import Refusal
from quiz_app.core.progress import Tell, unheard
from quiz_app.core.sheets import LONGEST_CELL, read_sheets

_PICTURES = b"xl/media/"  # the names in an archive are not compressed
_OUR_OWN = ("填写说明", "可选值")


class Xlsx:
    code = "xlsx"
    label = "Excel 表格"
    suffix = ".xlsx"
    interactions = WRITTEN

    def recognises(self, data: bytes, name: str) -> bool:
        return data.startswith(b"PK") and b"xl/workbook.xml" in data

    def read(self, data: bytes, tell: Tell = unheard) -> Reading:
        try:
            sheets = read_sheets(data, tell=tell)
        except Refusal as refusal:
            raise Unreadable(refusal.message) from refusal
        headed = [(sheet, header) for sheet in sheets if (header := rows.header_of(sheet))]
        if not headed:
            raise Unreadable("没有找到标题行：前 20 行里要有一行写着“题干”和“答案”。请下载模板，把试题复制进去再上传。")
        found = rows.Found()
        if _PICTURES in data:
            found.unsupported.append(Unsupported(1, "表格里的图片没有收下：导入后在题目里上传，或者改用 Word、JSON。"))
        for sheet in sheets:
            if sheet.rows and sheet.title not in _OUR_OWN and sheet not in [taken for taken, _ in headed]:
                found.unsupported.append(Unsupported(1, f"工作表“{sheet.title}”里没有标题行，没有读。"))
        for sheet, header in headed:
            rows.read(sheet, header, f"{sheet.title}!" if len(headed) > 1 else "", found)
        if not found.items and not found.refused:
            raise Unreadable("标题行下面没有试题。请至少填写一行再上传。")
        return Reading(tuple(found.items), tuple(found.refused), tuple(found.unsupported), offers.offered(found.items))

    def write(self, items: Sequence[Item], title: str) -> Written:
        lost: list[Unsupported] = []
        kept: list[Item] = []
        for place, item in enumerate(items, start=1):
            if reason := unwritable(item):
                lost.append(Unsupported(place, reason))
                continue
            carried = self.carries(item)
            lost += [Unsupported(place, what) for what in (*lost_of(item, carried), *_cut(item))]
            kept.append(carried)
        return Written(book(kept, title), tuple(lost))

    def carries(self, item: Item) -> Item:
        carried = as_carried(item, _cell)
        return replace(carried, stem=_cell(carried.stem))


def _cell(text: str) -> str:
    return clean(text)[:LONGEST_CELL].strip()


def _cut(item: Item) -> Iterator[str]:
    if any(len(text) > LONGEST_CELL for text in (item.stem, *item.options, item.explanation)):
        yield f"超过 {LONGEST_CELL} 字的内容截短了：一个单元格写不下。"


FORMAT = Xlsx()
