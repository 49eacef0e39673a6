"""A contest while it runs, unit by unit: figures that say their denominators, in an order that the reader chooses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz_app.contests.figures import UnitFigures, told

ORDERS = {
    "tree": "单位",
    "roster": "应参赛",
    "entrants": "已参赛",
    "rate": "参赛率",
    "mean": "平均分",
    "roster_mean": "名册平均分",
    "excellence_rate": "优秀率",
}
MOST_LAG = 10.0
MOST_WAITING = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with everything below it. Rates are per cent, means are points; None where nobody is there to divide by,
    or scores are held against no marks. `unit_id` is None for members who stand in the upper unit itself."""

    unit_id: int | None
    name: str
    kind: str
    path: str
    roster: int
    entrants: int
    attempts: int
    rate: float | None
    mean: float | None
    roster_mean: float | None
    pass_rate: float | None
    excellence_rate: float | None

    @property
    def absent(self) -> int:
        return max(0, self.roster - self.entrants)


@dataclass(frozen=True, slots=True)
class Servers:
    """How the servers keep up: requests that wait in this process, seconds by which sums are behind, attempts that are
    over their time and not yet collected."""

    waiting: int
    lag: float
    uncollected: int

    @property
    def keeps_up(self) -> bool:
        return self.waiting <= MOST_WAITING and self.lag <= MOST_LAG and not self.uncollected

    @property
    def sentence(self) -> str:
        if self.keeps_up:
            return f"服务器正常 · 汇总落后 {self.lag:.0f} 秒"
        found = [f"{self.waiting} 个请求在排队"] if self.waiting > MOST_WAITING else []
        found += [f"汇总落后 {self.lag:.0f} 秒"] if self.lag > MOST_LAG else []
        found += [f"{self.uncollected:,} 份到时的答卷等着收"] if self.uncollected else []
        return "，".join(found)


def line(unit: UnitFigures) -> Line:
    """A unit's figures as a page shows them."""
    return Line(
        unit.unit_id or None,
        unit.name,
        unit.kind,
        unit.path,
        unit.roster,
        unit.entrants,
        unit.entries,
        told("participation", unit) if unit.roster else None,
        told("entrant_mean", unit) if unit.entrants else None,
        told("roster_mean", unit) if unit.roster else None,
        told("pass_rate", unit) if unit.entrants else None,
        told("excellence_rate", unit) if unit.entrants else None,
    )


def with_rest(units: Sequence[UnitFigures], whole: UnitFigures) -> list[UnitFigures]:
    """`units` and one more for those who belong to the upper unit itself, so that they add up to `whole`."""
    if not units:
        return []
    names = ("roster", "entrants", "total", "passed", "excellent", "full", "entries", "seconds")
    left = [getattr(whole, name) - sum(getattr(each, name) for each in units) for name in names]
    rest = UnitFigures(0, whole.path, whole.kind, "本级直属", "", *left, marks=whole.marks)
    return [*units, rest] if rest.roster > 0 or rest.entrants > 0 else list(units)


def ordered(lines: Iterable[Line], order: str) -> list[Line]:
    """The greatest first; in tree order for `tree` and whatever is unknown, which also orders ties."""
    if order not in ORDERS or order == "tree":
        return list(lines)
    return sorted(lines, key=lambda each: -(getattr(each, order) or 0))
