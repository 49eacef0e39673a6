"""A brief transaction, on both databases: all of it or nothing, whenever its statements go out; what a fault leaves of
the connection; and how often PostgreSQL is asked."""

from collections.abc import Iterator

import pytest
from sqlalchemy.exc import SQLAlchemyError

from quiz_app.core.db import Database
from quiz_app.core.statements import Statement, Work

ADD = Statement("INSERT INTO brief (id, amount) VALUES (:id, :amount)")
MOVE = Statement("UPDATE brief SET amount = :amount WHERE id <= :id")
FIND = Statement("SELECT amount FROM brief WHERE id = :id", lock="brief")
SUM = Statement("SELECT COUNT(*), SUM(amount) FROM brief")

on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


class Stopped(Exception):
    pass


@pytest.fixture
def table(database: Database) -> Iterator[Database]:
    database.maintain("CREATE TABLE brief (id INTEGER PRIMARY KEY, amount INTEGER CHECK (amount >= 0))")
    yield database
    database.maintain("DROP TABLE brief")


def stands(database: Database) -> tuple[int, int | None]:
    with database.separate() as work:
        return SUM.run(work, {}).fetchone()


def a_fault_of(database: Database) -> tuple[type[BaseException], ...]:
    return (database.engine.dialect.loaded_dbapi.Error, SQLAlchemyError)


def test_what_nobody_asks_about_is_written_all_the_same(table: Database) -> None:
    with table.brief() as work:
        ADD.run(work, {"id": 1, "amount": 5})
        ADD.run(work, [{"id": 2, "amount": 6}, {"id": 3, "amount": 7}])
    assert stands(table) == (3, 18)


def test_each_statement_sees_those_before_it(table: Database) -> None:
    with table.brief() as work:
        ADD.run(work, {"id": 1, "amount": 5})
        assert FIND.run(work, {"id": 1}).fetchone() == (5,)
        assert FIND.run(work, {"id": 2}).fetchone() is None
        ADD.run(work, {"id": 2, "amount": 5})
        moved = MOVE.run(work, {"id": 2, "amount": 8})
        assert moved.rowcount == 2
        assert MOVE.run(work, [{"id": 1, "amount": 9}, {"id": 2, "amount": 9}]).rowcount == 3
    assert stands(table) == (2, 18)


def test_a_block_that_fails_leaves_nothing_and_the_connection_goes_on(table: Database) -> None:
    """The driver throws away all that is prepared on a connection with its first roll back after it has itself prepared
    something, which takes some rounds; what is prepared beside it must not go with that."""
    for number in range(1, 13):
        _add(table, number)
    for number in range(13, 16):
        with pytest.raises(Stopped), table.brief() as work:
            MOVE.run(work, {"id": number, "amount": 50})
            FIND.run(work, {"id": number}).fetchone()
            ADD.run(work, {"id": number + 100, "amount": 1})
            raise Stopped
        _add(table, number)
    assert stands(table) == (15, 15)


def _add(database: Database, number: int) -> None:
    with database.brief() as work:
        FIND.run(work, {"id": number}).fetchone()
        ADD.run(work, {"id": number, "amount": 1})


@pytest.mark.parametrize("is_asked", [False, True])
def test_a_statement_that_fails_takes_all_with_it_and_the_connection_goes_on(table: Database, is_asked: bool) -> None:
    for _ in range(12):
        with pytest.raises(a_fault_of(table)), table.brief() as work:
            ADD.run(work, {"id": 1, "amount": 1})
            failed = ADD.run(work, {"id": 2, "amount": -1})
            if is_asked:
                assert failed.rowcount == 1
            ADD.run(work, {"id": 3, "amount": 1})
        assert stands(table) == (0, None)


def test_an_empty_block_asks_nothing(table: Database) -> None:
    with table.brief():
        pass
    assert stands(table) == (0, None)


@on_postgresql
def test_what_nobody_asks_about_costs_no_trip_of_its_own(table: Database) -> None:
    trips: list[int] = []
    with table.brief() as work:
        prepared = work._pipeline._prepared
        trip = prepared.trip
        prepared.trip = lambda sent: (trips.append(len(sent)), trip(sent))
        try:
            assert FIND.run(work, {"id": 1}).fetchone() is None
            ADD.run(work, {"id": 1, "amount": 1})
            ADD.run(work, {"id": 2, "amount": 1})
            work.finish()
        finally:
            del prepared.trip
            work._pipeline._is_begun = False
    assert trips == [2, 3]  # BEGIN and the first that is asked about; the rest and COMMIT
    assert stands(table) == (2, 2)


@on_postgresql
def test_one_statement_stays_one_whatever_its_values_and_is_ready_before_anybody_asks(table: Database) -> None:
    table.warm_up()
    with table.separate() as work:
        ready = _prepared_on(work)
        assert len(ready) > 50
        assert {ADD.numbered, MOVE.numbered, FIND.numbered} <= ready
        for number in (1, 40_000, 2_000_000_000):
            ADD.run(work, {"id": number, "amount": None if number == 1 else number})
        assert _prepared_on(work) == ready
        assert FIND.run(work, {"id": 40_000}).fetchone() == (40_000,)


@on_postgresql
def test_a_number_that_no_column_holds_is_refused_as_the_server_refuses_it(table: Database) -> None:
    with pytest.raises(a_fault_of(table)), table.brief() as work:
        ADD.run(work, {"id": 2**31, "amount": 1})
    assert stands(table) == (0, None)


def _prepared_on(work: Work) -> set[bytes]:
    with work.connection.cursor() as cursor:
        found = cursor.execute("SELECT statement FROM pg_prepared_statements WHERE name LIKE 'statement%'").fetchall()
    return {statement.encode() for (statement,) in found}
