"""The cast and the stage: a fresh database of each kind, a clock that tests set, and people with roles.

Ann learns in Harbour branch, Ben is its secretary, Dora examines the city, Tom trains it, Root administers the
province; Cleo belongs to another county and must see nothing of theirs.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from sqlalchemy import text

from quiz_app.app import create_app
from quiz_app.core import migrations, paths
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.jobs.kinds import Means
from quiz_app.core.jobs.running import run_waiting
from quiz_app.core.web.services import KEY, Services
from quiz_app.members import tokens
from quiz_app.members.pages.identity import COOKIE
from quiz_app.members.tables import Member, SignIn
from quiz_app.organizations import kinds
from quiz_app.organizations.actors import Actor, Grant, operator
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import RoleGrant, Unit
from quiz_app.regulations import actions as regulations
from quiz_app.regulations import registry
from quiz_app.schema import METADATA
from quiz_app.working import JOBS
from tests import figures
from tests.databases import KeptEngines, OwnDatabase, counting_on, emptying
from tests.figures import record_figure  # noqa: F401

hypothesis_settings.register_profile("house", deadline=None, print_blob=False)
hypothesis_settings.load_profile("house")

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SECRET = "a test secret that is long enough to be accepted"
POSTGRESQL = os.environ.get("QUIZ_APP_TEST_DATABASE_URL")
CHROMIUM = os.environ.get("QUIZ_APP_TEST_CHROMIUM") or shutil.which("chromium")
LEFT_OUT = {
    "PostgreSQL（QUIZ_APP_TEST_DATABASE_URL 没有设置）": not POSTGRESQL,
    "Redis（QUIZ_APP_TEST_REDIS_URL 没有设置）": not os.environ.get("QUIZ_APP_TEST_REDIS_URL"),
    "Chromium（没有找到 chromium）": not CHROMIUM,
    "法规文本（QUIZ_APP_REGULATION_TEXTS 没有设置）": not os.environ.get("QUIZ_APP_REGULATION_TEXTS"),
}


def pytest_collection_finish() -> None:
    """All that is there by now stays: to go through it again and again would take a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    figures.tell(terminalreporter)
    missing = [name for name, lacks in LEFT_OUT.items() if lacks]
    if missing:
        terminalreporter.section("这台机器上没有、因此没有测的")
        for name in missing:
            terminalreporter.line(f"  {name}")


class SettableClock:
    """The clock of a test: it stands still until the test moves it."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, **duration: float) -> datetime:
        self.moment += timedelta(**duration)
        return self.moment


@dataclass(frozen=True)
class Cast:
    """People by name, each as the actor of a sign-in that holds for a day, and the units by name."""

    ann: Actor
    ben: Actor
    cleo: Actor
    dora: Actor
    tom: Actor
    root: Actor
    units: dict[str, Unit]


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schema") / "empty.db"
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    database.maintain("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    if not POSTGRESQL:
        pytest.skip("QUIZ_APP_TEST_DATABASE_URL is not set")
    with OwnDatabase(POSTGRESQL) as url:
        database = Database(url)
        migrations.upgrade(database)
        database.dispose()
        yield url


@pytest.fixture(scope="session")
def own_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("database") / "quiz.db"


@pytest.fixture(scope="session")
def kept_engines() -> Iterator[KeptEngines]:
    kept = KeptEngines()
    yield kept
    kept.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, own_sqlite: Path, kept_engines: KeptEngines) -> Iterator[Database]:
    """An empty database with the whole schema; every test of data runs on both kinds."""
    if request.param == "sqlite":
        path = own_sqlite
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        database = kept_engines.database(f"sqlite:///{path}")
        yield database
        database.dispose()
        return
    database = kept_engines.database(request.getfixturevalue("postgresql_url"))
    yield database
    database.maintain(emptying(METADATA))


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def settings(tmp_path: Path, database: Database) -> Settings:
    url = database.engine.url.render_as_string(hide_password=False)
    return Settings.read(
        {"QUIZ_APP_INSTANCE": str(tmp_path), "QUIZ_APP_SECRET_KEY": SECRET, "QUIZ_APP_DATABASE_URL": url}
    )


@pytest.fixture(scope="session")
def one_app() -> list[Flask]:
    return []


@pytest.fixture
def app(one_app: list[Flask], settings: Settings, database: Database, clock: SettableClock) -> Iterator[Flask]:
    """The site with this test's database and clock. Making one takes 50 ms, so all tests of a process share it; what a
    test changes of its configuration goes with the test."""
    if not one_app:
        one_app.append(create_app(settings, database=database, clock=clock))
    app = one_app[0]
    before = dict(app.config)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    app.extensions[KEY] = Services(settings, database, clock)
    yield app
    app.config.clear()
    app.config.update(before)


CHARTER = """来源：测试
第一条 年满十八岁的中国工人，可以申请加入中国共产党。
第三条 党员必须履行下列义务：
（一）学习。
"""
REGISTER = paths.question_banks() / "regulations.toml"


@pytest.fixture
def with_texts(app: Flask, settings: Settings, database: Database, clock: SettableClock, tmp_path: Path) -> Path:
    """A site with a folder of regulation texts, in which the charter has two articles."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "中国共产党章程_2022.txt").write_text(CHARTER, encoding="utf-8")
    app.extensions[KEY] = Services(replace(settings, regulation_texts=folder), database, clock)
    return folder


@pytest.fixture
def our_register(database: Database, cast: "Cast") -> None:
    """The documents that may be cited are those of our own register."""
    province = cast.units["东山省"]
    with database.transaction() as session:
        regulations.load(session, operator(province.path), province, registry.read(REGISTER.read_text("utf-8")))


@pytest.fixture
def run_jobs(app: Flask) -> Callable[[], int]:
    """Run the jobs that wait, as the process beside the site does; how many there were."""

    def run() -> int:
        here: Services = app.extensions[KEY]
        return run_waiting(Means(here.settings, here.database, here.clock), JOBS)

    return run


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def cast(database: Database) -> Cast:
    """Everybody has the id that they would get in an empty database, so that they come in a few statements."""
    units: dict[str, Unit] = {}
    people: list[Member] = []
    beside: list[SignIn | RoleGrant] = []

    def unit(name: str, kind: str, parent: Unit | None = None) -> Unit:
        number = len(units) + 1
        above = parent.path if parent else "/"
        units[name] = Unit(
            id=number, name=name, kind=kind, parent_id=parent.id if parent else None, path=f"{above}{number}/"
        )
        return units[name]

    def person(number: str, name: str, home: Unit, *roles: tuple[Role, Unit]) -> Actor:
        key = len(people) + 1
        people.append(Member(id=key, number=number, name=name, unit_id=home.id))
        beside.append(SignIn(id=key, member_id=key, started_at=NOW, expires_at=NOW + timedelta(days=1)))
        beside.extend(RoleGrant(member_id=key, role=role, unit_id=where.id, granted_at=NOW) for role, where in roles)
        grants = tuple(Grant(role, where.path) for role, where in roles)
        return Actor(key, name, home.id, home.name, home.path, key, grants)

    province = unit("东山省", kinds.PROVINCE)
    city = unit("临江市", kinds.CITY, province)
    county = unit("海湾县", kinds.COUNTY, city)
    committee = unit("海湾县港务局党委", kinds.COMMITTEE, county)
    harbour = unit("港口党支部", kinds.BRANCH, committee)
    unit("港口第一党小组", kinds.GROUP, harbour)
    far_city = unit("远山市", kinds.CITY, province)
    far_county = unit("云岭县", kinds.COUNTY, far_city)
    far_branch = unit("云岭党支部", kinds.BRANCH, far_county)
    made = Cast(
        ann=person("A001", "安然", harbour),
        ben=person("B001", "本立", harbour, (Role.SECRETARY, harbour)),
        cleo=person("C001", "柯立", far_branch),
        dora=person("D001", "朵拉", harbour, (Role.ORGANIZER, city)),
        tom=person("T001", "田明", harbour, (Role.TRAINER, city)),
        root=person("R001", "管理员", province, (Role.ADMIN, province)),
        units=units,
    )
    with database.transaction() as session:
        for those in (units.values(), people, beside):
            session.add_all(those)
            session.flush()
        if not database.is_sqlite:
            session.execute(text(counting_on(Unit.__tablename__, Member.__tablename__, SignIn.__tablename__)))
    return made


@pytest.fixture
def sign_in(app: Flask) -> Callable[[FlaskClient, Actor], FlaskClient]:
    """Give a client the cookie of an actor's sign-in, as the sign-in page does."""

    def give(client: FlaskClient, actor: Actor) -> FlaskClient:
        client.set_cookie(COOKIE, bearer(actor))
        return client

    return give


def bearer(actor: Actor) -> str:
    """The token of an actor's sign-in, for the API's Authorization header."""
    return tokens.issue(SECRET.encode(), tokens.Token(actor.sign_in_id, actor.member_id, NOW + timedelta(days=1)))
