"""A small province at random, what happens in it, and the slow obvious board that the fast one must agree with."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards.actions.opening import open_board
from quiz_app.boards.actions.recording import record_best
from quiz_app.boards.periods import KINDS, containing
from quiz_app.boards.values import pack, score_of
from quiz_app.core.db import Database
from quiz_app.members.actions.people import take_off_roster, transfer_member
from quiz_app.members.queries.people import Person
from quiz_app.members.tables import Member
from quiz_app.organizations import kinds
from quiz_app.organizations.actions import move_unit
from quiz_app.organizations.actors import Actor, ancestors, operator
from quiz_app.organizations.tables import Unit
from quiz_app.points.actions import award, reverse
from quiz_app.points.queries import standing
from quiz_app.points.rules.protocol import Rule
from quiz_app.points.rules.table import RULES

SPAN = 601
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
WHEN = (
    NOW,
    datetime(2026, 11, 29, 15, 59, 59, 999_000, tzinfo=UTC),
    datetime(2026, 11, 29, 16, tzinfo=UTC),
    datetime(2026, 12, 3, tzinfo=UTC),
    datetime(2026, 12, 31, 15, tzinfo=UTC),
    datetime(2026, 12, 31, 16, tzinfo=UTC),
    datetime(2027, 1, 15, tzinfo=UTC),
)
"""The last and the first moment of a week; a week in November and December, and one in 2026 and 2027."""


@dataclass
class Province:
    """What happened, told twice: to the database by the actions themselves, and here in plain lists."""

    database: Database
    random: Random
    root: int
    movable: list[int]
    homes: list[int]
    members: list[int]
    exam_board: int
    earned: list[tuple[int, int, datetime]] = field(default_factory=list)
    standing: list[tuple[int, Rule, int]] = field(default_factory=list)
    results: list[tuple[int, int]] = field(default_factory=list)
    sources: int = 0

    @property
    def actor(self) -> Actor:
        return operator(f"/{self.root}/")

    def something_happens(self) -> None:
        happenings: list[tuple[Callable[[], None], int]] = [
            (self.points_are_earned, 10),
            (self.points_are_reversed, 3),
            (self.an_exam_is_submitted, 10),
            (self.a_member_is_transferred, 3),
            (self.a_unit_moves, 1),
            (self.a_member_leaves, 1),
        ]
        names, weights = zip(*happenings, strict=True)
        self.random.choices(names, weights)[0]()

    def points_are_earned(self) -> None:
        self.sources += 1
        member, at = self.random.choice(self.members), self.random.choice(WHEN)
        rule = self.random.choice(list(RULES.values()))
        with self.database.transaction() as session:
            assert award(session, rule, member_id=member, source_id=self.sources, at=at) == rule.amount
        self.earned.append((member, rule.amount, at))
        self.standing.append((member, rule, self.sources))

    def points_are_reversed(self) -> None:
        """At any time, were it before the award."""
        if self.standing:
            member, rule, source = self.standing.pop(self.random.randrange(len(self.standing)))
            at = self.random.choice(WHEN)
            with self.database.transaction() as session:
                held = standing(session, rule, source, [member])[member]
                assert reverse(session, held, actor_id=None, evidence="误记", at=at) == rule.amount
            self.earned.append((member, -rule.amount, at))

    def an_exam_is_submitted(self) -> None:
        member = self.random.choice(self.members)
        value = pack(self.random.choice((0, 6000, 6050, 10000)), self.random.choice((30, 60, 900)), SPAN)
        with self.database.transaction() as session:
            record_best(session, self.exam_board, member, value, at=NOW)
        self.results.append((member, value))

    def a_member_is_transferred(self) -> None:
        with self.database.transaction() as session:
            member = session.get_one(Member, self.random.choice(self.members))
            target = session.get_one(Unit, self.random.choice(self.homes))
            if member.left_at is None and target.id != member.unit_id:
                person = Person(member, session.get_one(Unit, member.unit_id))
                transfer_member(session, self.actor, person, target, at=NOW)

    def a_unit_moves(self) -> None:
        with self.database.transaction() as session:
            unit = session.get_one(Unit, self.random.choice(self.movable))
            higher = kinds.kinds_above(unit.kind)
            targets = [
                each
                for each in session.scalars(select(Unit).where(Unit.kind.in_(higher)))
                if each.id != unit.parent_id and not each.path.startswith(unit.path)
            ]
            if targets:
                move_unit(session, self.actor, unit, self.random.choice(targets), at=NOW)

    def a_member_leaves(self) -> None:
        with self.database.transaction() as session:
            member = session.get_one(Member, self.random.choice(self.members))
            if member.left_at is None:
                take_off_roster(session, self.actor, Person(member, session.get_one(Unit, member.unit_id)), at=NOW)


@dataclass(frozen=True)
class SlowBoard:
    """A board by sorting everything, every time. `values` maps a member to a value, `paths` to the path of the unit."""

    values: dict[int, int]
    paths: dict[int, str]
    gone: frozenset[int]
    span: int

    def ranked(self, unit: int) -> list[tuple[int, int, int]]:
        """(rank, value, member) of everybody below a unit, best first: 1, 2, 2, 4."""
        here = [(value, member) for member, value in self.values.items() if unit in ancestors(self.paths[member])]
        here.sort(key=lambda each: (-each[0], each[1]))
        return [(1 + sum(other > value for other, _ in here), value, member) for value, member in here]

    def sums(self) -> dict[int, tuple[int, int]]:
        """(entrants, total) of each unit that has any."""
        sums: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for member, value in self.values.items():
            for unit in ancestors(self.paths[member]):
                sums[unit] = sums[unit][0] + 1, sums[unit][1] + score_of(value, self.span)
        return dict(sums)

    def rosters(self) -> dict[int, int]:
        """Who is on the roster, and who has left it but stands on the board, below each unit."""
        rosters: dict[int, int] = defaultdict(int)
        for member, path in self.paths.items():
            if member not in self.gone or member in self.values:
                for unit in ancestors(path):
                    rosters[unit] += 1
        return dict(rosters)

    def ranked_units(self, units: list[int]) -> list[tuple[int, int]]:
        """(rank, unit) by mean over the roster, then participation, exactly."""
        sums, rosters = self.sums(), self.rosters()
        shares = {}
        for unit in units:
            if rosters.get(unit):
                entrants, total = sums.get(unit, (0, 0))
                shares[unit] = Fraction(total, rosters[unit]), Fraction(entrants, rosters[unit])
        order = sorted(shares, key=lambda unit: (-shares[unit][0], -shares[unit][1], unit))
        return [(1 + sum(other > shares[unit] for other in shares.values()), unit) for unit in order]


def build(database: Database, seed: int, *, members: int = 24) -> Province:
    """A province of 2 cities, counties, branches and groups, with members in branches and groups."""
    random = Random(seed)
    with database.transaction() as session:
        root = _unit(session, None, kinds.PROVINCE, "省")
        cities = [_unit(session, root, kinds.CITY, f"市{n}") for n in range(2)]
        counties = [_unit(session, city, kinds.COUNTY, f"县{city.id}-{n}") for city in cities for n in range(2)]
        branches = [_unit(session, unit, kinds.BRANCH, f"支部{unit.id}-{n}") for unit in counties for n in range(2)]
        groups = [_unit(session, branch, kinds.GROUP, f"小组{branch.id}") for branch in branches[::2]]
        homes = [each.id for each in (*branches, *groups)]
        people = [Member(number=f"M{n:05d}", name=f"党员{n}", unit_id=random.choice(homes)) for n in range(members)]
        session.add_all(people)
        session.flush()
        board = open_board(session, "exam:1", scoring="best", span=SPAN, closes_at=None, at=NOW)
        movable = [each.id for each in (*counties, *branches, *groups)]
        return Province(database, random, root.id, movable, homes, [each.id for each in people], board)


def slow_points(session: Session, province: Province, period: str) -> SlowBoard:
    values: dict[int, int] = defaultdict(int)
    for member, amount, at in province.earned:
        if period in (containing(kind, at).name for kind in KINDS):
            values[member] += amount
    return slow_board(session, dict(values), 1)


def slow_exam(session: Session, province: Province) -> SlowBoard:
    values: dict[int, int] = {}
    for member, value in province.results:
        values[member] = max(value, values.get(member, value))
    return slow_board(session, values, SPAN)


def slow_board(session: Session, values: dict[int, int], span: int) -> SlowBoard:
    rows = session.execute(select(Member.id, Unit.path, Member.left_at).join(Unit, Unit.id == Member.unit_id)).all()
    gone = frozenset(row.id for row in rows if row.left_at is not None)
    return SlowBoard(values, {row.id: row.path for row in rows}, gone, span)


def _unit(session: Session, parent: Unit | None, kind: str, name: str) -> Unit:
    made = Unit(name=name, kind=kind, parent_id=parent.id if parent else None, path=f"/new-{name}/")
    session.add(made)
    session.flush()
    made.path = f"{parent.path if parent else '/'}{made.id}/"
    session.flush()
    return made
