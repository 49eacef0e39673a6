"""The site that a command works on: that of the settings in the environment."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.core import migrations
from quiz_app.core.clock import Clock
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict
from quiz_app.organizations import queries
from quiz_app.organizations.actors import Actor, operator
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class Site:
    settings: Settings
    database: Database
    clock: Clock

    def now(self) -> datetime:
        return self.clock.now()


@contextmanager
def opened() -> Iterator[Site]:
    """The site as it is, whether or not its database is up to date."""
    settings = Settings.read()
    database = Database(settings.database_url)
    try:
        yield Site(settings, database, Clock(database.now))
    finally:
        database.dispose()


@contextmanager
def ready() -> Iterator[Site]:
    """The site with a database of this version; any other is refused."""
    with opened() as site:
        if not migrations.is_current(site.database):
            raise Conflict("数据库还没有建立，或版本较旧：先运行 quiz-app db upgrade。")
        yield site


def root(session: Session) -> Unit:
    """The highest unit of the site."""
    found = queries.root(session)
    if found is None:
        raise Conflict("网站上还没有任何单位：先运行 quiz-app members found 建立最高一级单位和第一位管理员。")
    return found


def administrator(session: Session) -> Actor:
    """Whoever may run commands on the server: they act for the whole site."""
    return operator(root(session).path)
