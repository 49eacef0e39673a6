"""Every way to count there is, by the code that an exam carries."""

from quiz_app.exams.counting import best, capped, daily, ends, mean, speed
from quiz_app.exams.counting.protocol import Way

_ALL = (best.WAY, ends.LAST, ends.FIRST, mean.WAY, daily.WAY, capped.WAY, speed.WAY)
WAYS: dict[str, Way] = {way.code: way for way in _ALL}


def tie_span(counting: str, minutes: int) -> int:
    """How many places the tie chain of an exam's board has: one for each second that can count."""
    return WAYS[counting].papers * minutes * 60 + 1
