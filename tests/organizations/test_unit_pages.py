"""The unit tree on the pages."""

import pytest
from sqlalchemy import event

from quiz_app.core.db import Database
from quiz_app.organizations import actions, kinds
from quiz_app.organizations.tables import Unit


@pytest.fixture
def as_(client, cast, sign_in):
    return lambda name: sign_in(client, getattr(cast, name))


def test_the_tree_begins_where_the_actor_manages_and_opens_level_by_level(as_, cast) -> None:
    client = as_("root")
    tree = client.get("/units").text
    assert "东山省" in tree
    assert "临江市" not in tree
    level = client.get(f"/units/{cast.units['东山省'].id}/children").text
    assert "临江市" in level
    assert "<html" not in level


@pytest.mark.parametrize("who", ["ann", "ben", "dora", "tom", "cleo"])
def test_the_tree_is_for_administrators(as_, cast, who: str) -> None:
    assert as_(who).get("/units").status_code == 403


@pytest.mark.parametrize("path", ["", "/children", "/new", "/rename", "/move", "/roles"])
def test_a_unit_page_is_403_for_those_who_see_the_unit_and_404_for_others(as_, cast, path: str) -> None:
    url = f"/units/{cast.units['港口党支部'].id}{path}"
    assert as_("root").get(url).status_code == 200
    assert as_("ann").get(url).status_code == 403
    assert as_("cleo").get(url).status_code == 404
    assert as_("root").get(f"/units/999999{path}").status_code == 404


def test_a_unit_is_made_renamed_and_moved_on_the_pages(as_, cast, database: Database) -> None:
    client, county = as_("root"), cast.units["海湾县"].id
    made = client.post(f"/units/{county}/new", data={"name": "机关党支部", "kind": kinds.BRANCH})
    unit_id = int(made.location.rsplit("/", 1)[1])
    twice = client.post(f"/units/{county}/new", data={"name": "机关党支部", "kind": kinds.BRANCH})
    assert "同一上级下已经有" in twice.text
    form = client.get(f"/units/{unit_id}/rename").text
    version = form.split('name="version"')[1].split('value="')[1].split('"')[0]
    data = {"name": "县直机关党支部", "version": version}
    assert client.post(f"/units/{unit_id}/rename", data=data).status_code == 302
    assert "别人改过" in client.post(f"/units/{unit_id}/rename", data=data | {"name": "又一个"}).text
    target = cast.units["云岭县"].id
    assert f"?to={target}" in client.get(f"/units/{unit_id}/move?q=云岭").text
    asked = client.get(f"/units/{unit_id}/move?to={target}").text
    assert "现在在“海湾县”下面，移动后在“东山省/远山市/云岭县”下面" in asked
    assert f'value="{target}"' in asked
    assert client.post(f"/units/{unit_id}/move", data={"target": target}).location == f"/units/{unit_id}"
    with database.reading() as session:
        moved = session.get_one(Unit, unit_id)
    assert (moved.name, moved.parent_id) == ("县直机关党支部", target)
    assert client.post(f"/units/{unit_id}/move", data={"target": target}).status_code == 409
    assert client.post(f"/units/{unit_id}/move", data={}).status_code == 422


def test_before_a_move_one_reads_how_many_units_go_along(as_, cast) -> None:
    url = f"/units/{cast.units['海湾县'].id}/move?to={cast.units['远山市'].id}"
    assert "它下面的 3 个单位和全部党员、记录跟着一起移动" in as_("root").get(url).text


def test_under_a_group_nothing_is_offered(as_, cast) -> None:
    group = cast.units["港口第一党小组"].id
    assert as_("root").get(f"/units/{group}/new").status_code == 409
    assert "新建下级单位" not in as_("root").get(f"/units/{group}").text


def test_a_search_finds_units_with_the_names_above_them(as_, cast) -> None:
    text = as_("root").get("/units?q=港口").text
    assert "东山省/临江市/海湾县/海湾县港务局党委/港口党支部" in text
    assert "没有找到单位" in as_("root").get("/units?q=%").text


def test_many_siblings_come_in_pages_at_the_same_cost(as_, cast, database: Database) -> None:
    with database.transaction() as session:
        county = session.get_one(Unit, cast.units["云岭县"].id)
        for number in range(120):
            actions.create_unit(session, cast.root, county, name=f"第{number}党支部", kind=kinds.BRANCH)
    client, url, seen = as_("root"), f"/units/{cast.units['云岭县'].id}", 0
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    while url:
        statements.clear()
        text = client.get(url).text
        assert len(statements) <= 12
        seen += text.count("党支部</a>")
        url = text.split('rel="next" href="')[1].split('"')[0] if 'rel="next"' in text else ""
    assert seen == 121
    statements.clear()
    assert "打开完整列表" in client.get(f"/units/{cast.units['云岭县'].id}/children").text
    assert len(statements) <= 12
