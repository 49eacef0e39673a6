"""Bringing a database to the schema of this version, and finding where the two differ."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, event, text

from quiz_app.core import paths
from quiz_app.core.db import Database

ONE_AT_A_TIME = 7_201_921  # an advisory lock: two nodes that start together do not migrate together


class BrokenReference(RuntimeError):
    """A migration left rows that point nowhere; nothing of it was kept."""


def upgrade(database: Database) -> bool:
    """Run the migrations that are missing, in one transaction. True when there were any."""
    if is_current(database):
        return False
    with _altering(database) as connection:
        command.upgrade(_config(connection), "head")
    return True


def downgrade(database: Database, revision: str = "base") -> None:
    with _altering(database) as connection:
        command.downgrade(_config(connection), revision)


def is_current(database: Database) -> bool:
    with database.reading() as session:
        found = MigrationContext.configure(session.connection()).get_current_heads()
    return set(found) == set(ScriptDirectory.from_config(_config()).get_heads())


def differences(database: Database, metadata: MetaData) -> list[str]:
    """What a migration would still have to do before the database has exactly the tables of `metadata`."""
    with database.reading() as session:
        connection = session.connection()
        options = {"compare_type": True, "include_object": comparable(connection, metadata)}
        context = MigrationContext.configure(connection, opts=options)
        return [_in_words(each) for each in compare_metadata(context, metadata)]


def comparable(connection: Connection, metadata: MetaData) -> Callable[..., bool]:
    """Alembic's `include_object`. SQLite does not tell an index over expressions from one over plain columns, so that
    such an index would always look as if it had to be made anew."""
    indexes = [index for table in metadata.sorted_tables for index in table.indexes]
    untold = {index.name for index in indexes if not all(isinstance(each, Column) for each in index.expressions)}

    def include(_item: object, name: str | None, kind: str, _reflected: bool, _counterpart: object) -> bool:
        return not (kind == "index" and connection.dialect.name == "sqlite" and name in untold)

    return include


@contextmanager
def _altering(database: Database) -> Iterator[Connection]:
    """A transaction for DDL, without foreign keys on SQLite: a table that is rebuilt there is dropped in between, and
    its rows would take along the rows that point at them."""
    own = Database(database.engine.url.render_as_string(hide_password=False))
    if own.is_sqlite:
        event.listen(own.engine, "connect", _ignore_foreign_keys)
    try:
        with own.transaction() as session:
            connection = session.connection()
            if not own.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
            yield connection
            if own.is_sqlite and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise BrokenReference(f"{len(lost)} rows point nowhere, the first in table {lost[0][0]}")
    finally:
        own.dispose()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _ignore_foreign_keys(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")


def _in_words(difference: Any) -> str:
    """`('add_index', Index(…))`, or a list of such for one column."""
    each = difference[0] if isinstance(difference, list) else difference
    return f"{each[0]}: {each[1:]}"
