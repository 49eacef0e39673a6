"""What must come of a contest, worked out from the list of what was handed in, the slow and obvious way."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.contests.queries.outcomes import awards
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.outcomes import Place
from tests.contests.stage import Hold

T = TypeVar("T")


@dataclass(frozen=True)
class Total:
    """What counts of a member: `score` in points times a hundred, `seconds` of what counts, when it was complete (as
    milliseconds), and how many attempts there were."""

    score: int
    seconds: int
    ended: int
    attempts: int


def places(ordered_by: Mapping[T, tuple]) -> dict[T, int]:  # type: ignore[type-arg]
    """1 + how many are better: the smaller key is better."""
    return {each: 1 + sum(other < key for other in ordered_by.values()) for each, key in ordered_by.items()}


def best(hold: Hold, stage: int) -> dict[int, Total]:
    """The best attempt of each member: more points, then less time, then earlier."""
    found: dict[int, Total] = {}
    for member in {each.member for each in hold.log if each.stage == stage}:
        own = [each for each in hold.log if each.stage == stage and each.member == member]
        top = min(own, key=lambda each: (-each.score, each.seconds, each.at))
        ended = min(each.at for each in own if each.score == top.score)
        found[member] = Total(top.score, top.seconds, round(ended.timestamp() * 1000), len(own))
    return found


def daily(hold: Hold, stage: int) -> dict[int, Total]:
    """The best attempt of each day of each member, all days together."""
    found: dict[int, Total] = {}
    for member in {each.member for each in hold.log if each.stage == stage}:
        own = [each for each in hold.log if each.stage == stage and each.member == member]
        score = seconds = 0
        for day in {each.day for each in own}:
            top = min((each for each in own if each.day == day), key=lambda each: (-each.score, each.seconds, each.at))
            score, seconds = score + top.score, seconds + top.seconds
        found[member] = Total(score, seconds, round(max(each.at for each in own).timestamp() * 1000), len(own))
    return found


@dataclass(frozen=True)
class Numbers:
    """The numbers of one unit, as anybody would count them with a pencil."""

    roster: int
    entrants: int
    points: Fraction
    attempts: int
    excellent: int
    branches: int
    active: int

    @property
    def participation(self) -> Fraction:
        return Fraction(100 * self.entrants, self.roster)

    @property
    def entrant_mean(self) -> Fraction:
        return self.points / self.entrants if self.entrants else Fraction(0)

    @property
    def roster_mean(self) -> Fraction:
        return self.points / self.roster

    @property
    def attempts_a_head(self) -> Fraction:
        return Fraction(self.attempts, self.roster)

    @property
    def high_scores(self) -> Fraction:
        return Fraction(100 * self.excellent, self.roster)

    @property
    def organization(self) -> Fraction:
        return Fraction(100 * self.active, self.branches)


def numbers(hold: Hold, totals: Mapping[int, Total], kind: str, *, excellent: int) -> dict[int, Numbers]:
    """For each unit of a kind in the land; who has `excellent` hundredths of a point or more is excellent."""
    found = {}
    for unit in hold.land.of_kind(kind):
        here = [each for each in hold.land.people if each.unit_path.startswith(unit.path)]
        took_part = [totals[each.member_id] for each in here if each.member_id in totals]
        branches = {each.unit_path for each in here}
        active = {each.unit_path for each in here if each.member_id in totals}
        found[unit.id] = Numbers(
            roster=len(here),
            entrants=len(took_part),
            points=Fraction(sum(each.score for each in took_part), 100),
            attempts=sum(each.attempts for each in took_part),
            excellent=sum(each.score >= excellent for each in took_part),
            branches=len(branches),
            active=len(active),
        )
    return found


def top(ordered_by: Mapping[int, tuple], count: int, *, all_go_on: bool = False) -> list[int]:  # type: ignore[type-arg]
    """The first so many by their keys; with `all_go_on` whoever is equal to the last of them too."""
    order = sorted(ordered_by, key=lambda each: ordered_by[each])
    if all_go_on and len(order) > count:
        return [each for each in order if ordered_by[each] <= ordered_by[order[count - 1]]]
    return order[:count]


def given(session: Session, contest: Contest, code: str) -> list[int]:
    """Who holds an award, by place."""
    return [award.member_id or award.unit_id or 0 for award, *_ in awards(session, contest) if award.code == code]


def settled(session: Session, contest: Contest) -> dict[int, int]:
    query = select(Place).where(Place.contest_id == contest.id)
    return {each.member_id: each.place for each in session.scalars(query)}


def keyed(totals: Mapping[int, Total], key: Callable[[Total], tuple]) -> dict[int, tuple]:  # type: ignore[type-arg]
    return {member: key(total) for member, total in totals.items()}


def members_of(hold: Hold, units: Iterable[int]) -> set[int]:
    wanted = set(units)
    return {each.member_id for each in hold.land.people if wanted & set(map(int, each.unit_path.strip("/").split("/")))}
