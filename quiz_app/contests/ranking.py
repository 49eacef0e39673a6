"""Ranks of units and of members, by a score and a chain of what decides between equals. Everything is exact."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from quiz_app.contests.figures import TERMS, UnitFigures, named
from quiz_app.contests.formulas import Formula
from quiz_app.contests.rules import SmallUnits

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A unit with its composite; `place` is None for one too small to be ranked."""

    place: int | None
    score: Fraction
    figures: UnitFigures


def rank_units(
    units: Iterable[UnitFigures], formula: Formula, ties: Sequence[str], small: SmallUnits
) -> list[RankedUnit]:
    """Units of one level, the best first; those outside the ranking behind, by the same order."""
    all_units = list(units)
    fair = _shrunk(all_units, small.shrink)
    scored = [
        RankedUnit(None, formula.value(named(each, formula.names)), unit)
        for each, unit in zip(fair, all_units, strict=True)
    ]
    key = _unit_key(ties)
    scored.sort(key=lambda each: (key(each), each.figures.path), reverse=False)
    ranked = [each for each in scored if each.figures.roster >= max(1, small.least)]
    outside = [each for each in scored if each.figures.roster < max(1, small.least)]
    placed = [replace(each, place=place) for each, place in with_places(ranked, key)]
    return placed + outside


def with_places(ordered: Sequence[T], key: Callable[[T], object]) -> list[tuple[T, int]]:
    """1, 2, 2, 4: who is equal in `key` to the one before shares the place."""
    found: list[tuple[T, int]] = []
    for index, each in enumerate(ordered):
        same = index > 0 and key(each) == key(ordered[index - 1])
        found.append((each, found[-1][1] if same else index + 1))
    return found


def _unit_key(ties: Sequence[str]) -> Callable[[RankedUnit], tuple[float | Fraction, ...]]:
    """Exact: a double before each fraction decides nearly always, faster, and never otherwise than the fraction would,
    since rounding keeps order."""
    terms = [TERMS[each] for each in ties]

    def key(unit: RankedUnit) -> tuple[float | Fraction, ...]:
        values = (unit.score, *(term.value(unit.figures) for term in terms))
        return tuple(part for value in values for part in (-float(value), -value))

    return key


def _shrunk(units: Sequence[UnitFigures], weight: int) -> list[UnitFigures]:
    """Each unit's total as if `weight` more members had taken part who reached the mean of all.

    (n·m + k·M) / (n + k): the posterior mean of a normal model with known variances, n entrants with mean m, k = the
    ratio of the variance within units to that between them, M the mean of all. (Efron and Morris, Stein's paradox in
    statistics, Scientific American 236, 1977.)
    """
    if not weight:
        return list(units)
    entrants, total = sum(each.entrants for each in units), sum(each.total for each in units)
    mean = Fraction(total, entrants) if entrants else Fraction(0)
    return [replace(each, total=_drawn(each, weight, mean)) for each in units]


def _drawn(unit: UnitFigures, weight: int, mean: Fraction) -> int:
    if not unit.entrants:
        return 0
    drawn = Fraction(unit.total + weight * mean) / (unit.entrants + weight)
    return round(drawn * unit.entrants)
