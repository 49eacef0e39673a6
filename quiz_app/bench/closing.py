"""How long the server takes to hand in everything that is due at one deadline, while others go on saving."""

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic

from sqlalchemy import func, insert, select
from sqlalchemy.engine import make_url

from quiz_app.bench.exam import serve_site
from quiz_app.bench.fleet import Seen, Sitting, start
from quiz_app.bench.stage import CHUNK, build, database_for, keep_questions
from quiz_app.core.db import Database
from quiz_app.exams import sheets
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries.hot import Prepared, prepared_by_id
from quiz_app.exams.sheets import LETTERS, Response
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam

SAVERS = 200
SAVES_PER_S = 100
BEFORE_SECONDS = 10.0
LONGEST_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class ClosingFigures:
    """`seconds` from the common deadline of `attempts` until the last of them was closed, by the worker of the site;
    beside it a hundred saves a second by members whose deadline is later: their p99 before and meanwhile."""

    database: str
    attempts: int
    seconds: float
    left_open: int
    attempts_per_s: float
    calm_save_p99_ms: float
    save_p99_ms: float
    saves: int
    errors: int
    first_error: str | None

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def run(url: str | None = None, *, attempts: int = 20_000) -> ClosingFigures:
    with database_for(url) as own_url:
        members = attempts + SAVERS
        stage = build(own_url, members=members, sitting=members)
        database = Database(own_url.replace("postgresql:", "postgresql+psycopg:"))
        with serve_site(stage) as site, _worker(stage.environ):
            deadline = datetime.now(UTC) + timedelta(seconds=BEFORE_SECONDS + attempts / 4000)
            _open(database, stage.exam_id, attempts, deadline)
            calm, meanwhile, seconds = asyncio.run(
                _watch(site.port, stage.exam_id, stage.tokens[-SAVERS:], database, deadline)
            )
        left = _waiting(database, datetime.now(UTC))
        database.dispose()
    errors = calm.errors + meanwhile.errors
    return ClosingFigures(
        make_url(own_url).drivername,
        attempts,
        round(seconds, 1),
        left,
        round((attempts - left) / seconds, 1),
        calm.p99_ms,
        meanwhile.p99_ms,
        len(meanwhile.seconds),
        len(errors),
        errors[0] if errors else None,
    )


async def _watch(
    port: int, exam_id: int, tokens: list[str], database: Database, deadline: datetime
) -> tuple[Seen, Seen, float]:
    """(saves before the deadline, saves until everything was closed, the seconds that took)."""
    calm, meanwhile = Seen(), Seen()
    started = [await start(port, token, exam_id, Seen(errors=calm.errors)) for token in tokens]
    sittings = [sitting for sitting in started if sitting]
    loop, place, tasks = asyncio.get_running_loop(), 0, []
    due = loop.time() + (deadline - datetime.now(UTC)).total_seconds()
    began, asked, closed_at = loop.time(), due, None
    while closed_at is None and loop.time() < due + LONGEST_SECONDS:
        await asyncio.sleep(max(0.0, began + place / SAVES_PER_S - loop.time()))
        seen = calm if loop.time() < due else meanwhile
        tasks.append(asyncio.create_task(_save(sittings[place % len(sittings)], seen)))
        place += 1
        if loop.time() >= asked + 0.25:
            asked = loop.time()
            if not await asyncio.to_thread(_waiting, database, deadline):
                closed_at = asked
    await asyncio.gather(*tasks)
    for sitting in sittings:
        sitting.client.close()
    return calm, meanwhile, (closed_at or loop.time()) - due


async def _save(sitting: Sitting, seen: Seen) -> None:
    seen.add(await sitting.save(), "save")


def _waiting(database: Database, at: datetime) -> int:
    """How many attempts are open although their deadline has passed."""
    with database.reading() as session:
        due = select(func.count()).where(Attempt.submitted_at.is_(None), Attempt.deadline_at <= at)
        return session.scalar(due) or 0


def _open(database: Database, exam_id: int, attempts: int, deadline: datetime) -> None:
    """Members 1 to `attempts` sit since twenty minutes, with a whole sheet saved."""
    with database.reading() as session:
        exam = session.get_one(Exam, exam_id)
        assert exam.edition_id is not None
        prepared = prepared_by_id(session, exam.edition_id)
    keep_questions(database, prepared.edition, exam.created_at)
    rng = random.Random(7)
    for first in range(1, attempts + 1, CHUNK):
        members = range(first, min(first + CHUNK, attempts + 1))
        rows = [_attempt(prepared, exam, member, rng, deadline) for member in members]
        with database.transaction() as session:
            session.execute(insert(Attempt), rows)


def _attempt(prepared: Prepared, exam: Exam, member: int, rng: random.Random, deadline: datetime) -> dict[str, object]:
    paper = draw(prepared.edition, member_seed(prepared.seed, member), 1)
    sheet = {
        no: Response((LETTERS[rng.randrange(len(item.order))],), 20 * no) for no, item in enumerate(paper, start=1)
    }
    return {
        "member_id": member,
        "exam_id": exam.id,
        "edition_id": exam.edition_id,
        "number": 1,
        "started_at": deadline - timedelta(minutes=20),
        "deadline_at": deadline,
        "saved_at": deadline - timedelta(minutes=1),
        "writer": member,
        "revision": 1,
        "sheet": sheets.encode(sheet),
    }


@contextmanager
def _worker(environ: Mapping[str, str]) -> Iterator[None]:
    """The site's periodic work, as `serve` and `worker` run it."""
    process = subprocess.Popen([sys.executable, "-m", "quiz_app", "worker"], env={**os.environ, **environ})
    began = monotonic()
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=max(5.0, 20.0 - (monotonic() - began)))
