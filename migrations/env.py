"""Where migrations run: inside the transaction that `quiz_app.core.migrations` hands in.

A developer's `alembic revision --autogenerate` compares with the database of the settings instead.
"""

from typing import Any

from alembic import context
from sqlalchemy import Connection

from quiz_app.core.config import Settings
from quiz_app.core.db import Database, Instant
from quiz_app.core.migrations import comparable
from quiz_app.schema import METADATA


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        compare_type=True,
        include_object=comparable(connection, METADATA),
        render_as_batch=connection.dialect.name == "sqlite",  # it changes a table by making it anew
        render_item=_as_stored,
    )
    with context.begin_transaction():
        context.run_migrations()


def _as_stored(kind: str, item: Any, _context: Any) -> str | bool:
    """A revision says what the database holds, so that it means the same when our own types change."""
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Instant) else False


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    database = Database(Settings.read().database_url)
    with database.transaction() as session:
        run(session.connection())
    database.dispose()
