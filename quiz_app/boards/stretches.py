"""What ranks are read from, as one reading found it: a unit's members by runs of values, and one run value by value."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

BINS, RUNS, BEYOND = 0, 1, 2
"""Levels of a row: a bin of the run, a run of the unit, the first bin above the run that anybody has."""


class Stretch:
    """The values of one run of a unit, and how many stand in the runs above. `total` is how many the unit has."""

    __slots__ = ("_better", "_beyond", "_bins", "_members", "total")

    def __init__(self, run: int, rows: Iterable[tuple[int, int, int]]) -> None:
        """`rows` are (level, bin, members); see `boards.values` for the two levels of bins."""
        found: tuple[list[tuple[int, int]], ...] = ([], [], [])
        for level, bin_, members in rows:
            if members:
                found[level].append((bin_, members))
        held = sorted(found[BINS])
        self.total = sum(members for _, members in found[RUNS])
        above = sum(members for bin_, members in found[RUNS] if bin_ > run)
        self._beyond = found[BEYOND][0] if found[BEYOND] else None
        self._bins = [bin_ for bin_, _ in held]
        self._members = [members for _, members in held]
        self._better = [above + each for each in accumulate(reversed(self._members), initial=0)][::-1]

    def better(self, value: int) -> int:
        """How many have more than a value of this run."""
        return self._better[bisect_right(self._bins, value)]

    def following(self, value: int) -> tuple[int, int] | None:
        """The next greater value that anybody has, and how many have it; None for the first."""
        place = bisect_right(self._bins, value)
        return (self._bins[place], self._members[place]) if place < len(self._bins) else self._beyond
