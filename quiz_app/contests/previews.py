"""What settling a contest again would change, as one value that a job hands to its page."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from quiz_app.contests.awarding import Given, Holder
from quiz_app.contests.figures import UnitFigures
from quiz_app.contests.settling import FinalPlace, Row

MOST = 50


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A member's results taken as not counting, or (`counts`) as counting again."""

    member_id: int
    counts: bool


@dataclass(frozen=True, slots=True)
class Stood:
    """A place as it stands; `score` in hundredths of a point."""

    place: int
    score: int


@dataclass(frozen=True, slots=True)
class Move:
    """A member's place and score, before and after; None: no place."""

    member_id: int
    before: int | None
    after: int | None
    score_before: int | None
    score_after: int | None


@dataclass(frozen=True, slots=True)
class AwardChange:
    """An award that is given (`is_given`) or taken back; one that only moves to another place is neither."""

    title: str
    kind: str
    holder_id: int
    place: int
    is_given: bool


@dataclass(frozen=True, slots=True)
class PointsChange:
    """Points that a member gains or loses."""

    member_id: int
    amount: int


@dataclass(frozen=True, slots=True)
class StageChange:
    """Who would be chosen for a stage by now and is not on its list, and who is on it by a place and would not be."""

    title: str
    missing: tuple[int, ...]
    beyond: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """`moved` counts all; `moves` are the first of them. Points change only where the contest was final before."""

    moved: int = 0
    moves: tuple[Move, ...] = ()
    awards: tuple[AwardChange, ...] = ()
    points_given: int = 0
    points_taken: int = 0
    points: tuple[PointsChange, ...] = ()
    stages: tuple[StageChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.moved or self.awards or self.points or any(each.missing for each in self.stages))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Preview":
        return cls(
            moved=raw["moved"],
            moves=tuple(Move(**each) for each in raw["moves"]),
            awards=tuple(AwardChange(**each) for each in raw["awards"]),
            points_given=raw["points_given"],
            points_taken=raw["points_taken"],
            points=tuple(PointsChange(**each) for each in raw["points"]),
            stages=tuple(
                StageChange(each["title"], tuple(each["missing"]), tuple(each["beyond"])) for each in raw["stages"]
            ),
        )


@dataclass(frozen=True, slots=True)
class Result:
    """A member's result to be put into (`sign` 1) or taken out of (-1) the figures of the units `above` the member;
    `reached` are 1 or 0 for passed, excellent and full marks. An exempt one is on the roster only with a result."""

    row: Row
    reached: tuple[int, int, int]
    above: Collection[int]
    sign: int
    is_exempt: bool

    def applied(self, units: Sequence[UnitFigures]) -> list[UnitFigures]:
        return [self._with(each) if each.unit_id in self.above else each for each in units]

    def _with(self, unit: UnitFigures) -> UnitFigures:
        sign, (passed, excellent, full) = self.sign, self.reached
        return replace(
            unit,
            roster=unit.roster + (sign if self.is_exempt else 0),
            entrants=unit.entrants + sign,
            total=unit.total + sign * self.row.score,
            passed=unit.passed + sign * passed,
            excellent=unit.excellent + sign * excellent,
            full=unit.full + sign * full,
            entries=unit.entries + sign * self.row.entries,
            seconds=unit.seconds + sign * self.row.seconds,
        )


def moves(settled: Sequence[FinalPlace], stand: Mapping[int, Stood]) -> list[Move]:
    """Everybody whose place or score changes, the best place first."""
    found = [
        Move(each.member_id, before.place if before else None, each.place, before.score if before else None, each.score)
        for each in settled
        if (before := stand.get(each.member_id)) is None or (before.place, before.score) != (each.place, each.score)
    ]
    wanted = {each.member_id for each in settled}
    found += [
        Move(member_id, stood.place, None, stood.score, None)
        for member_id, stood in stand.items()
        if member_id not in wanted
    ]
    return sorted(found, key=lambda each: min(each.before or each.after or 0, each.after or each.before or 0))


def award_changes(given: Iterable[Given], stand: Iterable[tuple[str, str, Holder, int]]) -> list[AwardChange]:
    """What differs between the awards that are due and those that stand, as (code, title, holder, place)."""
    due = {(each.code, each.holder): each for each in given}
    held = {(code, holder): (title, place) for code, title, holder, place in stand}
    taken = [
        AwardChange(title, holder[0], holder[1], place, is_given=False)
        for (code, holder), (title, place) in held.items()
        if (code, holder) not in due
    ]
    fresh = [
        AwardChange(each.title, each.holder[0], each.holder[1], each.place, is_given=True)
        for key, each in due.items()
        if key not in held
    ]
    return [*taken, *fresh]


def point_changes(due: Mapping[int, int], held: Mapping[int, int]) -> list[PointsChange]:
    """Members whose sum of points changes, the greatest change first."""
    found = [
        PointsChange(member, due.get(member, 0) - held.get(member, 0))
        for member in due.keys() | held.keys()
        if due.get(member, 0) != held.get(member, 0)
    ]
    return sorted(found, key=lambda each: (-abs(each.amount), each.member_id))
