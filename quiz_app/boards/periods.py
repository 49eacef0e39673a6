"""Weeks, months, quarters and years: their names and their bounds, by the calendar of Shanghai.

A week begins on Monday and is named as ISO 8601 has it: it belongs to the year that most of its days lie in, so that
`2026-W53` ends on 3 January 2027. Months fill quarters and years; weeks do not fill months.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from quiz_app.core.calendar import ZONE, local

POINTS = "points"
KINDS = ("week", "month", "quarter", "year")
_NAME = re.compile(r"20\d\d(-(W[0-5]\d|Q[1-4]|0[1-9]|1[0-2]))?", re.ASCII)
LABELS = {"week": "本周", "month": "本月", "quarter": "本季度", "year": "本年"}
_LENGTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """`[starts_at, ends_at)`; `name` is `2026-W48`, `2026-11`, `2026-Q4` or `2026`."""

    name: str
    starts_at: datetime
    ends_at: datetime


def containing(kind: str, at: datetime) -> Period:
    """The week, month, quarter or year in which `at` lies."""
    here = local(at)
    if kind == "week":
        return _week(*here.isocalendar()[:2])
    length = _LENGTHS[kind]
    first = (here.month - 1) // length * length + 1
    return Period(
        _name(kind, here.year, first), _month_start(here.year, first), _month_start(here.year, first + length)
    )


def named(name: str) -> Period:
    """The period that `name` names; a ValueError for anything else."""
    if _NAME.fullmatch(name):
        year, _, rest = name.partition("-")
        if not rest.startswith("W"):
            return containing(kind_of(name), _month_start(*_first_month(name)))
        if 1 <= int(rest[1:]) <= _weeks_in(int(year)):
            return _week(int(year), int(rest[1:]))
    raise ValueError(f"{name[:12]} 不是时段：写 2026-W48（第48周）、2026-11、2026-Q4 或 2026。")


def asked(word: str, at: datetime) -> Period:
    """`week`, `month`, `quarter` or `year` is the one that holds `at`; else as `named`."""
    return containing(word, at) if word in KINDS else named(word)


def before(period: Period) -> Period:
    """The period of the same kind right before."""
    return containing(kind_of(period.name), period.starts_at - timedelta(days=1))


def after(period: Period) -> Period:
    return containing(kind_of(period.name), period.ends_at)


def label(period: Period) -> str:
    """`2026年第48周（11月23日至29日）`, `2026年11月`, `2026年第4季度`, `2026年`"""
    year, _, rest = period.name.partition("-")
    if not rest:
        return f"{year}年"
    if rest.startswith("W"):
        return f"{year}年第{int(rest[1:])}周（{_days(period)}）"
    return f"{year}年第{rest[1:]}季度" if rest.startswith("Q") else f"{year}年{int(rest)}月"


def kind_of(name: str) -> str:
    """Which kind of period a name is for: `2026-11` is a month."""
    return "week" if "W" in name else "quarter" if "Q" in name else "month" if "-" in name else "year"


def months_of(period: Period) -> tuple[str, ...]:
    """The names of the months that a period has a part in, in order: those that fill a quarter or a year, the one or
    two that a week lies in. As text they lie between the first and the last of them."""
    start, last = local(period.starts_at), local(period.ends_at) - timedelta(days=1)
    first = start.year * 12 + start.month - 1
    return tuple(f"{n // 12}-{n % 12 + 1:02d}" for n in range(first, last.year * 12 + last.month))


def weeks_of(period: Period) -> list[Period]:
    """The weeks that have a part in a period, in order; the first and the last may reach beyond it."""
    found = [containing("week", period.starts_at)]
    while found[-1].ends_at < period.ends_at:
        found.append(after(found[-1]))
    return found


def _week(year: int, number: int) -> Period:
    monday = datetime.combine(date.fromisocalendar(year, number, 1), time(), ZONE)
    ends = monday + timedelta(days=7)
    return Period(f"{year}-W{number:02d}", monday.astimezone(UTC), ends.astimezone(UTC))


def _weeks_in(year: int) -> int:
    """52 or 53: 28 December is always in the last one."""
    return date(year, 12, 28).isocalendar().week


def _days(week: Period) -> str:
    first, last = local(week.starts_at), local(week.ends_at) - timedelta(days=1)
    month = "" if last.month == first.month else f"{last.month}月"
    return f"{first.month}月{first.day}日至{month}{last.day}日"


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
