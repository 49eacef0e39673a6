"""A printed document as plain values: parts that begin on a page of their own, made of blocks. It knows no subject.

What may stand in it is data: no writer reads a text as markup, whatever signs it holds.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Style(StrEnum):
    """`blank` is a gap to write into, its text is not shown; `picture` is a picture by its name in the document."""

    PLAIN = "plain"
    STRONG = "strong"
    CODE = "code"
    BLANK = "blank"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    style: Style = Style.PLAIN
    words: str = ""
    """What stands for a picture that cannot be printed."""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """`note` follows in a lighter hand: what a section asks for."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Line breaks in its texts are kept. A note is set smaller."""

    spans: Spans
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equal length; the first is the head if `has_head`. A centred one stands in the middle where it is
    narrower than the page."""

    rows: tuple[tuple[Spans, ...], ...]
    has_head: bool = True
    is_centred: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """Lettered choices, in as many columns as their length allows."""

    choices: tuple[tuple[str, Spans], ...]

    @property
    def columns(self) -> int:
        """4, 2 or 1: a line holds about 42 full-width characters, a choice has its letter besides."""
        longest = max((_width(spans) for _, spans in self.choices), default=0)
        return 4 if longest <= 7 else 2 if longest <= 17 else 1


@dataclass(frozen=True, slots=True)
class Ruled:
    """Empty lines to write on."""

    lines: int


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of fields to be blackened, with its number."""

    label: str
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """Rows of fields to be blackened, side by side as far as they fit."""

    marks: tuple[Mark, ...]

    @property
    def columns(self) -> int:
        most = max((len(mark.letters) for mark in self.marks), default=0)
        return 4 if most <= 2 else 3 if most <= 4 else 2 if most <= 6 else 1


@dataclass(frozen=True, slots=True)
class Slots:
    """Places to write into, each with its own small label; `is_wide` for words, else for one sign."""

    label: str
    slots: tuple[str, ...]
    is_wide: bool = True


@dataclass(frozen=True, slots=True)
class Frame:
    """An empty frame to write into, `lines` handwritten lines high."""

    label: str
    lines: int


@dataclass(frozen=True, slots=True)
class Item:
    """Something with a number in the margin, not broken over pages while it is short."""

    label: str
    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as official papers set it: `size` in points, `align` left, center or right; the first line of an
    indented one begins two characters in. `has_rule`: a red line below it. `space` in points is left above it."""

    text: str
    size: float = 16
    align: str = "left"
    is_strong: bool = False
    is_red: bool = False
    is_indented: bool = False
    has_rule: bool = False
    space: float = 0


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of lying bars from 0: (label, value, the value in words) each."""

    rows: tuple[tuple[str, float, str], ...]

    def shares(self) -> list[float]:
        """Each value as a share of the greatest, 0 to 1."""
        most = max((value for _, value, _ in self.rows), default=0.0)
        return [max(0.0, value / most) if most > 0 else 0.0 for _, value, _ in self.rows]


Block = Line | Bars | Heading | Paragraph | Table | Choices | Ruled | Marks | Slots | Frame | Item


@dataclass(frozen=True, slots=True)
class Part:
    """Pages numbered from 1 by themselves. `mark` tells a part from its likes (A 卷), `blanks` are filled in by hand.
    One without a title begins with its blocks.

    A sealed part has its blanks behind a seal line in the margin of its first page, so that whoever marks it does not
    see them.
    """

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    mark: str = ""
    facts: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    is_sealed: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """`pictures` are the bytes of PNG, JPEG, GIF or WebP files by the names that spans use."""

    title: str
    parts: tuple[Part, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def plain(text: str) -> Spans:
    """A text without any style of its own."""
    return (Span(text),)


def note(text: str) -> Paragraph:
    return Paragraph(plain(text), is_note=True)


def joined(parts: Iterable[Spans], between: str) -> Spans:
    """Several runs of spans with a text between them."""
    found: list[Span] = []
    for spans in parts:
        found += [Span(between), *spans] if found else spans
    return tuple(found)


def printable(text: str) -> str:
    """Without what no page can show and no file may hold: control characters, half surrogates, turns of direction."""
    return _UNPRINTABLE.sub("", text)


_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def _width(spans: Spans) -> float:
    """In full-width characters; a picture fills a line."""
    return sum(
        99 if span.style is Style.PICTURE else 4 if span.style is Style.BLANK else sum(map(_advance, span.text))
        for span in spans
    )


def _advance(character: str) -> float:
    if character == "\n":
        return 99
    return 1 if unicodedata.east_asian_width(character) in "WFA" else 0.55
