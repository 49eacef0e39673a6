"""Documents as PDF and Word: everything that was put in stands there, and no text is more than a text."""

from io import BytesIO

import docx
import pytest
from PIL import Image
from pypdf import PdfReader

from quiz_app.core.printing import pdf
from quiz_app.core.printing.docx import write_docx
from quiz_app.core.printing.model import (
    Choices,
    Document,
    Frame,
    Heading,
    Item,
    Mark,
    Marks,
    Paragraph,
    Part,
    Ruled,
    Slots,
    Span,
    Style,
    Table,
    note,
    plain,
    printable,
)
from quiz_app.core.printing.pdf import NoFont, NotSet, chosen_fonts, write_pdf
from quiz_app.core.printing.reading import line, read

HOSTILE = (
    '#read("/etc/passwd")',
    "#set page(width: 1pt)",
    '#panic("x")',
    '"] #panic("y")',
    "$ sum_(i=1) $ \\ \\u{41} *b* _i_ = h - l + n / t: d",
    "<script>alert(1)</script>&amp;&#65;",
    "</w:t></w:r><w:bad/>",
    "]]> @ref <label> // none /* none */ ~ -- ``` raw",
    "{{ 7 * 7 }} {% raw %}",
)


def squeezed(text: str) -> str:
    return "".join(text.split())


def words_of_pdf(data: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages))


def words_of_docx(data: bytes) -> str:
    body = docx.Document(BytesIO(data)).element.body
    return squeezed("".join(each.text or "" for each in body.iter() if each.tag.endswith("}t")))


WRITERS = [pytest.param(write_pdf, words_of_pdf, id="pdf"), pytest.param(write_docx, words_of_docx, id="docx")]


def picture(form: str = "PNG") -> bytes:
    target = BytesIO()
    Image.new("RGB", (40, 30), "red").save(target, form)
    return target.getvalue()


def every_block() -> Document:
    blocks = (
        Heading("一、标题文字", "（题头说明）"),
        note("小字说明"),
        Item("1", (*read("题干里**着重**和`代码`，空____处"), Choices((("A", plain("甲项")), ("B", plain("乙项")))))),
        Item("2", (Table(((plain("表头"), plain("另一")), (plain("格子"), plain("末格")))), Ruled(3))),
        Marks((Mark("3", ("A", "B")), Mark("4", ("√", "×")))),
        Slots("5", ("1", "2")),
        Slots("6", ("",), is_wide=False),
        Frame("7", 4),
    )
    return Document(
        "文件名", (Part("大标题", blocks, "小标题", "A 卷", ("满分 5 分",), ("单位", "姓名"), is_sealed=True),)
    )


@pytest.mark.parametrize("write, words_of", WRITERS)
def test_every_kind_of_block_stands_in_the_file(write, words_of):
    found = words_of(write(every_block()))
    for word in (
        "一、标题文字",
        "（题头说明）",
        "小字说明",
        "着重",
        "代码",
        "甲项",
        "乙项",
        "表头",
        "格子",
        "末格",
        "大标题",
        "A卷",
    ):
        assert word in found, word


@pytest.mark.parametrize("write, words_of", WRITERS)
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_printed_as_it_is_in_every_place(write, words_of, text):
    places = (
        Heading(text, text),
        Paragraph(plain(text)),
        Item(text, (Paragraph((Span(text, Style.STRONG), Span(text, Style.CODE))), Choices(((text, plain(text)),)))),
        Table(((plain(text), plain(text)),), has_head=False),
        Marks((Mark(text, (text,)),)),
        Slots(text, (text,)),
        Frame(text, 2),
    )
    whole = Document(text, (Part(text, places, text, text, (text,), (text,)),))
    assert words_of(write(whole)).count(squeezed(text)) >= 10


@pytest.mark.parametrize("write, words_of", WRITERS)
def test_signs_that_no_file_may_hold_are_left_out(write, words_of):
    found = words_of(
        write(Document("a\x00", (Part("前\x00\x1b\ud800\ufffe后", (Paragraph(plain("左\u202e右\x0b")),)),)))
    )
    assert "前后" in found
    assert "左右" in found


def test_what_is_printable_keeps_lines_and_tabs():
    assert printable("一\n二\t三\x07四") == "一\n二\t三四"


@pytest.mark.parametrize("write, words_of", WRITERS)
def test_a_picture_is_put_in_and_a_broken_or_unknown_one_leaves_its_words(write, words_of):
    known = {"good.png": picture(), "broken.png": picture()[:40], "evil.png": b"<svg><image href='/etc/passwd'/></svg>"}
    text = "看图 ![好图](good.png) ![坏图](broken.png) ![邪图](evil.png) ![没有](none.png)"
    data = write(Document("图", (Part("图", read(text, known)),), known))
    found = words_of(data)
    assert "好图" not in found
    for words in ("坏图", "邪图", "没有"):
        assert f"［图片：{words}］" in found


def test_a_word_file_holds_the_picture_itself():
    known = {"good.png": picture(), "other.gif": picture("GIF")}
    made = docx.Document(BytesIO(write_docx(Document("图", (Part("图", read("![a](good.png)", known)),), known))))
    assert len(made.inline_shapes) == 1


def test_pages_of_each_part_are_numbered_by_themselves_in_pdf():
    long = tuple(Paragraph(plain(f"第{number}段")) for number in range(120))
    pages = PdfReader(BytesIO(write_pdf(Document("两份", (Part("甲", long, mark="A 卷"), Part("乙", ())))))).pages
    last_lines = [squeezed(page.extract_text())[-14:] for page in pages]
    count = len(pages) - 1
    assert count > 1
    for number, words in enumerate(last_lines[:-1], start=1):
        assert words.endswith(f"A卷第{number}页共{count}页")
    assert last_lines[-1].endswith("第1页共1页")


def test_pages_of_each_part_are_numbered_by_themselves_in_word():
    made = docx.Document(BytesIO(write_docx(Document("两份", (Part("甲", ()), Part("乙", (), mark="B 卷"))))))
    assert len(made.sections) == 2
    for section in made.sections:
        assert section.page_width.mm == pytest.approx(210, abs=0.5)
        assert {"PAGE", "SECTIONPAGES"} == set(section.footer.part.element.xpath(".//@w:instr"))
        assert section._sectPr.xpath("./w:pgNumType/@w:start") == ["1"]
    assert "B 卷" in made.sections[1].footer.paragraphs[0].text


def test_the_blanks_of_a_sealed_part_stand_in_the_margin_of_its_first_page_alone():
    pages = PdfReader(
        BytesIO(write_pdf(Document("封", (Part("甲", (Ruled(60),), blanks=("单位",), is_sealed=True),))))
    ).pages
    assert ["单位" in page.extract_text() for page in pages] == [True] + [False] * (len(pages) - 1)
    made = docx.Document(BytesIO(write_docx(every_block())))
    first = made.sections[0].first_page_header.part.blob.decode()
    assert made.sections[0].different_first_page_header_footer
    assert "单位：" in first
    assert "vert270" in first


def test_choices_stand_in_as_many_columns_as_their_length_allows():
    def columns(*texts: str) -> int:
        return Choices(tuple(("A", line(text)) for text in texts)).columns

    assert columns("一次", "两次") == 4
    assert columns("一次", "每季度至少召开一次会议") == 2
    assert columns("一次", "长" * 18) == 1
    assert columns("一次", "有\n两行") == 1


def test_a_table_is_read_where_a_rule_of_dashes_stands_below_its_head():
    before, table, after = read("前文\n| 甲 | 乙 |\n|---|:-:|\n| 一 \\| 二 | **三** |\n| 少 |\n后文")
    assert isinstance(table, Table)
    assert table.rows[1] == ((Span("一 | 二"),), (Span("三", Style.STRONG),))
    assert table.rows[2] == ((Span("少"),), ())
    assert (before, after) == (Paragraph(plain("前文")), Paragraph(plain("后文")))


def test_signs_that_are_no_markup_stay_as_they_were_written():
    for text in ("2*3*4", "a_b_c", "$x^2$", "_____", "a|b", "1. 项"):
        assert read(text) == (Paragraph(plain(text)),)


def test_without_a_font_for_chinese_pdf_is_refused_with_a_sentence_and_word_is_offered(monkeypatch):
    monkeypatch.setattr(pdf, "installed", lambda: frozenset({"DejaVu Sans"}))
    assert not pdf.can_write_pdf()
    with pytest.raises(NoFont, match="改为下载 docx"):
        write_pdf(every_block())


def test_one_kind_of_font_stands_in_for_the_other():
    assert chosen_fonts(frozenset({"SimHei"})) == (["SimHei"], ["SimHei"])
    assert chosen_fonts(frozenset({"SimSun", "SimHei", "Noto Serif CJK SC"})) == (
        ["SimSun", "Noto Serif CJK SC"],
        ["SimHei"],
    )


def test_what_takes_too_long_is_refused_with_a_sentence():
    long = tuple(Item(str(number), (Paragraph(plain("长" * 200)),)) for number in range(30_000))
    with pytest.raises(NotSet, match="太长"):
        write_pdf(Document("长", (Part("长", long),)), seconds=1)
