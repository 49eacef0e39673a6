"""A document as a Word file: A4, 宋体 and 黑体, pages of each part numbered by themselves.

The body is written as XML at once, since python-docx takes a millisecond for each paragraph of its own; every text is
escaped on its way in.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as Word
from docx.image.exceptions import UnexpectedEndOfFileError, UnrecognizedImageError
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.shared import Length, Mm

from quiz_app.core.printing.docx_blocks import block, centred, fills, run
from quiz_app.core.printing.docx_seal import seal
from quiz_app.core.printing.model import Document, Part, Style, printable

WIDEST, HIGHEST = Mm(120), Mm(75)
SIDE, SEALED_SIDE = 1247, 1701
"""Left margins in twentieths of a point: 22 and 30 mm."""

_NAMESPACES = nsdecls("w", "r", "wp", "a", "pic")
_SECTION = (
    '<w:sectPr {namespaces}>{references}<w:type w:val="nextPage"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:bottom="1134" w:right="1134" w:left="{left}" w:header="567" w:footer="567" w:gutter="0"/>'
    '<w:pgNumType w:start="1"/>{first_page}</w:sectPr>'
)


def write_docx(document: Document) -> bytes:
    """Fonts are named, not carried: Word and WPS have them, other programs put their own in their place."""
    made = docx.Document()
    made.core_properties.title = printable(document.title)[:255]
    made.core_properties.author = ""
    _set_style(made)
    pictures = _placed(made, document.pictures)
    body = made.element.body
    body.clear()
    for number, part in enumerate(document.parts, start=1):
        body.extend(_elements(_head(part) + "".join(block(each, pictures) for each in part.blocks)))
        section = _section(made, part, number)
        if number < len(document.parts):
            (last,) = _elements("<w:p><w:pPr/></w:p>")
            last[0].append(section)
            body.append(last)
        else:
            body.append(section)
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def _set_style(made: Word) -> None:
    (properties,) = _elements(
        '<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>'
        '<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
    )
    normal = made.styles["Normal"].element
    for old in normal.findall(properties.tag):
        normal.remove(old)
    normal.append(properties)


def _head(part: Part) -> str:
    lines = [centred(run(part.title, size=34, style=Style.STRONG))] if part.title else []
    if part.subtitle or part.mark:
        lines.append(centred(run("　".join(filter(None, (part.subtitle, part.mark))), size=24)))
    if part.facts:
        lines.append(centred(run("　".join(part.facts), size=19)))
    if part.blanks and not part.is_sealed:
        lines.append(centred(fills(part.blanks, 14)))
    return "".join(lines)


def _section(made: Word, part: Part, number: int) -> Any:
    """The properties of a part's pages, with a footer of its own and, where it is sealed, a first header."""
    footer, footer_id = made.part.add_footer_part()
    mark = run(f"{part.mark}　", size=18) if part.mark else ""
    counted = (
        run("第 ", size=18),
        _field("PAGE"),
        run(" 页　共 ", size=18),
        _field("SECTIONPAGES"),
        run(" 页", size=18),
    )
    _fill(footer.element, centred("".join((mark, *counted))))
    kinds = ("default", "first") if part.is_sealed else ("default",)
    references = "".join(f'<w:footerReference w:type="{kind}" r:id="{footer_id}"/>' for kind in kinds)
    if part.is_sealed:
        header, header_id = made.part.add_header_part()
        _fill(header.element, seal(part.blanks, number))
        references = f'<w:headerReference w:type="first" r:id="{header_id}"/>' + references
    return parse_xml(
        _SECTION.format(
            namespaces=_NAMESPACES,
            references=references,
            left=SEALED_SIDE if part.is_sealed else SIDE,
            first_page="<w:titlePg/>" if part.is_sealed else "",
        )
    )


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr="{name}">{run("1", size=18)}</w:fldSimple>'


def _fill(element: Any, content: str) -> None:
    for old in list(element):
        element.remove(old)
    element.extend(_elements(content))


def _placed(made: Word, pictures: Mapping[str, bytes]) -> dict[str, str]:
    """Pictures by their name as the XML of a run; what Word cannot show is left out."""
    placed = {}
    for name, data in pictures.items():
        try:
            _, image = made.part.get_or_add_image(BytesIO(data))
            inline = made.part.new_pic_inline(BytesIO(data), *_size(image.width, image.height))
        except (UnrecognizedImageError, UnexpectedEndOfFileError, ZeroDivisionError):
            continue
        placed[name] = f"<w:r><w:drawing>{inline.xml}</w:drawing></w:r>"
    return placed


def _size(width: Length, height: Length) -> tuple[Length, Length]:
    scale = min(1, WIDEST / width, HIGHEST / height)
    return Length(int(width * scale)), Length(int(height * scale))


def _elements(content: str) -> list[Any]:
    return list(parse_xml(f"<w:body {_NAMESPACES}>{content}</w:body>"))
