"""Submissions of an exam by the hours of a day, for a chart and the table beside it. Hours are counted since 1970."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from quiz_app.core.db import from_milliseconds, to_milliseconds

MILLISECONDS = 3_600_000
SHOWN = 24


@dataclass(frozen=True, slots=True)
class Hour:
    """How many were handed in from `starts_at` on, within an hour; `percent` is of the busiest hour shown."""

    starts_at: datetime
    count: int
    percent: float
    is_busiest: bool


def hour_of(instant: datetime) -> int:
    """The hour that an instant lies in."""
    return to_milliseconds(instant) // MILLISECONDS


def first_instant(last: int) -> datetime:
    """Where the hours begin that end with the hour `last`."""
    return from_milliseconds((last - SHOWN + 1) * MILLISECONDS)


def by_hour(counts: Mapping[int, int], *, last: int) -> list[Hour]:
    """The `SHOWN` hours up to `last` in their order, those without a submission too; the first of equals is busiest."""
    shown = range(last - SHOWN + 1, last + 1)
    most = max(counts.get(hour, 0) for hour in shown)
    busiest = next((hour for hour in shown if most and counts.get(hour) == most), None)
    return [
        Hour(
            starts_at=from_milliseconds(hour * MILLISECONDS),
            count=counts.get(hour, 0),
            percent=100 * counts.get(hour, 0) / most if most else 0.0,
            is_busiest=hour == busiest,
        )
        for hour in shown
    ]
