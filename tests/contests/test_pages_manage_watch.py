"""A contest under way as organizers and secretaries see it: figures, units, names, reminders, and the freeze."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from quiz_app.contests.actions import entrants
from quiz_app.contests.actions.running import freeze_from
from quiz_app.members.tables import Member
from quiz_app.notices.tables.notices import NoticeRecipient
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import RoleGrant, Unit
from tests.contests.browsing import *  # noqa: F403
from tests.contests.browsing import figures, flashed, rows

HOUR = timedelta(hours=1)


@pytest.fixture
def opened(running):
    """Ann has nine of ten right, Ben five; Dora and Tom have not taken part."""
    running.sit(running.cast.ann, right=9)
    running.sit(running.cast.ben, right=5)
    running.catch_up()
    return running


def home(stand) -> str:
    return f"/contests/manage/{stand.contest_id}/watch"


def without_proof(page) -> str:
    """A page but for the proof in its forms that they came from here, which is signed with the time."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page.text)


def test_figures_say_their_denominators(dora, opened):
    shown = figures(dora.get(home(opened)))
    assert shown["应参赛（开赛时名册）"] == ("4", "另有豁免 0")
    assert shown["已参赛"] == ("2", "参赛率 50.0% · 未参赛 2")
    assert shown["平均分（参赛者）"] == ("70.0", "名册口径 35.0 · 优秀率 50.0%")
    assert shown["正在作答"] == ("0", "服务器正常 · 汇总落后 0 秒")


def test_the_tree_opens_level_by_level_down_to_the_branch_and_its_own_members(dora, opened, cast):
    page = dora.get(home(opened))
    for name in ("海湾县", "海湾县港务局党委", "港口党支部"):
        assert rows(page, "units")[0] == [name, "4", "2", "50.0%", "70.0", "35.0", "50.0%"]
        page = dora.get(f"{home(opened)}?unit={cast.units[name].id}")
    assert [row[:3] for row in rows(page, "units")] == [["港口第一党小组", "0", "0"], ["本级直属", "4", "2"]]
    all_branches = dora.get(f"{home(opened)}?level=party_branch")
    assert [row[0] for row in rows(all_branches, "units")] == ["港口党支部"]


def test_the_table_of_units_is_sorted_by_what_its_head_is_asked_for(dora, opened, cast, database):
    with database.transaction() as session:
        county = cast.units["海湾县"]
        empty = Unit(name="甲党委", kind="grassroots_committee", parent_id=county.id, path=f"{county.path}x/")
        session.add(empty)
    page = dora.get(f"{home(opened)}?unit={cast.units['海湾县'].id}&order=rate")
    assert [row[0] for row in rows(page, "units")] == ["海湾县港务局党委"]
    assert 'aria-sort="descending"' in page.text
    assert dora.get(f"{home(opened)}?order=nonsense").status_code == 422


def test_the_figures_alone_renew_themselves_while_the_contest_runs(dora, opened):
    part = dora.get(f"{home(opened)}/figures")
    assert "<html" not in part.text
    assert 'hx-trigger="every 5s"' in part.text
    opened.pass_to(opened.contest().closes_at + timedelta(seconds=10))
    assert "hx-trigger" not in dora.get(f"{home(opened)}/figures").text


def test_a_secretary_sees_the_own_part_a_member_403_a_stranger_404(ann, ben, cleo, dora, opened, cast):
    assert [browser.get(home(opened)).status_code for browser in (dora, ben, ann, cleo)] == [200, 200, 403, 404]
    page = ben.get(home(opened))
    assert "港口党支部" in page.text
    assert "海湾县港务局党委" not in page.text
    assert "服务器" not in page.text
    for part in ("", "/figures", "/absent"):
        assert ben.get(f"{home(opened)}{part}?unit={cast.units['海湾县'].id}").status_code == 404


def test_a_secretary_of_another_county_is_a_stranger(app, database, cast, sign_in, opened):
    with database.transaction() as session:
        unit = cast.units["云岭党支部"].id
        session.add(
            RoleGrant(member_id=cast.cleo.member_id, role=Role.SECRETARY, unit_id=unit, granted_at=opened.clock.now())
        )
    assert sign_in(app.test_client(), cast.cleo).get(home(opened)).status_code == 404


def test_who_has_not_taken_part_is_listed_without_the_exempt_and_reminded_within_the_quota(
    dora, ben, opened, cast, database
):
    opened.act(entrants.exempt, [cast.tom.member_id], reason="援藏")
    page = ben.get(f"{home(opened)}/absent")
    assert "朵拉" in page.text
    assert "田明" not in page.text
    assert "安然" not in page.text
    assert "已提醒 1 人" in flashed(ben, ben.post(f"{home(opened)}/reminder"))
    assert "已提醒 1 人" in flashed(dora, dora.post(f"{home(opened)}/reminder"))
    assert "7 天内已经提醒过" in flashed(dora, dora.post(f"{home(opened)}/reminder"))
    with database.reading() as session:
        told = session.scalars(select(NoticeRecipient.member_id)).all()
    assert told == [cast.dora.member_id] * 2


def test_the_list_of_those_who_have_not_taken_part_goes_on_page_by_page(dora, running, database, cast):
    home_id = cast.units["港口党支部"].id
    with database.transaction() as session:
        session.add_all(Member(number=f"Z{n:03}", name=f"新人{n}", unit_id=home_id) for n in range(60))
        session.flush()
    for number in range(60):
        running.act(entrants.add_entrant, f"Z{number:03}", home_id, reason="转入")
    first = dora.get(f"{home(running)}/absent").text
    assert first.count("未参加</span>") == 50
    second = dora.get(first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")).text
    assert second.count("未参加</span>") == 14


def test_whoever_saves_nothing_for_ten_minutes_is_pointed_out_to_the_organizer(dora, running, cast, database):
    running.begin(cast.ann)
    running.clock.pass_by(minutes=11)
    page = dora.get(home(running)).text
    assert "停住的作答" in page
    assert "1 人 10 分钟没有保存过" in page
    running.clock.pass_by(minutes=25)
    assert "1 份到时的答卷等着收" in dora.get(f"{home(running)}/figures").text


def test_the_workbook_holds_every_unit_and_everybody_absent(dora, opened):
    book = load_workbook(BytesIO(dora.get(f"/contests/manage/{opened.contest_id}/watch.xlsx").data))
    units = [[cell.value for cell in row] for row in book["各单位"].iter_rows(min_row=2)]
    assert units[0][:6] == ["临江市", "市级党组织", 4, 2, 50, 70]
    assert [row[1].value for row in book["未参赛"].iter_rows(min_row=2)] == ["朵拉", "田明"]


def test_while_frozen_nothing_that_a_secretary_fetches_differs_by_a_byte_and_the_organizer_sees_all(
    dora, ben, opened, cast
):
    opened.act(freeze_from, freezes_at=opened.clock.now() + HOUR)
    opened.pass_to(opened.clock.now() + HOUR)
    addresses = [home(opened), f"{home(opened)}/figures", f"{home(opened)}/absent"]
    before = [without_proof(ben.get(each)) for each in addresses]
    opened.sit(cast.tom, right=10)
    opened.act(entrants.exempt, [cast.dora.member_id], reason="住院")
    opened.act(entrants.disqualify, cast.ann.member_id, reason="他人代答")
    opened.begin(cast.ben)
    opened.catch_up()
    opened.clock.pass_by(minutes=90)
    assert [without_proof(ben.get(each)) for each in addresses] == before
    shown = figures(dora.get(home(opened)))
    assert shown["已参赛"][0] == "2"
    assert shown["应参赛（开赛时名册）"] == ("3", "另有豁免 1")
    assert "朵拉" not in dora.get(addresses[2]).text.split("<main")[1]


def test_without_a_freeze_the_same_pages_differ(ben, opened, cast):
    before = [without_proof(ben.get(f"{home(opened)}{part}")) for part in ("", "/figures", "/absent")]
    opened.sit(cast.tom, right=10)
    opened.catch_up()
    after = [without_proof(ben.get(f"{home(opened)}{part}")) for part in ("", "/figures", "/absent")]
    assert all(one != other for one, other in zip(before, after, strict=True))


def test_before_the_opening_the_page_says_that_it_has_no_numbers_yet(dora, write_contest):
    stand = write_contest()
    stand.announce()
    answer = dora.get(home(stand))
    assert answer.status_code == 409
    assert "竞赛还没有开始" in answer.text


def test_more_units_and_members_ask_no_more_of_the_database(dora, opened, database, cast, queries):
    with queries:
        dora.get(f"{home(opened)}?level=party_branch")
    few = len(queries)
    assert few <= 24
    with queries:
        dora.get(f"{home(opened)}/figures")
    assert len(queries) <= 14
