"""The roster, who goes on, whose result does not count, teams and scores on site, as an organizer does them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quiz_app.boards.tables import RosterMember
from quiz_app.contests.advancing import GoingOn
from quiz_app.contests.drafts import StageDraft
from quiz_app.contests.queries.outcomes import place_of
from quiz_app.contests.queries.standings import boards_of
from quiz_app.contests.queries.standings import figures as unit_figures
from quiz_app.contests.stages import Kind
from quiz_app.contests.tables.entrants import Disqualification, OnSiteScore, Qualifier, Team
from quiz_app.exams.tables.entering import ExamInvitation
from quiz_app.members.tables import Member
from tests.conftest import NOW
from tests.contests.browsing import *  # noqa: F403
from tests.contests.browsing import flashed

HOUR = timedelta(hours=1)


def desk(stand) -> str:
    return f"/contests/manage/{stand.contest_id}"


@pytest.fixture
def two_stages(write_contest):
    """A preliminary of ten hours, from which the first and one wild card go on to a final."""
    stages = (
        StageDraft(Kind.PRELIMINARY, "初赛", GoingOn("top", 1, wild_cards=1)),
        StageDraft(Kind.FINAL, "决赛"),
    )
    first, last = {"closes_at": NOW + 10 * HOUR}, {"opens_at": NOW + 12 * HOUR}
    stand = write_contest(stages=stages, exams=(first, last))
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    return stand


@pytest.fixture
def on_site(write_contest):
    """A contest of teams whose final is held in a hall."""
    stages = StageDraft(Kind.PRELIMINARY, "初赛"), StageDraft(Kind.FINAL, "现场决赛", on_site=True)
    stand = write_contest(stages=stages, exams=({}, None), is_team=True)
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    return stand


def exempt_ids(database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(RosterMember.member_id).where(RosterMember.exempt)))


def test_several_are_exempted_at_once_with_a_reason_and_put_back(dora, running, cast, database):
    both = [cast.ann.member_id, cast.tom.member_id]
    address = f"{desk(running)}/roster/exemptions"
    assert "请写明理由" in dora.post(address, data={"members": both}).text
    assert "请先勾选" in dora.post(address, data={"reason": "驻村"}).text
    assert exempt_ids(database) == []
    assert "已豁免 2 人" in flashed(dora, dora.post(address, data={"members": both, "reason": "驻村"}))
    assert exempt_ids(database) == both
    assert "驻村" in dora.get(desk(running)).text
    listed = dora.get(f"{desk(running)}/roster?who=exempt").text
    assert "安然" in listed
    assert "本立" not in listed
    data = {"members": both[:1], "reason": "已经回来", "lifted": "y"}
    assert "已撤销 1 人的豁免" in flashed(dora, dora.post(address, data=data))
    assert exempt_ids(database) == both[1:]


def test_the_roster_is_searched_by_name_and_number(dora, running):
    assert "安然" in dora.get(f"{desk(running)}/roster?q=安").text
    assert "安然" in dora.get(f"{desk(running)}/roster?q=A001").text
    assert "没有找到" in dora.get(f"{desk(running)}/roster?q=无此人").text


def test_somebody_who_came_later_is_added_once_and_nobody_from_outside_the_scope(dora, running, cast, database):
    with database.transaction() as session:
        session.add(Member(number="N1", name="新来", unit_id=cast.units["港口党支部"].id))
    address = f"{desk(running)}/roster/entrants"
    assert "已增补" in flashed(dora, dora.post(address, data={"number": "N1", "reason": "转入"}))
    assert "已经在名册上" in dora.post(address, data={"number": "N1", "reason": "转入"}).text
    assert "不在竞赛的范围内" in dora.post(address, data={"number": "C001", "reason": "转入"}).text


def test_who_goes_on_is_previewed_confirmed_and_may_then_begin(dora, two_stages, cast, database):
    stand, last = two_stages, two_stages.stage(2).id
    stand.sit(cast.ann, right=9)
    stand.sit(cast.ben, right=7)
    address = f"{desk(stand)}/stages/{last}/qualifiers"
    page = dora.get(address).text
    assert "还没有结束" in page
    assert "安然" in page
    assert "确认名单" not in page
    assert "还没有结束" in flashed(dora, dora.post(address))
    stand.pass_to(NOW + 10 * HOUR + timedelta(seconds=10))
    assert "1 人可以参加" in dora.get(address).text
    assert "名单已定：1 人" in flashed(dora, dora.post(address))
    assert "名单已经定了" in flashed(dora, dora.post(address))
    with database.reading() as session:
        assert session.scalars(select(ExamInvitation.member_id)).all() == [cast.ann.member_id]
    card = f"{desk(stand)}/stages/{last}/wild-cards"
    assert "已给外卡" in flashed(dora, dora.post(card, data={"number": "B001", "reason": "东道主"}))
    assert "已经用完" in dora.post(card, data={"number": "T001", "reason": "也想去"}).text
    with database.reading() as session:
        assert session.scalars(select(Qualifier.place).order_by(Qualifier.member_id)).all() == [1, None]
    assert dora.get(f"{desk(stand)}/watch?stage={last}").text.count("有资格参加") == 1


def test_equals_across_the_line_are_pointed_out(dora, two_stages, cast):
    stand = two_stages
    stand.sit(cast.ann, right=8)
    stand.sit(cast.ben, right=8)
    stand.pass_to(NOW + 10 * HOUR + timedelta(seconds=10))
    assert "有 2 人" in dora.get(f"{desk(stand)}/stages/{stand.stage(2).id}/qualifiers").text


def test_a_disqualification_says_what_it_would_change_and_is_undone(dora, running, cast, database, run_jobs):
    stand = running
    stand.sit(cast.ann, right=9)
    stand.sit(cast.ben, right=8)
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))
    address = f"{desk(stand)}/disqualifications/of/{cast.ann.member_id}"
    assert "名次还没有公示" in dora.get(address).text
    dora.post(f"{desk(stand)}/publication")
    run_jobs()
    page = dora.get(address).text
    for said in ("现在第 1 名", "后面 1 人各前移一名", "失去：优胜奖", "优胜奖 → 本立", "7 分"):
        assert said in page
    assert "请写明理由" in dora.post(address, data={}).text
    assert "成绩已取消" in flashed(dora, dora.post(address, data={"reason": "他人代答"}))
    stand.catch_up()
    with database.reading() as session:
        boards = boards_of(session, stand.exam().board_id, live=True)
        assert unit_figures(session, stand.contest(), boards, kind="party_branch")[0].entrants == 1
        made = session.scalars(select(Disqualification.id)).one()
        assert place_of(session, stand.contest(), cast.ann.member_id).place == 1
    back = f"{desk(stand)}/disqualifications/{made}/reinstatement"
    assert "请写明理由" in flashed(dora, dora.post(back, data={}))
    assert "成绩已恢复" in flashed(dora, dora.post(back, data={"reason": "查实有误"}))
    listed = dora.get(f"{desk(stand)}/disqualifications?q=安然").text
    assert "已恢复" in listed
    assert "查实有误" in listed


def test_a_secretary_builds_the_team_of_the_own_branch_and_no_other(dora, ben, ann, cleo, on_site, cast, database):
    address = f"{desk(on_site)}/teams"
    assert [browser.get(address).status_code for browser in (dora, ben, ann, cleo)] == [200, 200, 403, 404]
    branch, county = cast.units["港口党支部"].id, cast.units["海湾县"].id
    team = {"unit": branch, "name": "港口队", "numbers": "A001 B001"}
    assert "已组成代表队" in flashed(ben, ben.post(address, data=team))
    assert ben.post(address, data=team | {"unit": county}).status_code == 200
    assert "已经在代表队" in dora.post(address, data=team | {"unit": county, "name": "县队"}).text
    assert "没有找到编号" in ben.post(address, data=team | {"name": "外援队", "numbers": "C001"}).text
    with database.reading() as session:
        made = session.scalars(select(Team)).one()
    assert made.name == "港口队"
    page = ben.get(f"{address}/{made.id}").text
    assert "A001 B001" in page
    assert "队员已改" in flashed(
        ben, ben.post(f"{address}/{made.id}", data={"name": "港口队", "numbers": "A001、T001"})
    )
    assert "田明" in dora.get(address).text


def test_scores_of_a_hall_are_typed_row_by_row_and_what_cannot_be_read_saves_nothing(dora, on_site, cast, database):
    dora.post(f"{desk(on_site)}/teams", data={"unit": cast.units["港口党支部"].id, "name": "港口队", "numbers": "A001"})
    dora.post(f"{desk(on_site)}/teams", data={"unit": cast.units["海湾县"].id, "name": "县队", "numbers": "B001"})
    with database.reading() as session:
        one, other = session.scalars(select(Team.id).order_by(Team.id))
    address = f"{desk(on_site)}/stages/{on_site.stage(2).id}/scores"
    wrong = dora.post(address, data={f"t{one}": "88.5", f"t{other}": "很多"}).text
    assert "最多两位小数" in wrong
    assert 'value="88.5"' in wrong
    with database.reading() as session:
        assert session.scalars(select(OnSiteScore)).all() == []
    assert "改动 2 个" in flashed(dora, dora.post(address, data={f"t{one}": "88.5", f"t{other}": "90"}))
    assert "改动 1 个" in flashed(dora, dora.post(address, data={f"t{one}": "91", f"t{other}": "90", "t999": "5"}))
    with database.reading() as session:
        assert session.scalars(select(OnSiteScore.score).order_by(OnSiteScore.team_id)).all() == [9100, 9000]
    online = f"{desk(on_site)}/stages/{on_site.stage(1).id}/scores"
    assert dora.get(online).status_code == 404


def test_a_longer_roster_asks_no_more_of_the_database(dora, running, cast, database, queries):
    with queries:
        dora.get(f"{desk(running)}/roster")
    few = len(queries)
    home = cast.units["港口党支部"].id
    with database.transaction() as session:
        added = [Member(number=f"Z{n:02}", name=f"新人{n}", unit_id=home) for n in range(20)]
        session.add_all(added)
        session.flush()
        roster = running.contest().roster_id
        session.add_all(RosterMember(roster_id=roster, member_id=each.id, unit_id=home, exempt=False) for each in added)
    with queries:
        assert "新人19" in dora.get(f"{desk(running)}/roster").text
    assert len(queries) == few
