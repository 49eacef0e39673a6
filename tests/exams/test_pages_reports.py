"""题目纠错: from the result page to whoever keeps the bank and back, and that nothing of a key leaks on the way."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from quiz_app.banks.tables.members import QuestionReport
from quiz_app.banks.tables.questions import QuestionVersion
from tests.conftest import NOW
from tests.exams.browsing import ann, begin, cleo, hand_in, marks_in
from tests.exams.conftest import EXPLANATION

FIXTURES = (ann, cleo)
SAID = {"fault": "key", "text": "依据第三条，应当选另一项。"}


@pytest.fixture
def root(app, sign_in, cast):
    """Whoever keeps the province's bank."""
    return sign_in(app.test_client(), cast.root)


def stored(database) -> list[QuestionReport]:
    with database.reading() as session:
        return list(session.scalars(select(QuestionReport).order_by(QuestionReport.id)))


def answered_by(root, text: str):
    listed = root.get("/banks/reports").text
    path = re.search(r'href="(/banks/reports/\d+)"', listed)[1]
    return root.post(path, data={"text": text})


def test_a_report_reaches_whoever_keeps_the_bank_with_the_evidence_and_the_answer_comes_back(
    ann, root, cast, database, clock, exam, right_answers
):
    answers = right_answers(exam, cast.ann.member_id)
    answers["9"] = ["胡写的"]
    result = hand_in(ann, exam, answers)
    page = ann.get(result.replace("result", "review")).text
    assert f'href="{result.replace("result", "report")}?no=9"' in page
    form = ann.get(result.replace("result", "report") + "?no=9").text
    assert '<option selected value="9">' in form and "党员大会每" in form
    clock.pass_by(minutes=5)
    sent = ann.post(result.replace("result", "report"), data=SAID | {"number": "9"})
    assert sent.location.endswith("/exams/reports")
    assert "等答复" in ann.get("/exams/reports").text

    (report,) = stored(database)
    assert (report.number, report.answered, report.source) == (9, "胡写的", "支部工作知识测试")
    assert (report.answered_at, report.reported_at) == (NOW, NOW + timedelta(minutes=5))
    listed = root.get("/banks/reports").text
    assert SAID["text"] in listed and "安然" in listed
    shown = root.get(f"/banks/reports/{report.id}").text
    assert "胡写的" in shown and "第 9 题" in shown and "第 1 版" in shown and "港口党支部" in shown

    assert answered_by(root, "说得对，已经改了。").status_code == 302
    mine = ann.get("/exams/reports").text
    assert "说得对，已经改了。" in mine and "已答复" in mine
    assert "没有等你答复的纠错" in root.get("/banks/reports").text
    assert SAID["text"] in root.get("/banks/reports?state=answered").text
    assert root.post(f"/banks/reports/{report.id}", data={"text": "再答一次"}).status_code == 409


def test_choices_reach_the_trainer_by_the_letters_as_written_whatever_the_paper_showed(
    ann, cast, database, exam, right_answers
):
    answers = right_answers(exam, cast.ann.member_id)
    result = hand_in(ann, exam, answers)
    for number in ("5", "7"):  # a choice of many and a judgement, both answered right
        ann.post(result.replace("result", "report"), data=SAID | {"number": number})
    many, judged = stored(database)
    assert re.fullmatch(r"A\. 选项\d+-甲；C\. 选项\d+-丙；D\. 选项\d+-丁", many.answered)
    with database.reading() as session:
        version = session.get_one(QuestionVersion, judged.question_version_id)
    assert judged.answered == "对错"[version.key[0]]


def test_where_the_key_is_withheld_the_form_shows_numbers_alone_and_the_answer_waits_for_the_end(
    ann, root, cast, clock, publish_exam, right_answers
):
    exam = publish_exam(review_rule="after_close", closes_at=NOW + timedelta(hours=2))
    result = hand_in(ann, exam, right_answers(exam, cast.ann.member_id))
    report = result.replace("result", "report")
    form = ann.get(f"{report}?no=1")
    assert "第 1 题 · " in form.text and "下列" not in form.text and marks_in(form) == []
    right, wrong = (ann.post(report, data=SAID | {"number": number}, follow_redirects=True) for number in ("1", "2"))
    assert marks_in(right) == marks_in(wrong) == []
    assert answered_by(root, "正确的是暗中的丁项。").status_code == 302
    early = ann.get("/exams/reports")
    assert "暗中的丁项" not in early.text and "考试结束后可以看" in early.text
    clock.moment = exam.closes_at
    assert "暗中的丁项" in ann.get("/exams/reports").text


def test_a_report_needs_a_question_of_the_paper_a_fault_and_words(ann, database, exam):
    report = hand_in(ann, exam).replace("result", "report")
    for wrong in ({"number": "11"}, {"number": "0"}, {"fault": "mood"}, {"text": "  "}, {"text": "长" * 601}):
        answer = ann.post(report, data=SAID | {"number": "1"} | wrong)
        assert answer.status_code == 422, wrong
        assert 'class="error-summary"' in answer.text
    assert stored(database) == []


def test_a_question_is_reported_once_and_ten_a_day_at_most(ann, clock, database, exam, publish_exam):
    clock.moment = NOW - timedelta(minutes=30)
    report = hand_in(ann, exam).replace("result", "report")
    for number in range(1, 11):
        assert ann.post(report, data=SAID | {"number": str(number)}).status_code == 302
    assert "这份试卷的题你都报告过了" in ann.get(report).text
    assert ann.post(report, data=SAID | {"number": "1"}).status_code == 422
    other = hand_in(ann, publish_exam(title="另一场")).replace("result", "report")
    fresh = re.search(r'<option value="(\d+)"|<option selected value="(\d+)"', ann.get(other).text)
    number = fresh[1] or fresh[2]
    refused = ann.post(other, data=SAID | {"number": number})
    assert refused.status_code == 429 and refused.headers["Retry-After"]
    assert len(stored(database)) == 10
    clock.moment = NOW + timedelta(hours=23, minutes=31)
    assert ann.post(other, data=SAID | {"number": number}).location.endswith("/exams/reports")


def test_only_ones_own_attempt_and_only_after_handing_in(ann, cleo, database, exam):
    paper = begin(ann, exam)
    assert ann.get(f"{paper}/report").status_code == 409
    assert ann.post(f"{paper}/report", data=SAID | {"number": "1"}).status_code == 409
    assert cleo.get(f"{paper}/report").status_code == 404
    assert cleo.post(f"{paper}/report", data=SAID | {"number": "1"}).status_code == 404
    assert stored(database) == []


def test_nobody_else_sees_the_report_and_no_stranger_answers_it(app, ann, cleo, sign_in, cast, database, exam):
    report = hand_in(ann, exam).replace("result", "report")
    ann.post(report, data=SAID | {"number": "1"})
    (made,) = stored(database)
    assert SAID["text"] not in cleo.get("/exams/reports").text
    for somebody in (cast.ann, cast.cleo, cast.dora, cast.tom):  # the bank is the province's, and Tom keeps the city's
        browser = sign_in(app.test_client(), somebody)
        assert browser.get(f"/banks/reports/{made.id}").status_code == 404
        assert browser.post(f"/banks/reports/{made.id}", data={"text": "好"}).status_code == 404


def test_an_answer_needs_words(root, ann, exam):
    ann.post(hand_in(ann, exam).replace("result", "report"), data=SAID | {"number": "1"})
    refused = answered_by(root, " ")
    assert refused.status_code == 422 and 'id="text-error"' in refused.text


def test_lists_of_reports_ask_the_database_a_few_times(ann, root, exam, queries):
    report = hand_in(ann, exam).replace("result", "report")
    for number in range(1, 11):
        ann.post(report, data=SAID | {"number": str(number)})
    for browser, path in ((ann, "/exams/reports"), (root, "/banks/reports")):
        with queries:
            assert browser.get(path).status_code == 200
        assert len(queries) <= 6, (path, queries.statements)
    assert EXPLANATION not in root.get("/banks/reports").text
