"""The periodic work of the whole site, and the process that does it."""

import os
import signal
import threading
from functools import partial

from quiz_app.banks.actions.pictures import shelf
from quiz_app.banks.tasks import CHECK, READ, TAKE, forget_pictures, forget_uploads
from quiz_app.certificates.tasks import PACK_CERTIFICATES
from quiz_app.contests.tasks import FINALIZE, PREVIEW, PUBLISH, SETTLE, follow_contests
from quiz_app.core.clock import Clock
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.jobs import periodic, running
from quiz_app.core.jobs.kinds import Means
from quiz_app.core.jobs.periodic import Periodic
from quiz_app.core.jobs.tasks import forget_jobs
from quiz_app.core.kept_alive import KeptAlive, when_parent_ends
from quiz_app.corrections.tasks import apply_corrections, preview_corrections
from quiz_app.courses.tasks import follow_quizzes, sweep_quizzes
from quiz_app.exams.tasks import (
    FIND_SIGNALS,
    ask_for_signals,
    close_expired,
    count_attempts,
    credit_closed,
    forget_traces,
    publish_marks,
)
from quiz_app.members.tasks import IMPORT_ROSTER, READ_ROSTER, forget_old
from quiz_app.points.tasks import fold, follow_roster

TASKS = (
    ("close_expired", 0.5, close_expired),
    ("credit_closed", 5.0, credit_closed),
    ("publish_marks", 2.0, publish_marks),
    ("preview_corrections", 1.0, preview_corrections),
    ("apply_corrections", 1.0, apply_corrections),
    ("follow_contests", 1.0, follow_contests),
    ("fold", 0.5, fold),
    ("follow_roster", 30.0, follow_roster),
    ("follow_quizzes", 1.0, follow_quizzes),
    ("sweep_quizzes", 300.0, sweep_quizzes),
    ("count_attempts", 5.0, count_attempts),
    ("ask_for_signals", 60.0, ask_for_signals),
    ("forget_old", 600.0, forget_old),
    ("forget_uploads", 600.0, forget_uploads),
    ("forget_jobs", 600.0, forget_jobs),
)
PATIENT = {"count_attempts"}  # statistics for the desk: whoever waits for a result or a place goes before
CONTESTS = (PUBLISH, FINALIZE, SETTLE, PREVIEW)
JOBS = (READ, CHECK, TAKE, READ_ROSTER, IMPORT_ROSTER, FIND_SIGNALS, PACK_CERTIFICATES, *CONTESTS)
JOBS_STOP_SECONDS = 5.0
NICENESS = 2  # whoever waits for a page goes before whoever waits for an import


def tasks(settings: Settings, database: Database, clock: Clock) -> list[Periodic]:
    forget = partial(forget_pictures, database, clock, shelf(settings.media))
    return [
        *(Periodic(name, every, partial(run, database, clock), name in PATIENT) for name, every, run in TASKS),
        Periodic("forget_pictures", 600.0, forget),
        Periodic("forget_traces", 600.0, partial(forget_traces, settings.traces_kept, database, clock)),
    ]


def work(settings: Settings, *, parent: int | None = None) -> None:
    """Do the periodic work until told to stop, or until the process `parent`, which started this one, has ended; and
    keep a process beside it that runs the jobs, so that closing an attempt waits for no import."""
    stop = _stop_signal(parent)
    database = Database(settings.database_url)
    with KeptAlive("worker", "--jobs", "--parent", str(os.getpid()), stop_seconds=JOBS_STOP_SECONDS):
        periodic.run_until(stop, tasks(settings, database, Clock(database.now)))
    database.dispose()


def work_on_jobs(settings: Settings, *, parent: int | None = None) -> None:
    """Run the jobs that people asked for until told to stop, or until the process `parent` has ended."""
    stop = _stop_signal(parent)
    os.nice(NICENESS)
    database = Database(settings.database_url)
    running.run_until(stop, Means(settings, database, Clock(database.now)), JOBS)
    database.dispose()


def _stop_signal(parent: int | None) -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if parent is not None:
        when_parent_ends(parent, stop.set)
    return stop
