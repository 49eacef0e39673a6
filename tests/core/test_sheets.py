"""Workbooks from strangers end in a sentence, and what we write is text however it begins."""

import zipfile
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference

from quiz_app.core.errors import Refusal
from quiz_app.core.sheet_parsing import MOST_COLUMNS, MOST_ROWS
from quiz_app.core.sheets import Column, Instructions, Table, read_rows, write_book


def book(cells: dict[str, object], title: str = "Sheet") -> bytes:
    made = Workbook()
    made.active.title = title
    for place, value in cells.items():
        made.active[place] = value
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def archive(**files: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return target.getvalue()


def with_sheet_xml(xml: bytes) -> bytes:
    """A workbook whose one sheet is `xml`."""
    source, target = zipfile.ZipFile(BytesIO(book({"A1": "x"}))), BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            content = xml if entry.filename == "xl/worksheets/sheet1.xml" else source.read(entry)
            made.writestr(entry.filename, content)
    return target.getvalue()


NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_xml(rows: bytes) -> bytes:
    return b"<worksheet " + NAMESPACE + b"><sheetData>" + rows + b"</sheetData></worksheet>"


def test_values_come_back_as_they_were_written() -> None:
    written = write_book(
        Table(
            "名册",
            [Column("编号"), Column("人数", kind="number"), Column("日期", kind="day"), Column("时刻", kind="moment")],
            [("0012", 3, date(2020, 7, 1), datetime(2026, 11, 23, 6, 0, tzinfo=UTC)), ("乙", 2.5, None, None)],
        )
    )
    assert [row.cells for row in read_rows(written)] == [
        ("编号", "人数", "日期", "时刻"),
        ("0012", 3, "2020-07-01", "2026-11-23 14:00:00"),
        ("乙", 2.5),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "http://x.cn", "\t=1"])
def test_text_that_looks_like_a_formula_or_a_link_stays_text(text: str) -> None:
    written = write_book(Table("表", [Column("甲")], [(text,)]))
    cell = load_workbook(BytesIO(written)).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.value == text


def test_drop_down_lists_may_be_longer_than_a_cell_allows() -> None:
    choices = [f"海湾县/第{number}党支部" for number in range(3000)]
    written = write_book(Table("表", [Column("单位", choices=choices)]))
    opened = load_workbook(BytesIO(written))
    assert [rule.formula1 for rule in opened.worksheets[0].data_validations.dataValidation] == ["'可选值'!$A$2:$A$3001"]
    assert opened["可选值"]["A3001"].value == choices[-1]


def test_the_named_sheet_is_read_and_else_the_first_one() -> None:
    written = write_book(Instructions("说明", ["先读我"]), Table("名册", [Column("甲")], [("一",)]))
    assert [row.cells for row in read_rows(written, sheet="名册")] == [("甲",), ("一",)]
    assert [row.cells for row in read_rows(written, sheet="没有")] == [("先读我",)]


def test_a_cell_in_the_last_corner_of_the_sheet_is_named() -> None:
    with pytest.raises(Refusal, match="XFD1048576"):
        read_rows(book({"A1": "x", "XFD1048576": "y"}))


def test_formats_without_content_far_below_do_no_harm() -> None:
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    rows += b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (number, number) for number in range(2, 60_000, 10))
    assert [row.number for row in read_rows(with_sheet_xml(sheet_xml(rows)))] == [1]


@pytest.mark.parametrize("place", [f"A{MOST_ROWS + 1}", "ZZ1"])
def test_more_rows_or_columns_than_are_taken_are_named(place: str) -> None:
    with pytest.raises(Refusal, match=f"单元格 {place} 里有内容.*{MOST_ROWS} 行、{MOST_COLUMNS} 列"):
        read_rows(book({place: "x"}))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "不是 xlsx"),
        ("党员编号,姓名\n1,甲\n".encode(), "不是 xlsx"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "不是 xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "密码"),
        (b"PK\x03\x04" + bytes(500), "损坏"),
        (archive(**{"word/document.xml": b"<x/>"}), "不是 xlsx"),
        (archive(**{"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "读不出来"),
        (bytes(13 * 1024 * 1024), "12 MB"),
    ],
)
def test_what_is_no_workbook_ends_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        read_rows(content)


def test_a_zip_bomb_is_not_opened() -> None:
    with pytest.raises(Refusal, match="太大"):
        read_rows(with_sheet_xml(sheet_xml(b" " * (90 * 1024 * 1024))))


def test_a_truncated_workbook_ends_in_a_sentence() -> None:
    whole = book({f"A{number}": "x" * 50 for number in range(1, 500)})
    with pytest.raises(Refusal):
        read_rows(whole[: len(whole) // 2])


def test_a_workbook_of_charts_alone_has_no_sheet_to_read() -> None:
    made = Workbook()
    chart = BarChart()
    chart.add_data(Reference(made.active, min_col=1, min_row=1, max_row=2))
    made.create_chartsheet("图").add_chart(chart)
    made.remove(made.worksheets[0])
    made.active = 0
    target = BytesIO()
    made.save(target)
    with pytest.raises(Refusal, match="没有工作表"):
        read_rows(target.getvalue())


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "' + b"y" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000 + b'">]>'
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
    with pytest.raises(Refusal):
        read_rows(with_sheet_xml(bomb + sheet_xml(rows)))


def test_millions_of_cells_in_one_row_end_in_a_sentence() -> None:
    with pytest.raises(Refusal):
        read_rows(with_sheet_xml(sheet_xml(b'<row r="1">' + b"<c><v>1</v></c>" * 3_000_000 + b"</row>")))


def test_a_row_that_no_spreadsheet_has_ends_in_a_sentence() -> None:
    with pytest.raises(Refusal):
        read_rows(with_sheet_xml(sheet_xml(b'<row r="99999999999"><c><v>1</v></c></row>')))


def test_a_formula_is_read_as_the_value_it_last_had() -> None:
    target = BytesIO()
    with xlsxwriter.Workbook(target) as made:
        made.add_worksheet().write_formula(0, 0, "=1+1", None, 2)
    assert [row.cells for row in read_rows(target.getvalue())] == [(2,)]
