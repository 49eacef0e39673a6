"""The demo province: units, people and a year of what they learned, ending now.

`fill` is one transaction: whoever interrupts it finds the database as it was. People are made and written in chunks;
what stays in memory are some tens of bytes for a member and board.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import insert
from sqlalchemy.orm import Session

from quiz_app.core.calendar import local
from quiz_app.core.clock import Clock
from quiz_app.core.config import Settings
from quiz_app.core.db import Database, to_milliseconds
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.files.media import Media
from quiz_app.core.passwords import hash_password, turn
from quiz_app.courses.actions.following import advance
from quiz_app.demo import content, contests, queries, storing
from quiz_app.demo.contests import Running
from quiz_app.demo.examinations import hold, quizzes, reseed
from quiz_app.demo.histories import World
from quiz_app.demo.lives import live
from quiz_app.demo.people import FEWEST_MEMBERS, Seating, populate
from quiz_app.demo.places import grow
from quiz_app.demo.sign_ins import PASSWORD
from quiz_app.demo.standings import Standings, open_points_boards
from quiz_app.organizations.queries import root
from quiz_app.organizations.tables import RoleGrant, Unit

MEMBERS = 3000
SEED = 2026
YEAR = timedelta(days=365)
T = TypeVar("T")
WORTH_SEVERAL_CORES = 1000
WITH_A_YEAR = 6000
"""Of more members than these, one in so many has a year of learning; all the others have contests alone."""

Progress = Callable[[str, int, int], None]
"""Called as `progress(step, done, total)`: with none done when a step begins, with all when it ends."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands in the database; of a province that was there before, only the members are counted."""

    is_new: bool
    members: int
    units: int = 0
    exams: int = 0
    attempts: int = 0
    lessons: int = 0
    entries: int = 0

    @property
    def sentence(self) -> str:
        if not self.is_new:
            return f"演示数据已经在库里（{self.members} 名党员），没有改动。"
        return (
            f"演示省已建好：{self.units} 个单位，{self.members} 名党员，{self.exams} 场考试，{self.attempts} 次作答，"
            f"{self.lessons} 课学习记录，{self.entries} 笔积分。"
        )


def silent(step: str, done: int, total: int) -> None:
    """No progress is shown."""


def fill(
    database: Database,
    clock: Clock,
    *,
    members: int = MEMBERS,
    seed: int = SEED,
    media: Media | None = None,
    progress: Progress = silent,
) -> Summary:
    """Fill an empty site. The same size, seed and moment always give the same province.

    `media` keeps pictures of courses; without it, that of the settings does.
    """
    if members < FEWEST_MEMBERS:
        raise Invalid(f"演示省至少要 {FEWEST_MEMBERS} 名党员：请把 --members 改大。")
    with database.reading() as session:
        if found := _standing(session):
            return found
    with turn():
        password = hash_password(PASSWORD)
    pictures = media or Media(Settings.read().media)
    with database.transaction() as session:
        if found := _standing(session):
            return found
        summary = _Filling(session, members, seed, clock.now(), password, progress).fill(pictures)
    database.maintain("PRAGMA wal_checkpoint(TRUNCATE)" if database.is_sqlite else "ANALYZE")
    return summary


def _standing(session: Session) -> Summary | None:
    """The province that is there already, if it is; refuses a site that is anything but empty."""
    if queries.has_other_members(session):
        raise Conflict("数据库里已有真实的党员，不能再填演示数据：请换一个空的数据库。")
    if queries.has_demo_members(session):
        return Summary(is_new=False, members=queries.count_of_members(session))
    if root(session) is not None:
        raise Conflict("数据库里已有单位，演示数据只能填进空的网站：请换一个空的数据库。")
    return None


class _Filling:
    """One run, in one transaction."""

    def __init__(
        self, session: Session, members: int, seed: int, now: datetime, password: str, progress: Progress
    ) -> None:
        self._session = session
        self._seed = seed
        self._now = now
        self._since = now - YEAR
        self._password = password
        self._progress = progress
        self._tree = grow(members, first_id=queries.last_unit(session) + 1)
        self._seating = Seating(self._tree, members, first_id=queries.last_member(session) + 1, seed=seed)
        self._members = members

    def fill(self, media: Media) -> Summary:
        self._step("建立组织", lambda: storing.units(self._session, self._tree))
        province = self._session.get_one(Unit, self._tree.province.id)
        self._step("装入题库和课程", lambda: content.load(self._session, province, media=media, at=self._since))
        world, standings, held = self._step("发布考试和竞赛", lambda: self._prepare(province))
        counts = self._live_through(world, standings)
        self._step("授予角色", self._appoint)
        self._step("竞赛的名册", lambda: self._hold(held, standings))
        for done in standings.write(self._session):
            self._progress("汇总排行", done, standings.boards)
        self._step("竞赛的名次和奖项", lambda: contests.finish(self._session, held, seed=self._seed))
        advance(self._session, self._now)
        exams = queries.count_of_exams(self._session)
        return Summary(True, self._members, len(self._tree.units), exams, *counts)

    def _hold(self, held: list[Running], standings: Standings) -> None:
        contests.hold(self._session, held)
        for each in held:
            board_id = each.exam.board_id
            assert board_id is not None
            standings.of_contest(board_id, each.unit.path, queries.marks_of(self._session, board_id))

    def _prepare(self, province: Unit) -> tuple[World, Standings, list[Running]]:
        points = open_points_boards(self._session, since=self._since, now=self._now)
        banks = queries.banks_to_draw_from(self._session, province)
        held = hold(self._session, self._seating, banks, now=self._now)
        announced = contests.announce(self._session, self._seating, now=self._now)
        reseed(self._session, self._seed)
        courses = quizzes(self._session, province)
        exams = [each.sittable() for each in held]
        stages = [each.sittable() for each in announced]
        every = -(-self._members // WITH_A_YEAR)
        since, now = to_milliseconds(self._since), to_milliseconds(self._now)
        world = World(self._seed, since, now, exams, courses, stages, every)
        spans = {
            each.board_id: each.edition.minutes * 60 + 1 for each in (*exams, *stages) if each.board_id is not None
        }
        return world, Standings(self._tree, points, spans), announced

    def _live_through(self, world: World, standings: Standings) -> tuple[int, int, int]:
        """Counts of attempts, finished lessons and entries of the ledger."""
        attempts = lessons = entries = done = 0
        self._progress("一年的学习和考试", 0, self._members)
        people = populate(self._seating, seed=self._seed, today=local(self._now).date())
        workers = (os.cpu_count() or 1) if self._members >= WORTH_SEVERAL_CORES else 1
        for chunk, made in live(world, people, workers=workers):
            for person, each in zip(chunk, made, strict=True):
                standings.add(person, each)
            storing.members(self._session, chunk, password=self._password)
            found = storing.histories(self._session, chunk, made)
            attempts, lessons, entries = attempts + found[0], lessons + found[1], entries + found[2]
            done += len(chunk)
            self._progress("一年的学习和考试", done, self._members)
        storing.count_on(self._session)
        return attempts, lessons, entries

    def _appoint(self) -> None:
        rows = [
            {
                "member_id": each.member_id,
                "role": each.role,
                "unit_id": each.unit.id,
                "granted_at": self._since,
            }
            for each in self._seating.appointments
        ]
        self._session.execute(insert(RoleGrant), rows)

    def _step(self, name: str, run: Callable[[], T]) -> T:
        self._progress(name, 0, 1)
        made = run()
        self._progress(name, 1, 1)
        return made
