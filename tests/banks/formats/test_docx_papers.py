"""Word papers: the numbers that Word counts, tables, pictures, and the lines of a paragraph."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from quiz_app.banks.formats.protocol import Item, Picture, Reading, Unreadable
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.types.protocol import Interaction
from tests.banks.pictures import drawn

PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def read(build: Callable[[Any], None]) -> Reading:
    document, target = Document(), BytesIO()
    build(document)
    document.save(target)
    return FORMATS["docx"].read(target.getvalue())


def numbered(document: Any, text: str, number: int, level: int = 0) -> None:
    """A paragraph that Word itself numbers."""
    mark = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    document.add_paragraph(text)._p.get_or_add_pPr().append(parse_xml(mark))


def counting(document: Any) -> None:
    """Lists 901 (1. 2.) with letters A. B. at its second level."""
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="%{level + 1}."/></w:lvl>'
        for level, kind in enumerate(("decimal", "upperLetter"))
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="900">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="901"><w:abstractNumId w:val="900"/></w:num>'))


def test_numbers_and_letters_that_word_counts_are_read() -> None:
    def build(document: Any) -> None:
        counting(document)
        for stem in ("甲", "乙"):
            numbered(document, stem, 901)
            numbered(document, "一", 901, level=1)
            numbered(document, "二", 901, level=1)
            document.add_paragraph("答案：B")

    reading = read(build)
    assert [(item.stem, item.options, item.key) for item in reading.items] == [
        ("甲", ("一", "二"), (1,)),
        ("乙", ("一", "二"), (1,)),
    ]


def test_options_may_stand_in_a_table_and_lines_in_one_paragraph() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("1. 问")
        table = document.add_table(1, 2)
        table.rows[0].cells[0].text, table.rows[0].cells[1].text = "A. 一", "B. 二"
        document.add_paragraph("答案：A\n解析：因为")

    reading = read(build)
    assert [(item.options, item.key, item.explanation) for item in reading.items] == [(("一", "二"), (0,), "因为")]


def test_pictures_travel_with_their_question() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("1. 看图").add_run().add_picture(BytesIO(PNG))
        document.add_paragraph("答案：对")
        document.add_paragraph("2. 无图（√）")

    with_picture, without = read(build).items
    assert [picture.data for picture in with_picture.pictures] == [PNG]
    assert with_picture.stem == f"看图![](images/{with_picture.pictures[0].name})"
    assert without.pictures == ()


def test_what_is_left_out_is_named() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("1. 公式（√）")._p.append(parse_xml(f"<m:oMath {nsdecls('m')}/>"))

    assert [unsupported.what for unsupported in read(build).unsupported] == [
        "文档里有公式，没有收下。请改用文字或图片书写。"
    ]


def test_headings_of_a_written_paper_are_bold_and_its_font_is_chinese() -> None:
    reading = read(lambda document: document.add_paragraph("一、判断题（每题2分）\n1. 问（√）"))
    opened = Document(BytesIO(FORMATS["docx"].write(reading.items, "卷").data))
    assert [paragraph.text for paragraph in opened.paragraphs if paragraph.runs and paragraph.runs[0].bold] == [
        "一、判断题（每题2分）"
    ]
    assert opened.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "宋体"


def test_an_old_document_ends_in_a_sentence() -> None:
    with pytest.raises(Unreadable, match=r"请.*。"):
        FORMATS["docx"].read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def test_pictures_go_out_with_their_descriptions_and_come_back_named_by_content() -> None:
    item = Item(
        Interaction.CHOOSE_ONE,
        "看图 ![红旗](images/a.png) 答：\n![蓝旗](images/b.jpg)",
        options=("甲 ![红旗](images/a.png)", "乙"),
        key=(0,),
        pictures=(Picture("a.png", drawn()), Picture("b.jpg", drawn("#123456", (3000, 40), "JPEG"))),
    )
    carried = FORMATS["docx"].carries(item)
    written = FORMATS["docx"].write([item], "看图题")
    (back,) = FORMATS["docx"].read(written.data).items
    assert written.lost == ()
    assert replace(back, row=0) == replace(carried, row=0)
    assert [picture.data for picture in back.pictures] == [picture.data for picture in item.pictures]
    assert back.stem.startswith("看图 ![红旗](images/") and "乙" in back.options


@pytest.mark.parametrize("data", [drawn(form="WEBP"), drawn()[:20], b"\xff\xd8\xff\xe0"], ids=["webp", "cut", "empty"])
def test_a_picture_that_word_cannot_show_is_named_as_lost(data: bytes) -> None:
    name = "a.webp" if data.startswith(b"RIFF") else "a.png"
    item = Item(Interaction.JUDGE, f"看 ![图](images/{name})", key=(0,), pictures=(Picture(name, data),))
    written = FORMATS["docx"].write([item], "")
    assert [each.what for each in written.lost] == ["1 张图片没有写进去。"]
    assert FORMATS["docx"].read(written.data).items[0].pictures == ()
