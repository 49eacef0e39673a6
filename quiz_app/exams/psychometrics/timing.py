"""How long a question took. A sheet keeps only when each answer last changed, so this is an estimate.

Between the moment at which the answer before it, in order of time, was settled and the moment at which this one was,
a taker is taken to have worked on this question. That is so for whoever goes through a paper once. Whoever returns to a
question moves its moment to the end of the return: the time of the first look is then counted to the next question, and
that of the return only from the answer before. Reading without answering is counted to what is answered next. Half of
the estimates lie above the median all the same, and single odd ones do not move it.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import groupby

EDGES = (3, 5, 8, 12, 18, 27, 40, 60, 90, 135, 200, 300, 450, 675, 1000)
"""Upper ends, in seconds, of the classes that estimates are counted in, each half as wide again as the one before; what
is above the last is a class of its own."""


def spent(settled: Mapping[int, int]) -> dict[int, float]:
    """The seconds of each question from the second in which its answer last changed, since the start of the paper.

    Answers that arrived in the same second, in one save, share the time since the one before equally. Nothing is known
    of a sheet without any times, which was keyed in from paper.
    """
    if not any(settled.values()):
        return {}
    times: dict[int, float] = {}
    before = 0
    in_order = sorted(settled.items(), key=lambda each: each[1])
    for moment, group in groupby(in_order, key=lambda each: each[1]):
        together = [number for number, _ in group]
        share = max(0, moment - before) / len(together)
        times.update(dict.fromkeys(together, share))
        before = moment
    return times


def place_of(seconds: float) -> int:
    """The class that a time falls into: `EDGES[place - 1] < seconds <= EDGES[place]`."""
    return bisect_left(EDGES, seconds)


def median(counts: Sequence[int]) -> float | None:
    """The median of times counted by class, in seconds; of the last class, which has no upper end, the lower one.

    The median of grouped data L + (n/2 − F) / f · w, of a class from L, w wide, that holds f and has F below it: Yule
    and Kendall, An Introduction to the Theory of Statistics (1950). None without any.
    """
    half, below = sum(counts) / 2, 0
    if not half:
        return None
    for place, count in enumerate(counts):
        if count and below + count >= half:
            lower = EDGES[place - 1] if place else 0
            width = EDGES[place] - lower if place < len(EDGES) else 0
            return lower + (half - below) / count * width
        below += count
    raise AssertionError("half of the counts lies within them")
