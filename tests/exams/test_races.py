"""Threads over two processes at the same attempts: nothing acknowledged is lost, nothing is awarded twice.

The counts are small here and large in `make proof`. Each race is run once more with the guards away, where the same
check must see the loss: otherwise it could not fail.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from quiz_app.core.db import Database, to_milliseconds
from quiz_app.exams import sheets
from quiz_app.exams.actions import sitting
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.tokens import Token
from quiz_app.points.tables import LedgerEntry
from tests.conftest import NOW, Cast

RACER = Path(__file__).with_name("racer.py")
WRITER = 7

Race = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def race(database: Database, cast: Cast) -> Race:
    """Run a race over two processes; gives what every thread of both was told."""

    def run(what: str, attempts: list[int], *, threads: int, guarded: bool = True) -> list[dict[str, Any]]:
        orders = {
            "url": database.engine.url.render_as_string(hide_password=False),
            "what": what,
            "attempts": attempts,
            "threads": threads,
            "guarded": guarded,
            "member": cast.ann.member_id,
            "sign_in": cast.ann.sign_in_id,
            "at": to_milliseconds(NOW),
            "begins_at": time.time() + 2.5,
        }
        processes = [
            subprocess.Popen(
                [sys.executable, str(RACER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "PYTHONPATH": str(RACER.parents[2])},
            )
            for _ in range(2)
        ]
        for place, process in enumerate(processes):
            assert process.stdin is not None
            json.dump(orders | {"first_revision": 1 + place * threads}, process.stdin)
            process.stdin.close()
        told = []
        for process in processes:
            assert process.stdout is not None
            told += json.load(process.stdout)
            assert process.wait(timeout=120) == 0
        return told

    return run


@pytest.fixture
def begin(database: Database, cast: Cast, publish_exam: Callable[..., Exam]) -> Callable[[int], list[int]]:
    """Ann has begun `count` exams; gives the attempts."""

    def begun(count: int) -> list[int]:
        token = Token(cast.ann.sign_in_id, cast.ann.member_id, NOW)
        attempts = []
        for _ in range(count):
            exam = publish_exam(pass_percent=0, with_roster=False)
            with database.transaction() as session:
                attempts.append(sitting.start(session, token, exam.id, at=NOW, new_writer=WRITER).attempt.id)
        return attempts

    return begun


def lost_saves(database: Database, told: list[dict[str, Any]]) -> int:
    """Attempts whose stored sheet is not the one of the highest revision that was acknowledged."""
    acknowledged: dict[int, int] = defaultdict(int)
    for each in told:
        acknowledged[each["attempt"]] = max(acknowledged[each["attempt"]], each.get("revision", 0))
    with database.reading() as session:
        stored = {a: session.get_one(Attempt, a) for a in acknowledged}
        return sum(
            row.revision != acknowledged[a] or sheets.decode(row.sheet)[1].values[0].split("-")[1] != str(row.revision)
            for a, row in stored.items()
        )


def double_awards(database: Database) -> int:
    """Awards beyond the first for the same member, rule and source."""
    key = (LedgerEntry.member_id, LedgerEntry.rule, LedgerEntry.source_id)
    with database.reading() as session:
        return sum(count - 1 for count in session.scalars(select(func.count(LedgerEntry.id)).group_by(*key)))


def broken(told: list[dict[str, Any]]) -> list[str]:
    return [each["broken"] for each in told if "broken" in each]


@pytest.mark.parametrize("rounds", [8, pytest.param(500, marks=pytest.mark.slow)])
def test_no_acknowledged_save_is_lost_when_two_processes_save_at_once(database, begin, race, rounds) -> None:
    told = race("save", begin(rounds), threads=8)
    assert broken(told) == []
    assert lost_saves(database, told) == 0
    assert any("refused" in each for each in told), "nobody was ever too late: the threads did not race"


def test_the_race_of_saves_sees_a_loss_when_the_guards_are_away(database, begin, race) -> None:
    for _ in range(5):
        if lost_saves(database, race("save", begin(40), threads=8, guarded=False)):
            return
    pytest.fail("without its guards the product lost nothing, so this race cannot show that it loses nothing")


@pytest.mark.parametrize("rounds", [4, pytest.param(500, marks=pytest.mark.slow)])
def test_fifty_submissions_at_once_give_one_receipt_and_one_award(database, begin, race, rounds) -> None:
    attempts = begin(rounds)
    told = race("submit", attempts, threads=25)
    assert broken(told) == []
    assert {len({each["receipt"] for each in told if each["attempt"] == a}) for a in attempts} == {1}
    assert {len([each for each in told if each["attempt"] == a]) for a in attempts} == {50}
    assert double_awards(database) == 0


def test_the_race_of_submissions_sees_double_awards_when_the_guards_are_away(database, begin, race) -> None:
    attempts = begin(10)
    drop_the_ledgers_key(database)
    race("submit", attempts, threads=25, guarded=False)
    seen = double_awards(database)
    restore_the_ledgers_key(database)
    assert seen > 0


def drop_the_ledgers_key(database: Database) -> None:
    if not database.is_sqlite:
        name = "uq_ledger_entries_member_id_rule_source_id_serial"
        database.maintain(f"ALTER TABLE ledger_entries DROP CONSTRAINT {name}")
        return
    with database.transaction() as session:
        sql = session.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'ledger_entries'"))
        keyless, found = re.subn(r",\s*CONSTRAINT \w+ UNIQUE \(member_id[^)]*\)", "", sql)
        assert found == 1
        session.execute(text("DROP TABLE ledger_entries"))
        session.execute(text(keyless))


def restore_the_ledgers_key(database: Database) -> None:
    if not database.is_sqlite:
        with database.transaction() as session:
            session.execute(text("DELETE FROM ledger_entries"))
        name = "uq_ledger_entries_member_id_rule_source_id_serial"
        columns = "(member_id, rule, source_id, serial)"
        database.maintain(f"ALTER TABLE ledger_entries ADD CONSTRAINT {name} UNIQUE {columns}")
