"""Who goes on from one stage to the next: plain rules over the places of the stage."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from quiz_app.contests.extras import Extra, offsets

RULES = {
    "top": "前 {count} 名",
    "top_of_each": "每个{level}的前 {count} 名",
    "score": "达到 {count} 分的都晋级",
    "quotas": "各地名额",
    "top_units": "综合分前 {count} 名的{level}，各由代表队晋级",
}


@dataclass(frozen=True, slots=True)
class GoingOn:
    """`rule` of `RULES` with its `count` (places, or points), the `level` (a kind of unit) that has places of its own,
    `quotas` as (unit id, places); `wild_cards` may be given besides. `ties_go_on`: who is equal to the last goes on
    too."""

    rule: str = "top"
    count: int = 0
    level: str | None = None
    quotas: tuple[tuple[int, int], ...] = ()
    wild_cards: int = 0
    ties_go_on: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> "GoingOn":
        quotas = tuple((int(unit), int(count)) for unit, count in raw.get("quotas", ()))
        known: dict[str, Any] = raw | {"quotas": quotas}
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Standing:
    """A member at the end of a stage: `place` counts equals as equal, `score` is in hundredths of a point, `units` maps
    each level to the unit of the member's path at that level; `tie` is how many of those who are equal and compete for
    the same places an extra paper has put before the member."""

    member_id: int
    place: int
    score: int
    units: Mapping[str, int]
    tie: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who goes on, why, and from which place."""

    member_id: int
    place: int
    why: str


def choose(rule: GoingOn, standings: Iterable[Standing], unit_names: Mapping[int, str]) -> list[Chosen]:
    """Members who go on, in the order of `standings`, which is the order of places.

    Where `ties_go_on` is off, equals at the line go on only as far as there are places, in the order given, which the
    tie chain decided; an order that it did not decide is for an extra paper: see `undecided`.
    """
    taken: Counter[int] = Counter()
    last: dict[int, tuple[int, int]] = {}
    found = []
    for each in standings:
        group, places = _group(rule, each)
        if places is None:
            if each.score >= rule.count * 100:
                found.append(Chosen(each.member_id, each.place, f"成绩达到 {rule.count} 分"))
            continue
        rank = each.place, each.tie
        is_tied = rule.ties_go_on and taken[group] >= places > 0 and last.get(group) == rank
        if taken[group] < places or is_tied:
            taken[group] += 1
            last[group] = rank
            place = each.place + each.tie if rule.rule == "top" else each.place
            found.append(Chosen(each.member_id, place, _why(rule, group, places, unit_names)))
    return found


def with_extras(rule: GoingOn, standings: Sequence[Standing], extras: Sequence[Extra]) -> list[Standing]:
    """The standings with what extra papers decide between equals who compete for the same places."""
    if not extras:
        return list(standings)
    behind = offsets(_equals(rule, standings), extras)
    decided = [replace(each, tie=behind.get(each.member_id, 0)) for each in standings]
    return sorted(decided, key=lambda each: (each.place, each.tie))


def choose_teams(
    rule: GoingOn, units: Iterable[tuple[int, int]], teams: Mapping[int, Sequence[int]], unit_names: Mapping[int, str]
) -> list[Chosen]:
    """The members of the `teams` (unit to members) of the units that go on: `units` are (unit, place), the best
    first."""
    found, gone, last = [], 0, 0
    for unit, place in units:
        if gone >= rule.count and not (rule.ties_go_on and place == last):
            break
        gone, last = gone + 1, place
        why = f"{unit_names.get(unit, '本单位')}综合分第 {place} 名"
        found += [Chosen(member, place, why) for member in teams.get(unit, ())]
    return found


def undecided(rule: GoingOn, standings: Sequence[Standing]) -> list[int]:
    """Members who are equal across the line, so that some of them would go on and some not."""
    return [member for group in undecided_groups(rule, standings) for member in group]


def undecided_groups(rule: GoingOn, standings: Sequence[Standing]) -> list[list[int]]:
    """The same, each group of equals who compete for the same places by itself."""
    if rule.ties_go_on or rule.rule in ("score", "top_units"):
        return []
    chosen = {each.member_id for each in choose(rule, standings, {})}
    return [
        members
        for members in _equals(rule, standings)
        if 0 < sum(member in chosen for member in members) < len(members)
    ]


def sentence(rule: GoingOn, levels: Mapping[str, str]) -> str:
    """The rule as the regulations print it."""
    said = RULES[rule.rule].format(count=rule.count, level=levels.get(rule.level or "", ""))
    if rule.wild_cards:
        said += f"，另有 {rule.wild_cards} 个外卡名额"
    return said + ("；与最后一名成绩完全相同的一并晋级" if rule.ties_go_on else "")


def _equals(rule: GoingOn, standings: Iterable[Standing]) -> list[list[int]]:
    groups: dict[tuple[int, int, int], list[int]] = {}
    for each in standings:
        groups.setdefault((_group(rule, each)[0], each.place, each.tie), []).append(each.member_id)
    return list(groups.values())


def _group(rule: GoingOn, standing: Standing) -> tuple[int, int | None]:
    """Whose places a member competes for, and how many there are; None: as many as reach the line."""
    if rule.rule == "score":
        return 0, None
    if rule.rule == "top_of_each":
        return standing.units.get(rule.level or "", 0), rule.count
    if rule.rule == "quotas":
        quotas = dict(rule.quotas)
        unit = next((unit for unit in standing.units.values() if unit in quotas), 0)
        return unit, quotas.get(unit, 0)
    return 0, rule.count


def _why(rule: GoingOn, group: int, places: int, unit_names: Mapping[int, str]) -> str:
    if rule.rule == "top":
        return f"全体前 {places} 名"
    return f"{unit_names.get(group, '本单位')}前 {places} 名"
