"""On SQLite, threads that write at once share a commit, durable for each before it goes on, faults are its own."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from quiz_app.core.db import Database
from quiz_app.core.statements import Statement

ADD = Statement("INSERT INTO notes (thread) VALUES (:thread)")
THREADS = 12


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'notes.db'}")
    database.maintain("CREATE TABLE notes (thread INTEGER CHECK (thread >= 0))")
    yield database
    database.dispose()


def written(database: Database) -> list[int]:
    """What another connection sees: only what was committed."""
    with sqlite3.connect(str(database.engine.url.database)) as connection:
        return sorted(row[0] for row in connection.execute("SELECT thread FROM notes"))


def together(database: Database, work) -> list[object]:
    """Run `work(number, unit of work)` in twelve threads that all ask for their turn while one of them holds it."""
    told: list[object] = []
    first_is_in, all_wait = threading.Event(), threading.Event()

    def run(number: int) -> None:
        if number:
            first_is_in.wait()
        try:
            with database.brief() as unit:
                if not number:
                    first_is_in.set()
                    all_wait.wait()
                work(number, unit)
            told.append((number, written(database)))
        except Exception as error:
            told.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    while database._writing._waiting < THREADS - 1:
        threading.Event().wait(0.001)
    all_wait.set()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    return told


def commits(database: Database) -> list[str]:
    """The statements of the writing connection from now on."""
    seen: list[str] = []
    with database.brief() as unit:
        unit.connection.set_trace_callback(seen.append)
    seen.clear()
    return seen


def test_all_that_wait_share_one_commit_and_go_on_when_it_is_durable(notes: Database) -> None:
    seen = commits(notes)
    told = together(notes, lambda number, unit: ADD.run(unit, {"thread": number}))
    assert seen.count("COMMIT") == 1
    assert len(told) == THREADS
    assert all(number in durable for number, durable in told)


def test_one_that_fails_takes_nothing_of_the_others_with_it(notes: Database) -> None:
    def work(number: int, unit) -> None:
        ADD.run(unit, {"thread": number})
        if number % 3 == 1:
            ADD.run(unit, {"thread": -1})

    told = together(notes, work)
    assert written(notes) == [number for number in range(THREADS) if number % 3 != 1]
    assert sum(isinstance(each, sqlite3.IntegrityError) for each in told) == THREADS // 3


def test_when_the_database_gives_up_the_whole_batch_nobody_is_told_that_it_is_kept(notes: Database) -> None:
    def work(number: int, unit) -> None:
        ADD.run(unit, {"thread": number})
        if number == THREADS - 1:
            unit.connection.execute("ROLLBACK")  # as SQLite does by itself when the disk is full

    told = together(notes, work)
    kept = [each[0] for each in told if isinstance(each, tuple)]
    assert [number for number in kept if number not in written(notes)] == []
    assert any(isinstance(each, sqlite3.Error) for each in told)
    with notes.brief() as unit:
        ADD.run(unit, {"thread": 99})
    assert 99 in written(notes)


def test_a_lone_writer_commits_at_once_and_a_refusal_writes_nothing(notes: Database) -> None:
    with suppress(ZeroDivisionError), notes.brief() as unit:
        ADD.run(unit, {"thread": 1})
        unit.connection.execute(str(1 // 0))
    assert written(notes) == []
    with notes.brief() as unit:
        ADD.run(unit, {"thread": 2})
        assert written(notes) == []
    assert written(notes) == [2]
