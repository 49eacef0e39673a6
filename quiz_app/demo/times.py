"""When people study and sit exams: in the daytime and the evening of Shanghai. Milliseconds since 1970 throughout."""

from datetime import UTC, datetime
from itertools import accumulate
from random import Random

from quiz_app.core.calendar import ZONE
from quiz_app.core.db import MILLISECOND

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_HOURS = range(7, 23)
_SHARES = list(accumulate((2, 5, 8, 8, 6, 7, 7, 6, 7, 7, 4, 4, 8, 9, 7, 3)))
_TRIES = 4
_AHEAD = (datetime(1970, 1, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=ZONE)) // MILLISECOND  # of UTC


def moment(rng: Random, start: int, end: int) -> int:
    """A moment in `[start, end)`: any of its days alike, at an hour when people are awake if one lies within."""
    for _ in range(_TRIES):
        day = (start + int(rng.random() * (end - start)) + _AHEAD) // DAY
        hour = rng.choices(_HOURS, cum_weights=_SHARES)[0]
        found = day * DAY + hour * HOUR + int(rng.random() * HOUR) - _AHEAD
        if start <= found < end:
            return found
    return start + int(rng.random() * (end - start))
