"""A paper as a Word document: its lines as paragraphs, the title as a title, headings of sections in bold."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from quiz_app.banks.formats.paper_text.marks import heading_of

_FONT = "宋体"


def document(lines: Sequence[str], titled: bool) -> bytes:
    made = Document()
    normal = made.styles["Normal"]
    normal.font.size = Pt(12)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    normal.paragraph_format.space_after = Pt(0)
    for place, line in enumerate(lines):
        if titled and place == 0:
            made.add_paragraph(line, style="Title")
        else:
            made.add_paragraph().add_run(line).bold = heading_of(line) is not None or None
    target = BytesIO()
    made.save(target)
    return target.getvalue()
