"""Extra papers for those whom the chain of ties cannot part: plain rules.

An extra paper decides among those alone who were let sit it and are equal now. A group that a correction enlarged by
somebody who was not asked is as undecided as before: nobody is passed by a paper that they could not sit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from quiz_app.contests.rules import MEMBER_TIES, Rules
from quiz_app.exams.blueprints import Blueprint, Cell

RULE = "extra_paper"
OF_THE_SUM = 0
MOST_QUESTIONS = 50


@dataclass(frozen=True, slots=True)
class Extra:
    """An extra paper that is over: `members` were let sit it, being equal in the stage at `position` (`OF_THE_SUM`: in
    all stages added up); `results` has what sorts the better first of each who handed it in."""

    position: int
    members: frozenset[int]
    results: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Tie:
    """Members who are equal where it matters: from `place` on in the stage at `position`; `why` says what it decides.
    `was_sat` where an extra paper for all of them is over and they are equal again."""

    position: int
    place: int
    members: tuple[int, ...]
    why: str
    was_sat: bool = False

    @property
    def name(self) -> str:
        """What a form calls it: another group has another name."""
        return f"{self.position}-{self.place}-{len(self.members)}-{min(self.members)}"


@dataclass(frozen=True, slots=True)
class ExtraDraft:
    """What an organizer says about an extra paper."""

    opens_at: datetime
    closes_at: datetime
    minutes: int
    questions: int


def holds(rules: Rules) -> bool:
    """Whether the rules part equals by an extra paper."""
    return rules.last_tie == RULE


def parted(equals: Sequence[int], extras: Iterable[Extra]) -> list[list[int]]:
    """The members of a group of equals in groups, the better first, as the extra papers decide in the order in which
    they were held. Whoever did not show up comes behind those who did."""
    groups = [list(equals)]
    for extra in extras:
        groups = [part for group in groups for part in _split(group, extra)]
    return groups


def offsets(groups: Iterable[Sequence[int]], extras: Sequence[Extra]) -> dict[int, int]:
    """How many of the own group an extra paper puts before each member whom one puts behind anybody."""
    found: dict[int, int] = {}
    for group in groups:
        before = 0
        for part in parted(group, extras) if len(group) > 1 else ():
            if before:
                found.update(dict.fromkeys(part, before))
            before += len(part)
    return found


def of_stage(extras: Iterable[Extra], position: int) -> list[Extra]:
    """Those that decide in the stage at a position."""
    return [each for each in extras if each.position == position]


def was_sat(members: Iterable[int], extras: Iterable[Extra]) -> bool:
    """Whether an extra paper for all of them is over."""
    group = set(members)
    return any(each.members >= group for each in extras)


def joined(ties: Iterable[Tie]) -> list[Tie]:
    """One for each group, that says everything it decides."""
    found: dict[tuple[int, tuple[int, ...]], Tie] = {}
    for each in ties:
        key = each.position, each.members
        known = found.get(key)
        found[key] = replace(known, why=f"{known.why}；{each.why}") if known else each
    return list(found.values())


def smaller(blueprint: Blueprint, count: int) -> Blueprint:
    """A blueprint of `count` questions out of the same banks, its rows in the proportion of the former ones, as far as
    there were so many questions. It asks for no question by name: those who sit it have seen them."""
    cells = [cell for cell in blueprint.cells if cell.count]
    whole = sum(cell.count for cell in cells)
    count = min(count, whole)
    shares = [divmod(cell.count * count, whole) for cell in cells]
    left = count - sum(full for full, _ in shares)
    by_rest = sorted(range(len(cells)), key=lambda place: (-shares[place][1], place))
    counts = [full + (place in by_rest[:left]) for place, (full, _) in enumerate(shares)]
    kept: list[Cell] = [replace(cell, count=each) for cell, each in zip(cells, counts, strict=True) if each]
    return replace(blueprint, cells=tuple(kept), required=(), most_exposure=None)


def sentences(rules: Rules) -> tuple[str, ...]:
    """What the regulations say about extra papers; nothing where there are none."""
    if not holds(rules):
        return ()
    chain = [MEMBER_TIES[each] for each in rules.member_ties if each != "fewer_attempts"]
    again = f"；成绩相同的，{'；还相同的，'.join(chain)}" if chain else ""
    return (
        "加赛每人 1 次机会，由组织者定时间，题目从同样的题库里抽。",
        f"加赛成绩高的在前{again}。没有参加加赛的，排在参加的后面。",
        "加赛只在并列的人之间分先后，不改变别人的名次；不计入成绩和参赛率，不记积分。没有结束的加赛不影响名次。",
        "加赛以后仍相同的，可以再加赛；不再加赛的名次并列，在晋级线和奖项名额上一并算入。",
        "单位和代表队并列的不加赛，一并获奖。",
        f"公示期间加赛的，从加赛结束起还有 {rules.appeal_days} 天可以申诉。",
    )


def _split(group: list[int], extra: Extra) -> list[list[int]]:
    if len(group) < 2 or not extra.members.issuperset(group):
        return [group]

    def key(member: int) -> tuple[int, ...]:
        result = extra.results.get(member)
        return (1,) if result is None else (0, *result)

    return [list(part) for _, part in groupby(sorted(group, key=lambda each: (key(each), each)), key)]
