"""A Word document as lines of text, in a limited process: with the numbers that Word counts, and its pictures."""

from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from string import ascii_uppercase
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from quiz_app.banks.formats.paper_text.docx_pictures import named_by_content, one_alternative
from quiz_app.banks.formats.paper_text.writing import numeral
from quiz_app.core.files import kinds

_MOST_CELLS = 40
_COUNTED = 1_000


def lines(data: bytes) -> dict[str, Any]:
    """`{lines: [text], pictures: {name: base64}, left_out: [sentence]}`."""
    document = Document(BytesIO(data))
    reader = _Reader(_Numbering(document))
    return {
        "lines": [line for block in document.iter_inner_content() for line in reader.block(block)],
        "pictures": reader.pictures,
        "left_out": sorted(reader.left_out),
    }


class _Reader:
    def __init__(self, numbering: "_Numbering") -> None:
        self._numbering = numbering
        self.pictures: dict[str, str] = {}
        self.left_out: set[str] = set()

    def block(self, block: Paragraph | Table) -> Iterator[str]:
        if isinstance(block, Paragraph):
            yield from (self._numbering.mark(block) + self._text(block)).split("\n")
            return
        for row in block.rows:
            cells = {id(cell._tc): cell for cell in row.cells[:_MOST_CELLS]}  # a merged cell is listed more than once
            texts = [
                [line for part in cell.iter_inner_content() for line in self.block(part)] for cell in cells.values()
            ]
            if all(len(text) == 1 for text in texts):
                yield "\t".join(text[0] for text in texts)
            else:
                yield from (line for text in texts for line in text)

    def _text(self, paragraph: Paragraph) -> str:
        parts = []
        for element in paragraph._p.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("a:blip"), qn("m:oMath")):
            if element.tag == qn("w:t"):
                parts.append(element.text or "")
            elif element.tag == qn("a:blip"):
                parts.append(self._picture(paragraph, element))
            elif element.tag == qn("m:oMath"):
                self.left_out.add("文档里有公式，没有收下。请改用文字或图片书写。")
            elif element.tag != qn("w:tab") or element.getparent().tag == qn("w:r"):
                parts.append("\t" if element.tag == qn("w:tab") else "\n")
        return "".join(parts)

    def _picture(self, paragraph: Paragraph, blip: Any) -> str:
        part = paragraph.part.related_parts.get(blip.get(qn("r:embed"), ""))
        content = part.blob if part is not None else b""
        kind = kinds.picture(content)
        if kind is None:
            self.left_out.add("文档里有图片的格式不能用，没有收下。请另存为 PNG 或 JPEG 后再插入。")
            return ""
        name = named_by_content(content, kind)
        self.pictures[name] = b64encode(content).decode()
        return f"![{_described(blip)}](images/{name})"


def _described(blip: Any) -> str:
    """What Word keeps as the alternative text of a picture."""
    holder = next(blip.iterancestors(qn("wp:inline"), qn("wp:anchor")), None)
    properties = None if holder is None else holder.find(qn("wp:docPr"))
    return "" if properties is None else one_alternative(properties.get("descr", ""))


class _Numbering:
    """The numbers that Word shows before paragraphs of a list and does not store in their text."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, str], tuple[str, str, int]] = {}
        self._counts: dict[tuple[str, str], int] = {}
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        if part is not None:
            self._read(part.element)

    def mark(self, paragraph: Paragraph) -> str:
        found = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if found is None:
            return ""
        number, level = (_value(found.find(qn(f"w:{name}"))) for name in ("numId", "ilvl"))
        place = (number, level or "0")
        if place not in self._levels:
            return ""
        kind, pattern, start = self._levels[place]
        self._counts[place] = count = self._counts.get(place, start - 1) + 1
        for other in [other for other in self._counts if other[0] == number and other[1] > place[1]]:
            del self._counts[other]
        shown = _shown(kind, count)
        return pattern.replace(f"%{int(place[1]) + 1}", shown) + " " if shown else ""

    def _read(self, numbering: Any) -> None:
        abstract = {element.get(qn("w:abstractNumId")): element for element in numbering.findall(qn("w:abstractNum"))}
        for number in numbering.findall(qn("w:num"))[:_COUNTED]:
            source = abstract.get(_value(number.find(qn("w:abstractNumId"))))
            for level in source.findall(qn("w:lvl")) if source is not None else ():
                start = _value(level.find(qn("w:start"))) or "1"
                self._levels[(number.get(qn("w:numId")), level.get(qn("w:ilvl")))] = (
                    _value(level.find(qn("w:numFmt"))),
                    _value(level.find(qn("w:lvlText")))[:20],
                    int(start) if start.isdecimal() else 1,
                )


def _value(element: Any) -> str:
    return "" if element is None else element.get(qn("w:val"), "")


def _shown(kind: str, count: int) -> str:
    if kind in ("decimal", "decimalFullWidth", "decimalZero"):
        return str(count)
    if kind in ("upperLetter", "lowerLetter"):
        return ascii_uppercase[count - 1] if 0 < count <= len(ascii_uppercase) else ""
    return numeral(count) if kind.startswith(("chinese", "ideograph", "japaneseCounting")) and count > 0 else ""
