"""The exam pages of a member, without a script: before, in, and after an exam, on both databases."""

import re
from datetime import timedelta

from quiz_app.exams import sheets
from quiz_app.exams.tables.attempts import Takeover
from quiz_app.exams.tables.exams import Exam
from tests.conftest import NOW
from tests.exams.browsing import ann, attempts, begin, cleo, elsewhere, hidden, send

FIXTURES = (ann, cleo, elsewhere)


def test_the_list_shows_what_is_open_what_comes_and_what_has_closed(ann, publish_exam, clock):
    publish_exam(title="开着的")
    publish_exam(title="要来的", opens_at=NOW + timedelta(days=2), closes_at=NOW + timedelta(days=3))
    publish_exam(title="短的", closes_at=NOW + timedelta(minutes=5))
    clock.pass_by(minutes=6)
    page = ann.get("/exams").text
    assert page.index("正在进行") < page.index("开着的") < page.index("即将开始") < page.index("要来的")
    assert page.index("已经结束") < page.index("短的")
    assert "没有参加" in page


def test_a_list_without_exams_says_what_will_happen(ann):
    assert "现在没有开放的考试" in ann.get("/exams").text


def test_closed_exams_page_by_cursor_and_none_is_lost(ann, publish_exam, clock):
    for number in range(23):
        publish_exam(title=f"第{number:02d}场", closes_at=NOW + timedelta(minutes=5))
    clock.pass_by(minutes=6)
    first = ann.get("/exams")
    following = re.search(r'rel="next" href="([^"]+)"', first.text)[1]
    second = ann.get(following)
    seen = [set(re.findall(r"第\d\d场", page.text)) for page in (first, second)]
    assert [len(titles) for titles in seen] == [20, 3]
    assert not seen[0] & seen[1]
    assert 'rel="next"' not in second.text


def test_an_unpublished_exam_is_nowhere_for_a_member(ann, unpublished):
    assert unpublished.title not in ann.get("/exams").text
    assert ann.get(f"/exams/{unpublished.id}").status_code == 404
    assert ann.post(f"/exams/{unpublished.id}/attempts").status_code == 404


def test_the_rules_are_sentences_before_starting(ann, exam):
    page = ann.get(f"/exams/{exam.id}").text
    for sentence in (
        "11月23日 13:00 至 11月24日 14:00",
        "每次 30 分钟",
        "最多 2 次，取最好成绩",
        "10 道题，满分 100 分，60 分合格",
        "多选题少选且没有选错，得一半分",
        "交卷后立即看到成绩、每题对错、正确答案和解析",
        "第一次合格记 5 分，第一次满分另记 3 分",
        "开始答题",
    ):
        assert sentence in page


def test_an_exam_that_comes_cannot_be_started_and_says_when_it_can(ann, publish_exam):
    coming = publish_exam(opens_at=NOW + timedelta(days=2), closes_at=NOW + timedelta(days=3))
    page = ann.get(f"/exams/{coming.id}").text
    assert "11月25日 14:00 开放" in page
    assert "开始答题" not in page
    assert ann.post(f"/exams/{coming.id}/attempts").status_code == 403


def test_coming_back_finds_the_same_paper_with_what_was_saved(ann, database, exam):
    paper = begin(ann, exam)
    assert send(ann, paper, "save", {"1": ["B"], "9": ["第一空"]}).location == paper
    again = ann.get(paper).text
    assert "已保存 14:00" in again
    assert re.search(r'id="q1-B" value="B" checked', again)
    assert 'value="第一空"' in again
    assert begin(ann, exam) == paper
    assert len(attempts(database)) == 1
    assert "继续答题" in ann.get(f"/exams/{exam.id}").text
    assert "继续答题" in ann.get("/exams").text


def test_an_exam_that_is_being_answered_stands_once_in_the_list_with_its_own_time(ann, publish_exam, clock):
    begin(ann, publish_exam(title="正在答的"))
    publish_exam(title="另一场")
    clock.pass_by(minutes=3)
    page = ann.get("/exams").text
    assert page.count("正在答的") == page.count("另一场") - 1 == 1
    assert "还剩 27 分钟，14:30 截止" in page
    assert "现在没有开放的考试" not in page


def test_while_the_time_runs_the_way_on_stands_before_the_rules(ann, exam):
    before = ann.get(f"/exams/{exam.id}").text
    assert before.index("考试规则") < before.index("开始答题")
    begin(ann, exam)
    page = ann.get(f"/exams/{exam.id}").text
    assert page.index("继续答题") < page.index("考试规则")
    assert "还剩 30 分钟，14:30 截止" in page


def test_a_quiz_belongs_to_its_course_and_begins_before_its_rules(ann, database, exam):
    with database.transaction() as session:
        quiz = session.get_one(Exam, exam.id)
        quiz.kind, quiz.page = "quiz", {"endpoint": "courses.index"}
    page = ann.get(f"/exams/{exam.id}").text
    assert page.index("开始答题") < page.index("考试规则")
    assert current_places(page) == ["课程", "课程"]
    location = send(ann, begin(ann, exam), "submit").location
    assert current_places(ann.get(location).text) == ["课程", "课程"]
    assert current_places(ann.get("/exams").text) == ["考试", "考试"]


def current_places(page: str) -> list[str]:
    """What the bars at the top and at the bottom mark as the place where one is."""
    marked = re.findall(r'<a href="[^"]*" aria-current="page">(.*?)</a>', page)
    return [re.sub(r"<svg.*</svg>", "", each) for each in marked if "</svg>" in each or each in ("课程", "考试")]


def test_blanks_that_are_all_empty_are_no_answer(ann, database, exam):
    paper = begin(ann, exam)
    send(ann, paper, "save", {"1": ["A"], "9": ["  "]})
    send(ann, paper, "save", {"9": [""]})
    assert attempts(database)[0].sheet == b"\x01"


def test_handing_in_without_a_script_asks_first_and_names_what_is_open(ann, database, exam):
    paper = begin(ann, exam)
    sheet = ann.get(paper).text.partition('id="sheet"')[2]
    assert re.findall(r'<button[^>]*type="submit"[^>]*value="(\w+)"', sheet) == ["save", "check"]
    asked = send(ann, paper, "check", {"1": ["B"], "9": ["第一空"]})
    assert asked.location == f"{paper}/confirm"
    page = ann.get(asked.location)
    assert "还有 8 道题没有作答" in page.text
    assert re.findall(rf'href="{paper}#q(\d+)"', page.text) == ["2", "3", "4", "5", "6", "7", "8", "10"]
    assert attempts(database)[0].submitted_at is None
    fields = dict(re.findall(r'<input type="hidden" name="(q?\w+)" value="([^"]*)"', page.text))
    assert ann.post(paper, data=fields | {"do": "submit"}).location == f"{paper}/result"
    handed_in = attempts(database)[0]
    assert handed_in.submitted_at is not None
    assert sheets.plain(sheets.decode(handed_in.sheet)) == {"1": ["B"], "9": ["第一空"]}


def test_the_question_before_handing_in_is_for_whoever_may_write_and_only_until_the_end(ann, elsewhere, clock, exam):
    paper = begin(ann, exam)
    assert "10 道题没有作答" in ann.get(f"{paper}/confirm").text
    assert elsewhere.get(f"{paper}/confirm").location == paper
    clock.pass_by(minutes=31)
    assert ann.get(f"{paper}/confirm").location == f"{paper}/result"


def test_another_device_meets_the_takeover_screen_and_takes_over(ann, elsewhere, database, exam):
    paper = begin(ann, exam)
    send(ann, paper, "save", {"1": ["B"]})
    here = ann.get(paper)
    there = elsewhere.get(paper)
    assert "正在另一台设备上作答" in there.text
    assert hidden(there, "writer") == ""
    assert send(elsewhere, paper, "save", {"1": ["C"]}).status_code == 409
    assert elsewhere.post(paper, data={"do": "takeover"}).location == paper
    assert hidden(elsewhere.get(paper), "writer")
    late = {"do": "save", "revision": hidden(here, "revision"), "writer": hidden(here, "writer"), "q1": "D"}
    refused = ann.post(paper, data=late)
    assert refused.status_code == 409
    assert "另一台设备接手了" in refused.text
    with database.reading() as session:
        assert session.query(Takeover).count() == 1
    assert re.search(r'id="q1-B" value="B" checked', elsewhere.get(paper).text)


def test_a_form_that_is_not_whole_is_refused_and_loses_nothing(ann, database, exam):
    paper = begin(ann, exam)
    send(ann, paper, "save", {"1": ["B"]})
    stored = attempts(database)[0].sheet
    writer = hidden(ann.get(paper), "writer")
    for fields in (
        {},
        {"do": "erase"},
        {"do": "save"},
        {"do": "save", "revision": "x", "writer": writer},
        {"do": "save", "revision": "9", "writer": "not hex"},
        {"do": "save", "revision": "9", "writer": writer, "q1": ["A"] * 30},
    ):
        assert ann.post(paper, data=fields).status_code == 422, fields
    assert attempts(database)[0].sheet == stored


def test_a_tab_that_is_behind_cannot_overwrite_what_was_saved_later(ann, database, exam):
    paper = begin(ann, exam)
    behind = ann.get(paper)
    send(ann, paper, "save", {"1": ["B"]})
    send(ann, paper, "save", {"1": ["C"]})
    stored = attempts(database)[0].sheet
    late = {"do": "save", "revision": hidden(behind, "revision"), "writer": hidden(behind, "writer"), "q1": "D"}
    assert ann.post(paper, data=late).status_code == 409
    assert attempts(database)[0].sheet == stored
