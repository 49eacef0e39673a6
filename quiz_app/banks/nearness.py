"""Questions that resemble one that is being written: a hint, cheaper and less strict than `duplicates`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from quiz_app.banks.duplicates import bigrams, jaccard, plain

THRESHOLD = Fraction(3, 5)
FEWEST_SIGNS = 6
PIECE = 2
MOST_PIECES = 8
MOST_NAMED = 3

_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Near:
    """`similarity` is the Jaccard index of the character bigrams of the two stems, from 0 to 1, as `duplicates` has
    them, without the key."""

    question_id: int
    code: str
    stem: str
    similarity: Fraction


def pieces(stem: str) -> tuple[str, ...]:
    """Up to eight pairs of signs, evenly spread over a stem. One that resembles it (J ≥ 0.6) shares three quarters of
    all its pairs, since |A ∩ B| / |A| is at least 2J / (1 + J) where both are equally long: so it shares half of these
    but by rare chance. None for a stem that is too short to tell."""
    if len(plain(stem)) < FEWEST_SIGNS:
        return ()
    found = [word[at : at + PIECE] for word in _WORDS.findall(stem) for at in range(max(1, len(word) - PIECE + 1))]
    found = list(dict.fromkeys(piece for piece in found if len(piece) == PIECE))
    step = max(1, -(-len(found) // MOST_PIECES))
    return tuple(found[::step][:MOST_PIECES])


def nearest(stem: str, others: Iterable[tuple[int, str, str]]) -> list[Near]:
    """Those of (id, code, stem) that resemble the stem, the nearest first and at most three."""
    own = bigrams(plain(stem))
    measured = (Near(id_, code, other, jaccard(own, bigrams(plain(other)))) for id_, code, other in others)
    close = [each for each in measured if each.similarity >= THRESHOLD]
    return sorted(close, key=lambda each: (-each.similarity, each.question_id))[:MOST_NAMED]
