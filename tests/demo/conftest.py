"""Two filled databases to look at, one of each kind, and copies for tests that change something."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from quiz_app.bench.stage import database_for
from quiz_app.core import migrations
from quiz_app.core.db import Database
from quiz_app.core.files.media import Media
from quiz_app.demo.province import Summary, fill
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.queries import grants_of
from quiz_app.organizations.tables import Unit
from quiz_app.schema import METADATA
from tests.conftest import NOW, POSTGRESQL

MEMBERS = 200


@dataclass(frozen=True)
class Filled:
    """A database that holds the demo province, which the tests of this file share and only read."""

    database: Database
    summary: Summary
    told: dict[str, list[tuple[int, int]]]


class StandingClock:
    def now(self) -> datetime:
        return NOW


CLOCK = StandingClock()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    if request.param == "postgresql" and not POSTGRESQL:
        pytest.skip("QUIZ_APP_TEST_DATABASE_URL is not set")
    with filled_with(POSTGRESQL if request.param == "postgresql" else None, tmp_path_factory) as made:
        yield made


@pytest.fixture(scope="session")
def filled_again(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    with filled_with(None, tmp_path_factory) as made:
        yield made


@pytest.fixture
def shared(filled: Filled) -> Database:
    return filled.database


@pytest.fixture
def own(filled_again: Filled, tmp_path: Path) -> Iterator[Database]:
    """A copy that a test may change."""
    filled_again.database.dispose()
    shutil.copy(filled_again.database.engine.url.database, tmp_path / "own.db")
    database = Database(f"sqlite:///{tmp_path / 'own.db'}")
    yield database
    database.dispose()


@pytest.fixture
def media(tmp_path: Path) -> Media:
    return Media(tmp_path / "media")


@pytest.fixture
def known(shared: Database) -> Callable[[str], Actor]:
    """The actor behind a sign-in of the demo."""
    return lambda number: _known(shared, number)


def content(database: Database) -> dict[str, list[str]]:
    """Every row of every table, but for the salted hashes of passwords."""
    found: dict[str, list[str]] = {}
    with database.reading() as session:
        for table in METADATA.sorted_tables:
            columns = [column for column in table.columns if column.name != "password_hash"]
            found[table.name] = sorted(map(repr, session.execute(select(*columns))))
    return found


@contextmanager
def filled_with(url: str | None, folders: pytest.TempPathFactory, **options: Any) -> Iterator[Filled]:
    told: dict[str, list[tuple[int, int]]] = {}
    with database_for(url) as own:
        database = Database(own.replace("postgresql:", "postgresql+psycopg:"))
        migrations.upgrade(database)
        summary = fill(
            database,
            CLOCK,
            members=MEMBERS,
            media=Media(folders.mktemp("media")),
            progress=lambda step, done, total: told.setdefault(step, []).append((done, total)),
            **options,
        )
        yield Filled(database, summary, told)
        database.dispose()


def _known(database: Database, number: str) -> Actor:
    with database.reading() as session:
        member = session.scalars(select(Member).where(Member.number == number)).one()
        unit = session.get_one(Unit, member.unit_id)
        return Actor(member.id, member.name, unit.id, unit.name, unit.path, 0, grants_of(session, member.id))
