"""SQL for the hot path, run by the driver itself, and the units of work that it runs in."""

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple
from weakref import WeakSet

from sqlalchemy.orm import Session

from quiz_app.core.together import Row, Values

try:
    from quiz_app.core import libpq
except ImportError:  # without the extra `postgresql` there is only SQLite
    libpq = None

_PARAMETER = r"(?<!:):(\w+)"
_every: "WeakSet[Statement]" = WeakSet()


class Work:
    """One unit of work on the driver itself, for the hot path: `Statement` runs in it as it does in a session."""

    __slots__ = ("connection", "dialect")

    def __init__(self, connection: Any, dialect: str) -> None:
        self.connection = connection
        self.dialect = dialect

    def run(self, statement: "Statement", values: Values | Sequence[Values]) -> Any:
        """Execute once for a dictionary of values or once for each of a sequence."""
        if self.dialect == "sqlite":
            return statement.run_by(self.connection, self.dialect, values)
        assert libpq is not None
        return libpq.execute(self.connection, statement.numbered, statement.all_in_order(values))

    def first_rows(self, statement: "Statement", rows: Sequence[Values]) -> list[Row]:
        """Execute once for each of the values, in one transaction; the first row that each gives."""
        if self.dialect == "sqlite":
            return [self.run(statement, each).fetchone() for each in rows]
        assert libpq is not None
        given = libpq.execute_each(self.connection, statement.numbered, statement.all_in_order(rows))
        return [each.fetchone() for each in given]


class Pipelined(Work):
    """A transaction on PostgreSQL in few trips to the server: a statement goes out when what it gave is asked for, at
    the latest with the commit. So an error of the driver's may come with a later statement."""

    __slots__ = ("_pipeline",)

    def __init__(self, connection: Any) -> None:
        super().__init__(connection, "postgresql")
        assert libpq is not None
        self._pipeline = libpq.Pipeline(connection)

    def run(self, statement: "Statement", values: Values | Sequence[Values]) -> Any:
        return self._pipeline.run(statement.numbered, statement.all_in_order(values))

    def finish(self) -> None:
        self._pipeline.finish()

    def undo(self) -> None:
        self._pipeline.undo()


def prepare_all(connection: Any) -> None:
    """Let PostgreSQL prepare on a connection every statement that there is, and plan some."""
    assert libpq is not None
    libpq.prepare(connection, sorted((each.numbered, each.ahead) for each in _every))


class Apart:
    """Each statement stands alone: one that is made for it is run together with others', the rest on a connection that
    is lent with the first of them."""

    __slots__ = ("_lend", "_lending", "_lent", "_run_together")

    def __init__(
        self, lend: Callable[[], AbstractContextManager[Work]], run_together: Callable[["Statement", Values], Row]
    ) -> None:
        self._lend, self._run_together = lend, run_together
        self._lending: AbstractContextManager[Work] | None = None
        self._lent: Work | None = None

    def __enter__(self) -> "Apart":
        return self

    def __exit__(self, *error: Any) -> None:
        self._give_back(*error)

    def run(self, statement: "Statement", values: Values | Sequence[Values]) -> Any:
        """As `Work.run`. Nobody waits for others with a connection in hand: they may be waiting for one."""
        if statement.by and isinstance(values, dict):
            self._give_back(None, None, None)
            return _First(self._run_together(statement, values))
        if self._lent is None:
            self._lending = self._lend()
            self._lent = self._lending.__enter__()
        return self._lent.run(statement, values)

    def _give_back(self, *error: Any) -> None:
        if self._lending:
            lending, self._lending, self._lent = self._lending, None, None
            lending.__exit__(*error)


AnyWork = Session | Work | Apart


class _First(NamedTuple):
    """What a statement gave that was run together with others'."""

    row: Row

    def fetchone(self) -> Row:
        return self.row


class Statement:
    """SQL written once with `:name` parameters and run by the driver itself, for the hot path.

    One execution costs a quarter of what a compiled expression costs; parameters and results are the driver's own
    types, so instants are milliseconds, and rows are plain tuples.
    """

    def __init__(self, sql: str, *, lock: str = "", keeps_key: bool = False, by: str = "", ahead: bool = False) -> None:
        """`lock` names the table (or its alias) whose rows are locked, and with `keeps_key` not for those who only
        refer to them; SQLite has locked everything by then. `by` makes it one that others may share a transaction
        with, in the order of this parameter: see `Together`. `ahead`: it is planned before it is first run, so it must
        have one plan, whatever its tables hold by then: each by a whole key."""
        locking = f" FOR {'NO KEY ' if keeps_key else ''}UPDATE OF {lock}" if lock else ""
        driver_sql = re.sub(_PARAMETER, r"%(\1)s", sql.replace("%", "%%"))
        self._by_dialect = {"sqlite": sql, "postgresql": driver_sql + locking}
        self.by = by
        self.ahead = ahead
        self._names = list(dict.fromkeys(re.findall(_PARAMETER, sql)))
        numbered = re.sub(_PARAMETER, lambda found: f"${self._names.index(found[1]) + 1}", sql)
        self.numbered = (numbered + locking).encode()
        _every.add(self)

    def run(self, work: AnyWork, values: Values | Sequence[Values]) -> Any:
        """Execute within a unit of work, once for a dictionary of values or once for each of a sequence; gives what
        can be read like the driver's cursor, with `fetchone()`, `fetchall()` and `rowcount`; of one that was run
        together with others', `fetchone()`."""
        if not isinstance(work, Session):
            return work.run(self, values)
        connection = work.connection()
        cursor = connection.connection.cursor()
        self.run_by(cursor, connection.dialect.name, values)
        return cursor

    def run_by(self, driver: Any, dialect: str, values: Values | Sequence[Values]) -> Any:
        """By a cursor of the driver's, or by a connection of SQLite's, which gives a cursor of its own for it."""
        execute = driver.execute if isinstance(values, dict) else driver.executemany
        return execute(self._by_dialect[dialect], values)

    def all_in_order(self, values: Values | Sequence[Values]) -> list[list[Any]]:
        """The values, or each of them, as they are numbered."""
        rows = [values] if isinstance(values, dict) else values
        return [[each[name] for name in self._names] for each in rows]
