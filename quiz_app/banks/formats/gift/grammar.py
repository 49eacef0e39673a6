"""The signs of GIFT: comments, questions between empty lines, escapes, categories.

The grammar is that of https://docs.moodle.org/en/GIFT_format. Escaped signs are kept as control characters while a
question is taken apart, so that no sign of structure is ever one that was escaped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_ESCAPED = "\\~=#{}:"
_KEPT = dict(zip(_ESCAPED + "n", map(chr, range(1, 9)), strict=True))
_BACK = {kept: "\n" if sign == "n" else sign for sign, kept in _KEPT.items()}
_GUARD = re.compile(r"\\([\\~=#{}:n])")
_CONTROL = re.compile("[\x00-\x08]")
_NEEDS_ESCAPE = re.compile(r"[\\~=#{}:\n]")
_NOTE = re.compile(r"\[(?P<name>id|tag):(?P<value>(?:\\.|[^\\\]])*)\]")
_NOTE_ESCAPE = re.compile(r"\\(.)")
_GOES_ON = ("=", "~", "}", "#")

LONGEST_BLOCK = 200_000
COMMENT = "//"
CATEGORY = "$CATEGORY:"


@dataclass
class Block:
    """What stands between empty lines, from `line` on: a question, its escapes guarded, and the notes above it."""

    line: int
    text: str
    code: str = ""
    tags: list[str] = field(default_factory=list)


def blocks(text: str) -> Iterator[Block | str]:
    """The questions of a file, and the category as a plain string where it changes.

    An empty line ends a question, except that answers still open go on after it.
    """
    gathered = _Gathered()
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if not bare:
            gathered.pause()
            continue
        starts_anew = bare.startswith((COMMENT, CATEGORY)) or not (gathered.is_open and bare.startswith(_GOES_ON))
        if gathered.lines and (bare.startswith(CATEGORY) or (gathered.paused and starts_anew)):
            yield gathered.block()
            gathered = _Gathered()
        if bare.startswith(CATEGORY):
            yield bare.removeprefix(CATEGORY).strip()
        elif bare.startswith(COMMENT):
            gathered.notes.append(bare)
        else:
            gathered.add(number, line)
    if gathered.lines:
        yield gathered.block()


def guarded(text: str) -> str:
    return _GUARD.sub(lambda match: _KEPT[match[1]], _CONTROL.sub("", text))


def plain(text: str) -> str:
    """What guarded text says."""
    return _CONTROL.sub(lambda match: _BACK.get(match[0], ""), text)


def escaped(text: str) -> str:
    return _NEEDS_ESCAPE.sub(lambda match: "\\n" if match[0] == "\n" else "\\" + match[0], text)


def note(name: str, value: str) -> str:
    return f"[{name}:" + re.sub(r"[\\\]]", lambda match: "\\" + match[0], value) + "]"


@dataclass
class _Gathered:
    """The lines of one question as they come. `paused` after an empty line."""

    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    first: int = 0
    paused: bool = False
    braces: int = 0

    @property
    def is_open(self) -> bool:
        return self.braces > 0

    def add(self, number: int, line: str) -> None:
        safe = guarded(line) if len(line) <= LONGEST_BLOCK else line
        self.lines.append(safe)
        self.first = self.first or number
        self.paused = False
        self.braces += safe.count("{") - safe.count("}")

    def pause(self) -> None:
        self.paused = True
        if not self.lines:
            self.notes.clear()

    def block(self) -> Block:
        notes = [(match["name"], match["value"]) for line in self.notes for match in _NOTE.finditer(line)]
        found = [(name, _NOTE_ESCAPE.sub(r"\1", value)) for name, value in notes]
        codes = [value for name, value in found if name == "id"]
        tags = [value for name, value in found if name == "tag"]
        return Block(self.first, "\n".join(self.lines).strip(), codes[-1] if codes else "", tags)
