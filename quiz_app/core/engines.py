"""How the two databases are opened."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

EACH_STATEMENT: dict[str, dict[str, Any]] = {"sqlite": {}, "postgresql": {"isolation_level": "AUTOCOMMIT"}}
"""What makes each statement a transaction of its own, by dialect."""
BY_KEYS = " ".join(
    f"-c {setting}"
    for setting in (
        "plan_cache_mode=force_generic_plan",
        "enable_seqscan=off",
        "enable_hashjoin=off",
        "enable_mergejoin=off",
        "join_collapse_limit=1",
        "jit=off",
    )
)
"""For connections whose statements all go by keys, in the order in which they name their tables. PostgreSQL would plan
each five times before it keeps a plan; and one that was made while a table was nearly empty would go through all of it
for each key until the statistics are renewed: closing 20,000 attempts on a new site took twice as long. Where a table
must be gone through all the same, its cost stands for "never", and machine code for that would take a second."""


def open_engine(url: str, pool_size: int, *, overflow: int = 0, settings: str = "", **options: Any) -> Engine:
    """With `pool_size` connections that are kept. One of `overflow` is closed after each use, so that its next use
    costs many times what is done with it. `settings` are PostgreSQL's."""
    options |= {"pool_size": pool_size, "max_overflow": overflow}
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 20}, **options)
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    connected = {"options": f"-c timezone=UTC {settings}"}
    return create_engine(url, pool_use_lifo=True, connect_args=connected, **options)


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
