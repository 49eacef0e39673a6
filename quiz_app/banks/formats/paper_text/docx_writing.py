"""A paper as a Word document: its lines as paragraphs, the title as a title, headings of sections in bold."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt

from quiz_app.banks.formats.paper_text.marks import heading_of

_FONT = "宋体"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def document(lines: Sequence[str], titled: bool) -> bytes:
    """Paragraphs are put in as elements: python-docx takes a millisecond for each of its own."""
    made = Document()
    normal = made.styles["Normal"]
    normal.font.size = Pt(12)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    normal.paragraph_format.space_after = Pt(0)
    if titled:
        made.add_paragraph(lines[0], style="Title")
    end = made.element.body.sectPr
    for line in lines[titled:]:
        end.addprevious(_paragraph(line))
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def _paragraph(line: str) -> Any:
    paragraph = OxmlElement("w:p")
    if line:
        run, text = OxmlElement("w:r"), OxmlElement("w:t")
        if heading_of(line):
            properties = OxmlElement("w:rPr")
            properties.append(OxmlElement("w:b"))
            run.append(properties)
        text.text = line
        text.set(_SPACE, "preserve")
        run.append(text)
        paragraph.append(run)
    return paragraph
