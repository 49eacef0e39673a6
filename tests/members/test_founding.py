"""The first minute of a site."""

import pytest

from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.members.actions.founding import found_site
from quiz_app.members.queries.accounts import typed
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.queries import grants_of, root
from tests.conftest import NOW, SECRET

FIRST = {
    "unit_name": "东山省",
    "kind": "province",
    "number": "R001",
    "name": "管理员",
    "key": SECRET.encode(),
    "batch": bytes(16),
    "at": NOW,
}


def test_the_first_administrator_signs_in_and_chooses_a_password(database: Database, enter) -> None:
    with database.transaction() as session:
        issued = found_site(session, **FIRST)
    with database.reading() as session:
        account = typed(session, "R001", b"").account
        (grant,) = grants_of(session, account.member_id)
        top = root(session)
    assert (grant.role, grant.path) == (Role.ADMIN, top.path)
    client = enter("R001", issued.password)
    client.post("/me/password", data={"password": "the first of many", "again": "the first of many"})
    assert client.get("/units").status_code == 200


def test_a_site_is_founded_once(database: Database, cast) -> None:
    with database.transaction() as session, pytest.raises(Conflict):
        found_site(session, **FIRST)


@pytest.mark.parametrize(
    "wrong", [{"number": "甲"}, {"number": ""}, {"name": ""}, {"kind": "village"}, {"unit_name": ""}]
)
def test_a_site_is_not_founded_on_nonsense(database: Database, wrong: dict[str, str]) -> None:
    with database.transaction() as session, pytest.raises(Invalid):
        found_site(session, **(FIRST | wrong))
