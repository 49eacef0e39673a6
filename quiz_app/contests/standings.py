"""Standings of a contest as people read them: lines of units with every figure, their orders, places in a part."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from quiz_app.boards.lines import MemberLine, OwnLine
from quiz_app.contests.ranking import RankedUnit


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit with its composite (`score`) and every figure, rounded to two places. `rank` is None for one that is too
    small to be ranked, `unit` the name of the unit right above; rates are in per cent, means in points. What is counted
    by marks is None on a board that has none."""

    rank: int | None
    name: str
    unit: str
    unit_id: int
    path: str
    score: float
    roster: int
    entrants: int
    participation: float
    roster_mean: float
    entrant_mean: float
    pass_rate: float | None
    excellence_rate: float | None
    full_marks: int | None
    attempts_a_head: float
    is_own: bool = False


SORTS = {
    "score": "综合分",
    "participation": "参赛率",
    "entrants": "参赛人数",
    "roster_mean": "名册平均分",
    "entrant_mean": "参赛平均分",
    "pass_rate": "合格率",
    "excellence_rate": "优秀率",
    "full_marks": "满分人数",
    "attempts_a_head": "人均答题次数",
}
"""The figures that units may be ordered by; places are by the composite, whatever the order."""


@dataclass(frozen=True, slots=True)
class MembersView:
    """A page of members of a part of the contest. `neighbours` are up to two on each side of the reader's own line,
    which stands among them; `total` counts who has a place, of `roster`."""

    lines: list[MemberLine]
    own: OwnLine | None
    neighbours: list[MemberLine]
    total: int
    roster: int
    following: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class UnitsView:
    """A page of units of one kind; `ranked` counts those with a place, of `total`."""

    lines: list[UnitLine]
    own: UnitLine | None
    total: int
    ranked: int
    following: tuple[int] | None


@dataclass(frozen=True, slots=True)
class ExtraLine:
    """A member in an extra paper, by the place among those who were asked to sit it; `score` in points, None for who
    did not show up."""

    rank: int
    name: str
    unit: str
    score: float | None
    seconds: int | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class ToldExtra:
    """An extra paper as it explains places: who were equal from `place` on, what it decided, and how it came out."""

    place: int
    why: str
    held_at: datetime
    lines: list[ExtraLine]


def unit_lines(ranked: Iterable[RankedUnit]) -> list[UnitLine]:
    return [_unit_line(each) for each in ranked]


def part_of(lines: Iterable[UnitLine], path: str, own: Sequence[int] = ()) -> list[UnitLine]:
    """The units below a path, with the places that they have among each other: 1, 2, 2, 4."""
    found: list[UnitLine] = []
    last: tuple[int | None, int] = (None, 0)
    for each in lines:
        if not each.path.startswith(path) or each.path == path:
            continue
        if each.rank is not None and each.rank != last[0]:
            last = each.rank, len(found) + 1
        rank = None if each.rank is None else last[1]
        found.append(replace(each, rank=rank, is_own=each.unit_id in own))
    return found


def in_order(lines: Sequence[UnitLine], sort: str, *, ascending: bool) -> list[UnitLine]:
    """By a figure of `SORTS`, the greatest first unless `ascending`; equals stand by their places. By the composite the
    ones without a place come last."""
    if sort == "score":
        placed = [each for each in lines if each.rank is not None]
        return [*(reversed(placed) if ascending else placed), *(each for each in lines if each.rank is None)]
    sign = 1 if ascending else -1
    return sorted(lines, key=lambda each: sign * (getattr(each, sort) or 0))


def around(
    own: MemberLine, above: Sequence[MemberLine], below: Sequence[MemberLine], is_shown: Callable[[MemberLine], bool]
) -> list[MemberLine]:
    """The own line amid its neighbours; none where the page itself shows it."""
    return [] if is_shown(own) else [*above, own, *below]


def _unit_line(ranked: RankedUnit) -> UnitLine:
    unit = ranked.figures
    return UnitLine(
        rank=ranked.place,
        name=unit.name,
        unit=unit.parent,
        unit_id=unit.unit_id,
        path=unit.path,
        score=round(float(ranked.score), 2),
        roster=unit.roster,
        entrants=unit.entrants,
        participation=_share(100 * unit.entrants, unit.roster),
        roster_mean=_share(unit.total, 100 * unit.roster),
        entrant_mean=_share(unit.total, 100 * unit.entrants),
        pass_rate=_share(100 * unit.passed, unit.entrants) if unit.marks else None,
        excellence_rate=_share(100 * unit.excellent, unit.entrants) if unit.marks else None,
        full_marks=unit.full if unit.marks else None,
        attempts_a_head=_share(unit.entries, unit.roster),
    )


def _share(part: int, whole: int) -> float:
    """As the terms of `contests.figures` are worked out, which are exact and ten times as slow."""
    return round(part / whole, 2) if whole else 0.0
