"""What an attempt costs the server, in the same run as what a bare request costs under the same server."""

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from statistics import median, quantiles

from sqlalchemy.engine import make_url

from quiz_app.bench import clients
from quiz_app.bench.clients import SAVES, Tally
from quiz_app.bench.processes import cpu_seconds, postgresql_cpu_seconds, server
from quiz_app.bench.sizes import bytes_per_row
from quiz_app.bench.stage import Stage, build, database_for
from quiz_app.core.web.admission import usual_gate

ROUNDS = 20  # short ones, so that what else the machine does meets both sides of a ratio
REQUESTS = SAVES + 2
CONNECTIONS = 8


@dataclass(frozen=True, slots=True)
class ExamFigures:
    """CPU is user and system time of the server's processes, PostgreSQL's included, as medians over the rounds.

    `ratio` is an attempt ÷ its twelve requests to the bare app, the median of the rounds' own ratios.
    """

    database: str
    members: int
    attempts: int
    attempts_per_s: float
    cpu_ms_per_attempt: float
    bare_cpu_ms_per_request: float
    ratio: float
    save_p99_ms: float
    bytes_per_attempt: float
    bytes_per_ledger_entry: float
    errors: int
    first_error: str | None

    def to_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Site:
    """A site under measurement: its stage, its port, and how to read the CPU that it has used."""

    stage: Stage
    port: int
    process_id: int

    def cpu(self) -> float:
        """Seconds of the server's processes, PostgreSQL's for this database included."""
        url = make_url(self.stage.url)
        used = cpu_seconds(self.process_id)
        return used if url.drivername == "sqlite" else used + postgresql_cpu_seconds(str(url.database))

    def sit(self, tokens: Sequence[str]) -> tuple[float, Tally]:
        """One whole attempt for each token: (CPU seconds an attempt, what the clients saw)."""
        before = self.cpu()
        tally = clients.attempts(self.port, self.stage.exam_id, tokens, connections=CONNECTIONS)
        return (self.cpu() - before) / len(tokens), tally


@contextmanager
def serve_site(stage: Stage) -> Iterator[Site]:
    workers, threads = flags(stage)
    site = server("quiz_app.serving:site", workers, threads, environ=stage.environ, factory=True)
    with site as (port, process_id):
        clients.gets(port, [("/api/v1/exams", stage.tokens[0])] * 50, connections=CONNECTIONS)
        gc.collect()
        gc.freeze()  # what the clients' own collector takes would be counted as the server's
        yield Site(stage, port, process_id)


def flags(stage: Stage) -> tuple[int, int]:
    """Workers and threads as `serve` chooses them: one writer on SQLite, a worker a core on PostgreSQL."""
    is_sqlite = stage.url.startswith("sqlite")
    return 1 if is_sqlite else os.cpu_count() or 1, usual_gate().threads


def run(url: str | None = None, *, members: int = 1000, attempts: int = 1000) -> ExamFigures:
    """Drive `attempts` whole attempts in interleaved rounds; `url` names a PostgreSQL to measure on, else SQLite."""
    members = max(members, attempts)
    with database_for(url) as own_url:
        stage = build(own_url, members=members, sitting=attempts)
        with serve_site(stage) as site, server("quiz_app.bench.bare:app", *flags(stage), environ={}) as bare:
            rounds = [_round(site, bare, tokens) for tokens in shares(stage.tokens)]
        sizes = bytes_per_row(own_url, ("attempts", "ledger_entries"))
    saves = [seconds for each in rounds for seconds in each.tally.saves]
    errors = [error for each in rounds for error in each.tally.errors]
    return ExamFigures(
        database=make_url(own_url).drivername,
        members=members,
        attempts=attempts,
        attempts_per_s=round(median(each.attempts / each.tally.seconds for each in rounds), 1),
        cpu_ms_per_attempt=round(median(each.attempt_cpu for each in rounds) * 1000, 3),
        bare_cpu_ms_per_request=round(median(each.bare_cpu for each in rounds) * 1000, 4),
        ratio=round(median(each.attempt_cpu / (REQUESTS * each.bare_cpu) for each in rounds), 2),
        save_p99_ms=round(quantiles(saves, n=100)[98] * 1000, 1),
        bytes_per_attempt=round(sizes["attempts"], 1),
        bytes_per_ledger_entry=round(sizes["ledger_entries"], 1),
        errors=len(errors),
        first_error=errors[0] if errors else None,
    )


def shares(tokens: Sequence[str]) -> list[Sequence[str]]:
    """The tokens in as many equal parts as there are rounds."""
    rounds = min(ROUNDS, len(tokens))
    size = len(tokens) // rounds
    return [tokens[index * size : (index + 1) * size] for index in range(rounds)]


@dataclass(frozen=True, slots=True)
class _Round:
    attempts: int
    attempt_cpu: float
    bare_cpu: float
    tally: Tally


def _round(site: Site, bare: tuple[int, int], tokens: Sequence[str]) -> _Round:
    port, process_id = bare
    requests = REQUESTS * len(tokens)
    before = cpu_seconds(process_id)
    clients.bare_requests(port, requests, connections=CONNECTIONS)
    bare_cpu = (cpu_seconds(process_id) - before) / requests
    attempt_cpu, tally = site.sit(tokens)
    return _Round(len(tokens), attempt_cpu, bare_cpu, tally)
