"""What an audit compares: boards as they stand against what the ledger, or the attempts, say they must be.

An audit holds no lock and needs none: a standing that waits to be folded is not drift. What the sums must hold is
reckoned from what the standings say was folded; a week, a quarter or a year is left alone while a month of it waits.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from quiz_app.boards.folding import NO_SUMS, Reading
from quiz_app.boards.periods import containing, kind_of, months_of, named
from quiz_app.boards.values import coarse
from quiz_app.organizations.actors import ancestors

Tally = tuple[int, int]
Ledger = Mapping[str, Mapping[tuple[int, str], Tally]]
"""(points, entries) of (member id, week), by month."""
Sums = tuple[int, ...]
NOTHING = NO_SUMS[:-1]
FURTHER = ("合格人数", "优秀人数", "满分人数", "次数", "用时")


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
    """A unit's sums are `found` and should be `due`, both in the order of `boards.folding.SUMS`, without the roster."""

    unit_id: int
    due: Sums
    found: Sums


@dataclass(frozen=True, slots=True)
class RosterDrift:
    """A unit's roster is `found` and should be `due`."""

    unit_id: int
    due: int
    found: int


@dataclass(frozen=True, slots=True)
class BinDrift:
    """How many members of a unit stand at a value (level 0), or in a run of values (level 1)."""

    unit_id: int
    level: int
    bin: int
    due: int
    found: int


Drift = MemberDrift | UnitDrift | RosterDrift | BinDrift


def by_period(ledger: Ledger, period: str) -> dict[int, Tally]:
    """Each member's (points, entries) in a period."""
    week = period if kind_of(period) == "week" else None
    sums: dict[int, Tally] = {}
    for month in months_of(named(period)):
        for (member_id, of_week), (points, entries) in ledger.get(month, {}).items():
            if week in (None, of_week):
                before = sums.get(member_id, (0, 0))
                sums[member_id] = (before[0] + points, before[1] + entries)
    return sums


def periods_in(ledger: Ledger) -> list[str]:
    """The months, quarters, years and weeks that the ledger has an entry in."""
    found = {containing(kind, named(month).starts_at).name for month in ledger for kind in ("month", "quarter", "year")}
    return sorted(found) + sorted({week for tallies in ledger.values() for _, week in tallies})


def waiting_in(waiting: Mapping[str, set[int]], period: str) -> set[int]:
    """The members of whom a month of a week, a quarter or a year waits; nobody for a month, which waits for nothing."""
    if kind_of(period) == "month":
        return set()
    return set().union(*(waiting.get(month, set()) for month in months_of(named(period))))


def standings_drift(
    rows: Iterable[Row], due: Mapping[int, Tally], passed_over: set[int], *, signed: bool
) -> Iterator[MemberDrift]:
    """Standings against what they must be, those of `passed_over` left out. Of who has no place on a board that is not
    `signed` only the entries are known."""
    missing = dict(due)
    for row in rows:
        wanted = missing.pop(row.member_id, None)
        found = (row.value, row.entries)
        if not signed and row.value < 0:
            wanted = (row.value, wanted[1] if wanted else 0)
        if row.member_id not in passed_over and wanted != found:
            yield MemberDrift(row.member_id, wanted, found)
    for member_id, wanted in missing.items():
        if member_id not in passed_over:
            yield MemberDrift(member_id, wanted, None)


def homes_drift(rows: Iterable[Row], homes: Mapping[int, int | None], passed_over: set[int]) -> Iterator[MemberDrift]:
    """Folded standings that are counted in another unit than the roster has the member in."""
    for row in rows:
        counted = row.folded_value is not None and row.member_id not in passed_over
        if counted and row.folded_unit_id != homes.get(row.member_id):
            tally = (row.value, row.entries)
            yield MemberDrift(row.member_id, tally, tally, row.folded_unit_id)


def sums_drift(
    rows: Iterable[Row],
    paths: Mapping[int, str],
    reading: Reading,
    sums: Mapping[int, Sums],
    bins: Mapping[tuple[int, int, int], int],
    *,
    taken_out: Iterable[Row] = (),
) -> Iterator[UnitDrift | BinDrift]:
    """The sums and bins of units against the standings that were folded into them, and those `taken_out` again."""
    due_sums: dict[int, list[int]] = defaultdict(lambda: list(NOTHING))
    due_bins: Counter[tuple[int, int, int]] = Counter()
    for row, sign in (*((each, 1) for each in rows), *((each, -1) for each in taken_out)):
        value = row.folded_value
        if value is None or row.folded_unit_id is None or not reading.stands(value):
            continue
        amounts = reading.amounts(value, row.folded_entries, exempt=False)[: len(NOTHING)]
        for unit in ancestors(paths[row.folded_unit_id]):
            due_sums[unit] = [before + sign * more for before, more in zip(due_sums[unit], amounts, strict=True)]
            due_bins[unit, 0, value] += sign
            due_bins[unit, 1, coarse(value)] += sign
    for unit in sorted(due_sums.keys() | sums.keys()):
        due, found = tuple(due_sums[unit]), sums.get(unit, NOTHING)
        if due != found:
            yield UnitDrift(unit, due, found)
    for key in sorted(due_bins.keys() | bins.keys()):
        if due_bins[key] != bins.get(key, 0):
            yield BinDrift(*key, due=due_bins[key], found=bins.get(key, 0))


def rosters_drift(due: Mapping[int, int], found: Mapping[int, int]) -> Iterator[RosterDrift]:
    """How many members each unit has on the board's own roster."""
    for unit in sorted(due.keys() | found.keys()):
        if due.get(unit, 0) != found.get(unit, 0):
            yield RosterDrift(unit, due.get(unit, 0), found.get(unit, 0))


def latest(rows: Iterable[Row], late: Iterable[Row]) -> list[Row]:
    """The row of each member as of now: the late one, where there is one."""
    found = {row.member_id: row for row in rows}
    return list((found | {row.member_id: row for row in late}).values())


def sentence(title: str, drift: Drift, members: Mapping[int, str], units: Mapping[int, str]) -> str:
    """What has drifted, in words. `title` names the board."""
    if isinstance(drift, UnitDrift):
        return f"{title}：{_unit(units, drift.unit_id)}的{_sums(drift)}。"
    if isinstance(drift, RosterDrift):
        return f"{title}：{_unit(units, drift.unit_id)}的名册应为 {drift.due} 人，记的是 {drift.found} 人。"
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


def _sums(drift: UnitDrift) -> str:
    if drift.due[:2] != drift.found[:2]:
        return f"合计应为 {drift.due[0]} 人 {drift.due[1]}，记的是 {drift.found[0]} 人 {drift.found[1]}"
    further = zip(FURTHER, drift.due[2:], drift.found[2:], strict=True)
    return "，".join(f"{name}应为 {due}，记的是 {found}" for name, due, found in further if due != found)
