"""How long a request may wait for its turn before it is asked to come again: seconds, by urgency."""

from typing import NamedTuple


class Lane(NamedTuple):
    """`most` may wait, each for `seconds` at most; together they fill `share` of the places at work, at least one."""

    most: int
    seconds: float
    share: float = 1.0


ANSWERS, STARTS, PAGES = range(3)  # from the most urgent on
LANES = (Lane(160, 6.0), Lane(64, 4.0), Lane(32, 2.0, share=0.75))
LONGEST_WAIT = round(max(lane.seconds for lane in LANES))
