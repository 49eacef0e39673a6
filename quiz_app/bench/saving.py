"""How long a save takes while many devices save as fast as they are answered."""

import asyncio
from dataclasses import asdict, dataclass
from time import perf_counter

from sqlalchemy.engine import make_url

from quiz_app.bench.exam import serve_site
from quiz_app.bench.fleet import Seen, Sitting, percentile_ms, start
from quiz_app.bench.stage import build, database_for

CONNECTIONS = (32, 256)


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many connections, each saving again as soon as it was answered: the hardest that they can be."""

    connections: int
    saves: int
    saves_per_s: float
    p50_ms: float
    p99_ms: float
    errors: int


@dataclass(frozen=True, slots=True)
class SavingFigures:
    database: str
    crowds: tuple[Crowd, ...]
    save_p99_ms: dict[str, float]
    errors: int
    first_error: str | None

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def run(url: str | None = None, *, saves: int = 10_000) -> SavingFigures:
    """About `saves` saves for each number of connections, clients and server on the same machine."""
    with database_for(url) as own_url:
        stage = build(own_url, members=1000, sitting=max(CONNECTIONS))
        with serve_site(stage) as site:
            seen = [asyncio.run(_crowd(site.port, stage.exam_id, stage.tokens[:n], saves // n)) for n in CONNECTIONS]
    errors = [error for _, each, _ in seen for error in each.errors]
    crowds = tuple(
        Crowd(
            connections,
            len(each.seconds),
            round(len(each.seconds) / took, 1),
            percentile_ms(each.seconds, 50),
            each.p99_ms,
            len(each.errors),
        )
        for connections, each, took in seen
    )
    return SavingFigures(
        make_url(own_url).drivername,
        crowds,
        {str(crowd.connections): crowd.p99_ms for crowd in crowds},
        len(errors),
        errors[0] if errors else None,
    )


async def _crowd(port: int, exam_id: int, tokens: list[str], each: int) -> tuple[int, Seen, float]:
    begun = Seen()
    sittings = [await start(port, token, exam_id, begun) for token in tokens]
    saving = Seen(errors=begun.errors)
    began = perf_counter()
    await asyncio.gather(*(_save_on(sitting, each, saving) for sitting in sittings if sitting))
    took = perf_counter() - began
    for sitting in sittings:
        if sitting:
            sitting.client.close()
    return len(tokens), saving, took


async def _save_on(sitting: Sitting, times: int, seen: Seen) -> None:
    for _ in range(times):
        seen.add(await sitting.save(), "save")
