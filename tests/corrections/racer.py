"""One process beside others while a correction is applied: it applies it too, hands in, or credits points.

Reads one JSON object on standard input, starts at the instant that it names, and prints how often it was told to read
again. `guarded: false` takes away what the product relies on, to show that the test sees it: that submissions are
waited for when a correction begins, and that a score is written only where it still is what was read.
"""

import json
import random
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import OperationalError

from quiz_app.core.db import Database, from_milliseconds
from quiz_app.core.statements import Statement
from quiz_app.corrections import tasks
from quiz_app.corrections.actions import regrading
from quiz_app.exams.actions import closing, sitting
from quiz_app.exams.tasks import credit_closed
from quiz_app.members.tokens import Token

LONGEST = 60.0  # seconds
UNGUARDED_SCORE = "UPDATE attempts SET first_score = COALESCE(first_score, score), score = :score WHERE id = :attempt"
UNGUARDED_RECORD = regrading._RECORD._by_dialect["sqlite"] + " ON CONFLICT DO NOTHING"
UNGUARDED_MOVE = "UPDATE editions SET regraded_to = :up_to WHERE id = :edition"


class StandingClock:
    def __init__(self, ms: int) -> None:
        self._moment = from_milliseconds(ms)

    def now(self) -> datetime:
        return self._moment


def main() -> None:
    race = json.load(sys.stdin)
    database, clock = Database(race["url"]), StandingClock(race["at"])
    tasks.BATCH, tasks.PART, tasks.PART_OF_ROWS = race["batch"], race["part"], race["part"]
    if not race["guarded"]:
        _take_the_guards_away()
    with database.reading() as session:
        session.connection()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    time.sleep(max(0.0, race["begins_at"] - time.time()))
    again = {"apply": _apply, "submit": _submit, "credit": _credit}[race["what"]](database, clock, race)
    database.dispose()
    sys.stdout.write(json.dumps(again))


def _apply(database: Database, clock: Any, race: dict[str, Any]) -> int:
    """Until nothing is left; the number of times that somebody else was first."""
    again, prepare = 0, regrading.prepare

    def prepare_and_wait(*given: Any, **named: Any) -> Any:
        batch = prepare(*given, **named)
        time.sleep(random.uniform(0, race["gap"] / 10))
        return batch

    class Counted(regrading.ReadAgain):
        def __init__(self) -> None:
            nonlocal again
            again += 1

    regrading.prepare, regrading.ReadAgain = prepare_and_wait, Counted
    _until_done(lambda: tasks.apply_corrections(database, clock))
    return again


def _submit(database: Database, clock: Any, race: dict[str, Any]) -> int:
    """Hand everything in at once, with a while between what each reads and what it writes."""
    close = closing.hot.prepared

    def wait_and_go_on(*given: Any) -> Any:
        time.sleep(race["gap"])
        return close(*given)

    closing.hot.prepared = wait_and_go_on

    def hand_in(sign_in: int, member: int, attempt: int) -> None:
        token = Token(sign_in, member, datetime(2100, 1, 1, tzinfo=UTC))
        with database.brief() if race["guarded"] else database.separate() as work:
            sitting.submit(work, token, attempt, at=clock.now())

    threads = [threading.Thread(target=hand_in, args=each) for each in race["open"]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 0


def _credit(database: Database, clock: Any, race: dict[str, Any]) -> int:
    _until_done(lambda: credit_closed(database, clock))
    return 0


def _until_done(run: Callable[[], int]) -> None:
    """As the worker does: what fails, since two wait for each other, say, is tried again."""
    ends_at = time.monotonic() + LONGEST
    while time.monotonic() < ends_at:
        try:
            if not run():
                return
        except OperationalError:
            time.sleep(0.05)
    raise TimeoutError


def _take_the_guards_away() -> None:
    regrading._wait_for_submissions = lambda session: None
    regrading._SCORE = Statement(UNGUARDED_SCORE)
    regrading._RECORD = Statement(UNGUARDED_RECORD)
    regrading._MOVE = Statement(UNGUARDED_MOVE)


if __name__ == "__main__":
    main()
