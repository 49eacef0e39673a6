"""What is kept of graded papers for statistics: sums that are linear, so that an attempt can be added once and taken
out again, in whole numbers, so that it leaves nothing behind when it is.

Shares of points are whole numbers of 1/`SCALE`, rounded half up: papers of different worth can be summed, and a product
summed over 10⁹ attempts stays below 2⁶³.
"""

from dataclasses import dataclass, field, fields
from itertools import zip_longest
from typing import Any, Self

SCALE = 10_000
BANDS = 20
"""A total score falls into one of 20 bands of 5 per cent, or into the one behind them, which is full marks alone."""


@dataclass(slots=True)
class Sums:
    """Whole numbers and lists of whole numbers, added field by field; a list that is shorter has zeros behind it."""

    def add(self, other: Self, sign: int = 1) -> None:
        """Add what `other` holds, or with the sign -1 take it out."""
        for name in names(type(self)):
            mine, theirs = getattr(self, name), getattr(other, name)
            if isinstance(mine, list):
                setattr(self, name, [a + sign * b for a, b in zip_longest(mine, theirs, fillvalue=0)])
            else:
                setattr(self, name, mine + sign * theirs)

    def values(self) -> dict[str, int | list[int]]:
        """The sums by their names; zeros at the end of a list are not written."""
        return {name: _trimmed(getattr(self, name)) for name in names(type(self))}


@dataclass(slots=True)
class ItemSums(Sums):
    """One question over the papers that showed it.

    `shown`: papers, `examined` of them in exams rather than in quizzes, with `chance` the sum over these of the chance
    (of `SCALE`) that a paper of the exam has the question. All that follows is of the `taken` ones alone: papers of at
    least two questions on which anything was answered. `answered`: the question was. `score`: its share of the points;
    `rest`: the share that the paper's other questions gave; with their squares and product. `allotted`: seconds that
    the exam allows for a question on average. `chosen`: how often each option was, in the order as written, and
    `chosen_rest` the sum of `rest` over these. `band_taken`, `band_score`: `taken` and `score` by bands of the total.
    `seconds`: how often each class of `timing.EDGES`.
    """

    shown: int = 0
    examined: int = 0
    chance: int = 0
    taken: int = 0
    answered: int = 0
    score: int = 0
    score_squares: int = 0
    rest: int = 0
    rest_squares: int = 0
    score_rest: int = 0
    allotted: int = 0
    chosen: list[int] = field(default_factory=list)
    chosen_rest: list[int] = field(default_factory=list)
    band_taken: list[int] = field(default_factory=list)
    band_score: list[int] = field(default_factory=list)
    seconds: list[int] = field(default_factory=list)


@dataclass(slots=True)
class PaperSums(Sums):
    """All papers of an edition. `handed_in` counts every one; the rest is of the `taken` ones: `score` in hundredths of
    a point with its squares, and how many stand in each band."""

    handed_in: int = 0
    taken: int = 0
    score: int = 0
    score_squares: int = 0
    bands: list[int] = field(default_factory=list)


def names(kind: type[Sums]) -> tuple[str, ...]:
    return _NAMES[kind]


def add_at(counts: list[int], place: int, amount: int = 1) -> None:
    """`counts[place] += amount` for a list that may end before `place`."""
    if place >= len(counts):
        counts.extend([0] * (place + 1 - len(counts)))
    counts[place] += amount


def _trimmed(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    size = len(value)
    while size and not value[size - 1]:
        size -= 1
    return value[:size]


_NAMES: dict[type[Sums], tuple[str, ...]] = {
    kind: tuple(each.name for each in fields(kind)) for kind in (ItemSums, PaperSums)
}
