"""The texts of a Moodle question: HTML with its files, or another of Moodle's formats, to Markdown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from quiz_app.banks.formats.findings import Findings, Trouble
from quiz_app.banks.formats.gallery import Gallery, decoded_base64
from quiz_app.banks.formats.markdown_texts import checked_length, one_line, short, tidy
from quiz_app.banks.formats.markup.to_markdown import is_html, to_markdown
from quiz_app.banks.formats.trees import words

PLUGIN_FILE = "@@PLUGINFILE@@/"
_LARGEST_FILE = 5 * 1024 * 1024


@dataclass
class Texts:
    findings: Findings
    gallery: Gallery = field(init=False)

    def __post_init__(self) -> None:
        self.gallery = Gallery(self.findings)

    def read(self, parent: Element, name: str) -> str:
        """The Markdown of a child, "" where there is none."""
        element = parent.find(name)
        return "" if element is None else self.markdown(element)

    def markdown(self, element: Element, text: str | None = None) -> str:
        """The Markdown of an element with a `text` in it, or of the given `text` with its format and files."""
        if text is None:
            text = words(element.find("text"))
        kind = element.get("format", "html")
        if kind == "moodle_auto_format" and is_html(text):
            kind, text = "html", text.strip().replace("\n", "<br>")
        if kind == "html":
            return self._html(text, self._files(element))
        plain = unescape(text) if kind == "moodle_auto_format" else text
        return tidy(checked_length(plain))

    def line(self, element: Element) -> str:
        """A text that is typed or chosen in a line: no HTML in it."""
        return one_line(checked_length(words(element.find("text"))))

    def _html(self, html: str, files: Mapping[str, bytes]) -> str:
        shown: set[str] = set()

        def show(source: str, alt: str) -> str:
            name = source.partition("?")[0].removeprefix(PLUGIN_FILE)
            shown.update((name, unquote(name)))
            return self.gallery.shown(name if source.startswith(PLUGIN_FILE) else source, alt, files)

        text = to_markdown(html, show, self.findings.miss)
        for name in files.keys() - shown:
            self.findings.miss(f"附件“{short(name)}”")
        return text

    def _files(self, element: Element) -> dict[str, bytes]:
        return {file.get("name", ""): _content(file) for file in element.findall("file")}


def _content(file: Element) -> bytes:
    data = decoded_base64(words(file))
    if len(data) > _LARGEST_FILE:
        raise Trouble("图片", f"图片“{short(file.get('name', ''))}”超过 5 MB。", "缩小图片后重新导出。")
    return data
