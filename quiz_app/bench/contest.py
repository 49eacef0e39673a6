"""How long the end of a large contest takes, and how long its standings: a whole demo province, its contest closed by
its clock, revealed, published, made final; then the standings of units at every depth."""

import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from quiz_app.bench.stage import database_for
from quiz_app.boards.queries.members import page
from quiz_app.boards.tables import Board, RosterUnit, Standing
from quiz_app.contests.actions import outcomes, running
from quiz_app.contests.queries.contests import held_contest, stages_of
from quiz_app.contests.queries.extra_ties import ties_that_matter
from quiz_app.contests.queries.settling import standing_awards
from quiz_app.contests.queries.standings import boards_of, figures, trail
from quiz_app.contests.ranking import rank_units
from quiz_app.contests.rules import Rules
from quiz_app.contests.states import State
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tasks import FINALIZE, PUBLISH, follow_contests
from quiz_app.core import migrations
from quiz_app.core.clock import Clock
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.files.media import Media
from quiz_app.core.jobs.kinds import Means
from quiz_app.core.jobs.running import run_waiting
from quiz_app.demo.province import fill
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.organizations.actors import Actor, Grant
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import Unit
from quiz_app.points.tasks import fold

SAMPLES = 30
LIMIT = 50
KINDS = (PUBLISH, FINALIZE)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ContestFigures:
    """`demo_s` to fill the province (`_cpu_s`: CPU of this process and its helpers), `close_s` from the closing to the
    final result: `publish_s` of it for places and awards, `finalize_s` for settling once more and the points.
    `equals_s` is what the page of extra papers computes: all places anew, and which equals an award parts.
    `standings_ms` is the slowest of all depths, each the median of some units: the units right below one, ranked, and
    the best fifty members."""

    database: str
    members: int
    entrants: int
    attempts: int
    demo_s: float
    demo_cpu_s: float
    close_s: float
    close_cpu_s: float
    publish_s: float
    finalize_s: float
    equals_s: float
    awards: int
    standings_ms: float
    standings_cpu_ms: float
    by_depth_ms: dict[str, float]

    def to_json(self) -> dict[str, object]:
        return asdict(self)


class _Clock(Clock):
    """The time of the province, moved by the measurement."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(lambda: self.moment)
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def run(url: str | None = None, *, members: int = 200_000) -> ContestFigures:
    with database_for(url) as own_url, tempfile.TemporaryDirectory() as folder:
        database = Database(own_url.replace("postgresql:", "postgresql+psycopg:"))
        migrations.upgrade(database)
        clock = _Clock(datetime.now(UTC))
        demo_s, demo_cpu, _ = _timed(lambda: fill(database, clock, members=members, media=Media(Path(folder))))
        with database.reading() as session:
            contest = session.scalars(select(Contest).where(Contest.state == State.OPEN)).one()
            contest_id, unit_id = contest.id, contest.unit_id
            exam = stages_of(session, contest)[0].exam
            assert exam is not None
            assert exam.board_id is not None
            board_id, exam_id = exam.board_id, exam.id
            path = session.get_one(Unit, unit_id).path
            entrants = session.scalar(select(func.count()).where(Standing.board_id == board_id)) or 0
            attempts = session.scalar(select(func.count()).where(Attempt.exam_id == exam_id)) or 0
        actor = Actor(1, "", unit_id, "", path, 0, (Grant(Role.ORGANIZER, path),))
        settings = Settings.read({"QUIZ_APP_INSTANCE": folder, "QUIZ_APP_DATABASE_URL": own_url})
        means = Means(settings, database, clock)
        by_depth, cpu_by_depth = _standings(database, contest_id, board_id)
        publish_s, publish_cpu, _ = _timed(lambda: _publish(means, clock, actor, contest_id))
        equals_s, _, _ = _timed(lambda: _equals(database, clock, contest_id))
        finalize_s, finalize_cpu, awards = _timed(lambda: _finalize(means, clock, actor, contest_id))
        database.dispose()
    return ContestFigures(
        database=make_url(own_url).drivername,
        members=members,
        entrants=entrants,
        attempts=attempts,
        demo_s=round(demo_s, 1),
        demo_cpu_s=round(demo_cpu, 1),
        close_s=round(publish_s + finalize_s, 1),
        close_cpu_s=round(publish_cpu + finalize_cpu, 1),
        publish_s=round(publish_s, 1),
        finalize_s=round(finalize_s, 1),
        equals_s=round(equals_s, 1),
        awards=awards,
        standings_ms=max(by_depth.values()),
        standings_cpu_ms=max(cpu_by_depth.values()),
        by_depth_ms=by_depth,
    )


def _publish(means: Means, clock: _Clock, actor: Actor, contest_id: int) -> None:
    """Let its window end, reveal, and settle places and awards."""
    database = means.database
    with database.reading() as session:
        clock.moment = session.get_one(Contest, contest_id).closes_at + timedelta(minutes=1)
    while follow_contests(database, clock):
        pass
    with database.transaction() as session:
        contest = held_contest(session, contest_id)
        unit = session.get_one(Unit, contest.unit_id)
        running.reveal(session, actor, contest, unit, at=clock.now())
        outcomes.ask_to_publish(session, actor, contest, unit, at=clock.now())
    run_waiting(means, KINDS)
    while fold(database, clock):
        pass


def _equals(database: Database, clock: _Clock, contest_id: int) -> int:
    with database.reading() as session:
        return len(ties_that_matter(session, session.get_one(Contest, contest_id), at=clock.now()))


def _finalize(means: Means, clock: _Clock, actor: Actor, contest_id: int) -> int:
    """Let the days of appeal pass, settle once more and credit the points; how many awards stand."""
    with means.database.transaction() as session:
        contest = held_contest(session, contest_id)
        assert contest.appeals_until is not None
        clock.moment = contest.appeals_until
        unit = session.get_one(Unit, contest.unit_id)
        outcomes.ask_to_finalize(session, actor, contest, unit, at=clock.now())
    run_waiting(means, KINDS)
    with means.database.reading() as session:
        contest = session.get_one(Contest, contest_id)
        if contest.state != State.FINAL:
            raise RuntimeError(f"the contest is {contest.state}")
        return len(standing_awards(session, contest))


def _standings(database: Database, contest_id: int, board_id: int) -> tuple[dict[str, float], dict[str, float]]:
    """Milliseconds for the standings of a unit, by its kind; and those of this process's own CPU."""
    found: dict[str, list[tuple[float, float]]] = {}
    with database.reading() as session:
        contest = session.get_one(Contest, contest_id)
        rows = session.execute(
            select(RosterUnit.kind, RosterUnit.unit_id).where(RosterUnit.roster_id == contest.roster_id)
        ).all()
    for kind in {row.kind for row in rows}:
        units = [row.unit_id for row in rows if row.kind == kind]
        for unit_id in units[:: max(1, len(units) // SAMPLES)]:
            with database.reading() as session:
                began, cpu = time.perf_counter(), time.process_time()
                contest, board = session.get_one(Contest, contest_id), session.get_one(Board, board_id)
                rules, scope = Rules.from_json(contest.rules), session.get_one(Unit, unit_id)
                here = trail(session, contest, scope.path)[-1]
                below = figures(session, contest, boards_of(session, board_id, live=False), below=here.path)
                rank_units(below, rules.formula(), rules.unit_ties, rules.small_units)
                page(session, board, scope, limit=LIMIT)
                spent = time.perf_counter() - began, time.process_time() - cpu
                found.setdefault(kind, []).append(spent)
    whole, own = (
        {kind: round(1000 * statistics.median(each[place] for each in spent), 1) for kind, spent in found.items()}
        for place in (0, 1)
    )
    return whole, own


def _timed(work: Callable[[], T]) -> tuple[float, float, T]:
    """Seconds, CPU seconds of this process and of those that it started, and what was made."""
    began, cpu = time.monotonic(), _cpu()
    made = work()
    return time.monotonic() - began, _cpu() - cpu, made


def _cpu() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)
