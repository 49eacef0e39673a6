"""Giving roles and taking them back."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Forbidden, NotFound
from quiz_app.members.actions import people
from quiz_app.members.queries.people import find_actor
from quiz_app.members.tokens import Token
from quiz_app.organizations import actions, queries
from quiz_app.organizations.actors import Actor, Grant
from quiz_app.organizations.permissions import Permission, Role
from quiz_app.organizations.tables import RoleGrant, RoleWithdrawal, Unit
from tests.conftest import NOW


@pytest.fixture
def dora(cast) -> Actor:
    """Dora as the administrator of the city."""
    return replace(cast.dora, grants=(Grant(Role.ADMIN, cast.units["临江市"].path),))


def _unit(session, cast, name: str) -> Unit:
    return session.get_one(Unit, cast.units[name].id)


def test_a_role_holds_in_the_unit_and_below_from_the_next_request(database: Database, cast) -> None:
    with database.transaction() as session:
        actions.grant_role(session, cast.root, cast.ann.member_id, Role.TRAINER, _unit(session, cast, "海湾县"), at=NOW)
    with database.reading() as session:
        ann = find_actor(session, Token(cast.ann.sign_in_id, cast.ann.member_id, NOW), at=NOW)
    assert ann is not None
    assert ann.can(Permission.QUESTION_WRITE, cast.units["港口党支部"].path)
    assert not ann.can(Permission.QUESTION_WRITE, cast.units["临江市"].path)


def test_an_administrator_of_a_city_grants_nothing_outside_it(database: Database, cast, dora: Actor) -> None:
    with database.transaction() as session, pytest.raises(Forbidden):
        actions.grant_role(session, dora, cast.cleo.member_id, Role.TRAINER, _unit(session, cast, "云岭县"), at=NOW)
    with database.transaction() as session, pytest.raises(Forbidden):
        actions.grant_role(session, dora, cast.ann.member_id, Role.TRAINER, _unit(session, cast, "东山省"), at=NOW)


@pytest.mark.parametrize("who", ["ann", "ben", "dora", "tom", "cleo"])
def test_only_administrators_grant_roles(database: Database, cast, who: str) -> None:
    actor = getattr(cast, who)
    with database.transaction() as session, pytest.raises(Forbidden):
        actions.grant_role(
            session, actor, cast.ann.member_id, Role.SECRETARY, _unit(session, cast, "港口党支部"), at=NOW
        )


def test_nobody_gives_or_takes_a_role_of_their_own(database: Database, cast) -> None:
    with database.transaction() as session, pytest.raises(Forbidden, match="自己"):
        actions.grant_role(
            session, cast.root, cast.root.member_id, Role.TRAINER, _unit(session, cast, "东山省"), at=NOW
        )
    with database.transaction() as session:
        own = session.scalars(select(RoleGrant).where(RoleGrant.member_id == cast.root.member_id)).one()
        with pytest.raises(Forbidden, match="自己"):
            actions.withdraw_role(session, cast.root, own, _unit(session, cast, "东山省"), at=NOW)


def test_a_role_is_not_given_twice(database: Database, cast) -> None:
    with database.transaction() as session, pytest.raises(Conflict):
        actions.grant_role(
            session, cast.root, cast.ben.member_id, Role.SECRETARY, _unit(session, cast, "港口党支部"), at=NOW
        )


def test_a_withdrawn_role_ends_with_the_sign_ins_that_used_it_and_stays_on_record(database: Database, cast) -> None:
    with database.transaction() as session:
        grant_id = session.scalar(select(RoleGrant.id).where(RoleGrant.member_id == cast.ben.member_id))
        grant, unit = queries.find_grant(session, cast.root, grant_id)
        people.relieve(session, cast.root, grant, unit, at=NOW)
    with database.reading() as session:
        ben = find_actor(session, Token(cast.ben.sign_in_id, cast.ben.member_id, NOW), at=NOW)
        withdrawal = session.scalars(select(RoleWithdrawal)).one()
        grants = queries.grants_of(session, cast.ben.member_id)
    assert ben is None
    assert grants == ()
    assert (withdrawal.member_id, withdrawal.role) == (cast.ben.member_id, Role.SECRETARY)
    assert withdrawal.withdrawn_by == cast.root.member_id


def test_to_an_administrator_of_the_city_a_grant_elsewhere_does_not_exist(
    database: Database, cast, dora: Actor
) -> None:
    with database.transaction() as session:
        far = actions.grant_role(
            session, cast.root, cast.cleo.member_id, Role.TRAINER, _unit(session, cast, "云岭县"), at=NOW
        )
    with database.transaction() as session, pytest.raises(NotFound):
        queries.find_grant(session, dora, far.id)
