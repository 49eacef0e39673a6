"""Which awards go to whom: plain rules over final places."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from quiz_app.contests.extras import Extra, of_stage, offsets
from quiz_app.contests.rules import AwardRule

Holder = tuple[str, int]
"""`member`, `unit` or `team`, and the id."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who may get an award, at a place in the order that its rule asks for. `roster` and `participation` (per cent) are
    those of a unit; `above` maps each level to the unit of the holder's path at that level; `stage` is the position of
    the stage whose extra papers decide about a member; `tie` how many of the equals one has put before."""

    holder: Holder
    place: int
    above: Mapping[str, int]
    roster: int = 0
    participation: float = 0.0
    stage: int = 0
    tie: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """An award given, for the place among those of its kind, with the sentence that explains it."""

    code: str
    title: str
    holder: Holder
    place: int
    why: str


Won = tuple[AwardRule, list[tuple[Candidate, int]]]
"""A rule with who wins by it, each with the unit within which it was won."""


def give(
    rules: Sequence[AwardRule],
    orders: Mapping[str, Sequence[Candidate]],
    *,
    ties_win: bool,
    extras: Sequence[Extra] = (),
) -> list[Given]:
    """All awards, in the order of the rules: `orders` has the candidates of each rule by its code, the best first.

    Who holds an award that a rule `excludes` is passed over; between equal members the `extras` decide; with `ties_win`
    whoever is equal to the last one wins too.
    """
    return [
        Given(rule.code, rule.title, each.holder, each.place, f"“{rule.title}”：第 {each.place} 名")
        for rule, winners in _won(rules, orders, extras, ties_win=ties_win)
        for each, _ in winners
    ]


def across(
    rules: Sequence[AwardRule], orders: Mapping[str, Sequence[Candidate]], extras: Sequence[Extra] = ()
) -> list[tuple[AwardRule, list[Candidate]]]:
    """The members who are equal across the last place of an award, so that more would win it than it has places."""
    found = []
    for rule, winners in _won(rules, orders, extras, ties_win=True):
        if rule.who != "member":
            continue
        groups: dict[int, list[Candidate]] = {}
        for each, group in winners:
            groups.setdefault(group, []).append(each)
        for group_winners in groups.values():
            if len(group_winners) > rule.count:
                last = group_winners[-1]
                found.append((rule, [each for each in group_winners if _rank(each) == _rank(last)]))
    return found


def _won(
    rules: Sequence[AwardRule],
    orders: Mapping[str, Sequence[Candidate]],
    extras: Sequence[Extra],
    *,
    ties_win: bool,
) -> Iterator[Won]:
    held: dict[str, set[Holder]] = {}
    for rule in rules:
        passed_over = set().union(*(held.get(code, set()) for code in rule.excludes))
        fit = [each for each in orders.get(rule.code, ()) if each.holder not in passed_over and _is_fit(rule, each)]
        winners = list(_winners(rule, _parted(rule, fit, extras), ties_win=ties_win))
        held[rule.code] = {each.holder for each, _ in winners}
        yield rule, winners


def _winners(rule: AwardRule, candidates: Sequence[Candidate], *, ties_win: bool) -> Iterable[tuple[Candidate, int]]:
    taken: Counter[int] = Counter()
    last: dict[int, tuple[int, int]] = {}
    for each in candidates:
        group = _group(rule, each)
        is_tied = ties_win and taken[group] >= rule.count and last.get(group) == _rank(each)
        if taken[group] >= rule.count and not is_tied:
            continue
        taken[group] += 1
        last[group] = _rank(each)
        yield each, group


def _parted(rule: AwardRule, fit: Sequence[Candidate], extras: Sequence[Extra]) -> Sequence[Candidate]:
    """The candidates with what extra papers decide between equal members who compete for the same places."""
    if not extras or rule.who != "member":
        return fit
    behind: dict[int, int] = {}
    for stage in {each.position for each in extras}:
        groups: dict[tuple[int, int], list[int]] = {}
        for each in fit:
            if each.stage == stage:
                groups.setdefault((_group(rule, each), each.place), []).append(each.holder[1])
        behind |= offsets(groups.values(), of_stage(extras, stage))
    return sorted((replace(each, tie=behind.get(each.holder[1], 0)) for each in fit), key=_rank)


def _group(rule: AwardRule, candidate: Candidate) -> int:
    return candidate.above.get(rule.within, 0) if rule.within else 0


def _rank(candidate: Candidate) -> tuple[int, int]:
    return candidate.place, candidate.tie


def _is_fit(rule: AwardRule, candidate: Candidate) -> bool:
    return candidate.roster >= rule.least_roster and candidate.participation >= rule.least_participation
