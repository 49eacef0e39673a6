"""The database: one declarative base, compact column types, and the only commit in the code base."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    Connection,
    CursorResult,
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


class Database:
    """An engine and the two ways to use it: `transaction()` to change things, `reading()` to look."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.engine = _engine(url, pool_size)
        self._looking = self.engine.execution_options(sqlite_begin="BEGIN DEFERRED")

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


class Statement:
    """SQL written once with `:name` parameters and run by the driver itself, for the hot path.

    One execution costs a quarter of what a compiled expression costs; parameters and results are the driver's own
    types, so instants are milliseconds.
    """

    def __init__(self, sql: str, *, lock: str = "") -> None:
        """`lock` names the table (or its alias) whose rows are locked; SQLite has locked everything by then."""
        locking = f" FOR UPDATE OF {lock}" if lock else ""
        driver_sql = re.sub(r"(?<!:):(\w+)", r"%(\1)s", sql.replace("%", "%%"))
        self._by_dialect = {"sqlite": sql, "postgresql": driver_sql + locking}

    def run(self, session: Session, values: dict[str, Any] | Sequence[dict[str, Any]]) -> CursorResult[Any]:
        """Execute once for a dictionary of values, once for each for a sequence of them."""
        connection = session.connection()
        return connection.exec_driver_sql(self._by_dialect[connection.dialect.name], values)


def _engine(url: str, pool_size: int) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 20}, pool_size=pool_size, max_overflow=8)
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url, pool_size=pool_size, max_overflow=8, connect_args={"options": "-c timezone=UTC"}
    )


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
