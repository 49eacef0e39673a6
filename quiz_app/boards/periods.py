"""Months, quarters and years: their names and their bounds, by the calendar of Shanghai."""

from dataclasses import dataclass
from datetime import UTC, datetime

from quiz_app.core.calendar import ZONE, local

KINDS = ("month", "quarter", "year")
LABELS = {"month": "本月", "quarter": "本季", "year": "本年"}


@dataclass(frozen=True, slots=True)
class Period:
    """`[starts_at, ends_at)`; `name` is `2026-11`, `2026-Q4` or `2026`."""

    name: str
    starts_at: datetime
    ends_at: datetime


def containing(kind: str, at: datetime) -> Period:
    """The month, quarter or year in which `at` lies."""
    here = local(at)
    length = {"month": 1, "quarter": 3, "year": 12}[kind]
    first = (here.month - 1) // length * length + 1
    return Period(
        _name(kind, here.year, first), _month_start(here.year, first), _month_start(here.year, first + length)
    )


def named(name: str) -> Period:
    """The period that `name` names; a ValueError for anything else."""
    for kind in KINDS:
        period = containing(kind, _month_start(*_first_month(name)))
        if period.name == name:
            return period
    raise ValueError(f"{name} 不是时段：写 2026-11、2026-Q4 或 2026")


def kind_of(name: str) -> str:
    """Which kind of period a name is for: `2026-11` is a month."""
    return "quarter" if "Q" in name else "month" if "-" in name else "year"


def months_of(period: Period) -> tuple[str, ...]:
    """The names of the months in a period, in order; as text they lie between the first and the last of them."""
    start = local(period.starts_at)
    count = {"month": 1, "quarter": 3, "year": 12}[kind_of(period.name)]
    return tuple(f"{start.year}-{start.month + offset:02d}" for offset in range(count))


def _name(kind: str, year: int, month: int) -> str:
    if kind == "month":
        return f"{year}-{month:02d}"
    return f"{year}-Q{month // 3 + 1}" if kind == "quarter" else str(year)


def _first_month(name: str) -> tuple[int, int]:
    year, _, rest = name.partition("-")
    if rest.startswith("Q"):
        return int(year), int(rest[1:]) * 3 - 2
    return int(year), int(rest or 1)


def _month_start(year: int, month: int) -> datetime:
    return datetime(year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=ZONE).astimezone(UTC)
