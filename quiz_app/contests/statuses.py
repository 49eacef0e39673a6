"""What a stage is to one member: plain rules."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Status(StrEnum):
    """`NOT_IN`: the list of who may sit is made, and the member is not on it; `UNDECIDED`: it is not made yet."""

    ON_SITE = "on_site"
    UNDECIDED = "undecided"
    NOT_IN = "not_in"
    COMING = "coming"
    SITTING = "sitting"
    OPEN = "open"
    USED_UP = "used_up"
    CLOSED = "closed"


class Met(Protocol):
    """An exam as a member meets it."""

    @property
    def open_attempt_id(self) -> int | None: ...
    @property
    def attempts_left(self) -> int | None: ...


def status(
    met: Met | None, *, opens_at: datetime | None, closes_at: datetime | None, is_decided: bool, at: datetime
) -> Status:
    """`met` is None for an exam that is not meant for the member, `opens_at` for a stage on site; `is_decided` once it
    is settled who may sit."""
    if opens_at is None:
        return Status.ON_SITE
    if met is None:
        return Status.NOT_IN if is_decided else Status.UNDECIDED
    if met.open_attempt_id is not None:
        return Status.SITTING
    if at < opens_at:
        return Status.COMING
    if closes_at is not None and closes_at <= at:
        return Status.CLOSED
    return Status.USED_UP if met.attempts_left == 0 else Status.OPEN


def remaining(closes_at: datetime, at: datetime) -> str:
    """`还剩 3 天`, `还剩 5 小时`, `还剩 20 分钟`; whole units, rounded down, at least a minute."""
    minutes = max(1, int((closes_at - at).total_seconds() // 60))
    if minutes >= 24 * 60:
        return f"还剩 {minutes // (24 * 60)} 天"
    return f"还剩 {minutes // 60} 小时" if minutes >= 60 else f"还剩 {minutes} 分钟"
