"""The pages of marking: for its organizer, for readers without names, for members before and after; and no leak."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from quiz_app.exams.blueprints import Blueprint
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.marking import MarkingTask, MarkPublication, Reader
from quiz_app.exams.tasks import publish_marks
from tests.exams.browsing import begin, dora, hidden, send
from tests.exams.devices import Device
from tests.exams.marked import (
    ANSWER,
    POINT,
    REFERENCE,
    appoint,
    claim,
    close,
    give,
    hand_in,
    publish,
    rows,
    rule,
    written_exam,
)

FIXTURES = (appoint, claim, dora, give, hand_in, publish, rule, written_exam)


@pytest.fixture
def tom(app, sign_in, cast):
    return sign_in(app.test_client(), cast.tom)


@pytest.fixture
def ann(app, sign_in, cast):
    return sign_in(app.test_client(), cast.ann)


def marking_page(browser, exam):
    return browser.get(f"/exams/manage/{exam.id}/marking")


def test_the_exam_page_says_before_starting_that_people_mark_it(ann, written_exam) -> None:
    assert "由阅卷人评分" in ann.get(f"/exams/{written_exam.id}").text


def test_the_paper_has_room_for_a_text_with_a_stated_limit_and_gives_it_back(ann, database, written_exam) -> None:
    paper = begin(ann, written_exam)
    page = ann.get(paper).text
    assert re.search(r'<textarea[^>]*name="q3"[^>]*maxlength="500"', page)
    assert "最多 500 字" in page
    send(ann, paper, "save", {"3": ["第一行\r\n<第二行>"]})
    assert "第一行\n&lt;第二行&gt;</textarea>" in ann.get(paper).text


def test_no_byte_of_the_rubric_leaves_before_the_review(app, cast, ann, written_exam, publish_exam) -> None:
    later = publish_exam(
        review_rule="after_close",
        closes_at=written_exam.closes_at,
        blueprint=Blueprint.from_json(written_exam.blueprint),
    )
    started = Device(app, cast.dora).start(later).text
    paper = begin(ann, later)
    seen = [started, ann.get(paper).text, ann.get(f"/exams/{later.id}").text]
    result = send(ann, paper, "submit", {"3": [ANSWER]}).location
    seen += [ann.get(result).text, ann.get(result.replace("result", "report")).text]
    assert ann.get(result.replace("result", "review")).status_code == 403
    assert not [mark for mark in (REFERENCE, POINT) for text in seen if mark in text]


def test_a_member_sees_that_marking_is_awaited_and_then_the_marks_and_the_comment(
    ann, cast, clock, written_exam, hand_in, appoint, claim, give, publish
) -> None:
    attempt = hand_in(cast.ann)["attempt"]["id"]
    result, review = f"/exams/attempts/{attempt}/result", f"/exams/attempts/{attempt}/review"
    for address in (result, "/exams", f"/exams/{written_exam.id}", "/me/results", review):
        assert "等待阅卷" in ann.get(address).text, address
    assert "答错" not in ann.get(result).text
    appoint(cast.tom)
    give(cast.tom, claim(cast.tom), 400, 150, comment="还应说到能见度")
    assert "还应说到能见度" not in ann.get(review).text
    close(clock)
    publish()
    shown = ann.get(review).text
    for said in (REFERENCE, f"{POINT}一", "得 4 / 4 分", "得 1.5 / 6 分", "还应说到能见度", "得 5.5 分，满分 10 分"):
        assert said in shown
    assert "等待阅卷" not in shown
    assert 'class="score">25.5' in ann.get(result).text


def test_a_reader_sees_answer_question_and_rubric_and_nobodys_name(
    tom, cast, database, written_exam, hand_in, appoint
) -> None:
    hand_in(cast.ann)
    appoint(cast.tom)
    assert "等你评 1 份" in tom.get("/exams/reading").text
    assert 'href="/exams/reading"' in tom.get("/exams").text
    taken = tom.post(f"/exams/reading/{written_exam.id}/next")
    page = tom.get(taken.location).text
    for shown in ("夜里看不清水位", "码头为什么日落关门", REFERENCE, f"{POINT}二", "0 到 6 分"):
        assert shown in page
    body = page[page.index("<main") :]
    assert not [name for name in ("安然", "A001", "港口党支部") if name in body]
    refused = tom.post(taken.location, data={"shares-0": "5", "shares-1": "多"})
    assert refused.status_code == 422
    assert "写 0 到 4" in refused.text and "写 0 到 6" in refused.text
    done = tom.post(taken.location, data={"shares-0": "4", "shares-1": "2.5", "comment": "", "then": "next"})
    assert done.location == f"/exams/reading/{written_exam.id}"
    [task] = rows(database, MarkingTask)
    assert task.score == 650
    assert "给了 6.5 / 10 分" in tom.get(done.location).text
    again = tom.get(taken.location).text
    assert 'value="2.5"' in again
    assert tom.post(taken.location, data={"shares-0": "0", "shares-1": "0"}).status_code == 303
    assert rows(database, MarkingTask)[0].score == 0


def test_an_adjudicator_sees_both_marks_and_a_second_reader_does_not_see_the_first(
    app, sign_in, tom, cast, written_exam, hand_in, appoint, rule, claim, give
) -> None:
    rule(2, 0)
    hand_in(cast.ann)
    appoint(cast.ben)
    appoint(cast.tom)
    appoint(cast.root, adjudicates=True)
    give(cast.ben, claim(cast.ben), 400, 50, comment="第一位的评语")
    second = tom.get(tom.post(f"/exams/reading/{written_exam.id}/next").location).text
    assert "第一位的评语" not in second and "4 + 0.5" not in second
    give(cast.tom, claim(cast.tom), 0, 0)
    root = sign_in(app.test_client(), cast.root)
    third = root.get(root.post(f"/exams/reading/{written_exam.id}/next").location).text
    assert "第一位的评语" in third and "4 + 0.5 = 4.5" in third and "0 + 0 = 0" in third


def test_dora_appoints_sets_the_rule_watches_and_publishes_after_one_more_question(
    dora, cast, database, clock, written_exam, hand_in, claim, give
) -> None:
    hand_in(cast.ann)
    address = f"/exams/manage/{written_exam.id}/marking"
    assert "还没有阅卷人" in dora.get(address).text
    assert dora.post(f"{address}/readers", data={"number": "没有"}).status_code == 422
    assert dora.post(f"{address}/readers", data={"number": "T001"}).status_code == 303
    version = hidden(dora.get(address), "version")
    ruled = dora.post(f"{address}/rule", data={"rounds": "2", "tolerance": "1.5", "version": version})
    assert ruled.status_code == 303
    stale = dora.post(f"{address}/rule", data={"rounds": "1", "tolerance": "0", "version": version})
    assert stale.status_code == 422 and "别人刚刚改过" in stale.text
    version = hidden(dora.get(address), "version")
    dora.post(f"{address}/rule", data={"rounds": "1", "tolerance": "0", "version": version})
    refused = dora.post(f"{address}/publication")
    assert "还有 1 份答案没有评完" in dora.get(refused.location).text
    give(cast.tom, claim(cast.tom), 400, 200)
    assert "60.0%" in dora.get(address).text
    close(clock)
    asked = dora.get(f"{address}/publication")
    assert asked.status_code == 200 and "公布后不能撤回" in asked.text
    assert rows(database, Attempt)[0].score is None
    assert dora.post(f"{address}/publication").status_code == 303
    assert "正在公布" in dora.get(address).text
    while publish_marks(database, clock):
        pass
    publish_marks(database, clock)
    assert "成绩已经公布" in dora.get(address).text
    assert [each.attempts for each in rows(database, MarkPublication)] == [1]
    [reader] = rows(database, Reader)
    dora.post(f"{address}/readers/{reader.id}/dismissal")
    assert "已撤下" in dora.get(address).text


def test_whoever_waits_for_marks_has_taken_part(
    dora, app, sign_in, cast, database, clock, settle, written_exam, hand_in, appoint, claim, give, publish
) -> None:
    hand_in(cast.ann)
    settle()
    watch = dora.get(f"/exams/manage/{written_exam.id}/watch").text
    assert "其中 1 人等待阅卷" in watch
    assert "安然" not in dora.get(f"/exams/manage/{written_exam.id}/watch/absent").text
    ben = sign_in(app.test_client(), cast.ben)
    assert "1 人已交卷，等待阅卷" in ben.get(f"/exams/{written_exam.id}/branch").text
    book = load_workbook(BytesIO(dora.get(f"/exams/manage/{written_exam.id}/export.xlsx").data))
    people = {row[1]: row[3:7] for row in book["按人员"].iter_rows(min_row=2, values_only=True)}
    assert people["安然"] == ("是", None, None, "等待阅卷") and people["本立"][0] == "否"
    units = {row[0]: row[3:7] for row in book["按单位"].iter_rows(min_row=2, values_only=True)}
    assert units["港口党支部"][1] == 1
    appoint(cast.tom)
    give(cast.tom, claim(cast.tom), 400, 600)
    close(clock)
    publish()
    settle()
    assert "等待阅卷：" not in dora.get(f"/exams/manage/{written_exam.id}/watch").text


def test_an_exam_that_machines_mark_has_no_marking_page(dora, exam) -> None:
    assert marking_page(dora, exam).status_code == 404
    assert "阅卷" not in dora.get(f"/exams/manage/{exam.id}").text


def test_the_pages_ask_the_database_as_often_for_three_answers_as_for_one(
    dora, tom, cast, queries, written_exam, hand_in, appoint, claim, give
) -> None:
    def counts() -> list[int]:
        found = []
        for browser, address in (
            (dora, f"/exams/manage/{written_exam.id}/marking"),
            (tom, "/exams/reading"),
            (tom, f"/exams/reading/{written_exam.id}"),
        ):
            with queries:
                assert browser.get(address).status_code == 200
            found.append(len(queries))
        return found

    hand_in(cast.ann)
    appoint(cast.tom)
    give(cast.tom, claim(cast.tom), 0, 0)
    once = counts()
    for member in (cast.ben, cast.dora):
        hand_in(member)
        give(cast.tom, claim(cast.tom), 0, 0)
    appoint(cast.ben)
    assert counts() == once
