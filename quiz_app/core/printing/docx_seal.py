"""The seal line of a paper in Word: a text box in the margin of the first page, turned by a quarter."""

from collections.abc import Sequence

from docx.oxml.ns import nsmap

from quiz_app.core.printing.docx_blocks import centred, fills, run

DOTS = "·" * 34
WORDS = "密封线"
_LEFT, _TOP, _WIDTH, _HEIGHT = 180_000, 900_000, 720_000, 8_900_000
"""Of the box, in English Metric Units: 36,000 are a millimetre."""
_SHAPES = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def seal(blanks: Sequence[str], number: int) -> str:
    """A paragraph that holds the box; `number` makes it one of its own in the file."""
    line = DOTS + "".join(f" {word} {DOTS}" for word in WORDS)
    content = centred(fills(blanks, 24)) + centred(run(line, size=18))
    anchor = (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0"'
        ' layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{_LEFT}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{_TOP}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{_WIDTH}" cy="{_HEIGHT}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{1000 + number}" name="密封线 {number}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_SHAPES}"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{_WIDTH}" cy="{_HEIGHT}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr vert="vert270" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"/>'
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor>"
    )
    choice = f'<mc:Choice Requires="wps"><w:drawing>{anchor}</w:drawing></mc:Choice>'
    namespaces = f'xmlns:mc="{_COMPATIBILITY}" xmlns:wps="{_SHAPES}" xmlns:a="{nsmap["a"]}"'
    return f"<w:p><w:r><mc:AlternateContent {namespaces}>{choice}<mc:Fallback/></mc:AlternateContent></w:r></w:p>"
