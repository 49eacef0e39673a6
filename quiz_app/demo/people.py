"""The people of the demo province: names by Faker, and what each of them is like as a learner. Pure for a seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from random import Random

from faker import Faker

from quiz_app.demo.places import Branch, Place, Tree
from quiz_app.members import kinds
from quiz_app.organizations.permissions import Role

FEWEST_MEMBERS = 100
NUMBER = "DL{:07d}"
_SHARES = {kinds.FULL: 0.88, kinds.PROBATIONARY: 0.03, kinds.DEVELOPMENT_TARGET: 0.02, kinds.ACTIVIST: 0.04}
_IN_THE_PROVINCE = ("trainer", "organizer", "admin")
_IN_THE_FIRST_BRANCH = ("secretary", "member")
_ORGANIZER_OF_A_CITY = 2  # by place in the city's first branch, behind the secretary and `member`
_OF_SIX_ONE_IN_NO_GROUP = 6


@dataclass(frozen=True, slots=True)
class Person:
    """A member to be. `ability` shifts the odds of a right answer (logits); `zeal` is the share of exams taken part in.

    Who `tries_out` is a sign-in of the demo: what is open now is left for whoever uses it.
    """

    id: int
    number: str
    name: str
    unit: Place
    kind: str
    joined_on: date | None
    ability: float
    zeal: float
    tries_out: bool


@dataclass(frozen=True, slots=True)
class Appointment:
    """A role of a member in a unit."""

    member_id: int
    role: Role
    unit: Place


class Seating:
    """Which members belong to which branch: those from `starts[i]` to before `starts[i + 1]` to the i-th."""

    def __init__(self, tree: Tree, members: int, *, first_id: int, seed: int) -> None:
        rng = Random(f"seating {seed}")
        weights = [rng.uniform(0.6, 1.4) for _ in tree.branches]
        shares = list(accumulate(weights))
        self.tree = tree
        self.starts = [first_id, *(first_id + round(members * share / shares[-1]) for share in shares)]

    @property
    def numbers(self) -> dict[int, str]:
        """The member numbers that the demo's sign-ins are known by, by member id."""
        province, first, *_ = self.starts
        return dict(enumerate(_IN_THE_PROVINCE, province)) | dict(enumerate(_IN_THE_FIRST_BRANCH, first))

    @property
    def appointments(self) -> Iterator[Appointment]:
        """The three of the province, an organizer of each city, a secretary of each branch below."""
        province = self.tree.province
        for own, number in self.numbers.items():
            if number in _IN_THE_PROVINCE:
                yield Appointment(own, Role(number), province)
        seen = set()
        for branch, start in zip(self.tree.branches, self.starts, strict=False):
            if branch.city is None:
                continue
            yield Appointment(start, Role.SECRETARY, branch.place)
            if branch.city.id not in seen:
                seen.add(branch.city.id)
                yield Appointment(start + _ORGANIZER_OF_A_CITY, Role.ORGANIZER, branch.city)


def populate(seating: Seating, *, seed: int, today: date) -> Iterator[Person]:
    """Everybody, branch by branch."""
    rng = Random(f"people {seed}")
    faker = Faker("zh_CN")
    faker.seed_instance(seed)
    numbers = seating.numbers
    for branch, (start, end) in zip(seating.tree.branches, pairwise(seating.starts), strict=True):
        spirit = min(max(rng.gauss(0.68, 0.14), 0.25), 0.95)
        for own in range(start, end):
            known = numbers.get(own)
            kind = kinds.FULL if known or own == start else _kind(rng.random())
            yield Person(
                id=own,
                number=known or NUMBER.format(own),
                name=faker.name_female() if rng.random() < 0.42 else faker.name_male(),
                unit=_unit(branch, own - start),
                kind=kind,
                joined_on=_joined_on(rng, kind, today),
                ability=1.9 if known else rng.gauss(1.25, 0.75),
                zeal=0.95 if known else min(max(rng.gauss(spirit, 0.2), 0.03), 0.98),
                tries_out=known is not None,
            )


def _kind(share: float) -> str:
    for kind, part in _SHARES.items():
        if share < part:
            return kind
        share -= part
    return kinds.APPLICANT


def _joined_on(rng: Random, kind: str, today: date) -> date | None:
    """Probationary members joined within the year; who has not joined yet has no date."""
    if kind == kinds.PROBATIONARY:
        return today - timedelta(days=rng.randint(10, 355))
    if kind == kinds.FULL:
        return today - timedelta(days=rng.randint(400, 40 * 365))
    return None


def _unit(branch: Branch, place: int) -> Place:
    """Of a branch with groups, the first and then one of six stand in the branch itself."""
    groups: Sequence[Place] = branch.groups
    if not groups or place % _OF_SIX_ONE_IN_NO_GROUP == 0:
        return branch.place
    return groups[place % len(groups)]
