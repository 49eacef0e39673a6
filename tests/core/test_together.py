"""Statements that threads bring at once stand in one transaction; a fault stays with its own, on both databases."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import pytest

from quiz_app.core.db import Database
from quiz_app.core.statements import Statement
from quiz_app.core.together import MOST, Row, Together, Values

THREADS = 12
ADD = Statement("INSERT INTO together (id, amount) VALUES (:id, :amount) ON CONFLICT DO NOTHING RETURNING id", by="id")
MOVE = Statement("UPDATE together SET amount = :amount WHERE id = :id AND amount < :amount RETURNING amount", by="id")
SUM = Statement("SELECT COUNT(*), SUM(amount) FROM together")


@pytest.fixture
def table(database: Database) -> Iterator[Database]:
    database.maintain("CREATE TABLE together (id INTEGER PRIMARY KEY, amount INTEGER CHECK (amount >= 0))")
    yield database
    database.maintain("DROP TABLE together")


class Counted:
    """A database's own way to run all, with each batch written down; the first waits until `count` are there."""

    def __init__(self, database: Database, statement: Statement, count: int) -> None:
        self.batches: list[list[Values]] = []
        self.faults: list[BaseException] = []
        self._run_all = lambda rows: database._run_all(statement, rows)
        self._count = count
        self.meeting = Together(statement.by, self.run_all)

    def run_all(self, rows: Sequence[Values]) -> list[Row]:
        self.batches.append(list(rows))
        if len(self.batches) == 1:
            while len(self.meeting._waiting) < self._count - 1:
                threading.Event().wait(0.001)
            if self.faults:
                raise self.faults.pop()
        return self._run_all(rows)


def in_threads(count: int, work: Callable[[int], object]) -> list[object]:
    """What each thread's work came to: what it gave or what it raised."""
    told: list[object] = [None] * count

    def run(number: int) -> None:
        try:
            told[number] = work(number)
        except BaseException as error:
            told[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    return told


def stored(database: Database) -> tuple[int, int]:
    with database.separate() as work:
        return SUM.run(work, {}).fetchone()


def test_what_came_meanwhile_is_written_in_one_batch_in_order_and_each_gets_its_own_row(table: Database) -> None:
    counted = Counted(table, ADD, THREADS)
    told = in_threads(THREADS, lambda number: counted.meeting.run({"id": 100 - number, "amount": number}))
    assert told == [(100 - number,) for number in range(THREADS)]
    assert [len(batch) for batch in counted.batches] == [1, THREADS - 1]
    ids = [values["id"] for values in counted.batches[1]]
    assert ids == sorted(ids)
    assert stored(table) == (THREADS, sum(range(THREADS)))


def test_a_batch_that_fails_is_run_one_by_one_and_the_fault_is_its_own(table: Database) -> None:
    counted = Counted(table, ADD, THREADS)
    told = in_threads(THREADS, lambda n: counted.meeting.run({"id": n, "amount": -1 if n % 3 == 1 else n}))
    failed = [number for number, each in enumerate(told) if isinstance(each, Exception)]
    assert failed == [number for number in range(THREADS) if number % 3 == 1]
    assert stored(table)[0] == THREADS - len(failed)


def test_what_the_earlier_of_a_batch_wrote_the_later_one_finds(table: Database) -> None:
    with table.separate() as work:
        ADD.run(work, {"id": 1, "amount": 0}).fetchone()
    counted = Counted(table, MOVE, THREADS)
    told = in_threads(THREADS, lambda number: counted.meeting.run({"id": 1, "amount": number + 1}))
    assert (THREADS,) in told
    assert stored(table) == (1, THREADS)


def test_a_leader_that_is_stopped_leaves_nobody_waiting(table: Database) -> None:
    counted = Counted(table, ADD, THREADS)
    counted.faults.append(KeyboardInterrupt())
    told = in_threads(THREADS, lambda number: counted.meeting.run({"id": number, "amount": 1}))
    assert sum(isinstance(each, KeyboardInterrupt) for each in told) == 1
    assert stored(table) == (THREADS - 1, THREADS - 1)


def test_a_batch_is_bounded(table: Database) -> None:
    many = MOST + 20
    counted = Counted(table, ADD, many)
    in_threads(many, lambda number: counted.meeting.run({"id": number, "amount": 1}))
    assert max(map(len, counted.batches)) <= MOST
    assert stored(table) == (many, many)


def test_it_is_durable_before_anybody_goes_on_and_the_rest_has_a_connection_of_its_own(table: Database) -> None:
    other = Database(table.engine.url.render_as_string(hide_password=False))

    def work(number: int) -> object:
        with table.apart() as unit:
            ADD.run(unit, {"id": number, "amount": 1})
            with other.separate() as seen:
                count = SUM.run(seen, {}).fetchone()[0]
            assert SUM.run(unit, {}).fetchone()[0] >= 1
        return count

    told = in_threads(THREADS, work)
    assert sorted(told)[-1] == THREADS
    assert all(isinstance(each, int) and each >= 1 for each in told)
    other.dispose()


def test_within_a_transaction_it_stands_in_that_one(table: Database) -> None:
    with suppress(ZeroDivisionError), table.brief() as unit:
        ADD.run(unit, {"id": 1, "amount": 1}).fetchone()
        raise ZeroDivisionError
    assert stored(table) == (0, None)


def test_two_processes_that_meet_on_the_same_rows_do_not_lock_each_other_out(table: Database) -> None:
    other = Database(table.engine.url.render_as_string(hide_password=False))
    rows = [{"id": number, "amount": 0} for number in range(1, 41)]
    table._run_all(ADD, rows)

    def work(number: int) -> object:
        database = other if number % 2 else table
        for amount in range(1, 26):
            with database.apart() as unit:
                MOVE.run(unit, {"id": 1 + (number * 7 + amount * 11) % 40, "amount": number * 25 + amount})
        return True

    assert in_threads(16, work) == [True] * 16
    other.dispose()


def test_as_many_threads_as_connections_that_each_have_read_before_do_not_wait_for_each_other(table: Database) -> None:
    """Whoever waits for others has given the own connection back, or there would be none left to write with."""
    few = Database(table.engine.url.render_as_string(hide_password=False), pool_size=8)
    all_have_read = threading.Barrier(8)

    def work(number: int) -> object:
        with few.apart() as unit:
            SUM.run(unit, {}).fetchone()
            all_have_read.wait(10)
            return ADD.run(unit, {"id": number, "amount": 1}).fetchone()

    assert in_threads(8, work) == [(number,) for number in range(8)]
    few.dispose()
