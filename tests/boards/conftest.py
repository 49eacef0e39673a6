"""Boards of the cast: points by the ledger's own action, folded by the tasks themselves."""

from collections.abc import Callable

import pytest

from quiz_app.core.db import Database
from quiz_app.organizations.actors import Actor
from quiz_app.points.actions import award
from quiz_app.points.rules.table import LESSON_FINISHED
from quiz_app.points.tasks import fold, follow_roster
from tests.conftest import SettableClock
from tests.exams.conftest import Queries


@pytest.fixture
def queries(database: Database) -> Queries:
    return Queries(database)


@pytest.fixture
def settle(database: Database, clock: SettableClock) -> Callable[[], None]:
    """Let the boards' tasks catch up with the roster and with every submission."""

    def run() -> None:
        follow_roster(database, clock)
        while fold(database, clock):
            pass
        follow_roster(database, clock)

    return run


@pytest.fixture
def finish_lessons(database: Database, clock: SettableClock) -> Callable[[Actor, int], None]:
    """Credit an actor for so many lessons, two points each."""
    numbers = iter(range(1, 10_000))

    def run(actor: Actor, count: int) -> None:
        with database.transaction() as session:
            for _ in range(count):
                award(session, LESSON_FINISHED, member_id=actor.member_id, source_id=next(numbers), at=clock.now())

    return run
