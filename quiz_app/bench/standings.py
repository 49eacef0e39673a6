"""What the first page of a board and one's own place cost the server, among a million members and among a thousand,
with the bare request in the same run; and how long submissions into one board take that come from many connections.

The board is filled as the folding task would leave it, with as many different values as an exam of 50 questions and
half an hour has, for those make the bins that a rank is summed from.
"""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from statistics import median

from sqlalchemy import text
from sqlalchemy.engine import make_url

from quiz_app.bench.clients import bare_requests, gets
from quiz_app.bench.exam import CONNECTIONS, ROUNDS, Site, flags, serve_site
from quiz_app.bench.fleet import Seen, start
from quiz_app.bench.processes import cpu_seconds, server
from quiz_app.bench.stage import MINUTES, build, database_for
from quiz_app.boards.actions.opening import open_board
from quiz_app.boards.periods import POINTS, containing
from quiz_app.boards.values import COARSE
from quiz_app.core.db import Database

ADDRESS = "/api/v1/boards"
SMALL = 1000
READERS = 200
WAVES = 20  # of submissions: the first finds no connection to the database open yet
SPAN = MINUTES * 60 + 1


@dataclass(frozen=True, slots=True)
class StandingsFigures:
    """CPU is user and system time of the server's processes, PostgreSQL's included, as medians over the rounds.

    `read_cpu_ms` is one reading among `members`, `small_read_cpu_ms` among a thousand; `ratio` is the first ÷ the bare
    request, `growth` the first ÷ the second. `bins` is how many rows the whole board's histogram has, by level. With
    `submitting` connections handing in at once, `submit_p99_ms` is what one submission took.
    """

    database: str
    members: int
    requests: int
    read_cpu_ms: float
    small_read_cpu_ms: float
    bare_cpu_ms_per_request: float
    ratio: float
    growth: float
    bins: tuple[int, ...]
    submitting: int
    submissions: int
    submit_p99_ms: float | None
    errors: int
    first_error: str | None

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def run(
    url: str | None = None, *, members: int = 1_000_000, requests: int = 10_000, submitting: int = 0
) -> StandingsFigures:
    with ExitStack() as stack:
        urls = [stack.enter_context(database_for(url)) for _ in range(2)]
        readers = max(READERS, WAVES * submitting)
        stages = [
            build(own_url, members=max(size, readers), sitting=readers)
            for own_url, size in zip(urls, (members, min(members, SMALL)), strict=True)
        ]
        bins = [fill(each) for each in urls]
        sites = [stack.enter_context(serve_site(stage)) for stage in stages]
        bare = stack.enter_context(server("quiz_app.bench.bare:app", *flags(stages[0]), environ={}))
        share = max(1, requests // ROUNDS)
        rounds = [_round(sites, bare, share) for _ in range(ROUNDS)]
        handed_in = asyncio.run(_submit(sites[0], submitting)) if submitting else Seen()
    read, small, plain = (median(each.costs[place] for each in rounds) * 1000 for place in range(3))
    errors = [error for each in rounds for error in each.errors] + handed_in.errors
    return StandingsFigures(
        database=make_url(urls[0]).drivername,
        members=members,
        requests=share * ROUNDS,
        read_cpu_ms=round(read, 4),
        small_read_cpu_ms=round(small, 4),
        bare_cpu_ms_per_request=round(plain, 4),
        ratio=round(median(each.costs[0] / each.costs[2] for each in rounds), 2),
        growth=round(median(each.costs[0] / each.costs[1] for each in rounds), 2),
        bins=bins[0],
        submitting=submitting,
        submissions=len(handed_in.seconds),
        submit_p99_ms=handed_in.p99_ms if submitting else None,
        errors=len(errors),
        first_error=errors[0] if errors else None,
    )


@dataclass(frozen=True, slots=True)
class _Round:
    """CPU seconds of one reading in the large province, in the small one, and of one bare request."""

    costs: tuple[float, float, float]
    errors: list[str]


def _round(sites: Sequence[Site], bare: tuple[int, int], requests: int) -> _Round:
    port, process_id = bare
    costs, errors = [], []
    for site in sites:
        tokens = site.stage.tokens
        before = site.cpu()
        tally = gets(site.port, [(ADDRESS, tokens[n % len(tokens)]) for n in range(requests)], connections=CONNECTIONS)
        costs.append((site.cpu() - before) / requests)
        errors += tally.errors
    before = cpu_seconds(process_id)
    bare_requests(port, requests, connections=CONNECTIONS)
    plain = (cpu_seconds(process_id) - before) / requests
    return _Round((costs[0], costs[1], plain), errors)


async def _submit(site: Site, connections: int) -> Seen:
    """Everybody starts; then that many hand in at once, each on a connection of its own, and the next as many."""
    begun, seen = Seen(), Seen()
    for first in range(0, WAVES * connections, connections):
        tokens = site.stage.tokens[first : first + connections]
        sittings = [await start(site.port, token, site.stage.exam_id, begun) for token in tokens]
        ready = [each for each in sittings if each]
        for reply in await asyncio.gather(*(each.submit() for each in ready)):
            seen.add(reply, "submit")
        for each in ready:
            each.client.close()
    seen.errors += begun.errors
    return seen


_VALUES = (
    f"SELECT id, unit_id, id * 7919 % 51 * 200 * {SPAN} + {SPAN} - 1 - (300 + id * 104729 % 1500) AS value FROM members"
)
_STAND = (
    "INSERT INTO standings (board_id, member_id, value, entries, folded_value, folded_unit_id, folded_entries)"
    f" SELECT :board, v.id, v.value, 1, v.value, v.unit_id, 1 FROM ({_VALUES}) v"
)
_ABOVE = (  # one more step up the tree for each
    "s.folded_unit_id",
    "(SELECT parent_id FROM units WHERE id = s.folded_unit_id)",
    "(SELECT b.parent_id FROM units a JOIN units b ON b.id = a.parent_id WHERE a.id = s.folded_unit_id)",
    "1",
)
_BINS = (
    "INSERT INTO board_bins (board_id, unit_id, level, bin, members) SELECT :board, {unit}, {level}, {bin}, COUNT(*)"
    " FROM standings s WHERE s.board_id = :board GROUP BY {unit}, {bin}"
)
_SUMS = (
    "INSERT INTO unit_sums (board_id, unit_id, roster, entrants, total) SELECT :board, {unit}, COUNT(*), COUNT(*),"
    " SUM(s.value) FROM standings s WHERE s.board_id = :board GROUP BY {unit}"
)


def fill(url: str) -> tuple[int, ...]:
    """Everybody stands on the board of this month; the rows of the province's own histogram, by level."""
    database = Database(url.replace("postgresql:", "postgresql+psycopg:"))
    at = datetime.now(UTC)
    month = containing("month", at)
    with database.transaction() as session:
        board = {"board": open_board(session, POINTS, period=month, scoring="sum", closes_at=month.ends_at, at=at)}
        session.execute(text(_STAND), board)
        for unit in _ABOVE:
            session.execute(text(_SUMS.format(unit=unit)), board)
            for level, number in enumerate(("s.value", f"s.value / {COARSE}")):
                session.execute(text(_BINS.format(unit=unit, level=level, bin=number)), board)
        counted = (
            "SELECT COUNT(*) FROM board_bins WHERE board_id = :board AND unit_id = 1 GROUP BY level ORDER BY level"
        )
        found = tuple(session.scalars(text(counted), board))
    database.maintain(
        *(["PRAGMA wal_checkpoint(TRUNCATE)"] if database.is_sqlite else ["VACUUM ANALYZE", "CHECKPOINT"])
    )
    database.dispose()
    return found
