"""Which awards go to whom: plain rules over final places."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quiz_app.contests.rules import AwardRule

Holder = tuple[str, int]
"""`member`, `unit` or `team`, and the id."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who may get an award, at a place in the order that its rule asks for. `roster` and `participation` (per cent) are
    those of a unit; `above` maps each level to the unit of the holder's path at that level."""

    holder: Holder
    place: int
    above: Mapping[str, int]
    roster: int = 0
    participation: float = 0.0


@dataclass(frozen=True, slots=True)
class Given:
    """An award given, for the place among those of its kind, with the sentence that explains it."""

    code: str
    title: str
    holder: Holder
    place: int
    why: str


def give(rules: Sequence[AwardRule], orders: Mapping[str, Sequence[Candidate]], *, ties_win: bool) -> list[Given]:
    """All awards, in the order of the rules: `orders` has the candidates of each rule by its code, the best first.

    Who holds an award that a rule `excludes` is passed over; with `ties_win` whoever is equal to the last one wins too.
    """
    found: list[Given] = []
    held: dict[str, set[Holder]] = {}
    for rule in rules:
        passed_over = set().union(*(held.get(code, set()) for code in rule.excludes))
        winners = list(_winners(rule, orders.get(rule.code, ()), passed_over, ties_win=ties_win))
        held[rule.code] = {each.holder for each in winners}
        found += winners
    return found


def _winners(
    rule: AwardRule, candidates: Sequence[Candidate], passed_over: set[Holder], *, ties_win: bool
) -> Iterable[Given]:
    taken: Counter[int] = Counter()
    last: dict[int, int] = {}
    for each in candidates:
        if each.holder in passed_over or not _is_fit(rule, each):
            continue
        group = each.above.get(rule.within, 0) if rule.within else 0
        is_tied = ties_win and taken[group] >= rule.count and last.get(group) == each.place
        if taken[group] >= rule.count and not is_tied:
            continue
        taken[group] += 1
        last[group] = each.place
        yield Given(rule.code, rule.title, each.holder, each.place, f"“{rule.title}”：第 {each.place} 名")


def _is_fit(rule: AwardRule, candidate: Candidate) -> bool:
    return candidate.roster >= rule.least_roster and candidate.participation >= rule.least_participation
