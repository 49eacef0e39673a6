"""A contest in which anything may happen at any instant, and the slow obvious standings that it must agree with."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards.queries.members import own_place, page
from quiz_app.boards.tables import Board, RosterMember
from quiz_app.contests.actions import entrants
from quiz_app.contests.queries.entrants import disqualification
from quiz_app.contests.queries.standings import boards_of, figures, figures_of
from quiz_app.contests.rules import AwardRule, SmallUnits
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.entrants import Disqualification
from quiz_app.contests.templates import TEMPLATES, Made
from quiz_app.corrections.actions import deciding
from quiz_app.corrections.proposals import Wish
from quiz_app.corrections.queries import corrections
from quiz_app.corrections.tasks import apply_corrections, preview_corrections
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.members.actions.people import transfer_member
from quiz_app.members.queries.people import Person
from quiz_app.members.tables import Member
from quiz_app.organizations import kinds
from quiz_app.organizations.actions import move_unit
from quiz_app.organizations.actors import Actor, operator
from quiz_app.organizations.tables import Unit
from quiz_app.points.tasks import fold
from tests.conftest import NOW
from tests.contests.slow import Slow
from tests.contests.stage import Hold

LEVELS = (kinds.PROVINCE, kinds.CITY, kinds.COUNTY, kinds.BRANCH)
SPAN = 30 * 60 + 1
Step = tuple[str, int, int, int]
"""What happens, and three numbers that say to whom, how and how many minutes after the last."""
HAPPENINGS = (
    *("sit",) * 8,
    *("disqualify",) * 2,
    *("reinstate",) * 2,
    "exempt",
    "transfer",
    "move",
    "join",
    "gift",
    "fold",
    "fold",
)


def made() -> Made:
    """Three days of ten questions, as often as one likes; frozen for the last day and a half."""
    plain = TEMPLATES["one_day"].make("竞赛", NOW)
    opens = NOW + timedelta(hours=1)
    closes, freezes = opens + timedelta(days=3), opens + timedelta(hours=36)
    exam = plain.exams[0]
    assert exam is not None
    exam = replace(
        exam,
        opens_at=opens,
        closes_at=closes,
        attempts_allowed=None,
        blueprint=Blueprint((Cell(10, 1000, type="single_choice"),)),
    )
    rules = replace(
        plain.contest.rules,
        composite="参赛率 * 40% + 参赛平均分 * 60%",
        unit_ties=("participation", "attempts_a_head"),
        small_units=SmallUnits(least=2),
        awards=(
            AwardRule("winner", "优胜奖", "member", 3),
            AwardRule("county", "先进县", "unit", 2, by="composite", level=kinds.COUNTY),
            AwardRule("branch", "先进支部", "unit", 2, by="composite", level=kinds.BRANCH),
            AwardRule("organization", "优秀组织奖", "unit", 2, by="entrants", level=kinds.BRANCH, excludes=("branch",)),
        ),
    )
    contest = replace(plain.contest, opens_at=opens, closes_at=closes, freezes_at=freezes, rules=rules)
    return Made(contest, (exam,))


@dataclass
class Lived(Hold):
    """A contest that lives through steps."""

    at_the_freeze: Slow | None = None
    gifts: list[int] = field(default_factory=list)
    joined: int = 0

    def live(self, steps: Iterable[Step]) -> None:
        """Do every step that is possible; what stood at the instant of the freeze is looked up then."""
        freezes_at = self.contest().freezes_at
        assert freezes_at is not None
        for what, who, how, minutes in steps:
            if self.at_the_freeze is None and self.clock.moment + timedelta(minutes=minutes) >= freezes_at:
                self._freeze()
            self.clock.pass_by(minutes=minutes)
            happenings: dict[str, Callable[[int, int], None]] = {
                "sit": self._sit,
                "disqualify": self._disqualify,
                "reinstate": self._reinstate,
                "exempt": self._exempt,
                "transfer": self._transfer,
                "move": self._move,
                "join": self._join,
                "gift": self._gift,
                "fold": lambda _who, _how: self._fold(),
            }
            happenings[what](who, how)
        if self.at_the_freeze is None:
            self._freeze()

    def slow(self) -> Slow:
        """Everything as it is at this moment."""
        contest = self.contest()
        with self.database.reading() as session:
            rows = session.scalars(select(RosterMember).where(RosterMember.roster_id == contest.roster_id)).all()
            out = set(
                session.scalars(
                    select(Disqualification.member_id).where(
                        Disqualification.contest_id == contest.id, Disqualification.reinstated_at.is_(None)
                    )
                )
            )
            sat = session.scalars(
                select(Attempt).where(Attempt.exam_id == self.exam().id, Attempt.submitted_at.is_not(None))
            ).all()
        paths, exempt = (
            {row.member_id: self.roster[row.unit_id] for row in rows},
            {r.member_id for r in rows if r.exempt},
        )
        of: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for each in sat:
            assert each.score is not None
            assert each.submitted_at is not None
            if each.member_id in paths and each.member_id not in out:
                seconds = int((each.submitted_at - each.started_at).total_seconds())
                of[each.member_id].append((-each.score, seconds))
        return Slow(
            paths,
            frozenset(exempt),
            {member: -min(own)[0] for member, own in of.items()},
            {member: min(own)[1] for member, own in of.items()},
            {member: len(own) for member, own in of.items()},
        )

    @property
    def roster(self) -> dict[int, str]:
        """The paths of the units as they were when the contest opened, for it was built so."""
        return {unit.id: unit.path for unit in self.land.units.values()}

    def _freeze(self) -> None:
        freezes_at = self.contest().freezes_at
        assert freezes_at is not None
        self.clock.moment = freezes_at - timedelta(milliseconds=1)
        self._apply()
        self.at_the_freeze = self.slow()
        self.clock.moment = freezes_at
        self.catch_up()

    def _who(self, number: int) -> Actor:
        return self.land.people[number % len(self.land.people)]

    def _sit(self, who: int, how: int) -> None:
        if self.clock.moment + timedelta(minutes=3) < self.contest().closes_at:
            self.sit(self._who(who), right=how % 11, seconds=30 * (1 + how % 3))

    def _disqualify(self, who: int, how: int) -> None:
        member = self._who(who).member_id
        if member not in self._out():
            self.act(entrants.disqualify, member, reason="代答")

    def _reinstate(self, who: int, how: int) -> None:
        out = sorted(self._out())
        if out:
            member = out[who % len(out)]
            self.act(_reinstate, member, reason="查实有误")

    def _exempt(self, who: int, how: int) -> None:
        self.act(entrants.exempt, [self._who(who).member_id], reason="因病", lifted=how % 2 == 0)

    def _transfer(self, who: int, how: int) -> None:
        branches = self.land.of_kind(kinds.BRANCH)
        with self.database.transaction() as session:
            member = session.get_one(Member, self._who(who).member_id)
            target = session.get_one(Unit, branches[how % len(branches)].id)
            if target.id != member.unit_id:
                person = Person(member, session.get_one(Unit, member.unit_id))
                transfer_member(session, operator(self.land.root.path), person, target, at=self.clock.now())

    def _move(self, who: int, how: int) -> None:
        counties, cities = self.land.of_kind(kinds.COUNTY), self.land.of_kind(kinds.CITY)
        with self.database.transaction() as session:
            county = session.get_one(Unit, counties[who % len(counties)].id)
            city = session.get_one(Unit, cities[how % len(cities)].id)
            if county.parent_id != city.id:
                move_unit(session, operator(self.land.root.path), county, city, at=self.clock.now())

    def _join(self, who: int, how: int) -> None:
        branch = self.land.of_kind(kinds.BRANCH)[how % len(self.land.of_kind(kinds.BRANCH))]
        self.joined += 1
        number = f"J{self.contest_id}-{self.joined}"
        with self.database.transaction() as session:
            session.add(Member(number=number, name="新来的", unit_id=branch.id))
        self.act(entrants.add_entrant, number, branch.id, reason="转入")

    def _gift(self, who: int, how: int) -> None:
        """A question is given to everybody: proposed by one organizer, approved by another, applied at once."""
        question = who % 64
        if len(self.gifts) >= 2 or question in self.gifts:
            return
        self.gifts.append(question)
        land, at = self.land, self.clock.now()
        wish = Wish("gift", question, "", "", "题目有误。", "《条例》第一条")
        with self.database.transaction() as session:
            exam, unit = corrections.exam_to_correct(session, land.organizer, self.exam().id)
            made_id = deciding.propose(session, land.organizer, exam, unit, wish, at=at).id
        while preview_corrections(self.database, self.clock):
            pass
        with self.database.transaction() as session:
            found = corrections.correction(session, land.second, made_id, lock=True)
            deciding.approve(session, land.second, found, version=found.correction.version, note="", at=at)
        self._apply()

    def _apply(self) -> None:
        while apply_corrections(self.database, self.clock):
            pass

    def _fold(self) -> None:
        fold(self.database, self.clock)

    def _out(self) -> set[int]:
        with self.database.reading() as session:
            query = select(Disqualification.member_id).where(
                Disqualification.contest_id == self.contest_id, Disqualification.reinstated_at.is_(None)
            )
            return set(session.scalars(query))


def _reinstate(
    session: Session, actor: Actor, contest: Contest, unit: Unit, member: int, *, reason: str, at: datetime
) -> None:
    standing = disqualification(session, contest.id, member)
    assert standing is not None
    entrants.reinstate(session, actor, contest, unit, standing, reason=reason, at=at)


def assert_agrees(held: Lived, slow: Slow, *, live: bool) -> None:
    """What a reader sees of units at every level and of members in every unit is what `slow` has."""
    contest = held.contest()
    with held.database.reading() as session:
        board = session.get_one(Board, held.exam().board_id)
        ids = boards_of(session, board.id, live=live)
        for kind in LEVELS:
            for each in figures(session, contest, ids, kind=kind):
                seen = (each.roster, each.entrants, each.total, each.passed, each.excellent, each.full)
                assert (*seen, each.entries, each.seconds) == slow.figures(each.unit_id), (each, live)
                assert figures_of(session, contest, ids, each.unit_id) == replace(each, parent="")
        for unit in held.land.units.values():
            scope = session.get_one(Unit, unit.id)
            listed = page(session, board, scope, limit=1000, live=live)
            assert {each.member_id: each.rank for each in listed} == slow.places(unit.id), (unit.name, live)
            if unit.kind == kinds.BRANCH:
                continue
            for who in held.land.people[::3]:
                own = own_place(session, board, scope, who.member_id, branch=scope, live=live)
                assert (own and own.rank) == slow.places(unit.id).get(who.member_id), (unit.name, who.name, live)
