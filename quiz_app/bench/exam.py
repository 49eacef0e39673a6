"""What an attempt costs the server, in the same run as what a bare request costs under the same server."""

import os
from dataclasses import asdict, dataclass
from statistics import median, quantiles

from quiz_app.bench import clients
from quiz_app.bench.clients import SAVES
from quiz_app.bench.processes import cpu_seconds, postgresql_cpu_seconds, server
from quiz_app.bench.sizes import bytes_per_row
from quiz_app.bench.stage import Stage, build, database_for

ROUNDS = 5
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
class _Round:
    attempt_cpu: float
    bare_cpu: float
    attempts_per_s: float


def run(url: str | None = None, *, members: int = 1000, attempts: int = 1000) -> ExamFigures:
    """Drive `attempts` whole attempts in interleaved rounds; `url` names a PostgreSQL to measure on, else SQLite."""
    with database_for(url) as own_url:
        stage = build(own_url, members=max(members, attempts), sitting=attempts)
        is_sqlite = own_url.startswith("sqlite")
        workers, threads = (1, 4) if is_sqlite else (os.cpu_count() or 1, 2)
        flags = {"workers": workers, "threads": threads, "environ": stage.environ}
        with (
            server("quiz_app.app:create_app", factory=True, **flags) as site,
            server("quiz_app.bench.bare:app", **flags) as bare,
        ):
            rounds, saves, errors = _rounds(stage, site, bare, is_sqlite)
        sizes = bytes_per_row(own_url, ("attempts", "ledger_entries"))
    return ExamFigures(
        database="sqlite" if is_sqlite else "postgresql",
        members=max(members, attempts),
        attempts=attempts,
        attempts_per_s=round(median(each.attempts_per_s for each in rounds), 1),
        cpu_ms_per_attempt=round(median(each.attempt_cpu for each in rounds) * 1000, 3),
        bare_cpu_ms_per_request=round(median(each.bare_cpu for each in rounds) * 1000, 4),
        ratio=round(median(each.attempt_cpu / (REQUESTS * each.bare_cpu) for each in rounds), 2),
        save_p99_ms=round(quantiles(saves, n=100)[98] * 1000, 1) if len(saves) > 1 else 0.0,
        bytes_per_attempt=round(sizes["attempts"], 1),
        bytes_per_ledger_entry=round(sizes["ledger_entries"], 1),
        errors=len(errors),
        first_error=errors[0] if errors else None,
    )


def _rounds(
    stage: Stage, site: tuple[int, int], bare: tuple[int, int], is_sqlite: bool
) -> tuple[list[_Round], list[float], list[str]]:
    rounds: list[_Round] = []
    saves: list[float] = []
    errors: list[str] = []
    share = len(stage.tokens) // ROUNDS
    clients.bare_requests(bare[0], 200, connections=CONNECTIONS)
    clients.gets(site[0], [("/api/v1/exams", stage.tokens[0])] * 50, connections=CONNECTIONS)
    for index in range(ROUNDS):
        chosen = stage.tokens[index * share : (index + 1) * share]
        before = cpu_seconds(bare[1])
        clients.bare_requests(bare[0], REQUESTS * share, connections=CONNECTIONS)
        bare_cpu = (cpu_seconds(bare[1]) - before) / (REQUESTS * share)
        before, database_before = cpu_seconds(site[1]), 0.0 if is_sqlite else postgresql_cpu_seconds()
        tally = clients.attempts(site[0], stage.exam_id, chosen, connections=CONNECTIONS)
        used = cpu_seconds(site[1]) - before + (0.0 if is_sqlite else postgresql_cpu_seconds() - database_before)
        rounds.append(_Round(used / share, bare_cpu, share / tally.seconds))
        saves += tally.saves
        errors += tally.errors
    return rounds, saves, errors
