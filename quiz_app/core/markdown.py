"""Markdown to HTML that is safe to show: whatever was written, only the tags listed here come out.

Raw HTML in the text is shown as text. Blocks named in `BLOCKS` may be used, as in `/// case | A title`.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from itertools import count
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup
from pymdownx.blocks.admonition import AdmonitionExtension

BLOCKS = {"timeline": "时间线", "checklist": "清单", "case": "案例", "mistake": "误区"}
SOURCE_MARK = "——"
TABLE_FRAME = '<div class="table-wrap" role="region" aria-label="表格 {}" tabindex="0"><table>'

_TAGS = {
    *("h2", "h3", "h4", "p", "br", "hr", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "footer"),
    *("cite", "a", "img", "table", "thead", "tbody", "tr", "th", "td", "div"),
}
_ATTRIBUTES = {
    **{heading: {"id"} for heading in ("h2", "h3", "h4")},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
}
_ALIGNED = {cell: {"align": {"left", "center", "right"}} for cell in ("th", "td")}
_CLASSES = {"div": {"admonition", *BLOCKS}, "p": {"admonition-title"}, "blockquote": {"clause"}}
_SCHEMES = {"http", "https", "mailto"}
_HEADING_ID = re.compile(r"s[0-9]{1,4}")
_STRONG = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
_CODE = re.compile(r"`([^`\n]+)`")


def render(text: str, images: Mapping[str, str] | None = None) -> Markup:
    """`text` as sanitized HTML. `images` gives a URL for each picture name that may be shown; others become words."""
    try:
        return _render(text, tuple(sorted((images or {}).items())))
    except RecursionError:  # nested beyond reading: `render_each` keeps such a text from being taken in
        return Markup("<p>{}</p>").format(text)


def render_each(payload: bytes) -> list[int]:
    """The length of the HTML of each text in a JSON list: what `limited.run_limited` calls to see that none is a trap.

    Raises `RecursionError` for lists or quotations that are nested too deeply.
    """
    return [len(_render(text, ())) for text in json.loads(payload)]


@lru_cache(maxsize=4096)
def inline(text: str) -> Markup:
    """One line of a question as HTML: `**strong**`, `` `code` `` and line breaks; every other sign is itself.

    A blank of underscores and a product such as 2*3*4 stay as they were written.
    """
    html = _CODE.sub(r"<code>\1</code>", _STRONG.sub(r"<strong>\1</strong>", escape(text.strip())))
    return Markup(html.replace("\n", "<br>"))


@lru_cache(maxsize=256)
def _render(text: str, images: tuple[tuple[str, str], ...]) -> Markup:
    urls = dict(images)
    converter = Markdown(
        extensions=[
            "sane_lists",
            "fenced_code",
            "tables",
            AdmonitionExtension(types=[{"name": name, "title": title} for name, title in BLOCKS.items()]),
            _LessonExtension(urls),
        ],
        extension_configs={"tables": {"use_align_attribute": True}},
    )
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    clean = nh3.clean(
        converter.convert(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        tag_attribute_values=_ALIGNED,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        link_rel="noopener",
        attribute_filter=_attribute_filter(frozenset(urls.values())),
    )
    return Markup(_scrolling_tables(clean))


def _attribute_filter(sources: frozenset[str]) -> Callable[[str, str, str], str | None]:
    def keep(tag: str, attribute: str, value: str) -> str | None:
        if tag == "img" and attribute == "src" and value not in sources:
            return None
        if attribute == "id" and not _HEADING_ID.fullmatch(value):
            return None
        return value

    return keep


def _scrolling_tables(html: str) -> str:
    """Each table in a frame that scrolls by itself on a narrow screen, also from the keyboard."""
    number = count(1)
    opened = re.sub("<table>", lambda _: TABLE_FRAME.format(next(number)), html)
    return opened.replace("</table>", "</table></div>")


class _LessonExtension(Extension):
    def __init__(self, urls: Mapping[str, str]) -> None:
        super().__init__()
        self._urls = urls

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.treeprocessors.register(_Clauses(md), "clauses", 30)  # before inline marks are read: sources are plain lines
        md.treeprocessors.register(_Headings(md), "headings", 15)
        md.treeprocessors.register(_Images(md, self._urls), "images", 10)


class _Clauses(Treeprocessor):
    """A quotation whose last line names its source is a clause of a regulation."""

    def run(self, root: Element) -> None:
        for quotation in root.iter("blockquote"):
            source = _take_source(quotation)
            if source:
                quotation.set("class", "clause")
                SubElement(SubElement(quotation, "footer"), "cite").text = source


def _take_source(quotation: Element) -> str | None:
    paragraphs = [child for child in quotation if child.tag == "p"]
    if not paragraphs or not paragraphs[-1].text:
        return None
    *words, last = paragraphs[-1].text.rstrip().split("\n")
    if not last.lstrip().startswith(SOURCE_MARK):
        return None
    if words:
        paragraphs[-1].text = "\n".join(words).rstrip()
    else:
        quotation.remove(paragraphs[-1])
    return last.strip().removeprefix(SOURCE_MARK).strip()


class _Headings(Treeprocessor):
    """The page has its own first heading, so those of the text begin at the second level; each can be linked to."""

    def run(self, root: Element) -> None:
        headings = [element for element in root.iter() if re.fullmatch("h[1-6]", str(element.tag))]
        for number, heading in enumerate(headings, start=1):
            heading.tag = f"h{min(max(int(heading.tag[1]), 2), 4)}"
            heading.set("id", f"s{number}")


class _Images(Treeprocessor):
    def __init__(self, md: Markdown, urls: Mapping[str, str]) -> None:
        super().__init__(md)
        self._urls = urls

    def run(self, root: Element) -> None:
        for image in list(root.iter("img")):
            url = self._urls.get(unquote(image.get("src", "")))
            words, tail = image.get("alt", ""), image.tail
            image.clear()
            image.tail = tail
            if url:
                image.attrib.update(src=url, alt=words, loading="lazy")
            else:
                image.tag, image.text = "em", f"［图片：{words}］"
