"""Our Markdown to HTML that comes back as the same Markdown, sign for sign.

Tables, lists, headings and emphasis become their HTML where that comes back unchanged; whatever else is written stands
as plain lines.
"""

import re
from collections.abc import Callable, Collection
from html import escape, unescape

from quiz_app.banks.formats.findings import Trouble
from quiz_app.banks.formats.markdown_texts import PICTURE
from quiz_app.banks.formats.markup.to_markdown import to_markdown

Source = Callable[[str], str]
"""From the name of a picture to what an `<img>` refers to it by."""

_STRONG = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
_EMPHASIS = re.compile(r"(?<![*\w])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![*\w])")
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]+)\]\((https?://[^\s()]+)\)")
_HEADING = re.compile(r"(#{1,6}) (.+)")
_RULE = re.compile(r"\|(?: ?:?-+:? ?\|)+")
_CELL_END = re.compile(r"(?<!\\)\|")
_MARKED = re.compile(r"(?:[-*+]|[0-9]{1,3}\.) (.+)")
_BLANKS = re.compile("^ | {2,}", re.MULTILINE)


def to_html(text: str, pictures: Collection[str], source: Source) -> str:
    """Well-formed HTML, for XML too, of a tidy text. Only the `pictures` become images."""
    if not text:
        return ""
    return "".join(_faithful(block, pictures, source) for block in _blocks(text))


def inline_html(text: str, pictures: Collection[str], source: Source) -> str:
    """The same without a paragraph around it, for a text that is one paragraph."""
    html = to_html(text, pictures, source)
    alone = html.startswith("<p>") and html.count("<p>") == 1 and html.endswith("</p>")
    return html.removeprefix("<p>").removesuffix("</p>") if alone else html


def _blocks(text: str) -> list[str]:
    """Paragraphs by empty lines; a fence keeps its own."""
    blocks: list[str] = []
    fenced = False
    for part in text.split("\n\n"):
        if fenced:
            blocks[-1] += "\n\n" + part
        else:
            blocks.append(part)
        fenced ^= sum(line.startswith("```") for line in part.split("\n")) % 2 == 1
    return blocks


def _faithful(block: str, pictures: Collection[str], source: Source) -> str:
    back = {source(name): name for name in pictures}

    def shown(src: str, words: str) -> str:
        return f"![{words}](images/{back[src]})" if src in back else ""

    rich = _rich(block, pictures, source)
    if rich:
        try:
            if to_markdown(rich, shown, lambda _: None) == block.strip():
                return rich
        except Trouble:
            pass
    return f"<p>{_plain(block, pictures, source)}</p>"


def _rich(block: str, pictures: Collection[str], source: Source) -> str:
    lines = block.split("\n")

    def inline(text: str) -> str:
        return _emphasised(_plain(text, pictures, source))

    heading = _HEADING.fullmatch(block)
    if heading:
        level = len(heading[1])
        return f"<h{level}>{inline(heading[2])}</h{level}>"
    if len(lines) > 2 and block.startswith("```") and lines[-1] == "```":
        return f"<pre>{escape(chr(10).join(lines[1:-1]), quote=False)}</pre>"
    if len(lines) > 1 and _RULE.fullmatch(lines[1]) and all(line.startswith("| ") for line in lines):
        rows = [lines[0], *lines[2:]]
        return (
            "<table>"
            + "".join(_row(row, "td" if number else "th", inline) for number, row in enumerate(rows))
            + "</table>"
        )
    entries = [_MARKED.fullmatch(line) for line in lines]
    if all(entries):
        tag = "ol" if lines[0][0].isdigit() else "ul"
        return f"<{tag}>" + "".join(f"<li>{inline(entry[1])}</li>" for entry in entries if entry) + f"</{tag}>"
    return f"<p>{inline(block)}</p>"


def _row(line: str, cell: str, inline: Callable[[str], str]) -> str:
    cells = [text.strip().replace("\\|", "|") for text in _CELL_END.split(line)[1:-1]]
    return "<tr>" + "".join(f"<{cell}>{inline(text)}</{cell}>" for text in cells) + "</tr>"


def _emphasised(html: str) -> str:
    """Marks become tags in text that is escaped already."""
    html = _CODE.sub(r"<code>\1</code>", html)
    html = _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", html))
    return _LINK.sub(lambda match: f'<a href="{escape(unescape(match[2]))}">{match[1]}</a>', html)


def _plain(text: str, pictures: Collection[str], source: Source) -> str:
    """Lines as they are: blanks that HTML would swallow become hard ones."""
    html, end = "", 0
    for match in PICTURE.finditer(text):
        if match["name"] in pictures and _survives(match["words"]):
            html += _escaped(text[end : match.start()])
            html += f'<img src="{escape(source(match["name"]))}" alt="{escape(match["words"])}"/>'
            end = match.end()
    return html + _escaped(text[end:])


def _survives(words: str) -> bool:
    return words == " ".join(words.split())


def _escaped(text: str) -> str:
    hard = _BLANKS.sub(lambda match: "\u00a0" * len(match[0]), text)
    return escape(hard, quote=False).replace("\n", "<br/>")
