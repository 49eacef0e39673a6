"""Whether an attempt costs the same among a thousand members and among a million: both in one run, in turns."""

from contextlib import ExitStack
from dataclasses import asdict, dataclass
from statistics import median

from sqlalchemy.engine import make_url

from quiz_app.bench.exam import serve_site, shares
from quiz_app.bench.stage import build, database_for


@dataclass(frozen=True, slots=True)
class ScaleFigures:
    """CPU of an attempt as the median of five interleaved rounds; `ratio` is the large province ÷ the small."""

    database: str
    small_members: int
    large_members: int
    attempts: int
    small_cpu_ms_per_attempt: float
    large_cpu_ms_per_attempt: float
    ratio: float
    errors: int

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def run(url: str | None = None, *, small: int = 1000, large: int = 1_000_000, attempts: int = 1000) -> ScaleFigures:
    with ExitStack() as stack:
        urls = [stack.enter_context(database_for(url)) for _ in range(2)]
        stages = [
            build(own_url, members=members, sitting=attempts)
            for own_url, members in zip(urls, (small, large), strict=True)
        ]
        sites = [stack.enter_context(serve_site(stage)) for stage in stages]
        rounds = [
            [site.sit(tokens) for site, tokens in zip(sites, pair, strict=True)]
            for pair in zip(*(shares(stage.tokens) for stage in stages), strict=True)
        ]
    costs = [median(each[place][0] for each in rounds) * 1000 for place in range(2)]
    return ScaleFigures(
        database=make_url(urls[0]).drivername,
        small_members=small,
        large_members=large,
        attempts=attempts,
        small_cpu_ms_per_attempt=round(costs[0], 3),
        large_cpu_ms_per_attempt=round(costs[1], 3),
        ratio=round(costs[1] / costs[0], 3),
        errors=sum(len(tally.errors) for each in rounds for _, tally in each),
    )
