"""Quiet hours: when no reminder is sent. Times of the day are those of Shanghai."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from quiz_app.core.calendar import local

A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begins` to `ends`, minutes after midnight, over midnight where it begins later than it ends; none where
    the two are equal."""

    begins: int
    ends: int

    @property
    def words(self) -> str:
        """`21:00 至次日 8:00`"""
        if self.begins == self.ends:
            return "不设"
        over = "次日 " if self.begins > self.ends else ""
        return f"{_clock(self.begins)} 至{over or ' '}{_clock(self.ends)}"

    def holds(self, at: datetime) -> bool:
        here = local(at)
        minute = here.hour * 60 + here.minute
        return (minute - self.begins) % A_DAY < (self.ends - self.begins) % A_DAY


def first_moment(at: datetime, hours: QuietHours) -> datetime:
    """`at`, or the end of the quiet hours that it lies in."""
    if not hours.holds(at):
        return at
    here = local(at)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    ends = midnight + timedelta(minutes=hours.ends)
    return ends if ends > here else ends + timedelta(days=1)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"
