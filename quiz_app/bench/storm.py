"""Whether a storm of sign-ins slows the saves beside it: calm and storm in turns, in one run."""

import asyncio
from dataclasses import asdict, dataclass, field
from statistics import median

from sqlalchemy import update
from sqlalchemy.engine import make_url

from quiz_app.bench.exam import Site, serve_site
from quiz_app.bench.fleet import Client, Seen, Sitting, start
from quiz_app.bench.stage import build, database_for
from quiz_app.core.db import Database
from quiz_app.core.passwords import hash_password
from quiz_app.members.tables import Member

SAVES_PER_S = 100
SIGN_INS_PER_S = 10
TURNS = 10
PASSWORD = "a password for measuring alone"


@dataclass(frozen=True, slots=True)
class StormFigures:
    """`ratio` is the median p99 of a save in the storms ÷ that in the calms, of `TURNS` turns of each."""

    database: str
    sign_ins: int
    seconds: float
    saves: int
    calm_save_p99_ms: float
    storm_save_p99_ms: float
    ratio: float
    sign_in_p99_ms: float
    told_to_wait: int
    errors: int
    first_error: str | None

    def to_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(slots=True)
class _Weather:
    calm: list[Seen] = field(default_factory=list)
    storm: list[Seen] = field(default_factory=list)
    sign_ins: Seen = field(default_factory=Seen)


def run(url: str | None = None, *, sign_ins: int = 3000) -> StormFigures:
    """`sign_ins` at ten a second, a hundred saves a second beside them, and as long without them."""
    with database_for(url) as own_url:
        stage = build(own_url, members=max(1000, sign_ins), sitting=2 * SAVES_PER_S)
        _give_passwords(own_url)
        with serve_site(stage) as site:
            weather = asyncio.run(_days(site, sign_ins))
    kinds = (*weather.calm, *weather.storm, weather.sign_ins)
    errors = [error for each in kinds for error in each.errors]
    calm, storm = (median(each.p99_ms for each in turns) for turns in (weather.calm, weather.storm))
    return StormFigures(
        make_url(own_url).drivername,
        sign_ins,
        sign_ins / SIGN_INS_PER_S,
        sum(len(each.seconds) for each in (*weather.calm, *weather.storm)),
        round(calm, 1),
        round(storm, 1),
        round(storm / calm, 2),
        weather.sign_ins.p99_ms,
        sum(each.busy for each in kinds),
        len(errors),
        errors[0] if errors else None,
    )


async def _days(site: Site, sign_ins: int) -> _Weather:
    weather, begun = _Weather(), Seen()
    started = [await start(site.port, token, site.stage.exam_id, begun) for token in site.stage.tokens]
    sittings = [sitting for sitting in started if sitting]
    share = sign_ins // TURNS
    seconds = share / SIGN_INS_PER_S
    for turn in range(TURNS):
        calm, storm = Seen(errors=begun.errors if turn == 0 else []), Seen()
        await _saves(sittings, seconds, calm)
        await asyncio.gather(
            _saves(sittings, seconds, storm), _sign_ins(site.port, range(turn * share, (turn + 1) * share), weather)
        )
        weather.calm.append(calm)
        weather.storm.append(storm)
    for sitting in sittings:
        sitting.client.close()
    return weather


async def _saves(sittings: list[Sitting], seconds: float, seen: Seen) -> None:
    """A hundred a second whether or not they are answered; a device waits for its own answer alone."""
    loop = asyncio.get_running_loop()
    began, sent = loop.time(), []
    for place in range(int(seconds * SAVES_PER_S)):
        await asyncio.sleep(max(0.0, began + place / SAVES_PER_S - loop.time()))
        sent.append(asyncio.create_task(_save(sittings[place % len(sittings)], seen)))
    await asyncio.gather(*sent)


async def _save(sitting: Sitting, seen: Seen) -> None:
    seen.add(await sitting.save(), "save")


async def _sign_ins(port: int, places: range, weather: _Weather) -> None:
    loop = asyncio.get_running_loop()
    began, sent = loop.time(), []
    for place in places:
        await asyncio.sleep(max(0.0, began + (place - places.start) / SIGN_INS_PER_S - loop.time()))
        sent.append(asyncio.create_task(_sign_in(port, place, weather.sign_ins)))
    await asyncio.gather(*sent)


async def _sign_in(port: int, place: int, seen: Seen) -> None:
    client = Client(port)
    account = {"username": f"M{place:07d}", "password": PASSWORD}
    seen.add(await client.send("POST", "/api/v1/session", account), "sign in")
    client.close()


def _give_passwords(url: str) -> None:
    """One hash for everybody: what is measured is to check it, not to make it."""
    database = Database(url.replace("postgresql:", "postgresql+psycopg:"))
    with database.transaction() as session:
        session.execute(update(Member).values(password_hash=hash_password(PASSWORD)))
    database.dispose()
