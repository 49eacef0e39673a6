"""Watching an exam: figures with their denominators, units, names within one's reach, the workbook."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from quiz_app.members.tables import Member
from quiz_app.organizations.tables import RoleGrant, Unit
from tests.conftest import NOW
from tests.exams.browsing import begin, hand_in

NAMES = ("本立", "朵拉", "田明", "安然")


@pytest.fixture
def dora(app, sign_in, cast):
    return sign_in(app.test_client(), cast.dora)


@pytest.fixture
def ben(app, sign_in, cast):
    return sign_in(app.test_client(), cast.ben)


@pytest.fixture
def ann(app, sign_in, cast):
    return sign_in(app.test_client(), cast.ann)


@pytest.fixture
def handed_in(ann, ben, cast, exam, right_answers, settle):
    """Ann has full marks, Ben has none; Dora and Tom have not taken part."""
    hand_in(ann, exam, right_answers(exam, cast.ann.member_id))
    hand_in(ben, exam)
    settle()
    return exam


def figures(page) -> dict[str, tuple[str, str]]:
    """The figures of the watch page: label → (numeral, note)."""
    found = re.findall(r"<dt>([^<]+)</dt><dd>([^<]*)</dd><dd>([^<]*)</dd>", page.text)
    return {label: (numeral, note) for label, numeral, note in found}


def lines(page) -> list[list[str]]:
    """The rows of the table of units as plain words."""
    body = re.search(r"<tbody>(.*?)</tbody>", page.text, re.S)[1]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()).split() for row in rows]


def test_figures_say_their_denominators(dora, handed_in):
    shown = figures(dora.get(f"/exams/manage/{handed_in.id}/watch"))
    assert shown["应参加（在册党员）"] == ("4", "未参加 2")
    assert shown["已参加"] == ("2", "参与率 50.0%")
    assert shown["平均分（参加者）"] == ("50.0", "按名册算 25.0 · 合格率 50.0%")
    assert shown["正在作答"][0] == "0"


def test_whoever_is_answering_is_counted_until_the_deadline(dora, ann, exam, clock, settle):
    begin(ann, exam)
    settle()
    address = f"/exams/manage/{exam.id}/watch"
    assert figures(dora.get(address))["正在作答"][0] == "1"
    clock.pass_by(minutes=31)
    assert figures(dora.get(address))["正在作答"][0] == "0"


def test_the_figures_alone_renew_themselves_while_the_exam_is_open(dora, handed_in, clock):
    address = f"/exams/manage/{handed_in.id}/watch/figures"
    part = dora.get(address)
    assert "<html" not in part.text
    assert figures(part)["已参加"][0] == "2"
    assert 'hx-trigger="every 5s"' in part.text
    assert f'hx-get="{address}' in part.text
    clock.pass_by(hours=23, minutes=59)
    assert "hx-trigger" in dora.get(address).text


def test_a_closed_exam_asks_no_more(dora, publish_exam, clock):
    exam = publish_exam(closes_at=NOW + timedelta(hours=1))
    clock.pass_by(hours=2)
    page = dora.get(f"/exams/manage/{exam.id}/watch").text
    assert "hx-trigger" not in page
    assert "已结束" in page


def test_the_way_down_leads_from_the_city_to_the_branch(dora, cast, handed_in):
    page = dora.get(f"/exams/manage/{handed_in.id}/watch")
    for name in ("海湾县", "海湾县港务局党委", "港口党支部"):
        assert lines(page)[0] == [name, "4", "2", "50.0%", "50.0", "名册", "25.0", "50.0%", "50.0%"]
        page = dora.get(f"/exams/manage/{handed_in.id}/watch?unit={cast.units[name].id}")
    assert lines(page)[0][0] == "港口第一党小组"
    assert lines(page)[-1] == ["本级直属", "4", "2", "50.0%", "50.0", "名册", "25.0", "50.0%", "50.0%"]
    leaf = dora.get(f"/exams/manage/{handed_in.id}/watch?unit={cast.units['港口第一党小组'].id}")
    assert "下面没有更小的单位" in leaf.text


def test_lines_of_units_and_own_members_add_up_to_the_whole(dora, database, cast, handed_in, settle):
    with database.transaction() as session:
        session.add(Member(number="X1", name="县里人", unit_id=cast.units["海湾县"].id))
    settle()
    rows = lines(dora.get(f"/exams/manage/{handed_in.id}/watch?unit={cast.units['海湾县'].id}"))
    assert [row[:3] for row in rows] == [["海湾县港务局党委", "4", "2"], ["本级直属", "1", "0"]]


def test_each_unit_says_how_many_of_its_entrants_passed_and_how_many_did_excellently(
    dora, app, sign_in, ann, cast, database, publish_exam, right_answers, settle
):
    exam = publish_exam(credit_rule="none")
    hand_in(ann, exam, right_answers(exam, cast.ann.member_id))
    for actor, wrong in ((cast.tom, 2), (cast.ben, 5)):
        answers = right_answers(exam, actor.member_id)
        given = {no: values for no, values in answers.items() if int(no) > wrong}
        hand_in(sign_in(app.test_client(), actor), exam, given)
    settle()
    page = dora.get(f"/exams/manage/{exam.id}/watch?unit={cast.units['海湾县'].id}&order=pass_rate")
    assert lines(page)[0][-2:] == ["66.7%", "33.3%"]
    assert "满分的 60% 合格，90% 优秀。本级合格率 66.7%，优秀率 33.3%。" in page.text


def test_submissions_by_the_hour_are_drawn_and_stand_in_a_table(dora, ann, ben, exam, clock):
    address = f"/exams/manage/{exam.id}/watch"
    assert "这 24 小时里还没有人交卷" in dora.get(address).text
    for browser in (ann, ben):
        hand_in(browser, exam)
    clock.pass_by(hours=2)
    hand_in(ann, exam)
    page = dora.get(address).text
    assert 'data-chart="columns" data-table="hours"' in page
    head = r'<tr( data-tone="most")?><th scope="row" data-short="(\d+:00)">(11月2\d日 \d\d:00)</th>'
    drawn = re.findall(head + r'<td class="num" data-v="(\d+)">', page)
    assert [(short, count) for tone, short, _moment, count in drawn if tone] == [("14:00", "2")]
    table = {moment: count for _tone, _short, moment, count in drawn}
    assert len(table) == 24
    assert {moment: count for moment, count in table.items() if count != "0"} == {
        "11月23日 14:00": "2",
        "11月23日 16:00": "1",
    }


def test_the_hours_of_a_closed_exam_are_those_before_its_closing(dora, ann, publish_exam, clock):
    exam = publish_exam(closes_at=NOW + timedelta(hours=3))
    hand_in(ann, exam)
    clock.pass_by(hours=20)
    page = dora.get(f"/exams/manage/{exam.id}/watch").text
    assert re.findall(r'<th scope="row" data-short="[\d:]+">(11月\d\d日 \d\d:00)</th>', page)[-1] == "11月23日 17:00"
    assert "24 小时共 1 份，最多的一小时从 11月23日 14:00 起，1 份。" in page


def test_units_sort_by_what_the_head_of_the_table_says(dora, database, cast, handed_in, settle):
    with database.transaction() as session:
        county = cast.units["海湾县"]
        other = Unit(name="滨海镇党委", kind="grassroots_committee", parent_id=county.id, path="/x/", position=-1)
        session.add(other)
        session.flush()
        other.path = f"{county.path}{other.id}/"
        session.add_all([Member(number=f"Y{number}", name="镇里人", unit_id=other.id) for number in range(5)])
    settle()
    address = f"/exams/manage/{handed_in.id}/watch?unit={cast.units['海湾县'].id}"
    by = {
        order: [row[0] for row in lines(dora.get(f"{address}&order={order}"))] for order in ("tree", "rate", "roster")
    }
    assert by["tree"] == by["roster"] == ["滨海镇党委", "海湾县港务局党委"]
    assert by["rate"] == ["海湾县港务局党委", "滨海镇党委"]
    assert 'aria-sort="descending"' in dora.get(f"{address}&order=rate").text
    assert dora.get(f"{address}&order=drop").status_code == 422


def test_units_outside_the_exam_are_not_found_there(dora, cast, handed_in):
    for name in ("东山省", "远山市", "云岭党支部"):
        for page in ("watch", "watch/figures", "watch/absent", "export.xlsx"):
            answer = dora.get(f"/exams/manage/{handed_in.id}/{page}?unit={cast.units[name].id}")
            assert answer.status_code == 404, (name, page)
    assert dora.get(f"/exams/manage/{handed_in.id}/watch?unit=abc").status_code == 422


def test_the_absent_are_named_and_whoever_is_answering_is_marked(dora, app, sign_in, cast, handed_in):
    begin(sign_in(app.test_client(), cast.tom), handed_in)
    page = dora.get(f"/exams/manage/{handed_in.id}/watch/absent").text
    assert [name for name in NAMES if name in page] == ["朵拉", "田明"]
    assert page.count("正在作答") == 1
    assert "在册 4 人，未参加 2 人" in page


def test_the_absent_page_by_cursor_and_none_is_lost_or_twice(dora, database, cast, exam, settle):
    with database.transaction() as session:
        branch = cast.units["港口党支部"].id
        session.add_all([Member(number=f"M{number:03d}", name="新同志", unit_id=branch) for number in range(45)])
    settle()
    address, seen = f"/exams/manage/{exam.id}/watch/absent", []
    while address:
        page = dora.get(address).text
        seen += re.findall(r"· ([A-Z]\d{3})</span>", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following and following[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 49


def test_an_exam_that_is_not_published_has_nothing_to_watch(dora, unpublished):
    assert dora.get(f"/exams/manage/{unpublished.id}/watch").status_code == 404
    assert dora.get(f"/exams/manage/{unpublished.id}/export.xlsx").status_code == 404


def test_the_workbook_holds_every_unit_and_member_with_numbers(dora, handed_in):
    answer = dora.get(f"/exams/manage/{handed_in.id}/export.xlsx")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.data))
    by_unit = list(book["按单位"].iter_rows(values_only=True))
    assert by_unit[1] == ("临江市", None, "市级党组织", 4, 2, 2, 50, 50, 25)
    assert [row[0] for row in by_unit[1:]] == ["临江市", "海湾县", "海湾县港务局党委", "港口党支部", "港口第一党小组"]
    by_member = {row[1]: row for row in book["按人员"].iter_rows(min_row=2, values_only=True)}
    assert set(by_member) == set(NAMES)
    assert by_member["安然"][3:] == ("是", 1, 100, "是", 0, None)
    assert by_member["本立"][3:] == ("是", 1, 0, "否", 0, None)
    assert by_member["朵拉"][3:] == ("否", 0, None, None, None, None)
    assert by_member["安然"][2] == "临江市/海湾县/海湾县港务局党委/港口党支部"


def test_a_name_that_looks_like_a_formula_stays_text_in_the_workbook(dora, database, cast, exam):
    formula = '=HYPERLINK("http://example.org","x")'
    with database.transaction() as session:
        session.add(Member(number="+1", name=formula, unit_id=cast.units["港口党支部"].id))
    book = load_workbook(BytesIO(dora.get(f"/exams/manage/{exam.id}/export.xlsx").data))
    cells = [cell for row in book["按人员"].iter_rows(min_row=2) for cell in row if cell.value in (formula, "+1")]
    assert {cell.data_type for cell in cells} == {"s"}
    assert len(cells) == 2


def test_ben_sees_who_of_his_branch_has_and_has_not_taken_part(ben, handed_in):
    absent = ben.get(f"/exams/{handed_in.id}/branch").text
    assert [name for name in ("朵拉", "田明", "安然") if name in absent] == ["朵拉", "田明"]
    present = ben.get(f"/exams/{handed_in.id}/branch?part=present").text
    assert "安然" in present
    assert "朵拉" not in present
    assert "看本支部的参加情况" in ben.get(f"/exams/{handed_in.id}").text


def test_ben_sees_nobody_beyond_his_branch(ben, database, cast, handed_in):
    with database.transaction() as session:
        session.add(Member(number="X1", name="县里人", unit_id=cast.units["海湾县"].id))
    assert "县里人" not in ben.get(f"/exams/{handed_in.id}/branch").text
    for name in ("海湾县", "临江市", "云岭党支部"):
        assert ben.get(f"/exams/{handed_in.id}/branch?unit={cast.units[name].id}").status_code == 404, name


def test_scores_that_wait_for_the_closing_are_withheld_from_the_secretary_too(
    ann, ben, cast, publish_exam, right_answers, settle
):
    exam = publish_exam(review_rule="all_after_close")
    hand_in(ann, exam, right_answers(exam, cast.ann.member_id))
    settle()
    page = ben.get(f"/exams/{exam.id}/branch?part=present").text
    assert "安然" in page
    assert "待公布" in page
    assert not re.search(r'class="num">100<', page)


def test_ann_is_told_whose_page_the_branch_is(ann, exam):
    refused = ann.get(f"/exams/{exam.id}/branch")
    assert refused.status_code == 403
    assert "党支部书记" in refused.text
    assert "看本支部的参加情况" not in ann.get(f"/exams/{exam.id}").text


def test_a_role_taken_back_closes_the_page_at_the_next_request(ben, database, cast, exam):
    assert ben.get(f"/exams/{exam.id}/branch").status_code == 200
    with database.transaction() as session:
        session.execute(RoleGrant.__table__.delete().where(RoleGrant.member_id == cast.ben.member_id))
    assert ben.get(f"/exams/{exam.id}/branch").status_code == 403


def test_watch_pages_take_few_queries_whatever_the_data(dora, ben, database, cast, handed_in, queries, settle):
    with database.transaction() as session:
        county = cast.units["海湾县"]
        for number in range(15):
            unit = Unit(name=f"第{number}党委", kind="grassroots_committee", parent_id=county.id, path=f"/n{number}/")
            session.add(unit)
            session.flush()
            unit.path = f"{county.path}{unit.id}/"
            session.add(Member(number=f"Z{number}", name="新同志", unit_id=unit.id))
    settle()
    base = f"/exams/manage/{handed_in.id}"
    for browser, address in (
        (dora, f"{base}/watch?unit={county.id}"),
        (dora, f"{base}/watch/figures"),
        (dora, f"{base}/watch/absent"),
        (dora, f"{base}/export.xlsx"),
        (ben, f"/exams/{handed_in.id}/branch"),
        (ben, f"/exams/{handed_in.id}/branch?part=present"),
    ):
        with queries:
            assert browser.get(address).status_code == 200
        assert len(queries) <= 13, (address, queries.statements)
