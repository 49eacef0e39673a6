"""A PostgreSQL database of a test process's own, and how it is emptied between tests."""

import uuid

from sqlalchemy import MetaData
from sqlalchemy.engine import make_url

from quiz_app.core.db import Database


def emptying(metadata: MetaData) -> str:
    """One statement that deletes every row, so that references in a circle do not matter, and starts each sequence
    anew. It takes a few milliseconds, TRUNCATE over all tables a hundred and more."""
    deletes = ", ".join(f'{name}_ AS (DELETE FROM "{name}")' for name in metadata.tables)
    return f"WITH {deletes} SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"


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
