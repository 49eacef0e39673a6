"""Statements on PostgreSQL by libpq itself, for the hot path: the driver's cursors cost twice that.

Values and rows are converted by the driver, as its cursors convert them. What is sent between two synchronisations of a
pipeline is one transaction: all of it is durable when the second is answered, or none of it happened. (PostgreSQL's
documentation, libpq, "Pipeline Mode".)
"""

import select
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import Connection, OperationalError
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

Row = tuple[Any, ...]


class Rows:
    """What a statement gave, read as from a cursor."""

    __slots__ = ("_next", "_rows", "rowcount")

    def __init__(self, rows: list[Row], rowcount: int) -> None:
        self._rows, self.rowcount, self._next = rows, rowcount, 0

    def fetchone(self) -> Row | None:
        if self._next >= len(self._rows):
            return None
        self._next += 1
        return self._rows[self._next - 1]

    def fetchall(self) -> list[Row]:
        left, self._next = self._rows[self._next :], len(self._rows)
        return left


def execute(connection: Connection[Any], sql: bytes, values: Sequence[Any]) -> Rows:
    """Run a statement that has `$1` and so on for its values, in the transaction that is open or one of its own."""
    return _prepared(connection).execute(sql, values)


def execute_all(connection: Connection[Any], sql: bytes, rows: Sequence[Sequence[Any]]) -> list[Rows]:
    """Run a statement for each of the values, in one transaction; an error of the driver's where one fails, and then
    nothing happened. The connection is between two transactions."""
    return _prepared(connection).execute_all(sql, rows)


class _Prepared:
    """What is prepared on one connection, by statement and the types of its values."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._libpq: PGconn = connection.pgconn
        self._convert = Transformer(connection)
        self._names: dict[tuple[bytes, Any], bytes] = {}

    def execute(self, sql: bytes, values: Sequence[Any]) -> Rows:
        return self._rows(self._libpq.exec_prepared(*self._ready(sql, values)))

    def execute_all(self, sql: bytes, rows: Sequence[Sequence[Any]]) -> list[Rows]:
        if len(rows) == 1:
            return [self.execute(sql, rows[0])]
        libpq = self._libpq
        sent = [self._ready(sql, values) for values in rows]
        libpq.enter_pipeline_mode()
        try:
            for each in sent:
                libpq.send_query_prepared(*each)
            libpq.pipeline_sync()
            results = self._answers()
        finally:
            libpq.exit_pipeline_mode()
        return [self._rows(each) for each in results]

    def _ready(self, sql: bytes, values: Sequence[Any]) -> tuple[bytes, Any, Any]:
        """The name of the prepared statement, the values as they are sent, and their formats."""
        sent = self._convert.dump_sequence(values, [PyFormat.AUTO] * len(values))
        types, formats = self._convert.types, self._convert.formats
        name = self._names.get((sql, types))
        if name is None:
            name = b"statement_%d" % len(self._names)
            self._require(self._libpq.prepare(name, sql, types))
            self._names[sql, types] = name
        return name, sent, formats

    def _answers(self) -> list[PGresult]:
        """One for each statement, in the order in which they were sent; the thread sleeps, nobody else waits for it."""
        libpq, found = self._libpq, []
        ready = select.poll()
        ready.register(libpq.socket, select.POLLIN | select.POLLOUT)
        while libpq.flush():
            ready.poll()
            libpq.consume_input()
        ready.modify(libpq.socket, select.POLLIN)
        while True:
            while libpq.is_busy():
                ready.poll()
                libpq.consume_input()
            result = libpq.get_result()
            if result is None:
                continue  # what ends the answer to one statement
            if result.status == ExecStatus.PIPELINE_SYNC:
                return found
            found.append(result)

    def _rows(self, result: PGresult) -> Rows:
        self._require(result)
        count = result.ntuples
        if not count:
            return Rows([], result.command_tuples or 0)
        self._convert.set_pgresult(result)
        return Rows(self._convert.load_rows(0, count, tuple), count)

    def _require(self, result: PGresult) -> None:
        if result.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
            return
        if self._libpq.status != ConnStatus.OK:
            raise OperationalError(result.get_error_message())
        raise error_from_result(result)


_known: WeakKeyDictionary[Connection[Any], _Prepared] = WeakKeyDictionary()


def _prepared(connection: Connection[Any]) -> _Prepared:
    found = _known.get(connection)
    return found or _known.setdefault(connection, _Prepared(connection))
