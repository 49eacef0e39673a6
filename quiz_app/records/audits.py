"""What an audit compares: boards as they stand against what the ledger, or the attempts, say they must be.

An audit holds no lock and needs none: a standing that waits to be folded is not drift. What the sums must hold is
reckoned from what the standings say was folded; a quarter or a year is left alone while a month of it waits.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from quiz_app.boards.periods import kind_of, months_of, named
from quiz_app.boards.values import coarse, score_of
from quiz_app.organizations.actors import ancestors

Tally = tuple[int, int]


class Row(NamedTuple):
    """A standing as stored."""

    member_id: int
    value: int
    entries: int
    folded_value: int | None
    folded_unit_id: int | None
    folded_entries: int

    @property
    def waits(self) -> bool:
        return (self.folded_value, self.folded_entries) != (self.value, self.entries)


@dataclass(frozen=True, slots=True)
class Report:
    """`entries` counts what was recomputed from; `drift` has a sentence for each thing that is not as it must be."""

    entries: int
    drift: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MemberDrift:
    """A member's standing is (value, entries) `found` and should be `due`; None: there is no row, or no reason for
    one. `found_unit` is set where the member is counted in another unit than the roster has."""

    member_id: int
    due: Tally | None
    found: Tally | None
    found_unit: int | None = None


@dataclass(frozen=True, slots=True)
class UnitDrift:
    """A unit's (members, total score) is `found` and should be `due`."""

    unit_id: int
    due: Tally
    found: Tally


@dataclass(frozen=True, slots=True)
class BinDrift:
    """How many members of a unit stand at a value (level 0), or in a run of values (level 1)."""

    unit_id: int
    level: int
    bin: int
    due: int
    found: int


Drift = MemberDrift | UnitDrift | BinDrift


def by_period(months: Mapping[tuple[int, str], Tally], period: str) -> dict[int, Tally]:
    """Each member's (points, entries) in a period, from those of (member id, month)."""
    wanted = {period} if kind_of(period) == "month" else set(months_of(named(period)))
    sums: dict[int, Tally] = {}
    for (member_id, month), (points, entries) in months.items():
        if month in wanted:
            before = sums.get(member_id, (0, 0))
            sums[member_id] = (before[0] + points, before[1] + entries)
    return sums


def waiting_in(waiting: Mapping[str, set[int]], period: str) -> set[int]:
    """The members of whom a month of a quarter or a year waits; nobody for a month, which waits for nothing."""
    if kind_of(period) == "month":
        return set()
    return set().union(*(waiting.get(month, set()) for month in months_of(named(period))))


def standings_drift(rows: Iterable[Row], due: Mapping[int, Tally], passed_over: set[int]) -> Iterator[MemberDrift]:
    """Standings against what they must be, those of `passed_over` left out."""
    missing = dict(due)
    for row in rows:
        wanted = missing.pop(row.member_id, None)
        found = (row.value, row.entries)
        if row.member_id not in passed_over and wanted != found:
            yield MemberDrift(row.member_id, wanted, found)
    for member_id, wanted in missing.items():
        if member_id not in passed_over:
            yield MemberDrift(member_id, wanted, None)


def homes_drift(rows: Iterable[Row], homes: Mapping[int, int], passed_over: set[int]) -> Iterator[MemberDrift]:
    """Folded standings that are counted in another unit than the roster has the member in."""
    for row in rows:
        counted = row.folded_value is not None and row.member_id not in passed_over
        if counted and row.folded_unit_id != homes.get(row.member_id):
            tally = (row.value, row.entries)
            yield MemberDrift(row.member_id, tally, tally, row.folded_unit_id)


def sums_drift(
    rows: Iterable[Row],
    paths: Mapping[int, str],
    span: int,
    sums: Mapping[int, Tally],
    bins: Mapping[tuple[int, int, int], int],
) -> Iterator[UnitDrift | BinDrift]:
    """The sums and bins of units against the standings that were folded into them."""
    due_sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    due_bins: Counter[tuple[int, int, int]] = Counter()
    for row in rows:
        if row.folded_value is None or row.folded_unit_id is None:
            continue
        for unit in ancestors(paths[row.folded_unit_id]):
            due_sums[unit][0] += 1
            due_sums[unit][1] += score_of(row.folded_value, span)
            due_bins[unit, 0, row.folded_value] += 1
            due_bins[unit, 1, coarse(row.folded_value)] += 1
    for unit in sorted(due_sums.keys() | sums.keys()):
        due, found = (due_sums[unit][0], due_sums[unit][1]), sums.get(unit, (0, 0))
        if due != found:
            yield UnitDrift(unit, due, found)
    for key in sorted(due_bins.keys() | bins.keys()):
        if due_bins[key] != bins.get(key, 0):
            yield BinDrift(*key, due=due_bins[key], found=bins.get(key, 0))


def sentence(title: str, drift: Drift, members: Mapping[int, str], units: Mapping[int, str]) -> str:
    """What has drifted, in words. `title` names the board."""
    if isinstance(drift, UnitDrift):
        return (
            f"{title}：{_unit(units, drift.unit_id)}的合计应为 {drift.due[0]} 人 {drift.due[1]}，"
            f"记的是 {drift.found[0]} 人 {drift.found[1]}。"
        )
    if isinstance(drift, BinDrift):
        where = f"值 {drift.bin}" if drift.level == 0 else f"值段 {drift.bin}"
        return f"{title}：{_unit(units, drift.unit_id)}在{where} 上应有 {drift.due} 人，记的是 {drift.found} 人。"
    who = members.get(drift.member_id, f"党员 {drift.member_id}")
    if drift.found_unit is not None:
        return f"{title}：{who}计在{_unit(units, drift.found_unit)}，与名册不符。"
    if drift.found is None and drift.due is not None:
        return f"{title}：{who}应为 {drift.due[0]}（{drift.due[1]} 笔），排行上没有。"
    if drift.due is None and drift.found is not None:
        return f"{title}：{who}记的是 {drift.found[0]}（{drift.found[1]} 笔），没有来源。"
    assert drift.due is not None
    assert drift.found is not None
    return f"{title}：{who}应为 {drift.due[0]}（{drift.due[1]} 笔），记的是 {drift.found[0]}（{drift.found[1]} 笔）。"


def _unit(units: Mapping[int, str], unit_id: int) -> str:
    return units.get(unit_id, f"单位 {unit_id}")
