"""The parts of a QTI item: its declarations, and its body as HTML with something else in the place of interactions."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from posixpath import dirname, join, normpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from quiz_app.banks.formats.findings import Findings
from quiz_app.banks.formats.gallery import Gallery
from quiz_app.banks.formats.markdown_texts import decimal_text, one_line
from quiz_app.banks.formats.markup.to_markdown import to_markdown
from quiz_app.banks.formats.qti.names import XHTML
from quiz_app.banks.formats.trees import words

_VOID = ("br", "img", "hr")
_KEPT_ATTRIBUTES = ("src", "alt", "href")
_MISSED = {
    "math": "公式标签（MathML）",
    "feedbackBlock": "题干里按作答显示的反馈",
    "feedbackInline": "题干里按作答显示的反馈",
    "templateBlock": "按模板变化的题干",
    "templateInline": "按模板变化的题干",
    "printedVariable": "按模板变化的题干",
    "audio": "音频或视频",
    "video": "音频或视频",
    "script": "脚本",
    "style": "样式",
    "stylesheet": "样式",
    "include": "引用的其他文件",
}

Replace = Callable[[Element], str]


@dataclass(frozen=True)
class Declaration:
    """What a response may be. `mapped` gives a score for each response that has one of its own."""

    cardinality: str
    base: str
    correct: tuple[str, ...]
    mapped: Mapping[str, Decimal]

    @property
    def right(self) -> tuple[str, ...]:
        """The right responses: those that are declared, or else those that score."""
        return self.correct or tuple(response for response, score in self.mapped.items() if score > 0)


def declarations(item: Element) -> dict[str, Declaration]:
    return {declared.get("identifier", ""): _declaration(declared) for declared in item.iter("responseDeclaration")}


def interactions(element: Element) -> list[Element]:
    """In the order of the document."""
    return [each for each in element.iter() if is_interaction(each)]


def is_interaction(element: Element) -> bool:
    return str(element.tag).endswith("Interaction")


@dataclass(frozen=True)
class Body:
    """Makes Markdown of the XHTML of an item that stood at `place` among `files`."""

    findings: Findings
    gallery: Gallery
    files: Mapping[str, bytes]
    place: str

    def markdown(self, element: Element, replace: Replace = lambda _: "") -> str:
        return to_markdown("".join(self._inner(element, replace)), self._shown, self.findings.miss)

    def line(self, element: Element) -> str:
        return one_line(self.markdown(element))

    def _inner(self, element: Element, replace: Replace) -> Iterator[str]:
        yield escape(element.text or "", quote=False)
        for child in element:
            yield from self._outer(child, replace)
            yield escape(child.tail or "", quote=False)

    def _outer(self, child: Element, replace: Replace) -> Iterator[str]:
        if is_interaction(child):
            yield replace(child)
        elif child.tag in _MISSED:
            self.findings.miss(_MISSED[child.tag])
        elif child.tag == "rubricBlock" and "candidate" not in child.get("view", "candidate"):
            self.findings.miss("评分说明")
        elif child.tag == "object" and child.get("type", "").startswith("image/"):
            yield f'<img src="{escape(child.get("data", ""))}" alt="{escape(one_line(words(child)))}">'
        else:
            tag = child.tag if child.tag in XHTML else "div" if child.tag == "rubricBlock" else "span"
            attributes = [
                f' {name}="{escape(child.attrib[name])}"' for name in _KEPT_ATTRIBUTES if name in child.attrib
            ]
            yield f"<{tag}{''.join(attributes)}>"
            if tag not in _VOID:
                yield from self._inner(child, replace)
                yield f"</{tag}>"

    def _shown(self, source: str, alt: str) -> str:
        path = normpath(join(dirname(self.place), unquote(source)))
        return self.gallery.shown(path if path in self.files else source, alt, self.files)


def _declaration(declared: Element) -> Declaration:
    entries = declared.iterfind("mapping/mapEntry")
    return Declaration(
        declared.get("cardinality", "single"),
        declared.get("baseType", "identifier"),
        tuple(one_line(words(value)) for value in declared.iterfind("correctResponse/value")),
        {one_line(entry.get("mapKey", "")): _score(entry.get("mappedValue", "0")) for entry in entries},
    )


def _score(text: str) -> Decimal:
    try:
        return Decimal(decimal_text(text))
    except ValueError:
        return Decimal(0)
