"""The log of changes: what was done, by whom, and for those alone who answer for the units."""

from collections.abc import Callable

from flask import Flask

from quiz_app.core.db import Database
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import RoleGrant
from tests.conftest import NOW, Cast


def test_every_change_is_told_with_its_author_the_latest_first(
    app: Flask, cast: Cast, sign_in: Callable, clock
) -> None:
    client, county = sign_in(app.test_client(), cast.root), cast.units["海湾县"]
    client.post(f"/units/{county.id}/roles", data={"number": "A001", "role": "trainer"})
    clock.pass_by(minutes=1)
    client.post(f"/members/{cast.ann.member_id}/transfer", data={"target": cast.units["云岭党支部"].id})
    clock.pass_by(minutes=1)
    client.post(f"/units/{county.id}/move", data={"target": cast.units["远山市"].id})
    clock.pass_by(minutes=1)
    grant = client.get(f"/units/{county.id}/roles").text.split("/roles/")[1].split("/")[0]
    client.post(f"/roles/{grant}/withdraw")
    page = client.get("/changes").text
    told = [
        "撤销安然的“教员”（海湾县）",
        "把单位“海湾县”从“临江市”移到“远山市”下面",
        "把安然从“港口党支部”转到“云岭党支部”",
        "授予安然“教员”（海湾县）",
    ]
    places = [page.index(sentence) for sentence in told]
    assert places == sorted(places)
    assert "2026年11月23日" in page
    assert page.count("管理员</span>") >= 4


def test_an_administrator_of_the_city_reads_of_the_city_alone(
    app: Flask, cast: Cast, database: Database, sign_in: Callable
) -> None:
    with database.transaction() as session:
        for unit, member in (("临江市", cast.dora), ("云岭县", cast.cleo)):
            session.add(
                RoleGrant(member_id=member.member_id, role=Role.ADMIN, unit_id=cast.units[unit].id, granted_at=NOW)
            )
    page = sign_in(app.test_client(), cast.dora).get("/changes").text
    assert "授予朵拉“管理员”（临江市）" in page
    assert "柯立" not in page


def test_the_log_goes_on_page_by_page(app: Flask, cast: Cast, database: Database, sign_in: Callable) -> None:
    with database.transaction() as session:
        for unit in cast.units.values():
            for role in (Role.SECRETARY, Role.TRAINER, Role.ORGANIZER):
                for actor in (cast.ann, cast.cleo):
                    session.add(RoleGrant(member_id=actor.member_id, role=role, unit_id=unit.id, granted_at=NOW))
    client, address, seen = sign_in(app.test_client(), cast.root), "/changes", []
    while address:
        page = client.get(address).text
        seen += [part.split("<")[0] for part in page.split('<span class="d-block">')[1:]]
        address = page.partition('rel="next" href="')[2].partition('"')[0]
    assert len(seen) == len(set(seen)) == 9 * 3 * 2 + 4
