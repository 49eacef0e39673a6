"""An exam that counts points a minute: its board says who was quick, and nobody reads from it who passed."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.exams.browsing import begin, send
from tests.exams.test_pages_watch import figures, lines


@pytest.fixture
def quick(app, sign_in, cast, clock, publish_exam, right_answers, settle):
    """Of a hundred, Ann has a hundred in twenty minutes (5 a minute), Ben forty in half a minute (80 a minute): by the
    paper she passed and he did not, by the board's number it would be the other way round."""
    exam = publish_exam(counting="speed")
    for who, right, seconds in ((cast.ann, 10, 1200), (cast.ben, 4, 30)):
        browser = sign_in(app.test_client(), who)
        paper = begin(browser, exam)
        answers = dict(list(right_answers(exam, who.member_id).items())[:right])
        clock.pass_by(seconds=seconds)
        assert send(browser, paper, "submit", answers).status_code == 303
    settle()
    return exam


@pytest.fixture
def dora(app, sign_in, cast):
    return sign_in(app.test_client(), cast.dora)


def test_the_watch_page_has_means_and_no_rates_of_passing(dora, quick, cast):
    page = dora.get(f"/exams/manage/{quick.id}/watch")
    assert figures(page)["平均分（参加者）"] == ("42.5", "按名册算 21.2 · 合格率 —")
    assert lines(page)[0] == ["海湾县", "4", "2", "50.0%", "42.5", "名册", "21.2", "—", "—"]
    assert "和卷面的合格线、满分不能比，所以没有合格率和优秀率" in page.text
    assert "90% 优秀" not in page.text
    assert re.findall(r'data-series="([^"]+)"', page.text) == ["参与率", "交卷份数"]
    assert "各单位的三个率" not in page.text
    for order in ("pass_rate", "excellence_rate"):
        assert lines(dora.get(f"/exams/manage/{quick.id}/watch?order={order}"))[0][0] == "海湾县"


def test_members_of_an_upper_unit_itself_have_no_rates_either(dora, quick, cast):
    rest = lines(dora.get(f"/exams/manage/{quick.id}/watch?unit={cast.units['港口党支部'].id}"))[-1]
    assert rest == ["本级直属", "4", "2", "50.0%", "42.5", "名册", "21.2", "—", "—"]


def test_the_workbook_says_who_passed_by_the_paper(dora, quick):
    book = load_workbook(BytesIO(dora.get(f"/exams/manage/{quick.id}/export.xlsx").data))
    rows = {row[1]: row for row in book["按人员"].iter_rows(values_only=True)}
    place, score = rows["姓名"].index("是否合格"), rows["姓名"].index("计分成绩")
    assert (rows["安然"][score], rows["安然"][place]) == (5, "是")
    assert (rows["本立"][score], rows["本立"][place]) == (80, "否")


def test_a_member_is_told_by_the_paper_too(app, sign_in, cast, quick):
    ann, ben = (sign_in(app.test_client(), who).get("/exams").text for who in (cast.ann, cast.ben))
    assert "每分钟得分 5 分" in ann and "已合格" in ann
    assert "每分钟得分 80 分" in ben and "已合格" not in ben
