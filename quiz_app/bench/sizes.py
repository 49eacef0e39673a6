"""How many bytes a row takes in the database's files, indexes included."""

from pathlib import Path

from sqlalchemy import text

from quiz_app.core.db import Database


def bytes_per_row(url: str, tables: tuple[str, ...]) -> dict[str, float]:
    """Bytes on disk per row of each table with its indexes, after VACUUM, beyond what the empty table takes; 0 for an
    empty table."""
    database = Database(url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        measure = _sqlite if database.is_sqlite else _postgresql
        return {table: measure(database, table) for table in tables}
    finally:
        database.dispose()


def _postgresql(database: Database, table: str) -> float:
    empty = f"{table}_empty"
    database.maintain(f"VACUUM FULL {table}", f"CREATE TABLE {empty} (LIKE {table} INCLUDING ALL)")
    sizes = f"pg_total_relation_size('{table}') - pg_total_relation_size('{empty}')"
    with database.engine.connect() as connection:
        size, rows = connection.execute(text(f"SELECT {sizes}, (SELECT count(*) FROM {table})")).one()
    database.maintain(f"DROP TABLE {empty}")
    return size / rows if rows else 0.0


def _sqlite(database: Database, table: str) -> float:
    """The file shrinks by what the table held when it is emptied: SQLite's own page counts need no extension."""
    with database.reading() as session:
        rows = session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    path = Path(str(database.engine.url.database))
    copy = path.with_suffix(f".{table}")
    database.maintain(f"VACUUM INTO '{copy}'")
    other = Database(f"sqlite:///{copy}")
    full = copy.stat().st_size
    other.maintain("PRAGMA foreign_keys=OFF", f"DELETE FROM {table}", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
    other.dispose()
    return (full - copy.stat().st_size) / rows if rows else 0.0
