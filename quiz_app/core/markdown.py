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

from quiz_app.core import formulas

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
PICTURE = re.compile(r"!\[(?P<words>[^\[\]\n]*)\]\((?P<target>[^()\s]+)\)")
LARGER = "看大图"

_PICTURE_ADDRESS = re.compile(r"/pictures/[0-9a-f]{64}")
_SPECIAL = re.compile(rf"(?P<dollar>\\\$)|(?P<code>`[^`\n]+`)|{PICTURE.pattern}|{formulas.FORMULA.pattern}")
_SHOWN_PICTURE = re.compile(r'<span class="picture"><img[^>]* alt="([^"]*)"[^>]*><a [^>]*>[^<]*</a></span>')
_SHOWN_FORMULA = re.compile(r'<math[^>]* alttext="([^"]*)"[^>]*>.*?</math>')
_TABLE = re.compile(r"^\|.*\n\|[ |:-]+\|?[ ]*(?:\n\|.*)*", re.MULTILINE)
_DISPLAYED = re.compile(r"\$\$[^$]+\$\$")
_NO_MARKS = {2: None, 3: None}
_PASSAGE_TAGS = {"p", "br", "strong", "em", "code", "ul", "ol", "li", "a", "img", "span", "div", *formulas.ELEMENTS}
_PASSAGE_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_PASSAGE_ATTRIBUTES = {
    **{element: set(formulas.ATTRIBUTES) for element in formulas.ELEMENTS},
    "math": {"display", "alttext"},
    "img": {"src", "alt", "loading"},
    "a": {"href", "target"},
    "ol": {"start"},
    "div": {"role", "aria-label", "tabindex"},
    **{cell: {"align"} for cell in ("th", "td")},
}
_PASSAGE_CLASSES = {"span": {"picture"}, "div": {"table-wrap", "formula"}}


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


def picture_address(digest: str) -> str:
    """Where the site shows the picture of this digest: the one kind of address from which `inline` takes pictures."""
    return f"/pictures/{digest}"


def inline(text: str) -> Markup:
    """One line of a question as HTML: `**strong**`, `` `code` ``, `$formulas$`, pictures and line breaks.

    Every other sign is itself: a blank of underscores and a product such as 2*3*4 stay as they were written. Pictures
    come from `picture_address` alone, others become their words. `\\$` is a dollar sign.
    """
    return _rich(text) if "$" in text or "![" in text else Markup(_marked(text.strip()))


def in_words(text: str) -> str:
    """A text of a question where there is room for words alone: in a list, a title, an entry of a select."""
    shown = PICTURE.sub(lambda match: f"［图片：{match['words']}］", text)
    return _DISPLAYED.sub("［公式］", _TABLE.sub("［表格］", shown))


def html_in_words(html: str) -> str:
    """What `inline` made of a text as words: pictures by what they show, formulas by their source."""
    shown = _SHOWN_PICTURE.sub(lambda match: f"［图片：{match[1]}］", html)
    return Markup(_SHOWN_FORMULA.sub(lambda match: match[1], shown)).striptags()


def clean_passage(html: str) -> str:
    """The one gate for HTML made of a question's text: tags and attributes that it may have, and nothing else."""
    return nh3.clean(
        html,
        tags=_PASSAGE_TAGS,
        attributes=_PASSAGE_ATTRIBUTES,
        allowed_classes=_PASSAGE_CLASSES,
        url_schemes=set(),
        link_rel="noopener",
        attribute_filter=_own_pictures,
    )


@lru_cache(maxsize=8192)
def _rich(text: str) -> Markup:
    kept: list[str] = []

    def put_away(match: re.Match[str]) -> str:
        kept.append(_special(match))
        return f"\x02{len(kept) - 1}\x03"

    html = _marked(_SPECIAL.sub(put_away, text.strip().translate(_NO_MARKS)))
    return Markup(clean_passage(re.sub("\x02([0-9]+)\x03", lambda match: kept[int(match[1])], html)))


def _special(match: re.Match[str]) -> str:
    if match["dollar"]:
        return "$"
    if match["code"]:
        return f"<code>{escape(match['code'][1:-1])}</code>"
    if match["words"] is not None:
        return _picture(match["words"].strip(), match["target"])
    try:
        return formulas.mathml(match["display"] or match["formula"], display=bool(match["display"]))
    except formulas.Miswritten:
        return f"<code>{escape(match[0])}</code>"


def _picture(words: str, target: str) -> str:
    if not _PICTURE_ADDRESS.fullmatch(target):
        return f"<em>［图片：{escape(words)}］</em>"
    image = f'<img src="{target}" alt="{escape(words)}" loading="lazy">'
    return f'<span class="picture">{image}<a href="{target}" target="_blank">{LARGER}</a></span>'


def _own_pictures(tag: str, attribute: str, value: str) -> str | None:
    if attribute in ("src", "href") and not _PICTURE_ADDRESS.fullmatch(value):
        return None
    return value


def _marked(text: str) -> str:
    html = _CODE.sub(r"<code>\1</code>", _STRONG.sub(r"<strong>\1</strong>", escape(text)))
    return html.replace("\n", "<br>")


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
