"""The database: one declarative base, compact column types, and the only commit in the code base."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Any

from sqlalchemy import BigInteger, Engine, Integer, MetaData, TypeDecorator, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

from quiz_app.core.engines import BY_KEYS, EACH_STATEMENT, open_engine
from quiz_app.core.statements import Apart, Pipelined, Statement, Work, prepare_all
from quiz_app.core.together import Row, Together, Values

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
    """An engine and the ways to use it: `transaction()` to change things, `reading()` to look; without the cost of a
    session `brief()`, `apart()`, `read_and_write()` and `separate()`, for the hot path."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.engine = open_engine(url, pool_size, overflow=pool_size)
        one_view = {"sqlite_begin": "BEGIN DEFERRED"} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._pool_size = pool_size
        self._looking = self.engine.execution_options(**one_view)
        alone = EACH_STATEMENT[self.engine.dialect.name]
        self._driver = open_engine(url, pool_size, settings=BY_KEYS, pool_reset_on_return=None, **alone)
        self._driver_error = self.engine.dialect.loaded_dbapi.OperationalError
        self._writing = _SharedCommit(self._driver) if self.is_sqlite else None
        self._meetings: dict[Statement, Together] = {}

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def warm_up(self) -> None:
        """Open the connections of the hot path and prepare its statements on them, so that nobody waits for that; a
        server that is not there yet is asked again when somebody needs it."""
        with suppress(SQLAlchemyError), ExitStack() as lent:
            for _ in range(self._pool_size):
                connection = lent.enter_context(closing(self._driver.raw_connection()))
                if not self.is_sqlite:
                    prepare_all(connection.driver_connection)

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
        """A transaction as `transaction()` is one, on a connection of the driver's own. On SQLite, threads that meet
        here share one commit, and none of them goes on before it is durable."""
        if self._writing:
            with self._writing.turn() as work:
                yield work
            return
        with self.separate() as lent:
            work = Pipelined(lent.connection)
            try:
                yield work
                work.finish()
            except BaseException:
                work.undo()
                raise

    def apart(self) -> AbstractContextManager[Apart]:
        """For writes that say themselves on what they depend: no transaction is made around the statements, and one
        that is made for it shares its own with others' (see `Together`)."""
        return Apart(self.separate, self._run_together)

    def read_and_write(self) -> AbstractContextManager[Work | Apart]:
        """For one read and one such write: on SQLite, whose one writer reads where it writes, in one transaction."""
        return self.brief() if self._writing else self.apart()

    @contextmanager
    def separate(self) -> Iterator[Work]:
        """Each statement is its own transaction, durable when it returns."""
        lent = self._driver.raw_connection()
        try:
            yield Work(lent.driver_connection, self.engine.dialect.name)
        except self._driver_error:
            lent.invalidate()
            raise
        finally:
            lent.close()

    def _run_together(self, statement: Statement, values: Values) -> Row:
        meeting = self._meetings.get(statement)
        if meeting is None:
            made = Together(statement.by, partial(self._run_all, statement))
            meeting = self._meetings.setdefault(statement, made)
        return meeting.run(values)

    def _run_all(self, statement: Statement, rows: Sequence[Values]) -> list[Row]:
        with self.brief() if self._writing else self.separate() as work:
            return work.first_rows(statement, rows)

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
        if self._writing:
            self._writing.close()
        self.engine.dispose()
        self._driver.dispose()


class _SharedCommit:
    """Group commit for SQLite: one writer at a time, one commit for all that came while the last one was written.

    A commit waits for the disk, a hundred times as long as the statements in it take. Whoever is done while others
    wait for their turn leaves the commit to the last of them and waits for it; each but the first stands behind a
    savepoint, so that one that fails takes nothing of the others with it. A batch ends with the first moment in which
    nobody waits, so it is never larger than there are threads. (DeWitt et al., Implementation techniques for main
    memory database systems, SIGMOD 1984, section 5.2.)
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0
        self._lent: Any = None
        self._batch: _Batch | None = None

    @contextmanager
    def turn(self) -> Iterator[Work]:
        with self._counting:
            self._waiting += 1
        with self._turn:
            with self._counting:
                self._waiting -= 1
            batch, alone = None, self._batch is None
            try:
                batch = self._begun()
                execute = self._lent.cursor().execute
                if not alone:
                    execute("SAVEPOINT one")
                try:
                    yield Work(self._lent.driver_connection, "sqlite")
                except BaseException:
                    if alone:
                        self._batch = None
                        execute("ROLLBACK")
                    else:
                        execute("ROLLBACK TO one")
                        execute("RELEASE one")
                    raise
                if not alone:
                    execute("RELEASE one")
            finally:
                if self._batch and not self._waiting:
                    self._commit(self._batch)
        batch.done.wait()
        if batch.error:
            raise batch.error

    def close(self) -> None:
        with self._turn:
            self._drop()

    def _begun(self) -> "_Batch":
        if self._batch is None:
            self._lent = self._lent or self._engine.raw_connection()
            self._lent.cursor().execute("BEGIN IMMEDIATE")
            self._batch = _Batch()
        return self._batch

    def _commit(self, batch: "_Batch") -> None:
        try:
            self._lent.cursor().execute("COMMIT")
        except Exception as error:
            batch.error = error
            self._drop()
        finally:
            self._batch = None
            batch.done.set()

    def _drop(self) -> None:
        """Closing a connection undoes what it has not committed."""
        if self._lent is not None:
            self._lent.invalidate()
            self._lent = None


class _Batch:
    def __init__(self) -> None:
        self.done = threading.Event()
        self.error: Exception | None = None  # what kept it from being durable
