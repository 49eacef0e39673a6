"""A runner that is killed in the middle of a job, for the tests of what becomes of the job."""

import sys
import time
from datetime import UTC, datetime

from quiz_app.core.clock import Clock
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.jobs.kinds import Asked, Finish, Kind, Means, Outcome
from quiz_app.core.jobs.running import run_waiting
from quiz_app.core.progress import Tell
from quiz_app.members.tables import SignInFailure

EFFECT = datetime(2026, 1, 1, tzinfo=UTC)
ROWS = 5


def write(session, mark: int) -> None:
    for number in range(ROWS):
        session.add(SignInFailure(account=bytes([mark, number]) * 8, count=1, last_at=EFFECT))
    session.flush()


def honest(means: Means, asked: Asked, tell: Tell) -> Finish:
    """All effects in the finish; the first try stops in the middle of it until it is killed."""
    mark = asked.arguments["mark"]
    hangs = means.settings.site_name == "hangs"

    def finish(session) -> Outcome:
        write(session, mark)
        if hangs:
            sys.stdout.write("middle\n")
            sys.stdout.flush()
            time.sleep(60)
        return Outcome("写好了。", {"rows": ROWS})

    return finish


def hasty(means: Means, asked: Asked, tell: Tell) -> Finish:
    """The control: writes and commits while it prepares, under a new mark each time."""
    with means.database.transaction() as session:
        write(session, means.clock.now().second + (100 if means.settings.site_name == "hangs" else 0))
    if means.settings.site_name == "hangs":
        sys.stdout.write("middle\n")
        sys.stdout.flush()
        time.sleep(60)
    return lambda _session: Outcome("写好了。")


HONEST, HASTY, ONCE = Kind("honest", honest), Kind("hasty", hasty), Kind("once", hasty, repeats=False)
KINDS = (HONEST, HASTY, ONCE)


if __name__ == "__main__":
    settings = Settings.read()
    database = Database(settings.database_url)
    run_waiting(Means(settings, database, Clock(database.now)), KINDS)
    sys.exit(0)
