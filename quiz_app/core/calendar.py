"""The calendar of the site: days, months and years are those of Shanghai, wherever the server stands."""

from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def local(instant: datetime) -> datetime:
    """The same instant as the wall clock in Shanghai shows it."""
    return instant.astimezone(ZONE)
