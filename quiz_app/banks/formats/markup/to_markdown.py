"""HTML from outside to the Markdown that our questions are written in. What Markdown has no place for is named."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from quiz_app.banks.formats.findings import Trouble
from quiz_app.banks.formats.markdown_texts import BLANK, checked_length, tidy

Miss = Callable[[str], None]
Show = Callable[[str, str], str]
"""From the source and the words of an image to the Markdown that stands for it."""

_BLOCKS = {"p", "div", "section", "article", "center", "figure", "figcaption", "dl", "dt", "dd", "table", "pre", "hr"}
_BLOCKS |= {"ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}
_INLINE = {"strong", "b", "em", "i", "code", "a", "img", "br", "sub", "sup", "u", "ins"}
_TABLE = {"thead", "tbody", "tfoot", "tr", "td", "th", "caption"}
_TAGS = _BLOCKS | _INLINE | _TABLE
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
_SCHEMES = {"http", "https", "mailto", "data"}
_HTML = re.compile(rf"</?(?:{'|'.join(sorted(_TAGS))}|span|font|script|style)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_LOST = {
    "脚本": re.compile(r"<script\b|\son[a-z]+\s*=|javascript:", re.IGNORECASE),
    "音频或视频": re.compile(r"<(?:audio|video|object|embed)\b", re.IGNORECASE),
    "嵌入的网页": re.compile(r"<i?frame\b", re.IGNORECASE),
    "公式标签（MathML）": re.compile(r"<math\b", re.IGNORECASE),
    "矢量图（SVG）": re.compile(r"<svg\b", re.IGNORECASE),
    "表单": re.compile(r"<(?:form|input|select|textarea|button)\b", re.IGNORECASE),
}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)?")
_VOID = ("br", "img", "hr", "input", "")
_MOST_OPEN = 500
_MOST_TAGS = 5_000
_DEEPEST = 60
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_LINE_END = "\0"
_AROUND_LINE_END = re.compile(f" *{_LINE_END} *")
_RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


def is_html(text: str) -> bool:
    """Whether a text that may be plain has tags in it."""
    return bool(_HTML.search(text))


def to_markdown(html: str, show: Show, miss: Miss) -> str:
    """Raises `Trouble` for a text that is too long or too deep."""
    checked_length(html if len(html) < 1000 else re.sub(r'src="data:[^"]*"', "", html))
    if "<" not in html and "&" not in html:
        return tidy(_BLANKS.sub(" ", html))
    _check_tags(html)
    for what, pattern in _LOST.items():
        if pattern.search(html):
            miss(what)
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    tree = _Tree()
    tree.feed(clean)
    tree.close()
    return tidy(_Markdown(show, miss).blocks(tree.root))


def _check_tags(html: str) -> None:
    """Parsing costs the square of the depth, so that what is too deep is told before."""
    depth = 0
    for count, match in enumerate(_TAG.finditer(html)):
        depth += -1 if match[1] else (match[2] or "").lower() not in _VOID
        if depth > _MOST_OPEN or count > _MOST_TAGS:
            raise Trouble("", "文字里的标签太多或嵌套得太深。", "用纯文本重写这一段。")


@dataclass
class _Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[_Node | str]" = field(default_factory=list)

    def nodes(self, *tags: str) -> "Iterator[_Node]":
        return (child for child in self.children if isinstance(child, _Node) and child.tag in tags)


class _Tree(HTMLParser):
    """Builds nodes from what nh3 wrote: every tag that opens also closes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("div")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in ("br", "img", "hr"):
            self._open.append(node)
        if len(self._open) > _DEEPEST:
            raise Trouble("", "文字里的标签嵌套得太深。", "用纯文本重写这一段。")

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


@dataclass(frozen=True)
class _Markdown:
    show: Show
    miss: Miss

    def blocks(self, node: _Node) -> str:
        """The children as blocks with empty lines between them."""
        return "\n\n".join(filter(None, self._each_block(node)))

    def _each_block(self, node: _Node) -> Iterator[str]:
        line: list[_Node | str] = []
        for child in node.children:
            if isinstance(child, _Node) and (child.tag in _BLOCKS or child.tag in _TABLE):
                yield self._line(line)
                line = []
                yield self._block(child)
            else:
                line.append(child)
        yield self._line(line)

    def _block(self, node: _Node) -> str:
        if node.tag in ("ul", "ol"):
            return self._list(node)
        if node.tag == "table":
            captions = [self.blocks(caption) for caption in node.nodes("caption")]
            return "\n\n".join(filter(None, [*captions, self._table(node)]))
        if node.tag == "pre":
            return "```\n" + _text(node).strip("\n").replace(" ", "\u00a0") + "\n```"
        if node.tag == "hr":
            return "---"
        inner = self.blocks(node)
        if node.tag == "blockquote":
            return "\n".join(f"> {line}" for line in inner.split("\n"))
        if node.tag.startswith("h") and inner:
            return f"{'#' * int(node.tag[1])} {inner}"
        return inner

    def _list(self, node: _Node) -> str:
        entries = []
        for number, entry in enumerate(node.nodes("li"), start=1):
            mark = f"{number}. " if node.tag == "ol" else "- "
            inner = self.blocks(entry).replace("\n\n", "\n")
            entries.append(mark + inner.replace("\n", "\n" + " " * len(mark)))
        return "\n".join(entries)

    def _table(self, table: _Node) -> str:
        parts = [table, *table.nodes("thead", "tbody", "tfoot")]
        rows = [
            [
                self.blocks(cell).replace("\n\n", " ").replace("\n", " ").replace("|", "\\|")
                for cell in row.nodes("td", "th")
            ]
            for part in parts
            for row in part.nodes("tr")
        ]
        width = max(map(len, rows), default=0)
        if not width:
            return ""
        lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
        return "\n".join([lines[0], "| " + " | ".join(["---"] * width) + " |", *lines[1:]])

    def _line(self, children: "list[_Node | str]") -> str:
        text = _BLANKS.sub(" ", "".join(map(self._inline, children)))
        return _AROUND_LINE_END.sub("\n", text).strip(" \n")

    def _inline(self, child: "_Node | str") -> str:
        if isinstance(child, str):
            return _BLANKS.sub(" ", child.replace(_LINE_END, ""))
        if child.tag == "br":
            return _LINE_END
        if child.tag == "img":
            return self.show(
                child.attributes.get("src", ""), re.sub(r"[\[\]\s]+", " ", child.attributes.get("alt", ""))
            )
        inner = "".join(map(self._inline, child.children))
        if child.tag in ("strong", "b"):
            return _marked(inner, "**")
        if child.tag in ("em", "i"):
            return _marked(inner, "*")
        if child.tag == "code" and "`" not in inner:
            return _marked(inner, "`")
        if child.tag in ("u", "ins") and inner and not inner.strip("\u00a0\u3000 "):
            return BLANK
        if child.tag in ("sub", "sup"):
            return self._shifted(inner, child.tag)
        if child.tag == "a":
            return self._link(inner, child.attributes.get("href", ""))
        return inner

    def _shifted(self, inner: str, tag: str) -> str:
        table = _RAISED if tag == "sup" else _LOWERED
        moved = inner.translate(table)
        if all(ord(sign) in table for sign in inner):
            return moved
        self.miss("上标" if tag == "sup" else "下标")
        return f"^({inner})" if tag == "sup" else f"_({inner})"

    def _link(self, inner: str, href: str) -> str:
        if not inner.strip() or not href or inner == href:
            return inner
        if re.search(r"[\s()]", href) or re.search(r"[\[\]]", inner) or href.startswith("data:"):
            self.miss("链接")
            return inner
        return f"[{inner}]({href})"


def _marked(inner: str, mark: str) -> str:
    """The marks close around the words, line by line, since none reaches over a line end."""
    return _LINE_END.join(_marked_line(line, mark) for line in inner.split(_LINE_END))


def _marked_line(line: str, mark: str) -> str:
    words = line.strip(" ")
    return line.replace(words, f"{mark}{words}{mark}", 1) if words else line


def _text(node: _Node) -> str:
    return "".join(
        child if isinstance(child, str) else "\n" if child.tag == "br" else _text(child) for child in node.children
    )
