"""The blocks of a document as WordprocessingML. Letters are sized in half points, lengths are in 1/20 point."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from quiz_app.core.printing.model import (
    Bars,
    Block,
    Choices,
    Frame,
    Heading,
    Item,
    Line,
    Mark,
    Marks,
    Paragraph,
    Ruled,
    Slots,
    Span,
    Spans,
    Style,
    Table,
    printable,
)

Pictures = Mapping[str, str]

NOTE, HEADING, MARK = 18, 23, 22
INDENT = 440
TEXT_WIDTH = 9300
_GREY, _RED = "5A5A5A", "B3131B"
_BAR, _BARS = 20, 14
_RULE = 'w:val="single" w:sz="4" w:space="1" w:color="808080"/>'
_RULES = f"<w:pBdr><w:bottom {_RULE}<w:between {_RULE}</w:pBdr>"
_NO_BORDERS = "".join(f'<w:{side} w:val="nil"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
_BORDERS = _NO_BORDERS.replace('w:val="nil"', 'w:val="single" w:sz="4" w:space="0" w:color="000000"')


def block(it: Block, pictures: Pictures, *, label: str = "", indent: int = 0) -> str:
    """`label` is the number that stands before the first line of the block."""
    match it:
        case Line():
            return _line(it)
        case Bars():
            return _bars(it)
        case Heading():
            title = run(it.text, size=HEADING, style=Style.STRONG) + run(it.note, size=19, colour=_GREY)
            return paragraph(title, before=240, extra="<w:keepNext/>")
        case Paragraph():
            return paragraph(_spans(it.spans, pictures, NOTE if it.is_note else 0), label=label, indent=indent)
        case Table():
            return _table(it.rows, pictures, borders=_BORDERS, has_head=it.has_head)
        case Choices():
            return _choices(it, pictures, indent)
        case Ruled():
            return paragraph("", extra=_RULES, before=300, indent=indent) * it.lines
        case Marks():
            return _marks(it)
        case Slots():
            return paragraph(_slots(it), label=f"{it.label}.", before=160, indent=INDENT)
        case Frame():
            return _frame(it)
        case Item():
            return _item(it, pictures)


def paragraph(content: str, *, label: str = "", indent: int = 0, before: int = 40, extra: str = "") -> str:
    """`extra` are further properties, of those that the schema has before the spacing."""
    hanging = f' w:hanging="{INDENT}"' if label else ""
    head = f"{run(label)}<w:r><w:tab/></w:r>" if label else ""
    properties = f'{extra}<w:spacing w:before="{before}" w:after="40"/><w:ind w:left="{indent}"{hanging}/>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{head}{content}</w:p>"


def centred(content: str) -> str:
    return f'<w:p><w:pPr><w:spacing w:before="80" w:after="80"/><w:jc w:val="center"/></w:pPr>{content}</w:p>'


def run(text: str, *, size: int = 0, style: Style = Style.PLAIN, colour: str = "") -> str:
    """A text with its line breaks; nothing for an empty one."""
    if not text:
        return ""
    fonts = {
        Style.STRONG: '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体"/><w:b/>',
        Style.CODE: '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:eastAsia="黑体"/>',
    }.get(style, "")
    tint = f'<w:color w:val="{colour}"/>' if colour else ""
    sizes = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    lines = (f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in printable(text).split("\n"))
    return f"<w:r><w:rPr>{fonts}{tint}{sizes}</w:rPr>{'<w:br/>'.join(lines)}</w:r>"


def gap(characters: int) -> str:
    """Underlined white space, to be written into."""
    return f'<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">{"　" * characters}</w:t></w:r>'


def fills(labels: Sequence[str], characters: int) -> str:
    """`单位：______　姓名：______`"""
    return run("　").join(run(f"{label}：") + gap(characters // 2) for label in labels)


def _line(it: Line) -> str:
    border = (
        f'<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="6" w:color="{_RED}"/></w:pBdr>' if it.has_rule else ""
    )
    indent = f'<w:ind w:firstLineChars="200" w:firstLine="{round(it.size * 40)}"/>' if it.is_indented else ""
    spacing = f'<w:spacing w:before="{round(it.space * 20)}" w:after="40" w:line="360" w:lineRule="auto"/>'
    aligned = f'<w:jc w:val="{it.align}"/>'
    style = Style.STRONG if it.is_strong else Style.PLAIN
    content = run(it.text, size=round(it.size * 2), style=style, colour=_RED if it.is_red else "")
    return f"<w:p><w:pPr>{border}{spacing}{indent}{aligned}</w:pPr>{content}</w:p>"


def _bars(it: Bars) -> str:
    """A table whose middle column holds bars of full blocks."""
    rows = (
        _row([run(label, size=_BAR), run("█" * round(_BARS * share), size=_BAR, colour=_RED), run(words, size=_BAR)], 3)
        for (label, _value, words), share in zip(it.rows, it.shares(), strict=True)
    )
    return _framed("".join(rows), 3, _NO_BORDERS)


def _spans(spans: Spans, pictures: Pictures, size: int = 0) -> str:
    return "".join(_span(span, pictures, size) for span in spans)


def _span(span: Span, pictures: Pictures, size: int) -> str:
    match span.style:
        case Style.BLANK:
            return gap(4)
        case Style.PICTURE:
            return pictures.get(span.text) or run(span.words, size=size)
        case _:
            return run(span.text, size=size, style=span.style)


def _item(it: Item, pictures: Pictures) -> str:
    first, *rest = it.blocks or (Paragraph(()),)
    if not isinstance(first, Paragraph):
        first, rest = Paragraph(()), [first, *rest]
    head = block(first, pictures, label=f"{it.label}.", indent=INDENT)
    return head + "".join(block(each, pictures, indent=INDENT) for each in rest)


def _choices(it: Choices, pictures: Pictures, indent: int) -> str:
    width = (TEXT_WIDTH - indent) // it.columns
    tabs = "".join(f'<w:tab w:val="left" w:pos="{indent + width * place}"/>' for place in range(1, it.columns))
    written = [run(f"{letter}. ") + _spans(spans, pictures) for letter, spans in it.choices]
    lines = [written[place : place + it.columns] for place in range(0, len(written), it.columns)]
    extra = f"<w:tabs>{tabs}</w:tabs>" if tabs else ""
    return "".join(paragraph("<w:r><w:tab/></w:r>".join(each), extra=extra, indent=indent, before=20) for each in lines)


def _table(rows: Sequence[Sequence[Spans]], pictures: Pictures, *, borders: str, has_head: bool) -> str:
    head = "<w:trPr><w:tblHeader/></w:trPr>" if has_head else ""
    filled = (
        _row([_spans(cell, pictures) for cell in row], len(row), head if number == 0 else "")
        for number, row in enumerate(rows)
    )
    return _framed("".join(filled), len(rows[0]), borders)


def _marks(it: Marks) -> str:
    lines = [it.marks[place : place + it.columns] for place in range(0, len(it.marks), it.columns)]
    rows = (_row([*map(_mark, line), *[""] * (it.columns - len(line))], it.columns) for line in lines)
    return _framed("".join(rows), it.columns, _NO_BORDERS)


def _mark(it: Mark) -> str:
    return run(f"{it.label}  ", size=MARK) + run("  ".join(f"[ {letter} ]" for letter in it.letters), size=MARK)


def _slots(it: Slots) -> str:
    named = ((run(f"（{slot}）") if slot else "") + gap(10 if it.is_wide else 3) for slot in it.slots)
    return run("　").join(named)


def _frame(it: Frame) -> str:
    height = f'<w:trPr><w:trHeight w:val="{it.lines * 510}" w:hRule="atLeast"/></w:trPr>'
    return paragraph("") + _framed(_row([run(f"{it.label}.")], 1, height), 1, _BORDERS)


def _row(cells: Sequence[str], columns: int, properties: str = "") -> str:
    width = TEXT_WIDTH // columns
    filled = (f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph(cell)}</w:tc>' for cell in cells)
    return f"<w:tr>{properties}{''.join(filled)}</w:tr>"


def _framed(rows: str, columns: int, borders: str) -> str:
    grid = f'<w:gridCol w:w="{TEXT_WIDTH // columns}"/>' * columns
    properties = f'<w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
