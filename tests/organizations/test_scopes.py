"""Lists and single checks use the same grants: on random trees they agree, before and after subtrees move."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Invalid, NotFound
from quiz_app.members.tables import Member
from quiz_app.organizations import actions, kinds, queries
from quiz_app.organizations.actors import Actor, operator
from quiz_app.organizations.permissions import Permission, Role
from quiz_app.organizations.tables import RoleGrant, Unit
from tests.conftest import NOW

TREES = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(kinds.ORDER)), max_size=16)
GRANTS = st.lists(st.tuples(st.sampled_from(Role), st.integers(0, 30)), max_size=4)
MOVES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4)


@given(tree=TREES, grants=GRANTS, moves=MOVES, home=st.integers(0, 30))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_on_random_trees_lists_and_single_checks_agree(database: Database, tree, grants, moves, home) -> None:
    with Session(database.engine, expire_on_commit=False) as session:
        units = _plant(session, tree)
        actor_id = _employ(session, units[home % len(units)], [(role, units[i % len(units)]) for role, i in grants])
        _agree(session, actor_id)
        _shuffle(session, units, moves)
        _agree(session, actor_id)
        session.rollback()


@given(tree=TREES, moves=MOVES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_subtrees_move_every_path_leads_from_the_root_to_its_unit(database: Database, tree, moves) -> None:
    with Session(database.engine, expire_on_commit=False) as session:
        units = _plant(session, tree)
        _shuffle(session, units, moves)
        session.expire_all()
        stored = {unit.id: unit for unit in session.scalars(select(Unit))}
        assert len(stored) == len(units)
        for unit in stored.values():
            above = stored[unit.parent_id].path if unit.parent_id else "/"
            assert unit.path == f"{above}{unit.id}/"
            assert unit.parent_id is None or kinds.may_stand_under(unit.kind, stored[unit.parent_id].kind)
        session.rollback()


def test_to_cleo_from_another_county_harbour_does_not_exist(database: Database, cast) -> None:
    with database.reading() as session, pytest.raises(NotFound):
        queries.find_unit(session, cast.cleo, cast.units["港口党支部"].id)


def test_ann_sees_her_branch_and_all_above_it_and_nothing_beside(database: Database, cast) -> None:
    with database.reading() as session:
        seen = set(session.scalars(select(Unit.name).where(queries.visible(cast.ann))))
    assert seen == {"东山省", "临江市", "海湾县", "海湾县港务局党委", "港口党支部"}


def _plant(session: Session, tree: list[tuple[int, str]]) -> list[Unit]:
    top = actions.create_root(session, name="省", kind=kinds.PROVINCE)
    units, everything = [top], operator(top.path)
    for number, (place, kind) in enumerate(tree):
        parent = units[place % len(units)]
        if kinds.may_stand_under(kind, parent.kind):
            units.append(actions.create_unit(session, everything, parent, name=f"单位{number}", kind=kind))
    return units


def _employ(session: Session, home: Unit, roles: list[tuple[Role, Unit]]) -> int:
    member = Member(number="M1", name="某人", unit_id=home.id)
    session.add(member)
    session.flush()
    for role, unit in {(role, unit.id) for role, unit in roles}:
        session.add(RoleGrant(member_id=member.id, role=role, unit_id=unit, granted_at=NOW))
    session.flush()
    return member.id


def _shuffle(session: Session, units: list[Unit], moves: list[tuple[int, int]]) -> None:
    everything = operator(units[0].path)
    for what, where in moves:
        try:
            actions.move_unit(session, everything, units[what % len(units)], units[where % len(units)], at=NOW)
        except (Conflict, Invalid):
            continue


def _agree(session: Session, member_id: int) -> None:
    member, home = session.execute(
        select(Member, Unit).join(Unit, Unit.id == Member.unit_id).where(Member.id == member_id)
    ).one()
    actor = Actor(member_id, member.name, home.id, home.name, home.path, 1, queries.grants_of(session, member_id))
    units = list(session.scalars(select(Unit).order_by(Unit.path)))
    for permission in Permission:
        allowed = [unit.id for unit in units if actor.can(permission, unit.path)]
        assert [unit.id for unit in queries.units_with(session, actor, permission)] == allowed
        found = queries.search_units(session, actor, permission, "", limit=100)
        assert [unit.id for unit in found] == allowed
        tops = [unit.path for unit in queries.tops(session, actor, permission)]
        assert [unit.id for unit in units if unit.path.startswith(tuple(tops))] == allowed
    seen = set(session.scalars(select(Unit.id).where(queries.visible(actor))))
    assert seen == {unit.id for unit in units if queries.may_see(actor, unit.path)}
    for unit in units:
        if unit.id in seen:
            assert queries.find_unit(session, actor, unit.id) is unit
        else:
            with pytest.raises(NotFound):
                queries.find_unit(session, actor, unit.id)
