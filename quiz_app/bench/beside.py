"""Somebody who answers an exam while the server does something else: a process that saves, and how long each save took.

It saves through the action of the hot path, on the database that is being measured, again and again; the first
save, which opens the connection, is left out.
"""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection

from quiz_app.bench.stage import Stage
from quiz_app.core.db import Database
from quiz_app.exams.actions import saving, sitting
from quiz_app.exams.sheets import LETTERS
from quiz_app.members.tokens import Token

PAUSE = 0.02  # seconds
WRITER = 7


@dataclass(slots=True)
class Beside:
    """Milliseconds of each save, the shortest first, once the block has ended."""

    waits: list[float] = field(default_factory=list)

    @property
    def p99_ms(self) -> float:
        return round(self.waits[int(len(self.waits) * 0.99)], 1)

    @property
    def longest_ms(self) -> float:
        return round(self.waits[-1], 1)


@contextmanager
def saving_beside(stage: Stage, *, member_id: int) -> Iterator[Beside]:
    """Save from another process while the block runs, as the member of the stage's first token."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_save_until_told, args=(stage, member_id, there))
    process.start()
    found = Beside()
    try:
        here.recv()
        yield found
        here.send("stop")
        found.waits = sorted(here.recv())
    finally:
        process.terminate()
        process.join()


def _save_until_told(stage: Stage, member_id: int, told: Connection) -> None:
    database = Database(stage.url.replace("postgresql:", "postgresql+psycopg:"))
    token = Token(1, member_id, datetime.now(UTC) + timedelta(days=1))
    with database.transaction() as session:
        attempt = sitting.start(session, token, stage.exam_id, at=datetime.now(UTC), new_writer=WRITER).attempt
    waits: list[float] = []
    while not told.poll(PAUSE):
        began = time.perf_counter()
        revision = len(waits) + 1
        answers: dict[str, list[str]] = {"1": [LETTERS[revision % 4]]}
        with database.read_and_write() as work:
            saving.save(
                work, token, attempt.id, revision=revision, writer=WRITER, answers=answers, at=datetime.now(UTC)
            )
        waits.append(1000 * (time.perf_counter() - began))
        if revision == 1:
            told.send("begun")
    told.send(waits[1:] or waits)
    database.dispose()
