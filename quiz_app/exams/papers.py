"""Drawing a paper: a pure function of (edition, seed of the member, attempt number), so nothing is stored.

For each cell one seeded order of its pool belongs to the member; attempt n takes the n-th run of it, so that questions
come back only when all have been seen. All randomness is one SHAKE-128 stream for each order (FIPS 202), used for a
partial Fisher-Yates shuffle (Knuth, The Art of Computer Programming, vol. 2, 3.4.2, algorithm P). Words of 32 bits are
reduced by modulus: the bias is below 10⁻⁶ for pools under 4,000.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import shake_128
from itertools import permutations
from struct import unpack

from quiz_app.banks.types.table import TYPES
from quiz_app.core.keys import keyed_hash
from quiz_app.exams.editions import Edition, EditionCell

_PERMUTATIONS = {size: tuple(permutations(range(size))) for size in range(6)}
_TYPE_ORDER = {code: place for place, code in enumerate(TYPES)}


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One question of a paper: which of the edition's, its points in hundredths, and its options as they are shown.

    `order[i]` is the index, as written, of the option shown at place i.
    """

    question: int
    points: int
    order: tuple[int, ...]


Paper = tuple[PaperItem, ...]


def member_seed(edition_seed: bytes, member_id: int) -> bytes:
    """What a member's papers of an edition are drawn with; without the edition's seed nobody can foresee it."""
    return keyed_hash(edition_seed, "paper", member_id.to_bytes(8), 16)


def draw(edition: Edition, seed: bytes, number: int) -> Paper:
    """The paper of attempt `number` (from 1). The same edition, seed and number always draw the same paper."""
    drawn = [
        (question, cell.points)
        for place, cell in enumerate(edition.cells)
        for question in _run(cell, seed, place, number)
    ]
    words = _words(seed + b"order" + number.to_bytes(4), 2 * len(drawn))
    ranked = sorted(
        (_TYPE_ORDER[edition.questions[question].type], word, question, points)
        for (question, points), word in zip(drawn, words, strict=False)
    )
    shuffles = words[len(drawn) :]
    return tuple(
        PaperItem(question, points, _option_order(edition, question, word))
        for (_, _, question, points), word in zip(ranked, shuffles, strict=True)
    )


def _run(cell: EditionCell, seed: bytes, place: int, number: int) -> list[int]:
    """The `number`-th run of `cell.count` questions in the member's order of the cell's pool, going round."""
    size = len(cell.pool)
    start = (number - 1) * cell.count
    end = start + cell.count
    order = _shuffled(cell.pool, min(end, size), _words(seed + place.to_bytes(2), min(end, size)))
    return [order[index % size] for index in range(start, end)]


def _shuffled(pool: Sequence[int], count: int, words: Sequence[int]) -> list[int]:
    """The first `count` elements of a shuffle of `pool`."""
    order = list(pool)
    size = len(order)
    for index in range(count):
        other = index + words[index] % (size - index)
        order[index], order[other] = order[other], order[index]
    return order


def _option_order(edition: Edition, question: int, word: int) -> tuple[int, ...]:
    asked = edition.questions[question]
    size = len(asked.options)
    if not TYPES[asked.type].shuffles_options:
        return tuple(range(TYPES[asked.type].option_count(asked.options)))
    if size in _PERMUTATIONS:
        table = _PERMUTATIONS[size]
        return table[word % len(table)]
    return tuple(_shuffled(range(size), size, _words(word.to_bytes(4), size)))


def _words(label: bytes, count: int) -> tuple[int, ...]:
    return unpack(f">{count}I", shake_128(label).digest(4 * count))
