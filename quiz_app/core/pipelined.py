"""A statement for many values in one transaction on PostgreSQL, by libpq itself: the driver's cursors cost twice that.

What is sent between two synchronisations of a pipeline is one transaction: all of it is durable when the second is
answered, or none of it happened. (PostgreSQL's documentation, libpq, "Pipeline Mode".) Values and rows are converted by
the driver, as its cursors convert them.
"""

import select
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import Connection
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

Row = tuple[Any, ...] | None

_known: WeakKeyDictionary[Connection[Any], "_Prepared"] = WeakKeyDictionary()


def first_rows(connection: Connection[Any], sql: bytes, rows: Sequence[Sequence[Any]]) -> list[Row]:
    """The first row that the statement, with `$1` and so on for its values, gives for each of them; an error of the
    driver's where one fails, and then nothing happened. The connection is between two transactions."""
    prepared = _known.get(connection) or _known.setdefault(connection, _Prepared(connection))
    return prepared.first_rows(sql, rows)


class _Prepared:
    """What is prepared on one connection, by statement and the types of its values."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._libpq: PGconn = connection.pgconn
        self._convert = Transformer(connection)
        self._names: dict[tuple[bytes, Any], bytes] = {}

    def first_rows(self, sql: bytes, rows: Sequence[Sequence[Any]]) -> list[Row]:
        libpq = self._libpq
        sent = [self._ready(sql, values) for values in rows]
        if len(sent) == 1:
            return [self._row(libpq.exec_prepared(*sent[0]))]
        libpq.enter_pipeline_mode()
        try:
            for each in sent:
                libpq.send_query_prepared(*each)
            libpq.pipeline_sync()
            results = self._answers()
        finally:
            libpq.exit_pipeline_mode()
        return [self._row(each) for each in results]

    def _ready(self, sql: bytes, values: Sequence[Any]) -> tuple[bytes, Any, Any]:
        """The name of the prepared statement, the values as they are sent, and their formats."""
        sent = self._convert.dump_sequence(values, [PyFormat.AUTO] * len(values))
        types, formats = self._convert.types, self._convert.formats
        name = self._names.get((sql, types))
        if name is None:
            name = b"together_%d" % len(self._names)
            _require(self._libpq.prepare(name, sql, types))
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

    def _row(self, result: PGresult) -> Row:
        _require(result)
        if not result.ntuples:
            return None
        self._convert.set_pgresult(result)
        return self._convert.load_row(0, tuple)


def _require(result: PGresult) -> None:
    if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        raise error_from_result(result)
