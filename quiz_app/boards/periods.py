"""Months, quarters and years: their names and their bounds, by the calendar of Shanghai."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from quiz_app.core.calendar import ZONE, local

POINTS = "points"
KINDS = ("month", "quarter", "year")
_NAME = re.compile(r"20\d\d(-(Q[1-4]|0[1-9]|1[0-2]))?", re.ASCII)
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
    if _NAME.fullmatch(name):
        for kind in KINDS:
            period = containing(kind, _month_start(*_first_month(name)))
            if period.name == name:
                return period
    raise ValueError(f"{name[:12]} 不是时段：写 2026-11、2026-Q4 或 2026。")


def asked(word: str, at: datetime) -> Period:
    """`month`, `quarter` or `year` is the one that holds `at`; else as `named`."""
    return containing(word, at) if word in KINDS else named(word)


def before(period: Period) -> Period:
    """The period of the same kind right before."""
    return containing(kind_of(period.name), period.starts_at - timedelta(days=1))


def after(period: Period) -> Period:
    return containing(kind_of(period.name), period.ends_at)


def label(period: Period) -> str:
    """`2026年11月`, `2026年第4季度`, `2026年`"""
    year, _, rest = period.name.partition("-")
    if not rest:
        return f"{year}年"
    return f"{year}年第{rest[1:]}季度" if rest.startswith("Q") else f"{year}年{int(rest)}月"


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
