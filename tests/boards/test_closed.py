"""A closed board keeps its units and its roster as they were."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from quiz_app.boards.queries.boards import find_board
from quiz_app.boards.queries.members import page
from quiz_app.boards.queries.units import sums
from quiz_app.core.db import Database
from quiz_app.members.actions.people import transfer_member
from quiz_app.members.queries.people import Person
from quiz_app.members.tables import Member
from quiz_app.organizations.actions import move_unit
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.tables import Unit
from quiz_app.points.actions import award
from quiz_app.points.rules.table import EXAM_PASSED
from quiz_app.records.tasks import points_audit
from tests.conftest import Cast, SettableClock

Finish = Callable[[Actor, int], None]
Settle = Callable[[], None]


def standing(database: Database, unit: Unit, period: str) -> tuple[list[str], int, int, int]:
    """(names on the board of a unit, entrants, total, roster)."""
    with database.reading() as session:
        board = find_board(session, "points", period)
        assert board is not None
        names = [each.name for each in page(session, board, session.get_one(Unit, unit.id), limit=50)]
        counted = sums(session, board.id, unit.id)
        assert counted is not None
        return names, counted.entrants, counted.total, counted.roster


@pytest.mark.parametrize("closed", ["2026-11", "2026-W48"])
def test_after_a_period_has_closed_a_transfer_changes_the_year_but_not_the_period(
    database: Database, cast: Cast, clock: SettableClock, finish_lessons: Finish, settle: Settle, closed: str
) -> None:
    finish_lessons(cast.ann, 2)
    settle()
    clock.moment += timedelta(days=10)
    with database.transaction() as session:
        member, branch = session.get_one(Member, cast.ann.member_id), session.get_one(Unit, cast.ann.unit_id)
        target = session.get_one(Unit, cast.units["云岭党支部"].id)
        transfer_member(session, cast.root, Person(member, branch), target, at=clock.now())
    settle()
    assert standing(database, cast.units["港口党支部"], closed) == (["安然"], 1, 4, 4)
    assert standing(database, cast.units["云岭党支部"], closed) == ([], 0, 0, 1)
    assert standing(database, cast.units["港口党支部"], "2026") == ([], 0, 0, 3)
    assert standing(database, cast.units["云岭党支部"], "2026") == (["安然"], 1, 4, 2)
    assert points_audit(database, clock).drift == []


@pytest.mark.parametrize("closed", ["2026-11", "2026-W48"])
def test_points_that_come_late_are_folded_into_the_tree_as_it_was(
    database: Database, cast: Cast, clock: SettableClock, finish_lessons: Finish, settle: Settle, closed: str
) -> None:
    finish_lessons(cast.ann, 2)
    settle()
    in_time = clock.now()
    clock.moment += timedelta(days=10)
    with database.transaction() as session:
        county = session.scalars(select(Unit).where(Unit.name == "海湾县")).one()
        target = session.scalars(select(Unit).where(Unit.name == "远山市")).one()
        move_unit(session, cast.root, county, target, at=clock.now())
    settle()
    with database.transaction() as session:
        award(session, EXAM_PASSED, member_id=cast.ann.member_id, source_id=7, at=in_time)
    settle()
    assert standing(database, cast.units["临江市"], closed)[1:] == (1, 9, 4)
    assert standing(database, cast.units["远山市"], closed)[1:] == (0, 0, 1)
    assert standing(database, cast.units["远山市"], "2026") == (["安然"], 1, 9, 5)
    assert points_audit(database, clock).drift == []


def test_who_left_the_roster_still_counts_where_points_were_earned(
    database: Database, cast: Cast, clock: SettableClock, finish_lessons: Finish, settle: Settle
) -> None:
    finish_lessons(cast.ann, 1)
    with database.transaction() as session:
        for actor in (cast.ann, cast.tom):
            session.get_one(Member, actor.member_id).left_at = clock.now()
    settle()
    assert standing(database, cast.units["港口党支部"], "2026-11") == (["安然"], 1, 2, 3)
