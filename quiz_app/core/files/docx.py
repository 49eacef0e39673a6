"""Word documents as Markdown, cut into sections at each first-level heading.

`convert` is meant for `limited.run_limited`: it is given bytes and answers with JSON values.
"""

import re
from base64 import b64encode
from hashlib import blake2b
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import mammoth

from quiz_app.core.files import kinds

PICTURE_FOLDER = "images"
STYLES = """
p[style-name='Title'] => h1.document-title:fresh
p[style-name='标题'] => h1.document-title:fresh
p[style-name='标题 1'] => h1:fresh
p[style-name='标题 2'] => h2:fresh
p[style-name='标题 3'] => h3:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='引用'] => blockquote > p:fresh
"""

_SIGNS = re.compile(r"([\\`*_\[\]])")
_OPENING = re.compile(r"^(#|>|///)", re.MULTILINE)


def convert(data: bytes) -> dict[str, Any]:
    """`{title, sections: [{title, markdown}], pictures: {path: base64}, left_out: [sentence]}`.

    The title is empty when the document has none; so is that of a first section that stands before any heading.
    """
    pictures: dict[str, str] = {}
    left_out: list[str] = []
    html = mammoth.convert_to_html(
        BytesIO(data),
        style_map=STYLES,
        include_embedded_style_map=False,
        convert_image=mammoth.images.img_element(lambda image: _keep(image, pictures, left_out)),
    ).value
    title, sections = _sections(fromstring(f"<div>{html}</div>"))
    return {"title": title, "sections": sections, "pictures": pictures, "left_out": left_out}


def _keep(image: Any, pictures: dict[str, str], left_out: list[str]) -> dict[str, str]:
    with image.open() as stream:
        content = stream.read()
    kind = kinds.picture(content)
    if kind is None:
        left_out.append(f"文档里有一张 {image.content_type} 格式的图片没有收下，请另存为 PNG 或 JPEG 后再插入。")
        return {"src": ""}
    path = f"{PICTURE_FOLDER}/{blake2b(content, digest_size=8).hexdigest()}{kind.ending}"
    pictures[path] = b64encode(content).decode()
    return {"src": path}


def _sections(document: Element) -> tuple[str, list[dict[str, str]]]:
    title = ""
    sections: list[tuple[str, list[str]]] = [("", [])]
    for element in document:
        if element.tag == "h1" and element.get("class") == "document-title":
            title = title or _plain(element)
        elif element.tag == "h1":
            sections.append((_plain(element), []))
        else:
            sections[-1][1].extend(_blocks(element))
    if not sections[0][1]:
        del sections[0]
    return title, [{"title": name, "markdown": "\n\n".join(blocks)} for name, blocks in sections]


def _blocks(element: Element) -> list[str]:
    """An element between sections as blocks of Markdown, which blank lines part."""
    tag = str(element.tag)
    if re.fullmatch("h[2-6]", tag):
        words = _plain(element)
        return [f"{'#' * min(int(tag[1]), 4)} {_escaped(words)}"] if words else []
    if tag in ("ul", "ol"):
        return ["\n".join(_items(element, 0))]
    if tag == "table":
        return _table(element)
    if tag == "blockquote":
        return ["\n>\n".join(_quoted(paragraph) for paragraph in element if _inline(paragraph).strip())]
    words = _inline(element).strip()
    return [_OPENING.sub(r"\\\1", words)] if words else []


def _quoted(paragraph: Element) -> str:
    return "\n".join(f"> {line}" for line in _inline(paragraph).strip().split("\n"))


def _items(listing: Element, depth: int) -> list[str]:
    lines = []
    for number, item in enumerate((child for child in listing if child.tag == "li"), start=1):
        mark = f"{number}. " if listing.tag == "ol" else "- "
        inner = [child for child in item if child.tag in ("ul", "ol")]
        lines.append(" " * 4 * depth + mark + " ".join(_inline(item, skip=("ul", "ol")).split()))
        for nested in inner:
            lines += _items(nested, depth + 1)
    return lines


def _table(table: Element) -> list[str]:
    rows = [
        [cell for original in row if original.tag in ("td", "th") for cell in _cells(original)]
        for row in table.iter("tr")
    ]
    width = max((len(row) for row in rows), default=0)
    if not width:
        return []
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    return ["\n".join([lines[0], "|" + "---|" * width, *lines[1:]])]


def _cells(cell: Element) -> list[str]:
    """The words of a cell, and an empty cell for each further column that it spans."""
    words = " ".join(_inline(cell).split()).replace("|", r"\|")
    span = cell.get("colspan", "1")
    return [words] + [""] * (min(int(span), 20) - 1 if span.isdigit() else 0)


def _inline(element: Element, skip: tuple[str, ...] = ()) -> str:
    parts = [_escaped(element.text or "")]
    for child in element:
        if child.tag not in skip:
            parts.append(_span(child))
        parts.append(_escaped(child.tail or ""))
    return "".join(parts)


def _span(element: Element) -> str:
    match element.tag:
        case "br":
            return "  \n"
        case "img":
            return f"![{_escaped(element.get('alt', ''))}]({element.get('src')})" if element.get("src") else ""
        case "strong":
            return _wrapped(_inline(element), "**")
        case "em":
            return _wrapped(_inline(element), "*")
        case "a" if element.get("href", "").startswith(("http://", "https://", "mailto:")):
            return f"[{_inline(element)}](<{element.get('href', '').replace('>', '%3E')}>)"
        case "p" | "li" | "tr":
            return _inline(element) + " "
        case _:
            return _inline(element)


def _wrapped(words: str, mark: str) -> str:
    inner = words.strip()
    if not inner or "\n" in inner:
        return words
    start = words.index(inner)
    return f"{words[:start]}{mark}{inner}{mark}{words[start + len(inner) :]}"


def _plain(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _escaped(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text)
