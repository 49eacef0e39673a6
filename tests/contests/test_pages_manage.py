"""An organizer's way through the pages: from the wizard to the archive, what may be changed when, and who may."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quiz_app.contests.advancing import GoingOn
from quiz_app.contests.drafts import StageDraft
from quiz_app.contests.queries.contests import stages_of
from quiz_app.contests.queries.drafts import written
from quiz_app.contests.rules import Rules
from quiz_app.contests.stages import Kind
from quiz_app.contests.states import State
from quiz_app.contests.tables.contests import Contest
from quiz_app.notices.tables.notices import Notice
from quiz_app.points.queries import balance
from tests.banks.forms_sent import as_sent
from tests.conftest import NOW
from tests.contests.browsing import *  # noqa: F403
from tests.contests.browsing import flashed
from tests.contests.conftest import Stand

DESK = "/contests/manage"
TOMORROW = "2026-11-24"


def begun(dora, cast, **changes):
    """The wizard sent with the template of one day; the answer."""
    fields = {"source": "one_day", "unit": cast.units["临江市"].id, "title": "一天的竞赛", "first_day": TOMORROW}
    return dora.post(f"{DESK}/new", data=fields | changes)


def two_stages() -> tuple[StageDraft, ...]:
    return StageDraft(Kind.PRELIMINARY, "初赛", GoingOn("top", 1)), StageDraft(Kind.FINAL, "决赛")


def stand_of(answer, database, clock, cast, right_answers) -> Stand:
    return Stand(database, clock, cast, int(answer.location.rpartition("/")[2]), right_answers)


def test_an_organizer_goes_from_the_wizard_to_the_archive(
    dora, database, clock, cast, questions, right_answers, run_jobs
):
    stand = stand_of(begun(dora, cast), database, clock, cast, right_answers)
    home = f"{DESK}/{stand.contest_id}"
    page = dora.get(home).text
    assert "要改" in page
    assert "确认发布" not in page
    paper = f"/exams/manage/{stand.exam().id}/edit"
    few = {"cells-0-count": "4", "cells-1-count": "3", "cells-2-count": "3"}
    assert dora.post(paper, data=as_sent(dora.get(paper).text) | few).status_code == 303
    page = dora.get(home).text
    assert "要改" not in page
    assert "4 名党员会看到这场竞赛" in page
    assert "已发布" in flashed(dora, dora.post(f"{home}/announcement", data={"tells": "y"}))
    with database.reading() as session:
        assert session.scalars(select(Notice.title)).all() == ["一天的竞赛"]
    stand.pass_to(stand.contest().opens_at)
    assert stand.contest().state == State.OPEN
    stand.sit(cast.ann, right=9)
    freeze_at = clock.now() + timedelta(hours=2)
    assert "封榜" in flashed(dora, dora.post(f"{home}/freeze", data={"freezes_at": "2026-11-24T11:00"}))
    stand.pass_to(freeze_at)
    assert stand.contest().state == State.FROZEN
    stand.sit(cast.ben, right=8)
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))
    assert stand.contest().state == State.CLOSED
    assert "先揭晓" in flashed(dora, dora.post(f"{home}/publication"))
    assert "已揭晓" in flashed(dora, dora.post(f"{home}/reveal"))
    stand.catch_up()
    assert 'role="progressbar"' in flashed(dora, dora.post(f"{home}/publication"))
    run_jobs()
    assert "申诉期到" in dora.get(home).text
    assert "申诉期到" in flashed(dora, dora.post(f"{home}/finalization"))
    stand.pass_to(clock.now() + timedelta(days=4))
    assert 'role="progressbar"' in flashed(dora, dora.post(f"{home}/finalization"))
    run_jobs()
    assert stand.contest().state == State.FINAL
    with database.reading() as session:
        assert [balance(session, who.member_id) for who in (cast.ann, cast.ben)] == [7, 5]
    assert "已归档" in flashed(dora, dora.post(f"{home}/archive"))
    page = dora.get(home).text
    assert page.count("到时间，系统") == 3
    assert "朵拉" in page


def test_the_contest_of_last_year_is_held_again_with_its_rules_and_papers_later(
    dora, write_contest, cast, database, clock, right_answers
):
    before = write_contest(freezes_at=NOW + timedelta(hours=20))
    answer = begun(dora, cast, source=f"like:{before.contest_id}", title="今年的竞赛", first_day="2026-12-03")
    again = stand_of(answer, database, clock, cast, right_answers)
    with database.reading() as session:
        one, other = written(session, before.contest()), written(session, again.contest())
    ten_days = timedelta(days=10)
    assert other.contest.rules == one.contest.rules
    assert other.contest.opens_at - one.contest.opens_at == ten_days
    assert other.contest.freezes_at - one.contest.freezes_at == ten_days
    assert other.exams[0].opens_at - one.exams[0].opens_at == ten_days
    assert other.exams[0].blueprint == one.exams[0].blueprint
    assert again.contest().like_contest_id == before.contest_id


def test_awards_for_levels_that_the_scope_lacks_are_left_out_and_the_page_says_so(dora, cast, database):
    answer = begun(dora, cast, source="two_fortnights")
    assert "没有带过来" in flashed(dora, answer)
    with database.reading() as session:
        rules = Rules.from_json(session.scalars(select(Contest.rules)).one())
    assert {each.level for each in rules.awards} == {None, "county", "party_branch"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "请填写竞赛名称"),
        ({"first_day": "2026-11-20"}, "第一天已经过去"),
        ({"source": "nonsense"}, "从哪里开始"),
        ({"unit": "999"}, "面向哪个单位"),
    ],
)
def test_the_wizard_says_what_is_wrong_beside_it(dora, cast, changes, sentence):
    answer = begun(dora, cast, **changes)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert "请改正后再提交" in answer.text


def test_a_form_that_nobody_touched_changes_nothing_of_the_rules(dora, write_contest, database):
    stand = write_contest()
    address = f"{DESK}/{stand.contest_id}/edit"
    with database.reading() as session:
        before = written(session, stand.contest()).contest
    assert dora.post(address, data=as_sent(dora.get(address).text)).status_code == 303
    with database.reading() as session:
        assert written(session, stand.contest()).contest == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"composite": "参赛率 * 40% + 心情"}, "不认识“心情”"),
        ({"composite": "(参赛率"}, "少了一个右括号"),
        ({"member_tie_1": "time", "member_tie_2": "time"}, "重复"),
        ({"closes_at": "2026-11-01T10:00"}, "结束时间要晚于开始时间"),
        ({"awards-0-count": "0"}, "写 1 到"),
        ({"awards-1-level": ""}, "要写明给哪一级单位"),
        ({"place_points-1-first": "1"}, "不重叠"),
        ({"stages-0-title": ""}, "请写阶段的名称"),
    ],
)
def test_errors_of_the_rules_stand_on_the_form_and_nothing_is_saved(dora, write_contest, changes, sentence):
    stand = write_contest()
    address = f"{DESK}/{stand.contest_id}/edit"
    answer = dora.post(address, data=as_sent(dora.get(address).text) | changes)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert stand.contest().version == 1


def test_rows_of_awards_and_points_come_and_go_without_losing_what_is_written(dora, write_contest):
    stand = write_contest()
    address = f"{DESK}/{stand.contest_id}/edit"
    sent = as_sent(dora.get(address).text)
    more = dora.post(address, data=sent | {"do": "add:award", "summary": "写到一半"}).text
    assert "第 3 项" in more
    assert "写到一半" in more
    fewer = dora.post(address, data=as_sent(more) | {"do": "drop:awards-0"}).text
    assert "第 3 项" not in fewer
    assert (
        dora.post(address, data=as_sent(fewer) | {"awards-2-title": "鼓励奖", "awards-2-count": "5"}).status_code == 303
    )
    assert [each["title"] for each in stand.contest().rules["awards"]] == ["优秀组织奖", "鼓励奖"]
    assert (
        dora.post(address, data=as_sent(dora.get(address).text) | {"do": "add:points"}).text.count("名次积分第 3 行")
        == 2
    )


def test_who_saved_meanwhile_is_not_overwritten(dora, write_contest):
    stand = write_contest()
    address = f"{DESK}/{stand.contest_id}/edit"
    sent = as_sent(dora.get(address).text)
    assert dora.post(address, data=sent).status_code == 303
    assert "别人刚刚改过" in dora.post(address, data=sent).text


def test_quotas_are_given_to_units_of_the_tree_never_to_typed_names(dora, write_contest, cast, database):
    final = {"opens_at": NOW + timedelta(hours=20)}
    stand = write_contest(exams=({}, final), stages=two_stages())
    county = cast.units["海湾县"].id
    address = f"{DESK}/{stand.contest_id}/edit"
    sent = as_sent(dora.get(address).text) | {"stages-0-rule": "quotas", f"quota-0-{county}": "3"}
    assert dora.post(address, data=sent).status_code == 303
    with database.reading() as session:
        [first, _last] = stages_of(session, stand.contest())
    assert first.stage.going_on["quotas"] == [[county, 3]]
    assert 'value="3"' in dora.get(address).text


def test_a_stage_is_added_with_a_paper_like_the_last_and_dropped_again(dora, write_contest, database):
    stand = write_contest()
    address = f"{DESK}/{stand.contest_id}/stages"
    answer = dora.post(address, data={"kind": "semifinal", "title": "复赛"})
    assert "复赛" in flashed(dora, answer)
    with database.reading() as session:
        [first, second] = stages_of(session, stand.contest())
    assert second.exam.blueprint == first.exam.blueprint
    assert "已去掉" in flashed(dora, dora.post(f"{address}/{second.stage.id}/drop"))
    with database.reading() as session:
        assert [each.stage.title for each in stages_of(session, stand.contest())] == ["初赛"]


def test_once_announced_only_the_words_may_be_changed_and_the_page_shows_the_table(dora, write_contest):
    stand = write_contest()
    stand.announce()
    address = f"{DESK}/{stand.contest_id}/edit"
    page = dora.get(address).text
    assert 'name="composite"' not in page
    assert "什么时候可以改什么" in page
    assert dora.post(address, data={"title": "改了名字", "composite": "参赛率"}).status_code == 303
    assert stand.contest().title == "改了名字"
    assert stand.contest().rules["composite"] != "参赛率"
    refused = dora.post(f"{DESK}/{stand.contest_id}/stages", data={"kind": "final", "title": "决赛"})
    assert "不能改各阶段" in refused.text


def test_an_announced_contest_is_withdrawn_with_a_reason_only(dora, write_contest):
    stand = write_contest()
    stand.announce()
    address = f"{DESK}/{stand.contest_id}/withdrawal"
    assert "请写明理由" in flashed(dora, dora.post(address, data={}))
    assert stand.contest().state == State.ANNOUNCED
    assert "已撤回为草稿" in flashed(dora, dora.post(address, data={"reason": "时间要改"}))
    assert stand.contest().state == State.DRAFT


def test_members_get_403_strangers_404_and_nobody_but_an_organizer_begins_a_contest(
    ann, ben, cleo, dora, write_contest
):
    stand = write_contest()
    home = f"{DESK}/{stand.contest_id}"
    assert [browser.get(home).status_code for browser in (dora, ann, ben, cleo)] == [200, 404, 404, 404]
    stand.announce()
    assert [browser.get(home).status_code for browser in (dora, ann, ben, cleo)] == [200, 403, 403, 404]
    for act in ("announcement", "freeze", "reveal", "publication", "finalization", "archive"):
        assert [browser.post(f"{home}/{act}").status_code for browser in (ann, ben, cleo)] == [403, 403, 404]
    assert [browser.get(f"{DESK}/new").status_code for browser in (dora, ann, ben, cleo)] == [200, 403, 403, 403]


def test_a_longer_list_of_contests_asks_no_more_of_the_database(dora, write_contest, queries):
    write_contest()
    with queries:
        dora.get(DESK)
    few = len(queries)
    for _ in range(4):
        write_contest()
    with queries:
        assert dora.get(DESK).text.count("支部工作知识竞赛") == 5
    assert len(queries) == few
