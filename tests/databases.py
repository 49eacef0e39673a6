"""A PostgreSQL database of a test process's own, and how it is emptied between tests."""

import uuid
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, MetaData
from sqlalchemy.engine import make_url

from quiz_app.core.db import Database
from quiz_app.core.engines import open_engine


def emptying(metadata: MetaData) -> str:
    """One statement that deletes every row, so that references in a circle do not matter, and starts each sequence
    anew. It takes a few milliseconds, TRUNCATE over all tables a hundred and more."""
    deletes = ", ".join(f'{name}_ AS (DELETE FROM "{name}")' for name in metadata.tables)
    return f"WITH {deletes} SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"


def counting_on(*tables: str) -> str:
    """A statement after which the ids of tables go on behind those that are there."""
    each = (f"setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))" for name in tables)
    return f"SELECT {', '.join(each)}"


class KeptEngines:
    """Engines that outlive the tests of a process. Each test has a `Database` of its own, but a new engine would
    compile every statement anew, and a new connection plan them anew on PostgreSQL."""

    def __init__(self) -> None:
        self._kept: dict[str, Engine] = {}

    def database(self, url: str) -> Database:
        with patch("quiz_app.core.db.open_engine", self._open):
            return Database(url)

    def dispose(self) -> None:
        for engine in self._kept.values():
            engine.dispose()

    def _open(self, url: str, *sizes: int, **options: Any) -> Engine:
        key = repr((url, sizes, sorted(options.items())))
        if key not in self._kept:
            self._kept[key] = open_engine(url, *sizes, **options)
        return self._kept[key]


class OwnDatabase:
    """A database of this test process's own, dropped at its end."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self._name = f"quiz_test_{uuid.uuid4().hex[:12]}"

    def __enter__(self) -> str:
        self._run(f"CREATE DATABASE {self._name}")
        self._run(f"ALTER DATABASE {self._name} SET synchronous_commit = off")  # no test cuts the power
        return self._url.set(database=self._name).render_as_string(hide_password=False)

    def __exit__(self, *_: object) -> None:
        self._run(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        database = Database(self._url.render_as_string(hide_password=False))
        database.maintain(statement)
        database.dispose()
