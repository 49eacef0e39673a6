"""A contest board told twice: to the database by the actions themselves, and to a model that keeps every value in a
dictionary and sorts everything, every time."""

from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards import tasks
from quiz_app.boards.actions.freezing import freeze_board
from quiz_app.boards.actions.opening import open_board
from quiz_app.boards.actions.recording import correct_bests, exclude, readmit, record_best
from quiz_app.boards.actions.rosters import add_to_roster, set_exempt, take_roster
from quiz_app.boards.marks import Marks
from quiz_app.boards.queries.members import own_place, page, ranks
from quiz_app.boards.queries.units import kinds_below, page_of_units, sums
from quiz_app.boards.tables import Board, RosterMember, RosterUnit
from quiz_app.boards.values import pack
from quiz_app.core.clock import Clock
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import ancestors
from quiz_app.organizations.tables import Unit
from quiz_app.points.tasks import fold, follow_roster
from tests.boards.province import NOW, SPAN, Province

MARKS = Marks(6000, 9000, 10_000)
SCORES = (0, 5990, 6000, 8990, 9000, 10_000)
SECONDS = (30, 60, 900)
PAGE = 3


@dataclass
class Held:
    """What a member has: the value that counts, whether it is shut out, and how many results there were."""

    value: int | None = None
    excluded: bool = False
    entries: int = 0


@dataclass
class SlowContest:
    """`now` is the board as it is, `frozen` as it was at the freeze and with what belongs before it."""

    homes: dict[int, str]
    exempt: set[int] = field(default_factory=set)
    now: dict[int, Held] = field(default_factory=lambda: defaultdict(Held))
    frozen: dict[int, Held] | None = None
    frozen_rosters: dict[int, int] = field(default_factory=dict)

    def views(self, *, early: bool = False) -> list[dict[int, Held]]:
        """What a write goes to."""
        return [self.now, self.frozen] if early and self.frozen is not None else [self.now]

    def standing(self, *, live: bool) -> dict[int, Held]:
        shown = self.now if live or self.frozen is None else self.frozen
        return {
            member: held
            for member, held in shown.items()
            if member in self.homes and held.value is not None and not held.excluded
        }

    def ranked(self, unit: int, *, live: bool) -> list[tuple[int, int, int]]:
        """(rank, value, member) below a unit, best first: 1, 2, 2, 4."""
        standing = self.standing(live=live)
        here = [(held.value, member) for member, held in standing.items() if unit in ancestors(self.homes[member])]
        here.sort(key=lambda each: (-each[0], each[1]))
        return [(1 + sum(other > value for other, _ in here), value, member) for value, member in here]

    def sums(self, unit: int, *, live: bool) -> tuple[int, ...]:
        """Roster, entrants, total, passed, excellent, full, entries, seconds."""
        standing = self.standing(live=live)
        here = [held for member, held in standing.items() if unit in ancestors(self.homes[member])]
        scores = [held.value // SPAN for held in here]
        return (
            self.rosters(live=live).get(unit, 0),
            len(here),
            sum(scores),
            *(sum(score >= mark for score in scores) for mark in (6000, 9000, 10_000)),
            sum(held.entries for held in here),
            sum(SPAN - 1 - held.value % SPAN for held in here),
        )

    def rosters(self, *, live: bool) -> dict[int, int]:
        if self.frozen is not None and not live:
            return self.frozen_rosters
        counts: dict[int, int] = defaultdict(int)
        standing = self.standing(live=True)
        for member, path in self.homes.items():
            if member not in self.exempt or member in standing:
                for unit in ancestors(path):
                    counts[unit] += 1
        return counts

    def ranked_units(self, units: list[int], *, live: bool) -> list[tuple[int, int]]:
        """(rank, unit) by mean over the roster, then participation, exactly."""
        shares = {}
        for unit in units:
            roster, entrants, total, *_ = self.sums(unit, live=live)
            if roster:
                shares[unit] = Fraction(total, roster), Fraction(entrants, roster)
        order = sorted(shares, key=lambda unit: (-shares[unit][0], -shares[unit][1], unit))
        return [(1 + sum(other > shares[unit] for other in shares.values()), unit) for unit in order]


class Contest:
    """One board over the province as it is when it opens. Each happening takes three numbers and makes of them what it
    can; `outsiders` are left off the roster at first."""

    def __init__(self, province: Province, name: str) -> None:
        self.province, self.database = province, province.database
        self.at = NOW
        self.freezes = 0
        self.changed: set[int] = set()
        with self.database.transaction() as session:
            self.roster = take_roster(session, session.get_one(Unit, province.root), at=NOW)
            outsider = Member(number=f"X-{name}", name="后来的人", unit_id=province.homes[0])
            session.add(outsider)
            session.flush()
            self.board = open_board(
                session,
                f"contest:{name}",
                scoring="best",
                span=SPAN,
                closes_at=None,
                at=NOW,
                roster_id=self.roster,
                marks=MARKS,
            )
            rows = session.execute(
                select(RosterMember.member_id, RosterUnit.path)
                .join(RosterUnit, RosterUnit.unit_id == RosterMember.unit_id)
                .where(RosterMember.roster_id == self.roster, RosterUnit.roster_id == self.roster)
            )
            self.model = SlowContest(dict(rows.all()))
        self.members = [*sorted(self.model.homes), outsider.id]

    def result(self, a: int, b: int, c: int, *, early: bool = False) -> None:
        """A submission; an early one ended before the freeze and comes only now."""
        member, value = self._member(a), pack(SCORES[b % 6], SECONDS[c % 3], SPAN)
        at = NOW - timedelta(days=1) if early else self._later()
        with self.database.transaction() as session:
            record_best(session, self.board, member, value, at=at)
        for view in self.model.views(early=early):
            held = view[member]
            held.value = value if held.value is None else max(held.value, value)
            held.entries += 1

    def early_result(self, a: int, b: int, c: int) -> None:
        """Not of whose exemption changed since the freeze: see `set_exempt`."""
        member, frozen = self._member(a), self.model.frozen
        if frozen is None or member not in self.changed:
            before = self.model.standing(live=False)
            self.result(a, b, c, early=True)
            joins = member not in before and member in self.model.standing(live=False)
            if frozen is not None and joins and member in self.model.exempt:
                for unit in ancestors(self.model.homes[member]):
                    self.model.frozen_rosters[unit] = self.model.frozen_rosters.get(unit, 0) + 1

    def correction(self, a: int, b: int, c: int) -> None:
        member, value = self._member(a), pack(SCORES[b % 6], SECONDS[c % 3], SPAN)
        if self.model.now[member].value is None:
            return
        with self.database.transaction() as session:
            correct_bests(session, self.board, {member: value}, at=self._later())
        self.model.now[member].value = value

    def exclusion(self, a: int, b: int, c: int) -> None:
        member = self._member(a)
        with self.database.transaction() as session:
            exclude(session, self.board, member, at=self._later())
        self.model.now[member].excluded = True

    def readmission(self, a: int, b: int, c: int) -> None:
        excluded = sorted(member for member, held in self.model.now.items() if held.excluded)
        if not excluded:
            return
        member = excluded[a % len(excluded)]
        with self.database.transaction() as session:
            readmit(session, self.board, member, self.model.now[member].value, at=self._later())
        self.model.now[member].excluded = False

    def exemption(self, a: int, b: int, c: int) -> None:
        member, exempt = self._member(a), b % 2 == 0
        self.changed.add(member)
        with self.database.transaction() as session:
            set_exempt(session, self.roster, [member], exempt)
        if member in self.model.homes:
            (self.model.exempt.add if exempt else self.model.exempt.discard)(member)

    def late_registration(self, a: int, b: int, c: int) -> None:
        member, unit = self.members[-1], self.province.homes[a % len(self.province.homes)]
        frozen = self.model.frozen
        if member in self.model.homes or (frozen is not None and (frozen[member].entries or frozen[member].excluded)):
            return
        with self.database.transaction() as session:
            assert add_to_roster(session, self.roster, member, unit)
            self.model.homes[member] = session.get_one(RosterUnit, (self.roster, unit)).path

    def freeze(self, a: int, b: int, c: int) -> None:
        if self.model.frozen is not None:
            return
        self._fold_all()  # the model's roster of a frozen board is that of the sums
        self.freezes += 1
        self.changed.clear()
        with self.database.transaction() as session:
            freeze_board(session, self.board, at=self._later())
        self.model.frozen_rosters = dict(self.model.rosters(live=True))
        self.model.frozen = deepcopy(self.model.now)

    def unfreeze(self, a: int, b: int, c: int) -> None:
        tasks.merge_late(self.database, self.board)
        self.model.frozen = None

    def transfer(self, a: int, b: int, c: int) -> None:
        self.province.a_member_is_transferred()

    def move(self, a: int, b: int, c: int) -> None:
        self.province.a_unit_moves()

    def departure(self, a: int, b: int, c: int) -> None:
        self.province.a_member_leaves()

    def fold(self, a: int, b: int, c: int) -> None:
        tasks.BATCH = (1, 3, 100)[a % 3]
        fold(self.database, self.clock)

    def follow(self, a: int, b: int, c: int) -> None:
        follow_roster(self.database, self.clock)

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.at)

    def assert_agrees(self) -> None:
        """Members, ranks, units and sums of every unit, on the board as it is shown and behind the freeze."""
        self._fold_all()
        with self.database.reading() as session:
            board = session.get_one(Board, self.board)
            units = list(session.scalars(select(RosterUnit).where(RosterUnit.roster_id == self.roster)))
            for live in (False, True):
                for unit in units:
                    self._assert_unit(session, board, session.get_one(Unit, unit.unit_id), live=live)
                    scope = session.get_one(Unit, unit.unit_id)
                    for kind in kinds_below(session, board, scope, live=live):
                        below = [
                            each.unit_id for each in units if each.kind == kind and each.path.startswith(unit.path)
                        ]
                        found = page_of_units(session, board, scope, kind, limit=100, live=live)
                        expected = self.model.ranked_units([each for each in below if each != unit.unit_id], live=live)
                        assert [(each.rank, each.place.unit_id) for each in found] == expected

    def _assert_unit(self, session: Session, board: Board, scope: Unit, *, live: bool) -> None:
        expected = self.model.ranked(scope.id, live=live)
        assert _all_pages(session, board, scope, live=live) == expected
        found = sums(session, board.id, scope.id, live=live)
        names = ("roster", "entrants", "total", "passed", "excellent", "full", "entries", "seconds")
        stored = tuple(getattr(found, name) for name in names) if found else (0,) * 8
        assert stored == self.model.sums(scope.id, live=live)
        wanted = [(scope.id, value) for _, value, _ in expected]
        assert ranks(session, board.id, wanted, live=live) == [rank for rank, _, _ in expected]
        for rank, value, member in expected[::3]:
            own = own_place(session, board, scope, member, branch=scope, live=live)
            better = [each for each in expected if each[1] > value]
            assert own is not None
            assert (own.rank, own.value, own.branch_rank) == (rank, value, rank)
            assert (own.next_rank, own.next_value) == (better[-1][:2] if better else (None, None))

    def _fold_all(self) -> None:
        tasks.BATCH = 100
        while fold(self.database, self.clock):
            pass

    def _member(self, a: int) -> int:
        return self.members[a % len(self.members)]

    def _later(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def _all_pages(session: Session, board: Board, scope: Unit, *, live: bool) -> list[tuple[int, int, int]]:
    places, after = [], None
    while True:
        found = page(session, board, scope, limit=PAGE, after=after, live=live)
        places += [(each.rank, each.value, each.member_id) for each in found]
        if len(found) < PAGE:
            return places
        after = found[-1].value, found[-1].member_id
