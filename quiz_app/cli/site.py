"""The site that a command works on: that of the settings in the environment."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from quiz_app.core import migrations
from quiz_app.core.clock import Clock
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict


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
