"""When a lesson counts as read, and what a member's state with a lesson is called."""

from datetime import datetime, timedelta
from enum import StrEnum

READING_PERCENT = 20


class State(StrEnum):
    """From first sight to the end; `READ` waits for the quiz."""

    NEW = "new"
    OPENED = "opened"
    READ = "read"
    FINISHED = "finished"


def state(opened_at: datetime | None, read_at: datetime | None, finished_at: datetime | None) -> State:
    if finished_at is not None:
        return State.FINISHED
    if read_at is not None:
        return State.READ
    return State.OPENED if opened_at is not None else State.NEW


def least_reading(minutes: int) -> timedelta:
    """How long a lesson of so many minutes must have been open before it can be marked as read."""
    return timedelta(minutes=minutes) * READING_PERCENT / 100


def reading_left(opened_at: datetime, minutes: int, at: datetime) -> timedelta:
    """What is still missing of the least reading time; zero or less when it is over."""
    return opened_at + least_reading(minutes) - at


def in_words(duration: timedelta) -> str:
    """`1 分 48 秒`, rounded up to the second."""
    seconds = -(-duration // timedelta(seconds=1))
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest} 秒"
    return f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分钟"


def hours(quarter_hours: int) -> str:
    """Study hours as members read them: `0.25`, `1`, `1.5`."""
    return f"{quarter_hours / 4:g}"
