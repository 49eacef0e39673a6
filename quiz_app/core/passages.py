"""The stem or the explanation of a question as HTML: paragraphs with tables, lists, pictures and formulas among them.

A passage is read far more strictly than Markdown: a line that begins with `1.` or `-` is a list only where an empty
line stands before it, a table only with its line of dashes. So texts that mean none of this look as they were written.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup

from quiz_app.core import formulas
from quiz_app.core.markdown import TABLE_FRAME, clean_passage, inline

_PARAGRAPH_ENDS = re.compile(r"\n(?:[ \t]*\n)+")
_RULE = re.compile(r"[ ]{0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*")
_CELL_END = re.compile(r"(?<!\\)\|")
_ENTRY = re.compile(r"(?:(?P<bullet>[-*+])|(?P<number>[0-9]{1,3})[.)]) +(?P<text>\S.*)")
_ALIGNMENTS = {(True, True): "center", (False, True): "right", (True, False): "left"}
_FORMULA_FRAME = '<div class="formula" role="region" aria-label="公式" tabindex="0">{}</div>'


@lru_cache(maxsize=8192)
def block(text: str) -> Markup:
    """`text` as sanitized HTML; one without tables, lists and formulas of their own is what `inline` makes of it."""
    parts = [part for place, words in enumerate(_blocks(text)) for part in _parts(words, after_gap=place > 0)]
    if all(plain for plain, _ in parts):
        return inline(text)
    return Markup(clean_passage("".join(f"<p>{html}</p>" if plain else html for plain, html in parts)))


Part = tuple[bool, str]
"""Whether it is a plain paragraph, and its HTML."""


def _blocks(text: str) -> list[str]:
    return [each.strip("\n") for each in _PARAGRAPH_ENDS.split(text.strip()) if each.strip()]


def _parts(words: str, *, after_gap: bool) -> Iterator[Part]:
    alone = formulas.FORMULA.fullmatch(words.strip())
    if alone and alone["display"]:
        yield False, _FORMULA_FRAME.format(inline(words))
        return
    lines = words.split("\n")
    entries = _entries(lines) if after_gap else []
    if entries:
        yield False, _list(entries)
        return
    rule = next((place for place in range(1, len(lines)) if _is_rule(lines, place)), None)
    if rule is None:
        yield True, inline(words)
        return
    end = next((place for place in range(rule, len(lines)) if "|" not in lines[place]), len(lines))
    if rule > 1:
        yield True, inline("\n".join(lines[: rule - 1]))
    yield False, _table(lines[rule - 1 : end])
    if end < len(lines):
        yield from _parts("\n".join(lines[end:]), after_gap=False)


def _entries(lines: list[str]) -> list[re.Match[str]]:
    """The entries of a list; none where a line is neither an entry nor set in below one, or kinds are mixed."""
    joined: list[str] = []
    for line in lines:
        if joined and line.startswith("  "):
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
    found = [match for line in joined if (match := _ENTRY.fullmatch(line))]
    return found if len(found) == len(joined) and len({match["bullet"] for match in found}) == 1 else []


def _list(entries: list[re.Match[str]]) -> str:
    items = "".join(f"<li>{inline(entry['text'])}</li>" for entry in entries)
    first = entries[0]["number"]
    return f"<ul>{items}</ul>" if first is None else f'<ol start="{int(first)}">{items}</ol>'


def _is_rule(lines: list[str], place: int) -> bool:
    rule = lines[place]
    return "|" in rule and bool(_RULE.fullmatch(rule)) and len(_cells(rule)) == len(_cells(lines[place - 1]))


def _table(lines: list[str]) -> str:
    head, rule, *rows = map(_cells, lines)
    sides = [_ALIGNMENTS.get((cell.startswith(":"), cell.endswith(":"))) for cell in rule]
    body = "".join(_row((row + [""] * len(head))[: len(head)], sides, "td") for row in rows)
    frame = TABLE_FRAME.format("")
    return f"{frame}<thead>{_row(head, sides, 'th')}</thead><tbody>{body}</tbody></table></div>"


def _row(cells: list[str], sides: list[str | None], tag: str) -> str:
    opened = (f'<{tag} align="{side}">' if side else f"<{tag}>" for side in sides)
    return "<tr>" + "".join(f"{at}{inline(cell)}</{tag}>" for cell, at in zip(cells, opened, strict=True)) + "</tr>"


def _cells(line: str) -> list[str]:
    bare = line.strip().removeprefix("|")
    cells = _CELL_END.split(bare)
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return [cell.strip().replace("\\|", "|") for cell in cells]
