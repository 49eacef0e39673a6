"""What changed from one text of a question to another, word by word, for people to read."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from quiz_app.banks.areas import AREAS
from quiz_app.banks.keys import write_key
from quiz_app.banks.questions import DIFFICULTIES, QuestionText
from quiz_app.banks.types.protocol import LETTERS
from quiz_app.banks.types.table import TYPES

MOST_PAIRS = 60_000
"""How many pairs of equal words are weighed at most: half a second. Prose of 2,000 characters has fewer; texts that
repeat themselves without end stand whole, old and new."""
SHORTEST_ISLAND = 2
"""Fewer equal signs than this between two changes are part of the change: a lone 的 kept apart helps no reader."""

_WORD = re.compile(r"[A-Za-z0-9]+|\s+|.", re.S)


class Fate(StrEnum):
    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with what became of it."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One part of a question, such as its stem, an option or a basis.

    `part` is a code: stem, option, prompt, part (of a case), key, explanation, basis …; `mark` is what it is called by,
    as an option by its letter (`B`, or `C → B` where it moved).
    """

    part: str
    mark: str
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.fate is not Fate.KEPT for piece in self.pieces)


def compare(old: QuestionText, new: QuestionText) -> list[Row]:
    """All parts that either text has, in the order of a question; those that are alike too."""
    return [
        *_single("type", TYPES[old.type].label, TYPES[new.type].label),
        *_single("stem", old.stem, new.stem),
        *_listed("prompt", old.prompts, new.prompts),
        *_listed("option", old.options, new.options),
        *_listed("part", _parts(old), _parts(new)),
        *_single("key", write_key(old), write_key(new)),
        *_single("explanation", old.explanation, new.explanation),
        *_listed("basis", _bases(old), _bases(new)),
        *_single("knowledge_points", "；".join(old.knowledge_points), "；".join(new.knowledge_points)),
        *_single("difficulty", DIFFICULTIES[old.difficulty], DIFFICULTIES[new.difficulty]),
        *_single("area", AREAS.get(old.area, old.area), AREAS.get(new.area, new.area)),
        *_single("draft_reason", old.draft_reason or "", new.draft_reason or ""),
    ]


def marked(old: str, new: str) -> tuple[Piece, ...]:
    """Both texts as one, with what is gone and what is new. The pieces that are not added give `old`, those that are
    not removed give `new`."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    pieces = [Piece(Fate.KEPT, "".join(before[:head]))]
    if _equal_pairs(*middle) > MOST_PAIRS:
        pieces += [Piece(Fate.REMOVED, "".join(middle[0])), Piece(Fate.ADDED, "".join(middle[1]))]
    else:
        pieces += _aligned(*middle)
    pieces.append(Piece(Fate.KEPT, "".join(before[len(before) - tail :])))
    return tuple(_tidied(pieces))


def _single(part: str, old: str, new: str) -> Iterator[Row]:
    if old or new:
        yield Row(part, "", marked(old, new))


def _listed(part: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    """Equal ones find each other; of what lies between, the first goes with the first."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _tag, first, last, start, stop in matcher.get_opcodes():
        for offset in range(max(last - first, stop - start)):
            before = first + offset if first + offset < last else None
            after = start + offset if start + offset < stop else None
            texts = ("" if before is None else old[before], "" if after is None else new[after])
            yield Row(part, _mark(part, before, after), marked(*texts))


def _mark(part: str, before: int | None, after: int | None) -> str:
    names = [_name(part, place) for place in (before, after) if place is not None]
    return " → ".join(dict.fromkeys(names))


def _name(part: str, place: int) -> str:
    return LETTERS[place] if part == "option" and place < len(LETTERS) else str(place + 1)


def _bases(text: QuestionText) -> list[str]:
    return [f"{basis.citation} {basis.quotation}".strip() for basis in text.bases]


def _parts(text: QuestionText) -> list[str]:
    """The parts of a case with their options; what is right in them is told with the key."""
    return [
        "\n".join([f"{TYPES[part.type].label}：{part.stem}", *map(". ".join, zip(LETTERS, part.options, strict=False))])
        for part in text.parts
    ]


def _shared(first: Sequence[str], second: Sequence[str]) -> int:
    """How many words both begin with."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def _equal_pairs(old: Sequence[str], new: Sequence[str]) -> int:
    first, second = Counter(old), Counter(new)
    return sum(count * second[word] for word, count in first.items())


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for tag, first, last, start, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(Fate.KEPT, "".join(old[first:last]))
        else:
            yield Piece(Fate.REMOVED, "".join(old[first:last]))
            yield Piece(Fate.ADDED, "".join(new[start:stop]))


def _tidied(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Changes with no more than a sign between them as one change, and nothing empty."""
    kept, removed, added = "", "", ""
    filled = [piece for piece in pieces if piece.text]
    for place, piece in enumerate(filled):
        is_island = (
            piece.fate is Fate.KEPT and bool(removed + added) and place + 1 < len(filled) and _is_short(piece.text)
        )
        if piece.fate is Fate.KEPT and not is_island:
            yield from _change(removed, added)
            removed = added = ""
            kept += piece.text
            continue
        if kept:
            yield Piece(Fate.KEPT, kept)
            kept = ""
        removed += piece.text if piece.fate is not Fate.ADDED else ""
        added += piece.text if piece.fate is not Fate.REMOVED else ""
    yield from _change(removed, added)
    if kept:
        yield Piece(Fate.KEPT, kept)


def _change(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece(Fate.REMOVED, removed)
    if added:
        yield Piece(Fate.ADDED, added)


def _is_short(text: str) -> bool:
    return len(text) < SHORTEST_ISLAND
