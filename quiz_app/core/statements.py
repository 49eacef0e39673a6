"""SQL for the hot path, run by the driver itself, and the units of work that it runs in."""

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from quiz_app.core.together import Row, Values

try:
    from quiz_app.core import libpq
except ImportError:  # without the extra `postgresql` there is only SQLite
    libpq = None

_PARAMETER = r"(?<!:):(\w+)"


class Work:
    """One unit of work on the driver itself, for the hot path: `Statement` runs in it as it does in a session.

    It has one cursor: what a statement gave is read before the next one runs.
    """

    __slots__ = ("connection", "cursor", "dialect")

    def __init__(self, connection: Any, dialect: str) -> None:
        self.connection = connection
        self.cursor = connection.cursor()
        self.dialect = dialect


AnyWork = Session | Work


class Apart(Work):
    """Each statement stands alone: one that is made for it is run together with others', the rest on a connection that
    is lent with the first of them."""

    __slots__ = ("_lend", "_lending", "_run_together")

    def __init__(
        self,
        dialect: str,
        lend: Callable[[], AbstractContextManager[Work]],
        run_together: Callable[["Statement", Values], Row],
    ) -> None:
        self.dialect = dialect
        self._lend, self._run_together = lend, run_together
        self._lending: AbstractContextManager[Work] | None = None

    def __enter__(self) -> Work:
        return self

    def __exit__(self, *error: Any) -> None:
        self._give_back(*error)

    def __getattr__(self, name: str) -> Any:
        """The connection and its cursor, when they are first asked for."""
        if name not in Work.__slots__:
            raise AttributeError(name)
        self._lending = self._lend()
        lent = self._lending.__enter__()
        self.connection, self.cursor = lent.connection, lent.cursor
        return getattr(self, name)

    def run_together(self, statement: "Statement", values: Values) -> "_First":
        """Nobody waits for others with a connection in hand: they may be waiting for one."""
        self._give_back(None, None, None)
        return _First(self._run_together(statement, values))

    def _give_back(self, *error: Any) -> None:
        if self._lending:
            lending, self._lending = self._lending, None
            del self.connection, self.cursor
            lending.__exit__(*error)


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

    def __init__(self, sql: str, *, lock: str = "", by: str = "") -> None:
        """`lock` names the table (or its alias) whose rows are locked; SQLite has locked everything by then. `by` makes
        it one that others may share a transaction with, in the order of this parameter: see `Together`."""
        locking = f" FOR UPDATE OF {lock}" if lock else ""
        driver_sql = re.sub(_PARAMETER, r"%(\1)s", sql.replace("%", "%%"))
        self._by_dialect = {"sqlite": sql, "postgresql": driver_sql + locking}
        self.by = by
        self._names = list(dict.fromkeys(re.findall(_PARAMETER, sql)))
        numbered = re.sub(_PARAMETER, lambda found: f"${self._names.index(found[1]) + 1}", sql)
        self._numbered = (numbered + locking).encode()

    def run(self, work: AnyWork, values: dict[str, Any] | Sequence[dict[str, Any]]) -> Any:
        """Execute within a unit of work, once for a dictionary of values or once for each of a sequence; gives the
        driver's cursor, with `fetchone()`, `fetchall()` and `rowcount`; of one that was run together, `fetchone()`."""
        if self.by and isinstance(work, Apart) and isinstance(values, dict):
            return work.run_together(self, values)
        if not isinstance(work, Work):
            connection = work.connection()
            work = Work(connection.connection, connection.dialect.name)
        elif libpq and work.dialect == "postgresql" and isinstance(values, dict):
            return libpq.execute(work.connection, self._numbered, self._in_order(values))
        cursor = work.cursor
        execute = cursor.execute if isinstance(values, dict) else cursor.executemany
        execute(self._by_dialect[work.dialect], values)
        return cursor

    def first_rows(self, work: Work, rows: Sequence[Values]) -> list[Row]:
        """Execute once for each of the values, in one transaction; the first row that each gives."""
        if work.dialect == "sqlite":
            return [work.cursor.execute(self._by_dialect["sqlite"], each).fetchone() for each in rows]
        assert libpq is not None
        found = libpq.execute_all(work.connection, self._numbered, [self._in_order(each) for each in rows])
        return [each.fetchone() for each in found]

    def _in_order(self, values: Values) -> list[Any]:
        return [values[name] for name in self._names]
