"""Making an exam: the form that works without scripts, the sample, publishing, and who may do so, on both databases."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.reviews import PRESETS, review_of
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.tables import Member, SignIn
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import RoleGrant
from tests.conftest import NOW, bearer
from tests.exams.browsing import dora, stored
from tests.exams.conftest import EXPLANATION, HOW_MANY

WRITTEN = {
    "title": "港口系统年度测试",
    "description": "闭卷。",
    "opens_at": "2026-11-23T15:00",
    "closes_at": "2026-11-24T15:00",
    "minutes": "45",
    "attempts_allowed": "3",
    "pass_percent": "80",
    "credit_rule": "proportional",
    "review_rule": "after_close",
    "balanced": "y",
    "cells-0-type": "single_choice",
    "cells-0-area": "",
    "cells-0-difficulty": "",
    "cells-0-knowledge_points": "组织生活，知识点1",
    "cells-0-count": "5",
    "cells-0-points": "1.5",
}

FIXTURES = (dora,)


@pytest.fixture
def written(cast):
    """The form as Dora fills it in for the city."""
    return WRITTEN | {"unit": str(cast.units["临江市"].id)}


def exams(database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Exam)) or 0


def value_of(page, name: str) -> str:
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1]


def test_what_was_written_is_what_is_stored(dora, database, cast, questions, written):
    saved = dora.post("/exams/manage/new", data=written)
    assert saved.status_code == 303, saved.text
    exam = stored(database, int(saved.location.rsplit("/", 1)[1]))
    assert exam.title == "港口系统年度测试"
    assert exam.unit_id == cast.units["临江市"].id
    assert exam.opens_at == NOW + timedelta(hours=1)
    assert exam.closes_at == NOW + timedelta(hours=25)
    assert (exam.minutes, exam.attempts_allowed, exam.pass_percent) == (45, 3, 80)
    assert (exam.credit_rule, review_of(exam)) == ("proportional", PRESETS["after_close"])
    cell = Cell(5, 150, type="single_choice", knowledge_points=("组织生活", "知识点1"))
    assert Blueprint.from_json(exam.blueprint) == Blueprint((cell,))
    assert exam.edition_id is None


def test_the_form_shows_again_exactly_what_was_stored(dora, database, questions, written):
    first = dora.post("/exams/manage/new", data=written).location
    page = dora.get(f"{first}/edit")
    assert value_of(page, "title") == "港口系统年度测试"
    assert value_of(page, "opens_at") == "2026-11-23T15:00"
    assert value_of(page, "cells-0-knowledge_points") == "组织生活；知识点1"
    assert value_of(page, "cells-0-points") == "1.5"
    before = stored(database, 1).blueprint
    sent = {key: value for key, value in written.items() if key != "unit"}
    assert dora.post(f"{first}/edit", data=sent | {"version": value_of(page, "version")}).location == first
    assert stored(database, 1).blueprint == before


def test_a_row_is_added_without_scripts_and_nothing_written_is_lost(dora, database, questions, written):
    page = dora.post("/exams/manage/new", data=written | {"do": "add", "title": "还没写完", "opens_at": ""})
    assert page.status_code == 200
    assert "请改正后再提交" not in page.text
    assert value_of(page, "title") == "还没写完"
    assert value_of(page, "cells-0-points") == "1.5"
    assert 'name="cells-1-count"' in page.text
    assert exams(database) == 0


def test_a_row_in_the_middle_is_dropped_and_the_others_stay(dora, questions, written):
    rows = {f"cells-{row}-{name}": value for row in (1, 2) for name, value in (("count", row + 1), ("points", 1))}
    page = dora.post("/exams/manage/new", data=written | rows | {"do": "drop:cells-1"})
    assert 'name="cells-1-count"' not in page.text
    assert value_of(page, "cells-2-count") == "3"
    assert value_of(page, "cells-0-count") == "5"
    last = dora.post("/exams/manage/new", data=written | {"do": "drop:cells-0"})
    assert 'name="cells-0-count"' in last.text


def test_each_row_says_how_many_questions_there_are_for_it(dora, questions, written):
    rows = {
        "cells-1-type": "",
        "cells-1-area": "party_basics",
        "cells-1-difficulty": "1",
        "cells-1-count": "40",
        "cells-1-points": "1",
        "cells-2-count": "",
        "cells-2-points": "1",
    }
    page = dora.post("/exams/manage/new", data=written | rows | {"do": "count"}).text
    assert re.findall(r"可用 (\d+) 题", page) == ["12", "4", "48"]
    assert "共 45 题，满分 47.5 分" in page
    assert "要抽 40 题，题库里只有" in page
    assert f"测试题库（{HOW_MANY} 题）" in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "请填写考试名称"),
        ({"opens_at": "yesterday"}, "不是有效的日期与时间值"),
        ({"closes_at": "2026-11-23T14:00"}, "结束时间要晚于开始时间。"),
        ({"closes_at": ""}, "没有结束时间，就永远不会公布"),
        ({"minutes": "0"}, "写 1 到 600 分钟"),
        ({"attempts_allowed": "-1"}, "写 1 到 100；不限次数请留空"),
        ({"pass_percent": "101"}, "写 0 到 100"),
        ({"credit_rule": "generous"}, "不是有效的选择"),
        ({"cells-0-count": "0"}, "写 1 到 200"),
        ({"cells-0-points": "NaN"}, "写 0.5 到 100"),
        ({"cells-0-points": "1.555"}, "最多两位小数"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_stored(
    dora, database, questions, written, changed, sentence
):
    page = dora.post("/exams/manage/new", data=written | changed)
    assert page.status_code == 200
    assert [error for error in re.findall(r'class="field-error".*?<span>(.*?)</span>', page.text) if sentence in error]
    assert "请改正后再提交" in page.text
    assert exams(database) == 0


def test_the_summary_names_the_row_and_how_many_questions_there_are_for_it(dora, questions, written):
    rows = {"cells-0-count": "9999", "cells-1-type": "", "cells-1-count": "5", "cells-1-points": "0"}
    page = dora.post("/exams/manage/new", data=written | rows).text
    summary = re.search(r'<div class="error-summary".*?</div>', page, re.S)[0]
    assert '<a href="#cells-0-count">抽题规则第 1 行，题数：要 9999 题，可用 12 题</a>' in summary
    assert '<a href="#cells-1-points">抽题规则第 2 行，每题分值：写 0.5 到 100</a>' in summary
    assert "请检查填写的内容" not in page


def test_an_end_before_the_start_is_named_while_other_errors_stand(dora, questions, written):
    wrong = {"title": "", "closes_at": "2026-11-23T14:00"}
    page = dora.post("/exams/manage/new", data=written | wrong).text
    assert "请填写考试名称" in page
    assert "结束时间要晚于开始时间。" in page


def test_buttons_that_change_the_rows_come_back_to_the_rows(dora, questions, written):
    page = dora.post("/exams/manage/new", data=written | {"do": "add"}).text
    assert re.findall(r'value="(?:add|count|drop:cells-1)" formaction="([^"]*)"', page) == [
        "#cells",
        "#row-3",
        "#cells",
    ]
    assert 'id="row-2"' in page


def test_dora_cannot_hold_an_exam_outside_her_city(dora, database, cast, questions, written):
    for name in ("东山省", "云岭县", "云岭党支部"):
        page = dora.post("/exams/manage/new", data=written | {"unit": str(cast.units[name].id)})
        assert page.status_code == 200
        assert "field-error" in page.text
        assert name not in page.text
    assert exams(database) == 0


def test_a_paper_longer_than_a_sheet_is_refused_with_its_limit(dora, database, questions, written):
    row = {"type": "", "area": "", "difficulty": "", "count": "200", "points": "1"}
    rows = {f"cells-{number}-{name}": value for number in range(3) for name, value in row.items()}
    page = dora.post("/exams/manage/new", data=written | rows)
    assert "一份试卷最多 500 题" in page.text
    assert exams(database) == 0


def test_the_sample_shows_the_key_to_the_organizer_and_another_one_on_demand(dora, unpublished):
    first = dora.get(f"/exams/manage/{unpublished.id}").text
    assert first.count(f"{EXPLANATION}") == 10
    assert "正确" in first
    again = dora.get(f"/exams/manage/{unpublished.id}").text
    second = dora.get(f"/exams/manage/{unpublished.id}?sample=2").text
    codes = [re.findall(r"test-\d{4}", page) for page in (first, again, second)]
    assert codes[0] == codes[1]
    assert set(codes[0]) != set(codes[2])


def test_a_new_exam_tells_its_key_after_it_has_closed_unless_the_organizer_says_otherwise(dora, questions):
    page = dora.get("/exams/manage/new").text
    assert re.findall(r'<input[^>]*checked[^>]*name="review_rule"[^>]*value="(\w+)"', page) == ["after_close"]


def test_of_two_organizers_who_edit_the_second_is_told_and_overwrites_nothing(
    app, sign_in, database, cast, dora, unpublished, written
):
    root = sign_in(app.test_client(), cast.root)
    address = f"/exams/manage/{unpublished.id}/edit"
    seen = value_of(root.get(address), "version")
    assert seen == value_of(dora.get(address), "version")
    assert dora.post(address, data=written | {"title": "朵拉改的", "version": seen}).status_code == 303
    late = root.post(address, data=written | {"title": "后来改的", "version": seen})
    assert late.status_code == 200
    assert "别人刚刚改过这场考试" in late.text
    assert value_of(late, "title") == "后来改的"
    assert stored(database, unpublished.id).title == "朵拉改的"


def test_members_without_the_role_cannot_open_a_page_of_management(app, sign_in, cast, exam, unpublished):
    for actor in (cast.ann, cast.ben, cast.tom, cast.cleo):
        browser = sign_in(app.test_client(), actor)
        for address in ("/exams/manage", "/exams/manage/new"):
            assert browser.get(address).status_code == 403, (actor.name, address)
        for which in (exam.id, unpublished.id):
            for page in ("", "/edit", "/watch", "/watch/figures", "/watch/absent", "/export.xlsx"):
                assert browser.get(f"/exams/manage/{which}{page}").status_code == 404, (actor.name, page)
            for act in ("publish", "extend"):
                data = {"closes_at": "2026-11-26T18:00"}
                assert browser.post(f"/exams/manage/{which}/{act}", data=data).status_code == 404, (actor.name, act)
        assert browser.post("/exams/manage/new", data=WRITTEN).status_code == 403


def test_an_organizer_of_another_county_finds_nothing_of_the_city(app, database, cast, exam):
    county = cast.units["云岭县"]
    with database.transaction() as session:
        other = Member(number="E001", name="伊琳", unit_id=county.id)
        session.add(other)
        session.flush()
        entry = SignIn(member_id=other.id, started_at=NOW, expires_at=NOW + timedelta(days=1))
        session.add_all([entry, RoleGrant(member_id=other.id, role=Role.ORGANIZER, unit_id=county.id, granted_at=NOW)])
        session.flush()
    erin = app.test_client()
    erin.set_cookie("sign_in", bearer(type(cast.ann)(other.id, "", county.id, "", county.path, entry.id)))
    listed = erin.get("/exams/manage")
    assert listed.status_code == 200
    assert exam.title not in listed.text
    for page in ("", "/watch", "/export.xlsx"):
        assert erin.get(f"/exams/manage/{exam.id}{page}").status_code == 404, page
    choices = erin.get("/exams/manage/new").text
    assert "云岭县" in choices
    assert "临江市" not in choices


def test_management_pages_take_few_queries_whatever_the_data(dora, write_exam, exam, queries):
    for number in range(8):
        last = write_exam(title=f"第{number}场")
    for address in (
        "/exams/manage",
        "/exams/manage/new",
        f"/exams/manage/{last.id}",
        f"/exams/manage/{last.id}/edit",
        f"/exams/manage/{exam.id}",
        f"/exams/manage/{exam.id}/entry",
    ):
        with queries:
            assert dora.get(address).status_code == 200
        assert len(queries) <= 12, (address, queries.statements)


def test_questions_that_are_named_are_kept_and_shown(dora, database, questions, written):
    named = {"required": "test-0000、test-0004\ntest-0008", "excluded": "test-0012", "balanced": "y"}
    row = {"cells-0-knowledge_points": "", "cells-0-count": "5"}
    saved = dora.post("/exams/manage/new", data=written | named | row)
    assert saved.status_code == 303, saved.text
    exam = stored(database, int(saved.location.rsplit("/", 1)[1]))
    blueprint = Blueprint.from_json(exam.blueprint)
    assert blueprint.required == ("test-0000", "test-0004", "test-0008")
    assert blueprint.excluded == ("test-0012",)
    page = dora.get(saved.location).text
    assert "test-0000、test-0004、test-0008" in page
    assert ">11</td>" in page
    assert dora.post(f"/exams/manage/{exam.id}/publish").status_code == 303
    page = dora.get(saved.location).text
    assert ">11</td>" in page


def test_a_named_question_that_is_not_there_is_said_before_publishing(dora, questions, written):
    row = {"cells-0-knowledge_points": "", "required": "test-9999"}
    saved = dora.post("/exams/manage/new", data=written | row)
    assert "必考的题 test-9999 不在能抽的题里" in dora.get(saved.location).text
