"""The periodic work of the whole site, and the process that does it."""

import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial

from quiz_app.banks.actions.pictures import shelf
from quiz_app.banks.tasks import forget_pictures, forget_uploads
from quiz_app.boards.tasks import fold, follow_roster
from quiz_app.core.clock import Clock
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.jobs import Periodic, run_until
from quiz_app.corrections.tasks import apply_corrections, preview_corrections
from quiz_app.courses.tasks import follow_quizzes, sweep_quizzes
from quiz_app.exams.tasks import close_expired, count_attempts, credit_closed, publish_marks
from quiz_app.members.tasks import forget_old

TASKS = (
    ("close_expired", 0.5, close_expired),
    ("credit_closed", 5.0, credit_closed),
    ("publish_marks", 2.0, publish_marks),
    ("preview_corrections", 1.0, preview_corrections),
    ("apply_corrections", 1.0, apply_corrections),
    ("fold", 0.5, fold),
    ("follow_roster", 30.0, follow_roster),
    ("follow_quizzes", 1.0, follow_quizzes),
    ("sweep_quizzes", 300.0, sweep_quizzes),
    ("count_attempts", 5.0, count_attempts),
    ("forget_old", 600.0, forget_old),
    ("forget_uploads", 600.0, forget_uploads),
)
PARENT_CHECK_SECONDS = 0.5


def tasks(settings: Settings, database: Database, clock: Clock) -> list[Periodic]:
    forget = partial(forget_pictures, database, clock, shelf(settings.media))
    return [
        *(Periodic(name, seconds, partial(run, database, clock)) for name, seconds, run in TASKS),
        Periodic("forget_pictures", 600.0, forget),
    ]


def work(settings: Settings, *, parent: int | None = None) -> None:
    """Do the periodic work until told to stop, or until the process `parent`, which started this one, has ended."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if parent is not None:
        when_parent_ends(parent, stop.set)
    database = Database(settings.database_url)
    run_until(stop, tasks(settings, database, Clock(database.now)))
    database.dispose()


def when_parent_ends(parent: int, react: Callable[[], None]) -> None:
    """Call `react` from a thread once the parent process is gone, however it ended: even SIGKILL leaves no orphan."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_CHECK_SECONDS)
        react()

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
