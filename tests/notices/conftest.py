"""Members beside the cast, what is said to them, and what they find in their inbox."""

from collections.abc import Callable

import pytest

from quiz_app.core.db import Database
from quiz_app.members.tables import Member
from quiz_app.notices.actions import sending
from quiz_app.notices.kinds import ANNOUNCEMENT
from quiz_app.notices.queries import inbox
from quiz_app.organizations.actors import Actor
from tests.conftest import Cast, SettableClock
from tests.exams.conftest import Queries

Titles = Callable[[Actor], list[str]]
Say = Callable[..., int]


@pytest.fixture
def say(database: Database, cast: Cast, clock: SettableClock) -> Say:
    """Announce something below a unit; the id of the notice."""

    def run(unit: str, title: str, *, by: Actor | None = None) -> int:
        with database.transaction() as session:
            return sending.announce(
                session,
                unit=cast.units[unit],
                title=title,
                body="请看。",
                kind=ANNOUNCEMENT,
                page=None,
                sent_by=(by or cast.root).member_id,
                at=clock.now(),
            )

    return run


@pytest.fixture
def titles(database: Database, clock: SettableClock) -> Titles:
    """What an actor finds in the inbox, the latest first."""

    def run(actor: Actor) -> list[str]:
        with database.reading() as session:
            return [each.notice.title for each in inbox.inbox(session, actor, limit=50, at=clock.now())]

    return run


@pytest.fixture
def unread(database: Database, clock: SettableClock) -> Callable[[Actor], int]:
    def run(actor: Actor) -> int:
        with database.reading() as session:
            return inbox.unread(session, actor, clock.now())

    return run


@pytest.fixture
def crowd(database: Database, cast: Cast) -> list[int]:
    """Forty more members of Harbour branch."""
    home = cast.units["港口党支部"].id
    with database.transaction() as session:
        people = [Member(number=f"N{number:03d}", name=f"群众{number}", unit_id=home) for number in range(40)]
        session.add_all(people)
        session.flush()
        return [each.id for each in people]


@pytest.fixture
def queries(database: Database) -> Queries:
    return Queries(database)
