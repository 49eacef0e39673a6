"""Processes beside a correction: who hands in, who credits points, a second worker, and a worker that is killed.

Each is real, and the same check is made once with the guards away, where it must see the loss.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from quiz_app.core.db import Database, to_milliseconds
from quiz_app.corrections.tables import CorrectedAttempt
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.tables.exams import Exam
from tests.conftest import NOW
from tests.corrections.conftest import apply_all, correction, count_all, drift
from tests.corrections.crowd import Seat, faults, hand_in, seat
from tests.corrections.test_correcting import another_key

RACER = Path(__file__).with_name("racer.py")
TEN = Blueprint((Cell(10, 1000, type="single_choice"),))
STARTS_WITHIN = 2.5  # seconds

Start = Callable[..., subprocess.Popen]


@pytest.fixture
def exam(publish_exam) -> Exam:
    return publish_exam(blueprint=TEN)


@pytest.fixture
def start(database: Database) -> Start:
    """Start a process of the race; it begins at the instant."""

    def run(what: str, begins_at: float, seats: list[Seat] = (), *, guarded: bool = True, at=NOW, **named):  # type: ignore[no-untyped-def, assignment]
        orders = {
            "url": database.engine.url.render_as_string(hide_password=False),
            "what": what,
            "begins_at": begins_at,
            "guarded": guarded,
            "at": to_milliseconds(at),
            "open": [(each.sign_in, each.member, each.attempt) for each in seats],
            "batch": 8,
            "part": 3,
            "gap": 0.1,
        }
        process = subprocess.Popen(
            [sys.executable, str(RACER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(RACER.parents[2])},
        )
        assert process.stdin is not None
        json.dump(orders | named, process.stdin)
        process.stdin.close()
        return process

    return run


def ended(process: subprocess.Popen) -> None:
    assert process.wait(timeout=90) == 0


@pytest.mark.parametrize("rounds", [1, pytest.param(8, marks=pytest.mark.slow)])
def test_two_workers_and_those_who_hand_in_meanwhile_leave_every_score_right(
    database, clock, cast, exam, place_of, propose, approve, start, rounds
) -> None:
    for _ in range(rounds):
        late, done = seat(database, cast, exam, 4), seat(database, cast, exam, 20)
        hand_in(database, done)
        count_all(database, clock)
        place = place_of(exam, cast.ann, 7)
        number = propose("key", place, key=another_key(database, exam, place))
        approve(number)
        at = clock.pass_by(seconds=1)
        begins = time.time() + STARTS_WITHIN
        racers = [start("apply", begins, at=at), start("apply", begins, at=at), start("submit", begins, late, at=at)]
        for racer in racers:
            ended(racer)
        assert correction(database, number).closed_at is not None
        assert faults(database, exam) == []
    assert drift(database, clock) == []


def test_the_race_sees_a_loss_when_the_guards_are_away(
    database, clock, cast, exam, place_of, propose, approve, start
) -> None:
    for _ in range(5):
        late, done = seat(database, cast, exam, 4), seat(database, cast, exam, 20)
        hand_in(database, done)
        place = place_of(exam, cast.ann, 7)
        approve(propose("key", place, key=another_key(database, exam, place)))
        at = clock.pass_by(seconds=1)
        begins = time.time() + STARTS_WITHIN
        unguarded = {"guarded": False, "at": at, "gap": 1.5}
        racers = [start("submit", begins, late, **unguarded)]
        racers += [start("apply", begins + 0.3, **unguarded | {"gap": 0.5}) for _ in range(2)]
        for racer in racers:
            racer.wait(timeout=90)
        apply_all(database, clock)
        if faults(database, exam):
            return
    pytest.fail("without its guards the product lost nothing, so this race cannot show that it loses nothing")


@pytest.mark.parametrize("rounds", [1, pytest.param(8, marks=pytest.mark.slow)])
def test_points_that_wait_for_the_end_of_the_exam_are_given_once_beside_a_correction(
    database, clock, cast, publish_exam, place_of, propose, approve, start, rounds
) -> None:
    for _ in range(rounds):
        exam = publish_exam(blueprint=TEN, review_rule="after_close", closes_at=clock.now() + timedelta(hours=1))
        hand_in(database, seat(database, cast, exam, 20))
        place = place_of(exam, cast.ann, 7)
        number = propose("void", place, of=exam)
        approve(number)
        at = clock.pass_by(hours=2)
        begins = time.time() + STARTS_WITHIN
        for racer in [start("apply", begins, at=at, batch=20), start("credit", begins + 0.05, at=at)]:
            ended(racer)
        assert correction(database, number).closed_at is not None
        assert faults(database, exam) == []
    assert drift(database, clock) == []


def test_a_worker_that_is_killed_leaves_what_another_finishes(
    database, clock, cast, exam, place_of, propose, approve, start
) -> None:
    hand_in(database, seat(database, cast, exam, 60))
    count_all(database, clock)
    number = propose("void", place_of(exam, cast.ann, 7))
    approve(number)
    clock.pass_by(seconds=1)
    worker = start("apply", 0.0, at=clock.now(), part=2, gap=2.0)
    while worker.poll() is None and recorded(database, number) < 4:
        time.sleep(0.005)
    os.kill(worker.pid, signal.SIGKILL)
    assert worker.wait(timeout=20) == -signal.SIGKILL, "the worker was done before it could be killed"
    assert correction(database, number).closed_at is None
    assert drift(database, clock) == []
    apply_all(database, clock)
    done = correction(database, number)
    assert recorded(database, number) == done.changed == done.preview["total"]["changed"]
    assert faults(database, exam) == []
    assert drift(database, clock) == []


def recorded(database: Database, number: int) -> int:
    with database.reading() as session:
        query = select(func.count()).where(CorrectedAttempt.correction_id == number)
        return session.scalar(query) or 0
