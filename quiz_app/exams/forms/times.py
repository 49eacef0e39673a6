"""Times as fields hold them: Shanghai's wall clock, to the minute."""

from datetime import datetime

from quiz_app.core.calendar import ZONE, local

MINUTE_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


def aware(typed: datetime | None) -> datetime | None:
    """What was typed as Shanghai's wall clock, as an instant."""
    return None if typed is None else typed.replace(tzinfo=ZONE)


def naive(instant: datetime | None) -> datetime | None:
    """An instant as Shanghai's wall clock, for a field."""
    return None if instant is None else local(instant).replace(tzinfo=None)
