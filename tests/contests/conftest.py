"""Contests for tests: Dora's, of the city, made from a template, with papers out of the tests' own bank."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from quiz_app.contests.actions import planning, running
from quiz_app.contests.drafts import ContestDraft, StageDraft
from quiz_app.contests.queries.contests import held_contest, stages_of
from quiz_app.contests.rules import AwardRule, PlacePoints, Rules
from quiz_app.contests.stages import Kind
from quiz_app.contests.tables.contests import Contest, Stage
from quiz_app.contests.tasks import follow_contests
from quiz_app.core.db import Database
from quiz_app.exams.actions import sitting
from quiz_app.exams.actions.publishing import ExamDraft
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tasks import close_expired
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor
from quiz_app.points.tasks import fold
from tests.conftest import NOW, Cast, SettableClock
from tests.contests.stage import hold  # noqa: F401
from tests.exams.conftest import *  # noqa: F403

DAY = timedelta(days=1)
RULES = Rules(
    composite="参赛率 * 50% + 名册平均分 * 50%",
    part_points=2,
    place_points=(PlacePoints(1, 1, 5), PlacePoints(2, 3, 3)),
    awards=(
        AwardRule("winner", "优胜奖", "member", 1),
        AwardRule("organization", "优秀组织奖", "unit", 1, by="composite", level="party_branch"),
    ),
)


@dataclass
class Stand:
    """A contest in the database, and what tests do with it by the actions themselves."""

    database: Database
    clock: SettableClock
    cast: Cast
    contest_id: int
    right: Callable[[Exam, int, int], dict[str, list[str]]]

    def stage(self, position: int = 1) -> Stage:
        return self._found(position)[0]

    def exam(self, position: int = 1) -> Exam:
        exam = self._found(position)[1]
        assert exam is not None
        return exam

    def contest(self) -> Contest:
        with self.database.reading() as session:
            return session.get_one(Contest, self.contest_id)

    def act(self, action: Callable[..., Any], *args: Any, actor: Actor | None = None, **more: Any) -> Any:
        """Call an action of the room: (session, actor, contest, unit, …, at=now)."""
        with self.database.transaction() as session:
            contest = held_contest(session, self.contest_id)
            unit = self.cast.units["临江市"]
            return action(session, actor or self.cast.dora, contest, unit, *args, at=self.clock.now(), **more)

    def announce(self) -> None:
        self.act(running.announce)

    def pass_to(self, moment: datetime) -> None:
        """Let the clock come to a moment, and the site do what is due."""
        self.clock.moment = moment
        self.catch_up()

    def catch_up(self) -> None:
        while close_expired(self.database, self.clock):
            pass
        while follow_contests(self.database, self.clock):
            pass
        while fold(self.database, self.clock):
            pass

    def begin(self, who: Actor, *, position: int = 1) -> sitting.Sitting:
        """An attempt that is open."""
        exam, token = self.exam(position), Token(who.sign_in_id, who.member_id, self.clock.now() + DAY)
        with self.database.transaction() as session:
            return sitting.start(session, token, exam.id, at=self.clock.now(), new_writer=who.member_id)

    def sit(self, who: Actor, *, right: int, seconds: int = 60, position: int = 1) -> int:
        """One attempt with so many right answers of ten, handed in after some seconds; its id."""
        exam, token = self.exam(position), Token(who.sign_in_id, who.member_id, self.clock.now() + DAY)
        begun = self.begin(who, position=position)
        answers = dict(list(self.right(exam, who.member_id, begun.attempt.number).items())[:right])
        self.clock.pass_by(seconds=seconds)
        with self.database.transaction() as session:
            sitting.submit(
                session,
                token,
                begun.attempt.id,
                at=self.clock.now(),
                revision=1,
                writer=who.member_id,
                answers=answers,
            )
        return begun.attempt.id

    def _found(self, position: int) -> tuple[Stage, Exam | None]:
        with self.database.reading() as session:
            contest = session.get_one(Contest, self.contest_id)
            found = stages_of(session, contest)[position - 1]
            return found.stage, found.exam


@pytest.fixture
def write_contest(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    draft: ExamDraft,
    questions: object,
    right_answers: Callable[[Exam, int, int], dict[str, list[str]]],
) -> Callable[..., Stand]:
    """Dora writes a contest of the city that opens in an hour and lasts a day; keyword arguments change the draft.
    `exams` change the drafts of the stages' exams, one for each; the last ends with the contest, each an hour after
    the one before."""

    def write(*, exams: tuple[dict[str, Any] | None, ...] = ({},), **changes: Any) -> Stand:
        opens, closes = NOW + timedelta(hours=1), NOW + timedelta(hours=25)
        contest = ContestDraft(
            title="支部工作知识竞赛",
            summary="",
            opens_at=opens,
            closes_at=closes,
            rules=RULES,
            stages=(StageDraft(Kind.PRELIMINARY, "初赛"),),
        )
        contest = replace(contest, **changes)
        plain = replace(draft, opens_at=contest.opens_at, closes_at=contest.closes_at)
        until = [plain.closes_at - timedelta(hours=len(exams) - place) for place in range(1, len(exams) + 1)]
        papers = [
            None if each is None else replace(plain, **({"closes_at": ends} | each))
            for each, ends in zip(exams, until, strict=True)
        ]
        with database.transaction() as session:
            made = planning.create(session, cast.dora, cast.units["临江市"], contest, papers, at=clock.now())
            contest_id = made.id
        return Stand(database, clock, cast, contest_id, right_answers)

    return write
