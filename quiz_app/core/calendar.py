"""The calendar of the site: days, months and years are those of Shanghai, wherever the server stands."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def local(instant: datetime) -> datetime:
    """The same instant as the wall clock in Shanghai shows it."""
    return instant.astimezone(ZONE)


def moment(instant: datetime) -> str:
    """`11月23日 14:32`"""
    here = local(instant)
    return f"{here.month}月{here.day}日 {here:%H:%M}"


def day_of(instant: datetime) -> tuple[datetime, datetime]:
    """The first instant of the day that `instant` lies in, and of the next one."""
    begins = local(instant).replace(hour=0, minute=0, second=0, microsecond=0)
    return begins, begins + timedelta(days=1)
