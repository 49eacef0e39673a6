"""The roster on the pages: who sees whom, and what may be done to one member."""

import pytest
from sqlalchemy import insert, select

from quiz_app.core.db import Database
from quiz_app.members.tables import Member, MemberTransfer
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import RoleGrant
from tests.conftest import NOW
from tests.members.conftest import Counted


@pytest.fixture
def as_(client, cast, sign_in):
    return lambda name: sign_in(client, getattr(cast, name))


def test_the_administrator_sees_everybody_and_the_secretary_the_branch(as_) -> None:
    assert all(name in as_("root").get("/members").text for name in ("安然", "本立", "柯立", "朵拉"))
    bens = as_("ben").get("/members").text
    assert "安然" in bens
    assert "柯立" not in bens
    assert "导入" not in bens


@pytest.mark.parametrize("who", ["ann", "tom", "cleo"])
def test_whoever_watches_over_nobody_sees_no_roster(as_, who: str) -> None:
    assert as_(who).get("/members").status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("root", 200), ("ben", 200), ("dora", 200), ("ann", 200), ("cleo", 404), ("tom", 404)]
)
def test_a_member_is_there_for_those_who_watch_over_the_branch_and_for_oneself(
    as_, cast, who: str, status: int
) -> None:
    assert as_(who).get(f"/members/{cast.ann.member_id}").status_code == status


def test_phones_are_for_those_who_keep_the_roster(as_, cast, database: Database) -> None:
    with database.transaction() as session:
        session.get_one(Member, cast.ann.member_id).phone = "13800138000"
    assert "13800138000" in as_("root").get("/members").text
    assert "13800138000" not in as_("ben").get("/members").text
    assert "13800138000" not in as_("ben").get(f"/members/{cast.ann.member_id}").text
    assert "13800138000" in as_("ann").get(f"/members/{cast.ann.member_id}").text


@pytest.mark.parametrize(
    ("words", "found"), [("安", {"安然"}), ("A001", {"安然"}), ("00", set()), ("%", set()), ("_", set())]
)
def test_search_is_by_part_of_the_name_or_by_the_beginning_of_the_number(as_, words: str, found: set[str]) -> None:
    text = as_("root").get("/members", query_string={"q": words}).text
    assert {name for name in ("安然", "本立", "柯立") if f">{name}<" in text} == found


def test_the_list_narrows_to_a_unit_within_reach(as_, cast) -> None:
    far = cast.units["远山市"].id
    assert "安然" not in as_("root").get(f"/members?unit={far}").text
    assert as_("root").get(f"/members?unit={far}").status_code == 200
    assert as_("dora").get(f"/members?unit={far}").status_code == 404
    assert as_("ben").get(f"/members?unit={cast.units['临江市'].id}").status_code == 403
    assert as_("root").get("/members?unit=x").status_code == 422
    assert as_("root").get("/members?after=x").status_code == 422


def test_a_long_roster_is_read_page_by_page_at_the_same_cost(as_, cast, database: Database) -> None:
    branch = cast.units["港口党支部"].id
    with database.transaction() as session:
        session.execute(
            insert(Member),
            [{"number": f"N{number}", "name": f"新{number}", "unit_id": branch} for number in range(120)],
        )
    client, url, seen, pages = as_("root"), "/members", [], 0
    while url:
        with Counted(database) as statements:
            text = client.get(url).text
        assert len(statements) <= 12
        seen += [part.split("<")[0] for part in text.split('scope="row"><a href="/members/')[1:]]
        pages += 1
        url = text.split('rel="next" href="')[1].split('"')[0] if 'rel="next"' in text else ""
    assert pages == 3
    assert len(seen) == len(set(seen)) == 126


def test_a_transfer_moves_the_member_and_is_recorded(as_, cast, database: Database) -> None:
    target = cast.units["云岭党支部"]
    page = as_("root").get(f"/members/{cast.ann.member_id}/transfer?q=云岭").text
    assert f'href="/members/{cast.ann.member_id}/transfer?to={target.id}"' in page
    asked = as_("root").get(f"/members/{cast.ann.member_id}/transfer?to={target.id}").text
    assert "从“东山省/临江市/海湾县/海湾县港务局党委/港口党支部”转到“东山省/远山市/云岭县/云岭党支部”" in asked
    assert f'value="{target.id}"' in asked
    assert as_("root").post(f"/members/{cast.ann.member_id}/transfer", data={"target": target.id}).status_code == 302
    with database.reading() as session:
        assert session.get_one(Member, cast.ann.member_id).unit_id == target.id
        transfer = session.scalars(select(MemberTransfer)).one()
    assert (transfer.from_unit_id, transfer.to_unit_id) == (cast.units["港口党支部"].id, target.id)


def test_a_transfer_out_of_reach_is_refused_as_if_the_unit_were_not_there(as_, cast, database: Database) -> None:
    with database.transaction() as session:
        session.add(
            RoleGrant(member_id=cast.dora.member_id, role=Role.ADMIN, unit_id=cast.units["临江市"].id, granted_at=NOW)
        )
    client = as_("dora")
    far, url = cast.units["云岭党支部"].id, f"/members/{cast.ann.member_id}/transfer"
    assert client.post(url, data={"target": far}).status_code == 404
    assert client.post(url, data={"target": cast.units["东山省"].id}).status_code == 403
    assert client.post(url, data={"target": cast.units["港口党支部"].id}).status_code == 409
    assert client.post(url, data={"target": "x"}).status_code == 422
    assert client.post(url, data={"target": cast.units["港口第一党小组"].id}).status_code == 302
    with database.reading() as session:
        assert session.get_one(Member, cast.ann.member_id).unit_id == cast.units["港口第一党小组"].id


def test_a_member_passes_to_a_branch_or_a_group_and_to_nothing_higher(as_, cast) -> None:
    client, url = as_("root"), f"/members/{cast.ann.member_id}/transfer"
    near = client.get(url).text
    assert f"?to={cast.units['港口第一党小组'].id}" in near
    assert f"?to={cast.units['云岭党支部'].id}" not in near
    found = client.get(f"{url}?q=云岭").text
    assert f"?to={cast.units['云岭党支部'].id}" in found
    assert f"?to={cast.units['云岭县'].id}" not in found
    refused = client.post(url, data={"target": cast.units["海湾县"].id})
    assert refused.status_code == 409
    assert "党支部或党小组" in refused.text


def test_a_secretary_transfers_nobody(as_, cast) -> None:
    url = f"/members/{cast.ann.member_id}/transfer"
    assert as_("ben").get(url).status_code == 403
    assert as_("ben").post(url, data={"target": cast.units["港口党支部"].id}).status_code == 403


def test_who_was_taken_off_is_on_no_list_and_nobody_takes_oneself_off(as_, cast) -> None:
    client = as_("root")
    assert client.post(f"/members/{cast.ann.member_id}/leave").location == f"/members/{cast.ann.member_id}"
    assert ">安然<" not in client.get("/members").text
    assert "移出名册" in client.get(f"/members/{cast.ann.member_id}").text
    assert client.post(f"/members/{cast.ann.member_id}/leave").status_code == 409
    assert client.post(f"/members/{cast.root.member_id}/leave").status_code == 403
    assert as_("ben").post(f"/members/{cast.tom.member_id}/leave").status_code == 403
    assert as_("cleo").post(f"/members/{cast.tom.member_id}/leave").status_code == 404


def test_who_was_taken_off_by_mistake_is_put_back_with_the_old_password(as_, cast, with_password, enter) -> None:
    with_password(cast.ann)
    client, url = as_("root"), f"/members/{cast.ann.member_id}"
    assert client.post(f"{url}/put-back").status_code == 409
    client.post(f"{url}/leave")
    assert enter("A001").answer.status_code == 401
    assert ">安然<" in client.get("/members?left=1").text
    assert f'action="{url}/put-back"' in client.get(url).text
    assert client.post(f"{url}/put-back").location == url
    assert enter("A001").answer.status_code == 302
    assert ">安然<" not in client.get("/members?left=1").text
    assert as_("ben").post(f"{url}/put-back").status_code == 403


def test_what_cannot_be_taken_back_names_whom_it_is_about_before_it_is_done(as_, cast) -> None:
    page = as_("root").get(f"/members/{cast.ann.member_id}").text
    for path, words in (("leave", "把安然移出名册"), ("initial-password", "给安然生成")):
        opened = page.split(f'action="/members/{cast.ann.member_id}/{path}"')
        assert opened[0].rstrip().endswith('<form method="post"')
        assert "<details" in opened[0].rsplit("<section", 1)[1]
        assert words in opened[1].split("</form>")[0]
    bens = as_("root").get(f"/members/{cast.ben.member_id}").text
    assert "本立不再是“港口党支部”的党支部书记" in bens


def test_roles_are_given_and_taken_on_the_page_of_the_unit(as_, cast, database: Database) -> None:
    client, url = as_("root"), f"/units/{cast.units['海湾县'].id}/roles"
    assert client.post(url, data={"number": " A001 ", "role": "trainer"}).status_code == 302
    assert "安然 · 教员" in client.get(url).text
    assert "已经是教员" in client.post(url, data={"number": "A001", "role": "trainer"}).text
    assert "没有找到编号" in client.post(url, data={"number": "Z999", "role": "trainer"}).text
    assert client.post(url, data={"number": "A001", "role": "emperor"}).status_code == 200
    with database.reading() as session:
        (grant,) = session.scalars(select(RoleGrant).where(RoleGrant.member_id == cast.ann.member_id))
    assert client.post(f"/roles/{grant.id}/withdraw").location == url
    assert client.post(f"/roles/{grant.id}/withdraw").status_code == 404
    assert "安然" not in client.get(url).text


@pytest.mark.parametrize(("who", "status"), [("ann", 403), ("ben", 403), ("dora", 403), ("cleo", 404)])
def test_roles_are_not_for_everybody_to_give(as_, cast, who: str, status: int) -> None:
    url = f"/units/{cast.units['港口党支部'].id}/roles"
    assert as_(who).get(url).status_code == status
    assert as_(who).post(url, data={"number": "A001", "role": "secretary"}).status_code == status


def test_nobody_gives_oneself_a_role_on_the_page(as_, cast) -> None:
    answer = as_("root").post(f"/units/{cast.units['海湾县'].id}/roles", data={"number": "R001", "role": "trainer"})
    assert "自己的角色" in answer.text


def test_the_role_page_costs_the_same_for_many_roles(as_, cast, database: Database) -> None:
    county = cast.units["海湾县"].id
    with database.transaction() as session:
        for number in range(60):
            member = Member(number=f"N{number}", name=f"新{number}", unit_id=county)
            session.add(member)
            session.flush()
            session.add(RoleGrant(member_id=member.id, role=Role.TRAINER, unit_id=county, granted_at=NOW))
    client = as_("root")
    with Counted(database) as statements:
        assert client.get(f"/units/{county}/roles").text.count("教员</span>") >= 60
    assert len(statements) <= 12
