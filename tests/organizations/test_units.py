"""Making, renaming and moving units."""

import threading

import pytest
from sqlalchemy import select

from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.organizations import actions, kinds
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import RoleGrant, Unit, UnitMove
from tests.conftest import NOW


@pytest.fixture
def fetch(cast):
    return lambda session, name: session.get_one(Unit, cast.units[name].id)


def test_a_moved_committee_takes_everything_below_with_it_and_leaves_a_record(database: Database, cast, fetch) -> None:
    with database.transaction() as session:
        committee, target = fetch(session, "海湾县港务局党委"), fetch(session, "云岭县")
        old_parent = committee.parent_id
        actions.move_unit(session, cast.root, committee, target, at=NOW)
    with database.reading() as session:
        group = fetch(session, "港口第一党小组")
        names = [session.get_one(Unit, int(part)).name for part in group.path.strip("/").split("/")]
        move = session.scalars(select(UnitMove)).one()
    assert names == ["东山省", "远山市", "云岭县", "海湾县港务局党委", "港口党支部", "港口第一党小组"]
    assert (move.from_parent_id, move.to_parent_id) == (old_parent, target.id)
    assert (move.moved_by, move.moved_at) == (cast.root.member_id, NOW)


def test_a_unit_cannot_move_below_itself(database: Database, cast, fetch) -> None:
    with database.transaction() as session, pytest.raises(Conflict, match="它自己或它的下级"):
        actions.move_unit(session, cast.root, fetch(session, "临江市"), fetch(session, "海湾县"), at=NOW)


def test_a_city_does_not_fit_under_a_county(database: Database, cast, fetch) -> None:
    with database.transaction() as session, pytest.raises(Invalid, match="不能设在"):
        actions.move_unit(session, cast.root, fetch(session, "远山市"), fetch(session, "海湾县"), at=NOW)


def test_the_root_stays_where_it_is(database: Database, cast, fetch) -> None:
    with database.transaction() as session, pytest.raises(Conflict):
        actions.move_unit(session, cast.root, fetch(session, "东山省"), fetch(session, "临江市"), at=NOW)


def test_a_move_to_where_the_unit_is_already_is_no_move(database: Database, cast, fetch) -> None:
    with database.transaction() as session, pytest.raises(Conflict, match="本来就在"):
        actions.move_unit(session, cast.root, fetch(session, "海湾县"), fetch(session, "临江市"), at=NOW)


def test_an_administrator_of_a_city_moves_nothing_out_of_it_nor_the_city_itself(
    database: Database, cast, fetch
) -> None:
    dora = _promoted(database, cast)
    with database.transaction() as session, pytest.raises(Forbidden):
        actions.move_unit(session, dora, fetch(session, "海湾县"), fetch(session, "远山市"), at=NOW)
    with database.transaction() as session, pytest.raises(Forbidden):
        actions.move_unit(session, dora, fetch(session, "临江市"), fetch(session, "东山省"), at=NOW)


def test_grants_follow_the_unit_they_were_given_in(database: Database, cast, fetch) -> None:
    with database.transaction() as session:
        actions.move_unit(session, cast.root, fetch(session, "港口党支部"), fetch(session, "云岭县"), at=NOW)
    with database.reading() as session:
        branch = fetch(session, "港口党支部")
        held = session.scalars(select(Unit.path).join(RoleGrant).where(RoleGrant.role == Role.SECRETARY)).one()
    assert held == branch.path


def test_siblings_have_different_names(database: Database, cast, fetch) -> None:
    with database.transaction() as session, pytest.raises(Conflict, match="同一上级下已经有"):
        actions.create_unit(session, cast.root, fetch(session, "海湾县"), name=" 海湾县港务局党委 ", kind=kinds.BRANCH)
    with database.transaction() as session, pytest.raises(Conflict):
        actions.rename_unit(session, cast.root, fetch(session, "远山市"), name="临江市", version=1)


@pytest.mark.parametrize("name", ["", "   ", "a/b", "甲" * 121, "港口\u200b支部"])
def test_a_name_that_no_roster_could_hold_is_refused(database: Database, cast, fetch, name: str) -> None:
    with database.transaction() as session, pytest.raises(Invalid):
        actions.create_unit(session, cast.root, fetch(session, "海湾县"), name=name, kind=kinds.BRANCH)


def test_a_unit_renamed_by_someone_else_meanwhile_is_not_overwritten(database: Database, cast, fetch) -> None:
    with database.transaction() as session:
        actions.rename_unit(session, cast.root, fetch(session, "远山市"), name="远山新市", version=1)
    with database.transaction() as session, pytest.raises(Conflict, match="别人改过"):
        actions.rename_unit(session, cast.root, fetch(session, "远山市"), name="远山老市", version=1)


def test_a_secretary_makes_no_units(database: Database, cast, fetch) -> None:
    with database.transaction() as session, pytest.raises(Forbidden):
        actions.create_unit(session, cast.ben, fetch(session, "港口党支部"), name="第二党小组", kind=kinds.GROUP)


def test_under_a_group_there_is_nothing(database: Database, cast, fetch) -> None:
    with database.transaction() as session, pytest.raises(Invalid):
        actions.create_unit(session, cast.root, fetch(session, "港口第一党小组"), name="甲", kind=kinds.GROUP)


def test_there_is_one_root(database: Database, cast) -> None:
    with database.transaction() as session, pytest.raises(Conflict):
        actions.create_root(session, name="另一个省", kind=kinds.PROVINCE)


def test_a_unit_made_while_its_parent_moves_ends_up_below_it(database: Database, cast, fetch) -> None:
    """The making begins after the move and before that is committed: it has to wait for the new path."""
    done, failures = threading.Event(), []

    def make() -> None:
        try:
            with database.transaction() as session:
                parent = fetch(session, "海湾县港务局党委")
                actions.create_unit(session, cast.root, parent, name="新党支部", kind=kinds.BRANCH)
        except Exception as error:
            failures.append(error)
        done.set()

    thread = threading.Thread(target=make)
    with database.transaction() as session:
        committee, target = fetch(session, "海湾县港务局党委"), fetch(session, "云岭县")
        actions.move_unit(session, cast.root, committee, target, at=NOW)
        thread.start()
        assert not done.wait(1)
    thread.join(20)
    assert failures == []
    with database.reading() as session:
        committee = fetch(session, "海湾县港务局党委")
        made = session.scalars(select(Unit).where(Unit.name == "新党支部")).one()
        assert committee.path.startswith(cast.units["云岭县"].path)
        assert made.path == f"{committee.path}{made.id}/"


def _promoted(database: Database, cast):
    """Dora as an administrator of the city."""
    with database.transaction() as session:
        city = session.get_one(Unit, cast.units["临江市"].id)
        actions.grant_role(session, cast.root, cast.dora.member_id, Role.ADMIN, city, at=NOW)
    return type(cast.dora)(
        cast.dora.member_id,
        cast.dora.name,
        cast.dora.unit_id,
        cast.dora.unit_name,
        cast.dora.unit_path,
        cast.dora.sign_in_id,
        (*cast.dora.grants, type(cast.dora.grants[0])(Role.ADMIN, cast.units["临江市"].path)),
    )
