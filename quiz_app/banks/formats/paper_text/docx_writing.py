"""A paper as a Word document: its lines as paragraphs, the title as a title, headings of sections in bold."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt

from quiz_app.banks.formats.markdown_texts import PICTURE
from quiz_app.banks.formats.paper_text.marks import heading_of

_FONT = "宋体"
_WIDEST = Cm(14)  # between the margins of the page
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def document(lines: Sequence[str], titled: bool, pictures: Mapping[str, bytes]) -> bytes:
    """The `pictures`, by name, stand where lines show them.

    Paragraphs are put in as elements: python-docx takes a millisecond for each of its own.
    """
    made = Document()
    normal = made.styles["Normal"]
    normal.font.size = Pt(12)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    normal.paragraph_format.space_after = Pt(0)
    if titled:
        made.add_paragraph(lines[0], style="Title")
    end = made.element.body.sectPr
    for line in lines[titled:]:
        end.addprevious(_paragraph(line, made.part, pictures))
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def _paragraph(line: str, part: Any, pictures: Mapping[str, bytes]) -> Any:
    paragraph = OxmlElement("w:p")
    written = 0
    for match in PICTURE.finditer(line) if pictures else ():
        if match["name"] in pictures:
            _add_text(paragraph, line[written : match.start()])
            _add_picture(paragraph, part, match["words"], pictures[match["name"]])
            written = match.end()
    _add_text(paragraph, line[written:], bold=bool(heading_of(line)))
    return paragraph


def _add_text(paragraph: Any, words: str, *, bold: bool = False) -> None:
    if not words:
        return
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    if bold:
        properties = OxmlElement("w:rPr")
        properties.append(OxmlElement("w:b"))
        run.append(properties)
    text.text = words
    text.set(_SPACE, "preserve")
    run.append(text)
    paragraph.append(run)


def _add_picture(paragraph: Any, part: Any, words: str, data: bytes) -> None:
    run, drawing = OxmlElement("w:r"), OxmlElement("w:drawing")
    inline = part.new_pic_inline(BytesIO(data))
    if inline.extent.cx > _WIDEST:
        inline = part.new_pic_inline(BytesIO(data), width=_WIDEST)
    inline.docPr.set("descr", words)
    drawing.append(inline)
    run.append(drawing)
    paragraph.append(run)
