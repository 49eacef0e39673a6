"""How long a request may wait for its turn before it is asked to come again: seconds, by urgency."""

from typing import NamedTuple


class Lane(NamedTuple):
    """`most` may wait, each for `seconds` at most; together they fill `share` of the places at work, at least one.
    Whoever is not let in may come `again` after so many seconds, or up to twice as many."""

    most: int
    seconds: float
    share: float = 1.0
    again: int = 1


ANSWERS, STARTS, PAGES = range(3)  # from the most urgent on
LANES = (Lane(256, 6.0, again=2), Lane(64, 4.0, again=3), Lane(32, 2.0, share=0.75, again=5))
LONGEST_WAIT = round(max(lane.seconds for lane in LANES))
