"""A standing as one sortable integer, and the two levels of bins that ranks are summed from.

A value packs a score with its tie chain: `value = score * span + (span - 1 - seconds)`, with the seconds cut off at
`span - 1`. More score is always better; among equal scores fewer seconds are. With `span` 1 there is no tie chain and
equal scores share a rank (1, 2, 2, 4).

Sums of points may be negative. On every other board a negative value says why the member has no place there: `EXCLUDED`
until readmitted, whatever is handed in; `NOTHING` until something counts.
"""

COARSE = 512
EXCLUDED = -1
NOTHING = -2


def pack(score: int, seconds: int = 0, span: int = 1) -> int:
    """`score` in the board's smallest unit (not negative), `seconds` used, `span` of the board."""
    return score * span + (span - 1 - min(seconds, span - 1))


def score_of(value: int, span: int) -> int:
    return value // span


def seconds_of(value: int, span: int) -> int | None:
    """The seconds in a value; None where the board has no tie chain."""
    return span - 1 - value % span if span > 1 else None


def coarse(value: int) -> int:
    """The level-1 bin that holds `value`: a run of `COARSE` values."""
    return value // COARSE
