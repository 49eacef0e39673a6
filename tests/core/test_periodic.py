"""Periodic work: what has more to do goes on at once, what fails is tried again, and a patient task lets others go."""

import threading
from collections.abc import Callable

import pytest

from quiz_app.core.jobs.periodic import Periodic, run_until

A_LONG_TIME = 3600.0


@pytest.fixture
def rounds() -> Callable[..., list[str]]:
    """Who ran, in order, until somebody has run so many times."""

    def run(waiting: dict[str, int], *, patient: str = "", most: int) -> list[str]:
        stop, ran = threading.Event(), []

        def work(name: str) -> int:
            ran.append(name)
            if len(ran) >= most:
                stop.set()
            done = min(1, waiting[name])
            waiting[name] -= done
            return done

        tasks = [Periodic(name, A_LONG_TIME, lambda name=name: work(name), name == patient) for name in waiting]
        limit = threading.Timer(5.0, stop.set)
        limit.start()
        run_until(stop, tasks, pause=0.001)
        limit.cancel()
        return ran

    return run


def test_what_has_more_to_do_goes_on_at_once_and_others_when_they_are_due(rounds) -> None:
    assert rounds({"a": 3, "b": 0}, most=5) == ["a", "b", "a", "a", "a"]


def test_a_patient_task_waits_while_another_is_busy_and_goes_on_when_none_is(rounds) -> None:
    assert rounds({"a": 2, "patient": 5}, patient="patient", most=4) == ["a", "patient", "a", "a"]
    assert rounds({"a": 0, "patient": 3}, patient="patient", most=5) == ["a", *["patient"] * 4]


def test_a_task_that_fails_is_due_again_later_and_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    stop, ran = threading.Event(), []

    def fail() -> int:
        ran.append("fails")
        raise RuntimeError

    def work() -> int:
        ran.append("works")
        if ran.count("works") == 3:
            stop.set()
        return 1

    run_until(stop, [Periodic("fails", A_LONG_TIME, fail), Periodic("works", 0.0, work)], pause=0.001)
    assert ran == ["fails", "works", "works", "works"]
    assert "periodic task fails failed" in caplog.text
