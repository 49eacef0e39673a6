"""The database: one declarative base, compact column types, and the only commit in the code base."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    Integer,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def to_milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970 in UTC; parts of a millisecond are dropped."""
    return (moment - EPOCH) // MILLISECOND


def from_milliseconds(count: int) -> datetime:
    return EPOCH + timedelta(milliseconds=count)


class Instant(TypeDecorator[datetime]):
    """A moment, aware in Python, stored as whole milliseconds since 1970 in UTC: 6 to 8 bytes on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        return None if value is None else to_milliseconds(value)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        return None if value is None else from_milliseconds(value)


BigId = BigInteger().with_variant(Integer(), "sqlite")
Key = Annotated[int, mapped_column(BigId, primary_key=True)]


class Work:
    """One unit of work on the driver itself, for the hot path: `Statement` runs in it as it does in a session."""

    __slots__ = ("connection", "dialect")

    def __init__(self, connection: Any, dialect: str) -> None:
        self.connection = connection
        self.dialect = dialect


AnyWork = Session | Work


class Database:
    """An engine and the ways to use it: `transaction()` to change things, `reading()` to look; and the same without
    the cost of a session for the hot path, `brief()` for a transaction and `separate()` for single statements."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.engine = _engine(url, pool_size)
        one_view = {"sqlite_begin": "BEGIN DEFERRED"} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._looking = self.engine.execution_options(**one_view)
        self._driver = _engine(url, pool_size, pool_reset_on_return=None, **_EACH_STATEMENT[self.engine.dialect.name])
        self._driver_error = self.engine.dialect.loaded_dbapi.OperationalError

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One unit of work: all of it is durable when the block ends, or none of it happened."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent view that writes nothing and, on SQLite, waits for no writer."""
        with Session(self._looking, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def brief(self) -> Iterator[Work]:
        """A transaction as `transaction()` is one, on a connection of the driver's own."""
        with self.separate() as work:
            execute = work.connection.cursor().execute
            execute("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
            try:
                yield work
                execute("COMMIT")
            except BaseException:
                execute("ROLLBACK")
                raise

    @contextmanager
    def separate(self) -> Iterator[Work]:
        """Each statement is its own transaction, durable when it returns: enough where one conditional write follows
        one read, and two round trips instead of four."""
        lent = self._driver.raw_connection()
        try:
            yield Work(lent.driver_connection, self.engine.dialect.name)
        except self._driver_error:
            lent.invalidate()
            raise
        finally:
            lent.close()

    def maintain(self, *statements: str) -> None:
        """Run statements that stand outside any transaction, such as VACUUM."""
        alone = {"sqlite_begin": ""} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        with self.engine.connect().execution_options(**alone) as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def now(self) -> datetime:
        """The database server's clock; on SQLite, this machine's."""
        if self.is_sqlite:
            return datetime.now(UTC)
        with self.engine.connect() as connection:
            moment: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return moment.astimezone(UTC)

    def dispose(self) -> None:
        self.engine.dispose()
        self._driver.dispose()


class Statement:
    """SQL written once with `:name` parameters and run by the driver itself, for the hot path.

    One execution costs a quarter of what a compiled expression costs; parameters and results are the driver's own
    types, so instants are milliseconds, and rows are plain tuples.
    """

    def __init__(self, sql: str, *, lock: str = "") -> None:
        """`lock` names the table (or its alias) whose rows are locked; SQLite has locked everything by then."""
        locking = f" FOR UPDATE OF {lock}" if lock else ""
        driver_sql = re.sub(r"(?<!:):(\w+)", r"%(\1)s", sql.replace("%", "%%"))
        self._by_dialect = {"sqlite": sql, "postgresql": driver_sql + locking}

    def run(self, work: AnyWork, values: dict[str, Any] | Sequence[dict[str, Any]]) -> Any:
        """Execute within a unit of work, once for a dictionary of values or once for each of a sequence; gives the
        driver's cursor, with `fetchone()`, `fetchall()` and `rowcount`."""
        if not isinstance(work, Work):
            connection = work.connection()
            work = Work(connection.connection, connection.dialect.name)
        cursor = work.connection.cursor()
        execute = cursor.execute if isinstance(values, dict) else cursor.executemany
        execute(self._by_dialect[work.dialect], values)
        return cursor


_EACH_STATEMENT: dict[str, dict[str, Any]] = {"sqlite": {}, "postgresql": {"isolation_level": "AUTOCOMMIT"}}


def _engine(url: str, pool_size: int, **options: Any) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 20}, pool_size=pool_size, max_overflow=8, **options)
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    utc = {"options": "-c timezone=UTC"}
    return create_engine(url, pool_size=pool_size, max_overflow=8, connect_args=utc, **options)


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: `_begin_sqlite` does
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-65536",
        "mmap_size=268435456",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    statement = connection.get_execution_options().get("sqlite_begin", "BEGIN IMMEDIATE")
    if statement:
        connection.exec_driver_sql(statement)
