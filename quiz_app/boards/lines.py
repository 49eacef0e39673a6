"""A board as people read it: masked names, scores in points, means over the roster."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from quiz_app.boards.values import score_of, seconds_of
from quiz_app.members.masking import mask

PODIUM = 3


@dataclass(frozen=True, slots=True)
class Measure:
    """How a board's values read: `span` as in `boards.values`, `scale` units of score to a point."""

    span: int = 1
    scale: int = 1

    def score(self, value: int) -> int | float:
        return self.points(score_of(value, self.span))

    def seconds(self, value: int) -> int | None:
        return seconds_of(value, self.span)

    def points(self, units: int) -> int | float:
        return units // self.scale if units % self.scale == 0 else units / self.scale


@dataclass(frozen=True, slots=True)
class MemberLine:
    """`name` is masked unless the reader may know it; `seconds` is None where time does not count."""

    rank: int
    name: str
    unit: str
    score: int | float
    seconds: int | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class OwnLine:
    """The reader's own place. `gap` is how many points the next better place has more, `gap_seconds` how much faster
    it was where the points are equal; both None at the top."""

    rank: int
    score: int | float
    seconds: int | None
    branch_rank: int | None
    next_rank: int | None
    gap: int | float | None
    gap_seconds: int | None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """`score` (a mean) and `participation` (percent) are over the roster, `mean_of_entrants` over who took part (None:
    nobody). `unit` names the unit right above; `unit_id` stands only where the reader may open the unit's own board.
    `roster`, `entrants` and `participation` are None where the rates of units are not published.
    """

    rank: int
    name: str
    unit: str
    unit_id: int | None
    roster: int | None
    entrants: int | None
    participation: float | None
    score: float
    mean_of_entrants: float | None
    is_own: bool


def member_line(
    measure: Measure, *, rank: int, name: str, unit: str, value: int, is_own: bool, may_know: bool
) -> MemberLine:
    shown = name if may_know or is_own else mask(name)
    return MemberLine(rank, shown, unit, measure.score(value), measure.seconds(value), is_own)


def own_line(
    measure: Measure, *, rank: int, value: int, branch_rank: int | None, next_value: int | None, next_rank: int | None
) -> OwnLine:
    score, seconds = measure.score(value), measure.seconds(value)
    gap = gap_seconds = None
    if next_value is not None:
        difference = score_of(next_value, measure.span) - score_of(value, measure.span)
        gap = measure.points(difference)
        next_seconds = measure.seconds(next_value)
        if not difference and seconds is not None and next_seconds is not None:
            gap_seconds = seconds - next_seconds
    return OwnLine(rank, score, seconds, branch_rank, next_rank, gap, gap_seconds)


def unit_line(
    measure: Measure,
    *,
    rank: int,
    name: str,
    unit: str,
    unit_id: int | None,
    roster: int,
    entrants: int,
    total: int,
    is_own: bool,
) -> UnitLine:
    points = total / measure.scale
    return UnitLine(
        rank=rank,
        name=name,
        unit=unit,
        unit_id=unit_id,
        roster=roster,
        entrants=entrants,
        participation=round(100 * entrants / roster, 1),
        score=round(points / roster, 2),
        mean_of_entrants=round(points / entrants, 2) if entrants else None,
        is_own=is_own,
    )


def without_rate(line: UnitLine) -> UnitLine:
    """A unit's line for those outside it, where the rates at which units use the site are not published."""
    if line.is_own or line.unit_id is not None:
        return line
    return replace(line, roster=None, entrants=None, participation=None, mean_of_entrants=None)


def podium(lines: Sequence[MemberLine], words: Callable[[MemberLine], str]) -> list[dict[str, object]]:
    """The first three for the steps, if there are three; `words` says a line's score."""
    if len(lines) < PODIUM:
        return []
    return [{"rank": each.rank, "name": each.name, "unit": each.unit, "score": words(each)} for each in lines[:PODIUM]]
