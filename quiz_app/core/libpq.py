"""Statements on PostgreSQL by libpq itself, for the hot path: the driver's cursors cost twice that.

Rows are converted by the driver, as its cursors convert them. Of what types values are, the server says when it
prepares a statement: guessed from the values, one statement would be another for small and for large numbers, and be
planned anew. What is sent between two synchronisations of a pipeline is one transaction: all of it is durable when the
second is answered, or none of it happened. (PostgreSQL's documentation, libpq, "Pipeline Mode".)
"""

import select
import struct
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from psycopg import Connection, Error, OperationalError
from psycopg.adapt import Transformer
from psycopg.errors import NumericValueOutOfRange, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Row = tuple[Any, ...]


class Rows:
    """What a statement gave, or one that was run once for each of many values; read as from a cursor."""

    __slots__ = ("_bring", "_next", "_rowcount", "_rows")

    def __init__(self, bring: Callable[[], None] | None = None) -> None:
        """`bring` is called when they are asked for and are not here yet."""
        self._rows: list[Row] = []
        self._rowcount = self._next = 0
        self._bring = bring

    @property
    def rowcount(self) -> int:
        self._wait()
        return self._rowcount

    def fetchone(self) -> Row | None:
        self._wait()
        if self._next >= len(self._rows):
            return None
        self._next += 1
        return self._rows[self._next - 1]

    def fetchall(self) -> list[Row]:
        self._wait()
        left, self._next = self._rows[self._next :], len(self._rows)
        return left

    def add(self, rows: list[Row], rowcount: int) -> None:
        self._rows = self._rows + rows if self._rows else rows
        self._rowcount += rowcount
        self._bring = None

    def _wait(self) -> None:
        if self._bring:
            self._bring()


_Sent = tuple[bytes, Sequence[Any], Rows]
"""A statement, its values, and where its rows are put."""


def execute(connection: Connection[Any], sql: bytes, rows: Iterable[Sequence[Any]]) -> Rows:
    """Run a statement that has `$1` and so on for its values, once for each of the values, in one transaction of its
    own; an error of the driver's where one fails, and then nothing happened."""
    given = Rows()
    _prepared(connection).trip([(sql, values, given) for values in rows])
    return given


def execute_each(connection: Connection[Any], sql: bytes, rows: Iterable[Sequence[Any]]) -> list[Rows]:
    """As `execute`, with what each of the values gave."""
    sent = [(sql, values, Rows()) for values in rows]
    _prepared(connection).trip(sent)
    return [given for _, _, given in sent]


def prepare(connection: Connection[Any], statements: Iterable[tuple[bytes, bool]]) -> None:
    """Prepare statements, so that nobody waits for that, but for those that the database cannot run. Some are planned,
    too; the others with their first use, when the tables are no longer as empty as they may be now."""
    known = _prepared(connection)
    for sql, is_planned in statements:
        with suppress(Error):
            known.ready(sql)
            if is_planned:
                known.plan(sql)


class Pipeline:
    """One transaction in few trips to the server: a statement waits until its rows are asked for, at the longest until
    the end, and all that wait go together. An error of the driver's comes with the trip, not with the statement."""

    __slots__ = ("_is_begun", "_prepared", "_waiting")

    def __init__(self, connection: Connection[Any]) -> None:
        self._prepared = _prepared(connection)
        self._waiting: list[_Sent] = []
        self._is_begun = False

    def run(self, sql: bytes, rows: Iterable[Sequence[Any]]) -> Rows:
        """Once for each of the values."""
        if not self._is_begun:
            self._waiting.append((b"BEGIN", (), Rows()))
            self._is_begun = True
        given = Rows(self._bring)
        self._waiting += [(sql, values, given) for values in rows]
        return given

    def finish(self) -> None:
        if self._is_begun:
            self._waiting.append((b"COMMIT", (), Rows()))
            self._bring()

    def undo(self) -> None:
        """What was not sent is forgotten."""
        self._waiting = []
        self._prepared.undo()

    def _bring(self) -> None:
        sent, self._waiting = self._waiting, []
        self._prepared.trip(sent)


def _whole(layout: str) -> Callable[[Any], bytes]:
    return struct.Struct(f"!{layout}").pack


_WRITTEN: dict[int, tuple[Callable[[Any], bytes], int]] = {
    16: (struct.Struct("!?").pack, Format.BINARY),  # boolean
    17: (bytes, Format.BINARY),  # bytea
    20: (_whole("q"), Format.BINARY),  # bigint
    21: (_whole("h"), Format.BINARY),  # smallint
    23: (_whole("i"), Format.BINARY),  # integer
    25: (str.encode, Format.TEXT),  # text
    114: (str.encode, Format.TEXT),  # json
    701: (_whole("d"), Format.BINARY),  # double precision
    1043: (str.encode, Format.TEXT),  # varchar
}
"""How values of a type go to the server, by the number of the type in `pg_type`."""


class _Ready(NamedTuple):
    """A statement that is prepared, and how its values are sent."""

    name: bytes
    writers: list[Callable[[Any], bytes]]
    formats: list[int]

    def filled(self, values: Sequence[Any]) -> tuple[bytes, Any, Any]:
        try:
            sent = [None if v is None else write(v) for write, v in zip(self.writers, values, strict=True)]
        except struct.error as error:
            raise NumericValueOutOfRange(f"{error}: {values}") from error
        return self.name, sent, self.formats


class _Prepared:
    """What is prepared on one connection, by statement."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._libpq: PGconn = connection.pgconn
        self._convert = Transformer(connection)
        self._known: dict[bytes, _Ready] = {}

    def trip(self, sent: Sequence[_Sent]) -> None:
        """Run statements in their order, and give each its rows; with the first that fails the rest does not run."""
        libpq = self._libpq
        ready = [self.ready(sql).filled(values) for sql, values, _ in sent]
        if len(ready) == 1:
            self._give(libpq.exec_prepared(*ready[0]), sent[0][2])
            return
        libpq.enter_pipeline_mode()
        try:
            for each in ready:
                libpq.send_query_prepared(*each)
            libpq.pipeline_sync()
            results = self._answers()
        finally:
            libpq.exit_pipeline_mode()
        for result, (_, _, rows) in zip(results, sent, strict=True):
            self._give(result, rows)

    def undo(self) -> None:
        if self._libpq.status == ConnStatus.OK and self._libpq.transaction_status != TransactionStatus.IDLE:
            self._require(self._libpq.exec_(b"ROLLBACK"))

    def plan(self, sql: bytes) -> None:
        name, writers, _ = self.ready(sql)
        values = b", ".join([b"NULL"] * len(writers))
        self._require(self._libpq.exec_(b"EXPLAIN EXECUTE " + name + (b"(%b)" % values if values else b"")))

    def ready(self, sql: bytes) -> _Ready:
        found = self._known.get(sql)
        return found or self._known.setdefault(sql, self._prepare(sql))

    def _prepare(self, sql: bytes) -> _Ready:
        name = b"statement_%d" % len(self._known)
        self._require(self._libpq.prepare(name, sql))
        told = self._libpq.describe_prepared(name)
        self._require(told)
        written = [_WRITTEN[told.param_type(place)] for place in range(told.nparams)]
        return _Ready(name, [write for write, _ in written], [code for _, code in written])

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

    def _give(self, result: PGresult, rows: Rows) -> None:
        self._require(result)
        count = result.ntuples
        if not count:
            rows.add([], result.command_tuples or 0)
            return
        self._convert.set_pgresult(result)
        rows.add(self._convert.load_rows(0, count, tuple), count)

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
