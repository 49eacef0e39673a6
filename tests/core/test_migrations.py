"""Both ways, on both databases: what migrations make is what the models say, and nothing of it stays behind."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import MetaData, text

from quiz_app.bench.stage import database_for
from quiz_app.core import migrations
from quiz_app.core.db import Database
from quiz_app.schema import METADATA
from tests.conftest import POSTGRESQL

SQLITE = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name <> 'alembic_version'"
POSTGRESQL_SCHEMA = (
    "SELECT concat_ws(' ', table_name, column_name, data_type, character_maximum_length, is_nullable, column_default)"
    " FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'"
    " UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace AND conname <> 'alembic_version_pkc'"
    " UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
)

OUTER_COMMA = re.compile(r",(?![^()]*\))")


@pytest.fixture(params=["sqlite", "postgresql"])
def blank(request: pytest.FixtureRequest) -> Iterator[Database]:
    if request.param == "postgresql" and not POSTGRESQL:
        pytest.skip("QUIZ_APP_TEST_DATABASE_URL is not set")
    with database_for(POSTGRESQL if request.param == "postgresql" else None) as url:
        database = Database(url.replace("postgresql:", "postgresql+psycopg:"))
        yield database
        database.dispose()


@pytest.fixture
def modelled(blank: Database) -> Iterator[Database]:
    """A second database, made from a copy of the models: making tables on PostgreSQL leaves marks on constraints that
    make SQLite leave them out afterwards."""
    models = MetaData(naming_convention=METADATA.naming_convention)
    for table in METADATA.sorted_tables:
        table.to_metadata(models)
    with database_for(None if blank.is_sqlite else POSTGRESQL) as url:
        database = Database(url.replace("postgresql:", "postgresql+psycopg:"))
        models.create_all(database.engine)
        yield database
        database.dispose()


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_upgrading_leaves_nothing_for_autogenerate_to_do(blank: Database) -> None:
    assert migrations.upgrade(blank)
    assert migrations.is_current(blank)
    assert migrations.differences(blank, METADATA) == []


def test_upgrading_makes_every_constraint_and_index_that_the_models_name(blank: Database, modelled: Database) -> None:
    migrations.upgrade(blank)
    assert schema(blank) == schema(modelled)


def test_going_back_to_the_start_leaves_no_table_and_upgrading_again_makes_all_of_them(blank: Database) -> None:
    migrations.upgrade(blank)
    made = schema(blank)
    migrations.downgrade(blank)
    assert schema(blank) == set()
    assert not migrations.is_current(blank)
    migrations.upgrade(blank)
    assert schema(blank) == made


def test_upgrading_what_is_current_does_nothing(blank: Database) -> None:
    migrations.upgrade(blank)
    assert not migrations.upgrade(blank)


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_a_column_that_somebody_dropped_by_hand_is_a_difference(blank: Database) -> None:
    migrations.upgrade(blank)
    with blank.transaction() as session:
        session.execute(text("ALTER TABLE members DROP COLUMN phone"))
    assert ["phone" in each for each in migrations.differences(blank, METADATA)] == [True]


def schema(database: Database) -> set[str]:
    """Every column, constraint and index, one string each, in the database's own words."""
    with database.reading() as session:
        rows = session.scalars(text(SQLITE if database.is_sqlite else POSTGRESQL_SCHEMA)).all()
    return {part for row in rows for part in _parts(" ".join(row.replace('"', "").split()))}


def _parts(row: str) -> list[str]:
    """The columns and constraints of a table in SQLite's words, which puts a column that was added where it likes."""
    if not row.startswith("CREATE TABLE"):
        return [row]
    table, _, rest = row.partition("(")
    inside, _, options = rest.rpartition(")")
    return [f"{table}{options} {part.strip()}" for part in OUTER_COMMA.split(inside)]
