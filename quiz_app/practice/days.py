"""Days of the site as whole numbers: the ordinal of the date in Shanghai, 1 for 1 January of the year 1."""

from collections.abc import Iterable
from datetime import date, datetime

from quiz_app.core.calendar import local


def day_of(at: datetime) -> int:
    """The day that an instant lies in."""
    return local(at).date().toordinal()


def date_of(day: int) -> date:
    return date.fromordinal(day)


def streak(days: Iterable[int], today: int) -> int:
    """How many of `days` follow one another up to `today`, or up to yesterday while today is still open."""
    held = set(days)
    last = today if today in held else today - 1
    length = 0
    while last - length in held:
        length += 1
    return length


def in_words(day: int, today: int) -> str:
    """`今天`, `明天`, `3 天后`; what is overdue is due today."""
    ahead = day - today
    if ahead <= 0:
        return "今天"
    return "明天" if ahead == 1 else f"{ahead} 天后"
