"""Standings worked out slowly and obviously, by looking at everything."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from quiz_app.organizations.actors import ancestors

PASS, EXCELLENT, FULL = 6000, 9000, 10000


@dataclass(frozen=True)
class SlowExtra:
    """An extra paper: who was let sit it, and what each who did is sorted by: (0, minus the score, seconds)."""

    members: frozenset[int]
    results: dict[int, tuple[int, ...]]


@dataclass(frozen=True)
class Slow:
    """What everybody has at one instant, by looking at everything. `scores` and `seconds` are of the best attempt,
    `attempts` of all; `paths` and `exempt` as the roster has them."""

    paths: dict[int, str]
    exempt: frozenset[int]
    scores: dict[int, int]
    seconds: dict[int, int]
    attempts: dict[int, int]

    def figures(self, unit: int) -> tuple[int, ...]:
        """(roster, entrants, total, passed, excellent, full, entries, seconds) of everybody below a unit."""
        here = [member for member, path in self.paths.items() if unit in ancestors(path)]
        sat = [member for member in here if member in self.scores]
        scores = [self.scores[member] for member in sat]
        return (
            sum(member in self.scores or member not in self.exempt for member in here),
            len(sat),
            sum(scores),
            sum(score >= PASS for score in scores),
            sum(score >= EXCELLENT for score in scores),
            sum(score >= FULL for score in scores),
            sum(self.attempts[member] for member in sat),
            sum(self.seconds[member] for member in sat),
        )

    def places(self, unit: int) -> dict[int, int]:
        """The place of everybody below a unit who has one: 1, 2, 2, 4."""
        keys = {
            member: (-self.scores[member], self.seconds[member])
            for member, path in self.paths.items()
            if unit in ancestors(path) and member in self.scores
        }
        return {member: 1 + sum(other < key for other in keys.values()) for member, key in keys.items()}

    def places_after(self, unit: int, extras: Iterable[SlowExtra]) -> dict[int, int]:
        """The same once extra papers were sat, in the order in which they were opened: one tells between those alone
        who are all equal by then and were all let sit it."""
        before = self.places(unit)
        keys: dict[int, tuple[tuple[int, ...], ...]] = {member: ((place,),) for member, place in before.items()}
        for extra in extras:
            now = dict(keys)
            for member, key in now.items():
                equals = [other for other in now if now[other] == key]
                decides = len(equals) > 1 and all(other in extra.members for other in equals)
                absent = (1,)
                keys[member] = (*key, extra.results.get(member, absent) if decides else ())
        return {member: 1 + sum(other < key for other in keys.values()) for member, key in keys.items()}

    def units(self, units: Iterable[int], *, by_composite: bool) -> list[tuple[int, int]]:
        """(place, unit) of those with two members on the roster and an entrant."""
        keys = {}
        for unit in units:
            roster, sat, total, *_, entries, _ = self.figures(unit)
            if roster < 2:
                continue
            rate = Fraction(100 * sat, roster)
            mean = Fraction(total, 100 * sat) if sat else Fraction(0)
            composite = -(rate * 2 / 5 + mean * 3 / 5), -rate, -Fraction(entries, roster)
            keys[unit] = composite if by_composite else (Fraction(-sat), -rate, -mean)
        found = [(1 + sum(other < key for other in keys.values()), unit) for unit, key in keys.items()]
        return sorted(each for each in found if self.figures(each[1])[1])
