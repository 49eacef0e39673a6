"""What every file format of questions can do: one pure reader and one pure writer.

Formats know interactions, never question types: a reader gives `Item`s, a writer takes them. What a file has and we do
not is named in `unsupported`, what an item has and a format cannot say is named in `lost`; nothing is dropped in
silence. A format is one module (or a folder of one) with one line in `table.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from quiz_app.banks.questions import Key
from quiz_app.banks.types.protocol import Interaction


@dataclass(frozen=True)
class Picture:
    """An image that travels with an item. Its Markdown refers to it as `images/<name>`."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Item:
    """One question between formats. Texts are Markdown; `key`, `options` and `prompts` are as in `QuestionText`.

    `difficulty` is 1 to 3, `points` a positive number, both None where the file says nothing. `bases` are pairs of a
    citation as we write it, `《文件名》（版本）第几条`, and the quoted words. `category` is a path with slashes, the
    outermost first. `feedback` is one text for each option, or nothing. `parts` are what a case asks about its stem:
    items of an interaction, a stem, options and a key, while the case itself has no key. `row` is where it was read,
    from 1; it is no part of what the item says.
    """

    interaction: Interaction
    stem: str
    options: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    key: Key = ()
    explanation: str = ""
    difficulty: int | None = None
    knowledge_points: tuple[str, ...] = ()
    bases: tuple[tuple[str, str], ...] = ()
    points: Fraction | None = None
    code: str = ""
    category: str = ""
    feedback: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    parts: tuple["Item", ...] = ()
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, order=True)
class Refused:
    """A row (a line, a question: as the format counts, from 1) that was not taken: where, why and how to mend it.

    `column` is the name of the column or part, "" for the row as a whole. `reason` and `mend` are Chinese sentences.
    """

    row: int
    column: str
    reason: str
    mend: str


@dataclass(frozen=True, order=True)
class Unsupported:
    """Something in the file that we have no place for, in Chinese words; the row it was found in was taken or refused
    as the other lists say."""

    row: int
    what: str


@dataclass(frozen=True)
class Offer:
    """Something that looks like a slip, taken as it stands: what it is, and the item as it would be mended."""

    row: int
    reason: str
    mended: Item


@dataclass(frozen=True)
class Reading:
    """What a reader found: items in the order of the file, and everything that it could not or would not take."""

    items: tuple[Item, ...]
    refused: tuple[Refused, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True)
class Written:
    """A file as bytes, and for each item (by its place, from 1) what the format could not carry, in Chinese words."""

    data: bytes
    lost: tuple[Unsupported, ...] = ()


class Unreadable(ValueError):
    """The whole file cannot be read in this format; the message is a Chinese sentence that says what to do."""


class Format(Protocol):
    """Readers and writers are pure: bytes in, values out, no files, no network, no clock.

    For every format, reading what was written gives the same items as far as the format can say them (`carries`).
    """

    @property
    def code(self) -> str:
        """The name on the command line: gift."""

    @property
    def label(self) -> str:
        """The name on pages: GIFT 文本."""

    @property
    def suffix(self) -> str:
        """How its files end: .gift"""

    @property
    def interactions(self) -> frozenset[Interaction]:
        """What it can say at all."""

    def recognises(self, data: bytes, name: str) -> bool:
        """Whether this looks like a file of the format, cheaply, by content first and name second."""

    def read(self, data: bytes) -> Reading:
        """Raises `Unreadable`. A hostile file ends in that too: never in another exception, endless time or memory."""

    def write(self, items: Sequence[Item], title: str) -> Written: ...

    def carries(self, item: Item) -> Item:
        """The item as it comes back from a round trip: without what the format cannot say."""


FormatTable = Mapping[str, Format]
