"""Contest night, as an open loop: members come and hand in when they do, however long the server takes.

Starts are spread over `START_SECONDS`, each followed by two saves; every submission comes in the last `RUSH_SECONDS`
before the exam closes for all, with its last sheet. A request that was answered 503 is sent again when the answer said.
"""

import asyncio
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

import orjson
from sqlalchemy import update
from sqlalchemy.engine import make_url

from quiz_app.bench.exam import Site, serve_site
from quiz_app.bench.fleet import Reply, Seen, Sitting, start
from quiz_app.bench.stage import build, database_for
from quiz_app.core.db import Database
from quiz_app.exams.tables.exams import Exam

START_SECONDS = 60.0
RUSH_SECONDS = 10.0
REST_SECONDS = 5.0
LAST_MARGIN = 0.25
"""Nobody sends later than this before the closing, so that the way to the server is not what makes a request late."""


@dataclass(frozen=True, slots=True)
class NightFigures:
    """Seconds are those of the single requests, 503 included; `wrongly_late` are submissions sent in time whose last
    sheet did not count."""

    database: str
    members: int
    starts_p99_ms: float
    saves_p99_ms: float
    submissions_p99_ms: float
    wrongly_late: int
    server_errors: int
    told_to_wait: int
    errors: int
    first_error: str | None

    def to_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(slots=True)
class _Night:
    starts: Seen = field(default_factory=Seen)
    saves: Seen = field(default_factory=Seen)
    submissions: Seen = field(default_factory=Seen)
    wrongly_late: int = 0


def run(url: str | None = None, *, members: int = 3000, start_seconds: float = START_SECONDS) -> NightFigures:
    with database_for(url) as own_url:
        stage = build(own_url, members=max(members, 1000), sitting=members)
        with serve_site(stage) as site:
            closes_at = datetime.now(UTC) + timedelta(seconds=start_seconds + REST_SECONDS + RUSH_SECONDS)
            _close_at(own_url, stage.exam_id, closes_at)
            night = asyncio.run(_night(site, closes_at, start_seconds))
    kinds = (night.starts, night.saves, night.submissions)
    errors = [error for kind in kinds for error in kind.errors]
    return NightFigures(
        make_url(own_url).drivername,
        members,
        *(kind.p99_ms for kind in kinds),
        night.wrongly_late,
        sum(": 5" in error or ": 0 " in error for error in errors),
        sum(kind.busy for kind in kinds),
        len(errors),
        errors[0] if errors else None,
    )


async def _night(site: Site, closes_at: datetime, start_seconds: float) -> _Night:
    night, loop = _Night(), asyncio.get_running_loop()
    opened = loop.time()
    closing = opened + (closes_at - datetime.now(UTC)).total_seconds()
    tokens = site.stage.tokens
    rush = RUSH_SECONDS - LAST_MARGIN
    await asyncio.gather(
        *(
            _member(
                site,
                token,
                night,
                comes=opened + start_seconds * place / len(tokens),
                hands_in=closing - RUSH_SECONDS + rush * place / len(tokens),
            )
            for place, token in enumerate(tokens)
        )
    )
    return night


async def _member(site: Site, token: str, night: _Night, *, comes: float, hands_in: float) -> None:
    await _until(comes)
    sitting = await _started(site, token, night)
    if sitting is None:
        return
    for _ in range(2):
        night.saves.add(await sitting.save(), "save")
    sitting.client.close()
    await _until(hands_in)
    reply = await _handed_in(sitting, night)
    sitting.client.close()
    if reply.status == 200:
        night.wrongly_late += orjson.loads(reply.body)["revision"] != sitting.revision


async def _started(site: Site, token: str, night: _Night) -> Sitting | None:
    while True:
        busy = night.starts.busy
        sitting = await start(site.port, token, site.stage.exam_id, night.starts)
        if sitting is not None or night.starts.busy == busy:
            return sitting
        await asyncio.sleep(1)


async def _handed_in(sitting: Sitting, night: _Night) -> Reply:
    path, sheet = f"/api/v1/attempts/{sitting.attempt_id}/submission", sitting.next_sheet()
    while True:
        reply = night.submissions.add(await sitting.client.send("POST", path, sheet), "submit")
        if reply.status != 503:
            return reply
        await asyncio.sleep(1)


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - asyncio.get_running_loop().time()))


def _close_at(url: str, exam_id: int, closes_at: datetime) -> None:
    database = Database(url.replace("postgresql:", "postgresql+psycopg:"))
    with database.transaction() as session:
        session.execute(update(Exam).where(Exam.id == exam_id).values(closes_at=closes_at))
    database.dispose()
