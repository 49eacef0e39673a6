"""A province of its own for contests that last weeks: small, held by the actions themselves while the clock moves.

Whatever is handed in is also told to a plain list, `Hold.log`, out of which tests work out what must come of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from quiz_app.contests.actions import outcomes, planning, running
from quiz_app.contests.drafts import ContestDraft
from quiz_app.contests.queries.contests import StageExam, held_contest, stages_of
from quiz_app.contests.rules import AwardRule
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tasks import follow_contests
from quiz_app.contests.templates import Made
from quiz_app.core.calendar import local
from quiz_app.core.db import Database
from quiz_app.exams.actions import saving, sitting
from quiz_app.exams.actions.publishing import ExamDraft
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tasks import close_expired
from quiz_app.members.tables import Member, SignIn
from quiz_app.members.tokens import Token
from quiz_app.organizations import kinds
from quiz_app.organizations.actors import Actor, Grant, ancestors
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import RoleGrant, Unit
from quiz_app.points.tasks import fold
from tests.conftest import NOW, SettableClock
from tests.contests.bank import fill_bank

YEAR = timedelta(days=365)
DAY = timedelta(days=1)
Answers = Callable[[Exam, int, int], dict[str, list[str]]]


@dataclass(frozen=True)
class Handed:
    """An attempt that was handed in, in hundredths of a point and whole seconds."""

    member: int
    stage: int
    score: int
    seconds: int
    at: datetime

    @property
    def day(self) -> date:
        return local(self.at).date()


@dataclass
class Land:
    """A province: `paths` maps units by name to paths, `homes` members to the path of their branch."""

    root: Unit
    units: dict[str, Unit]
    people: list[Actor]
    organizer: Actor
    second: Actor

    def below(self, name: str) -> list[Actor]:
        return [each for each in self.people if each.unit_path.startswith(self.units[name].path)]

    def of_kind(self, kind: str) -> list[Unit]:
        return [each for each in self.units.values() if each.kind == kind]


def build_land(database: Database, *, cities: int, counties: int, branches: int, members: int, code: str = "") -> Land:
    """So many of each under each of the level above; whoever is on it has a sign-in for a year. `code`
    tells apart the lands of one database."""
    with database.transaction() as session:
        units: dict[str, Unit] = {}
        people: list[Actor] = []

        def unit(name: str, kind: str, parent: Unit | None) -> Unit:
            made = Unit(name=name, kind=kind, parent_id=parent.id if parent else None, path=f"/new-{name}/")
            session.add(made)
            session.flush()
            made.path = f"{parent.path if parent else '/'}{made.id}/"
            session.flush()
            units[name] = made
            return made

        def person(number: str, home: Unit, role: Role | None = None) -> Actor:
            member = Member(number=f"{code}{number}", name=f"党员{number}", unit_id=home.id)
            session.add(member)
            session.flush()
            sign_in = SignIn(member_id=member.id, started_at=NOW, expires_at=NOW + YEAR)
            session.add(sign_in)
            if role:
                session.add(RoleGrant(member_id=member.id, role=role, unit_id=home.id, granted_at=NOW))
            session.flush()
            grants = (Grant(role, home.path),) if role else ()
            return Actor(member.id, member.name, home.id, home.name, home.path, sign_in.id, grants)

        root = unit("江南省", kinds.PROVINCE, None)
        for c in range(cities):
            city = unit(f"市{c}", kinds.CITY, root)
            for n in range(counties):
                county = unit(f"县{c}{n}", kinds.COUNTY, city)
                for b in range(branches):
                    branch = unit(f"支部{c}{n}{b}", kinds.BRANCH, county)
                    people += [person(f"{c}{n}{b}{m}", branch) for m in range(members)]
        heads = person("Z1", root, Role.ORGANIZER), person("Z2", root, Role.ORGANIZER)
        fill_bank(session, root, code)
        return Land(root, units, people, *heads)


@dataclass
class Hold:
    """A contest of a land in the database, and everything that was handed in."""

    database: Database
    clock: SettableClock
    land: Land
    contest_id: int
    answers: Answers
    run_jobs: Callable[[], int]
    log: list[Handed] = field(default_factory=list)

    def contest(self) -> Contest:
        with self.database.reading() as session:
            return session.get_one(Contest, self.contest_id)

    def found(self, position: int = 1) -> StageExam:
        with self.database.reading() as session:
            return stages_of(session, session.get_one(Contest, self.contest_id))[position - 1]

    def exam(self, position: int = 1) -> Exam:
        exam = self.found(position).exam
        assert exam is not None
        return exam

    def act(self, action: Callable[..., Any], *args: Any, by: Actor | None = None, **more: Any) -> Any:
        with self.database.transaction() as session:
            contest = held_contest(session, self.contest_id)
            unit = session.get_one(Unit, contest.unit_id)
            return action(session, by or self.land.organizer, contest, unit, *args, at=self.clock.now(), **more)

    def act_on(
        self, action: Callable[..., Any], position: int, *args: Any, by: Actor | None = None, **more: Any
    ) -> Any:
        """As `act`, for an action that takes a stage: the one at a position."""
        with self.database.transaction() as session:
            contest = held_contest(session, self.contest_id)
            unit, found = session.get_one(Unit, contest.unit_id), stages_of(session, contest)[position - 1]
            actor = by or self.land.organizer
            return action(session, actor, contest, unit, found, *args, at=self.clock.now(), **more)

    def pass_to(self, moment: datetime) -> None:
        self.clock.moment = moment
        self.catch_up()

    def catch_up(self) -> None:
        """Let the site do all that is due."""
        while close_expired(self.database, self.clock):
            pass
        while follow_contests(self.database, self.clock):
            pass
        while fold(self.database, self.clock):
            pass

    def begin(self, who: Actor, position: int) -> tuple[int, int]:
        """Start an attempt; its id and its number."""
        exam, token = self.exam(position), self._token(who)
        with self.database.transaction() as session:
            begun = sitting.start(session, token, exam.id, at=self.clock.now(), new_writer=who.member_id)
        return begun.attempt.id, begun.attempt.number

    def sit(self, who: Actor, *, right: int, seconds: int, position: int = 1) -> int:
        """One attempt with so many right answers, handed in after some seconds; the clock comes to that moment."""
        attempt_id, number = self.begin(who, position)
        exam = self.exam(position)
        sheet = self.right(who, position, number, right)
        self.clock.pass_by(seconds=seconds)
        with self.database.transaction() as session:
            sitting.submit(
                session,
                self._token(who),
                attempt_id,
                at=self.clock.now(),
                revision=1,
                writer=who.member_id,
                answers=sheet,
            )
        score = right * exam.blueprint["cells"][0]["points"] if right else 0
        self.log.append(Handed(who.member_id, position, score, seconds, self.clock.now()))
        return attempt_id

    def save(self, who: Actor, attempt_id: int, sheet: dict[str, list[str]]) -> None:
        with self.database.transaction() as session:
            saving.save(
                session,
                self._token(who),
                attempt_id,
                at=self.clock.now(),
                revision=1,
                writer=who.member_id,
                answers=sheet,
            )

    def right(self, who: Actor, position: int, number: int, count: int) -> dict[str, list[str]]:
        return dict(list(self.answers(self.exam(position), who.member_id, number).items())[:count])

    def publish(self) -> None:
        self.act(outcomes.ask_to_publish)
        self.run_jobs()

    def finish(self) -> None:
        """Publish the closed contest, let the days of appeal pass, make it final."""
        self.publish()
        until = self.contest().appeals_until
        assert until is not None
        self.pass_to(until)
        self.act(outcomes.ask_to_finalize)
        self.run_jobs()

    def to_the_end(self) -> None:
        self.pass_to(self.contest().closes_at + timedelta(seconds=10))

    def home(self, member_id: int, kind: str) -> int:
        """The unit of a kind that a member of the land belongs to."""
        who = next(each for each in self.land.people if each.member_id == member_id)
        of_kind = {each.id for each in self.land.of_kind(kind)}
        return next(each for each in ancestors(who.unit_path) if each in of_kind)

    def _token(self, who: Actor) -> Token:
        return Token(who.sign_in_id, who.member_id, self.clock.now() + DAY)


@pytest.fixture
def hold(
    database: Database, clock: SettableClock, right_answers: Answers, run_jobs: Callable[[], int]
) -> Callable[..., Hold]:
    """Write a contest of a land from what a template made, and announce it."""

    def write(land: Land, made: Made, *, awards: Sequence[AwardRule] | None = None) -> Hold:
        contest: ContestDraft = made.contest
        if awards is not None:
            contest = replace(contest, rules=replace(contest.rules, awards=tuple(awards)))
        exams: tuple[ExamDraft | None, ...] = made.exams
        with database.transaction() as session:
            root = session.get_one(Unit, land.root.id)
            row = planning.create(session, land.organizer, root, contest, exams, at=clock.now())
            contest_id = row.id
        held = Hold(database, clock, land, contest_id, right_answers, run_jobs)
        held.act(running.announce)
        return held

    return write
