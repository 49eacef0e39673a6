"""Long work: asked for in the caller's transaction, run once, told of, and taken again when its runner dies."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, select

from quiz_app.core.clock import Clock
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.errors import Invalid, NotFound
from quiz_app.core.jobs import actions, queries, running
from quiz_app.core.jobs.kinds import Again, Kind, Means, Outcome
from quiz_app.core.jobs.running import Runner, run_waiting
from quiz_app.core.jobs.tables import Job
from quiz_app.core.jobs.tasks import forget_jobs
from quiz_app.members.tables import SignInFailure
from tests.conftest import NOW, SettableClock
from tests.core.lost_runner import HASTY, HONEST, KINDS, ONCE, ROWS, write

ANN, BEN = 1, 2


@pytest.fixture
def means(settings: Settings, database: Database, clock: SettableClock) -> Means:
    return Means(settings, database, clock)


@pytest.fixture
def ask(database: Database, clock: SettableClock) -> Callable[..., int]:
    def ask(kind: str, **arguments: object) -> int:
        with database.transaction() as session:
            asked = {"asked_by": ANN, "scope": "/1/2/", "at": clock.now()}
            return actions.enqueue(session, kind, arguments, title="导入“题目.xlsx”", **asked).id

    return ask


def job(database: Database, number: int) -> Job:
    with database.reading() as session:
        return session.get_one(Job, number)


def effects(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(SignInFailure))


def does(what: Callable[..., object], name: str = "work", **options: object) -> Kind:
    """A kind whose preparation is `what(means, asked, tell)`, and whose finish is what that gives, if anything."""

    def prepare(means, asked, tell):
        return what(means, asked, tell) or (lambda _session: Outcome("做完了。", {"answer": 42}))

    return Kind(name, prepare, **options)


def test_a_job_is_there_only_if_what_it_works_on_is(database: Database, means: Means) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        actions.enqueue(session, "work", {}, title="x", asked_by=ANN, scope="/1/", at=NOW)
        raise ZeroDivisionError
    assert run_waiting(means, [does(lambda *_: None)]) == 0


def test_a_job_ends_with_its_sentence_and_its_result_and_without_its_arguments(database, means, ask) -> None:
    number = ask("work", secret="batch")
    assert run_waiting(means, [does(lambda *_: None)]) == 1
    found = job(database, number)
    assert (found.state, found.said, found.result, found.arguments) == ("done", "做完了。", {"answer": 42}, {})


def test_jobs_are_done_in_the_order_in_which_they_were_asked_for(means, ask) -> None:
    seen: list[int] = []
    numbers = [ask("work") for _ in range(3)]
    run_waiting(means, [does(lambda _means, asked, _tell: seen.append(asked.id))])
    assert seen == numbers


@pytest.mark.parametrize(
    ("fault", "says"),
    [(Invalid("第 3 行没有题干，请补上。"), "第 3 行没有题干"), (ZeroDivisionError(), "没有改动任何内容")],
)
def test_a_job_that_fails_says_what_to_do_and_leaves_nothing(database, means, ask, fault, says) -> None:
    def finish(session):
        write(session, 1)
        raise fault

    number = ask("work")
    run_waiting(means, [does(lambda *_: finish)])
    found = job(database, number)
    assert (found.state, says in found.said, found.said.endswith("。")) == ("failed", True, True)
    assert effects(database) == 0


def test_a_job_of_a_kind_that_nobody_knows_fails_with_a_sentence(database, means, ask) -> None:
    number = ask("from-the-future")
    run_waiting(means, [])
    assert "不认识这种任务" in job(database, number).said


def test_what_was_prepared_on_old_ground_is_prepared_again(database, means, ask) -> None:
    tries: list[int] = []

    def prepare(*_):
        tries.append(1)

        def finish(_session):
            if len(tries) == 1:
                raise Again
            return Outcome("第二次成了。")

        return finish

    number = ask("work")
    run_waiting(means, [does(prepare)])
    assert (len(tries), job(database, number).said) == (2, "第二次成了。")


def test_only_one_of_two_runners_gets_a_job(database, means, ask, clock) -> None:
    number = ask("work")
    found = job(database, number)
    with database.transaction() as session:
        assert actions.take(session, found, 11, at=clock.now())
    with database.transaction() as session:
        assert not actions.take(session, found, 12, at=clock.now())


def test_whoever_lost_a_job_to_another_runner_writes_nothing(database, means, ask, clock) -> None:
    """The slow one finishes after the other has done it all: the rows are there once."""
    slow = []

    def prepare(means, asked, _tell):
        if not slow:
            slow.append(asked.id)
            clock.pass_by(seconds=60)
            other = Runner(means, [kind])
            assert other.recover() == 1
            assert other.run_next()
        return lambda session: (write(session, 1), Outcome("写好了。"))[1]

    kind = does(prepare)
    number = ask("work")
    run_waiting(means, [kind])
    found = job(database, number)
    assert (found.state, found.tries, effects(database)) == ("done", 2, ROWS)


@pytest.mark.parametrize(
    ("kind", "state", "rows"), [(HONEST, "done", ROWS), (HASTY, "done", 2 * ROWS), (ONCE, "failed", ROWS)]
)
def test_a_job_whose_runner_is_killed_in_the_middle(database, settings, means, ask, clock, kind, state, rows) -> None:
    """`HONEST` keeps the rule and its rows are there once. `HASTY` is the control: it writes while it prepares, and
    its rows are there twice. `ONCE` does the same but says that it may not be repeated, and ends with a sentence."""
    number = ask(kind.name, mark=1)
    _kill_in_the_middle(settings)
    assert job(database, number).state == "working"
    clock.moment = datetime.now(UTC)
    assert Runner(means, KINDS).recover() == 0, "its sign of life is fresh"
    clock.moment = datetime.now(UTC) + timedelta(seconds=20)
    assert Runner(means, KINDS).recover() == 1
    run_waiting(means, KINDS)
    found = job(database, number)
    assert (found.state, effects(database)) == (state, rows)
    assert found.said.endswith("。")


def test_a_job_that_kills_its_runner_again_and_again_is_given_up(database, means, ask, clock) -> None:
    number = ask("work")
    for _ in range(actions.MOST_TRIES):
        with database.transaction() as session:
            assert actions.take(session, job(database, number), 7, at=clock.now())
        clock.pass_by(seconds=20)
        Runner(means, [does(lambda *_: None)]).recover()
    assert (job(database, number).state, "拆小" in job(database, number).said) == ("failed", True)


def test_a_runner_that_is_told_to_stop_gives_the_job_back(database, means, ask) -> None:
    stop = threading.Event()
    number = ask("work")

    def prepare(_means, _asked, tell):
        stop.set()
        tell("读", 1, 2)

    Runner(means, [does(prepare)], stop).run_next()
    assert (job(database, number).state, job(database, number).tries) == ("waiting", 0)


def test_progress_is_written_now_and_then_and_nobody_waits_for_a_job(database, settings, ask) -> None:
    """A million calls in 1.6 s become three writes at most, and a writer beside them waits for none of it."""
    waits: list[float] = []
    seen: set[tuple[str, int]] = set()

    def prepare(means, asked, tell):
        until = time.monotonic() + 1.6
        count = 0
        while time.monotonic() < until:
            count += 1
            tell("逐题检查", count, 10**9)
            if count % 20_000 == 0:
                began = time.monotonic()
                with means.database.transaction() as session:
                    session.execute(SignInFailure.__table__.delete())
                waits.append(time.monotonic() - began)
                found = job(means.database, asked.id)
                seen.add((found.step, found.done))

    number = ask("work")
    writes: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: writes.append(given[2]))
    run_waiting(Means(settings, database, Clock(database.now)), [does(prepare)])
    told = [each for each in writes if each.startswith("UPDATE jobs SET heard_at")]
    assert 2 <= len(told) <= 4
    assert max(waits) < 1
    assert len([step for step, _ in seen if step == "逐题检查"]) >= 2
    assert job(database, number).state == "done"


def test_a_long_quiet_job_still_gives_signs_of_life(database, settings, ask, monkeypatch) -> None:
    monkeypatch.setattr(running, "TELLS_EVERY", 0.05)
    monkeypatch.setattr(running, "LIVES_EVERY", 0.1)
    first = job(database, ask("work")).heard_at
    heard = []

    def prepare(means, asked, _tell):
        for _ in range(3):
            time.sleep(0.3)
            heard.append(job(means.database, asked.id).heard_at)

    run_waiting(Means(settings, database, Clock(database.now)), [does(prepare)])
    assert first is None
    assert len(set(heard)) == 3


def test_a_job_is_seen_by_whoever_asked_and_by_whoever_audits_the_unit(database, ask) -> None:
    number = ask("work")
    with database.reading() as session:
        assert queries.find(session, number, asked_by=ANN).id == number
        assert queries.find(session, number, asked_by=BEN, watched=["/1/"]).id == number
        for watched in ([], ["/1/3/"], ["/1/2/7/"]):
            with pytest.raises(NotFound):
                queries.find(session, number, asked_by=BEN, watched=watched)


def test_jobs_that_ended_are_forgotten_after_a_week_and_others_never(database, means, ask, clock) -> None:
    ask("work")
    run_waiting(means, [does(lambda *_: None)])
    waiting = ask("work")
    clock.pass_by(days=6, hours=23)
    assert forget_jobs(database, clock) == 0
    clock.pass_by(hours=2)
    assert forget_jobs(database, clock) == 1
    assert job(database, waiting).state == "waiting"


def _kill_in_the_middle(settings: Settings) -> None:
    environ = {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "QUIZ_APP_INSTANCE": str(settings.instance),
        "QUIZ_APP_SECRET_KEY": settings.secret_key.decode(),
        "QUIZ_APP_DATABASE_URL": settings.database_url,
        "QUIZ_APP_SITE_NAME": "hangs",
    }
    command = [sys.executable, "-m", "tests.core.lost_runner"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE) as runner:
        assert runner.stdout is not None
        assert runner.stdout.readline() == b"middle\n"
        runner.send_signal(signal.SIGKILL)
