"""The exam pages of a member, without a script: before, in, and after an exam, on both databases."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from quiz_app.exams.tables import Attempt, Takeover
from quiz_app.members.tables import Member, SignIn
from quiz_app.points.tables import LedgerEntry
from tests.conftest import NOW
from tests.exams.conftest import DOCUMENT, EXPLANATION, QUOTATION, SECRET_TEXT

MARKS = (EXPLANATION, QUOTATION, SECRET_TEXT)


@pytest.fixture
def ann(client, sign_in, cast):
    return sign_in(client, cast.ann)


@pytest.fixture
def elsewhere(app, database, sign_in, cast):
    """Ann's browser on a second device, signed in there by herself."""
    with database.transaction() as session:
        second = SignIn(member_id=cast.ann.member_id, started_at=NOW, expires_at=NOW + timedelta(days=1))
        session.add(second)
        session.flush()
    return sign_in(app.test_client(), replace(cast.ann, sign_in_id=second.id))


@pytest.fixture
def cleo(app, sign_in, cast):
    return sign_in(app.test_client(), cast.cleo)


def hidden(page, name: str) -> str:
    return re.search(rf'name="{name}" value="(\w*)"', page.text)[1]


def begin(browser, exam) -> str:
    """Press 开始答题; the address of the paper."""
    started = browser.post(f"/exams/{exam.id}/attempts")
    assert started.status_code == 303
    return started.location


def send(browser, paper: str, do: str, answers: dict[str, list[str]] | None = None):
    """Send the plain form of the paper as it was last shown."""
    page = browser.get(paper)
    fields = {"do": do, "revision": hidden(page, "revision"), "writer": hidden(page, "writer")}
    return browser.post(paper, data=fields | {f"q{no}": values for no, values in (answers or {}).items()})


def hand_in(browser, exam, answers: dict[str, list[str]] | None = None) -> str:
    """A whole attempt; the address of its result."""
    submitted = send(browser, begin(browser, exam), "submit", answers)
    assert submitted.status_code == 303
    return submitted.location


def marks_in(answer) -> list[str]:
    """Which marks of keys stand in an answer, as they are or as JSON escapes them."""
    text = answer.get_data(as_text=True)
    return [mark for mark in MARKS if mark in text or json.dumps(mark).strip('"') in text]


def attempts(database) -> list[Attempt]:
    with database.reading() as session:
        return session.query(Attempt).order_by(Attempt.id).all()


def ledger(database) -> list[int]:
    with database.reading() as session:
        return [entry.amount for entry in session.query(LedgerEntry).order_by(LedgerEntry.id)]


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
        "交卷后立即看到成绩、正确答案和解析",
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


def test_blanks_that_are_all_empty_are_no_answer(ann, database, exam):
    paper = begin(ann, exam)
    send(ann, paper, "save", {"1": ["A"], "9": ["  "]})
    send(ann, paper, "save", {"9": [""]})
    assert attempts(database)[0].sheet == b"\x01"


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


def test_full_marks_show_the_score_the_points_and_no_wrong_question(ann, cast, database, exam, right_answers):
    result = ann.get(hand_in(ann, exam, right_answers(exam, cast.ann.member_id))).text
    assert '<p class="score">100</p>' in result
    assert "已合格" in result
    assert "积分 +8（考试合格、满分）· 已记入台账" in result
    assert "没有错题" in result
    assert re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", result)
    assert ledger(database) == [5, 3]


def test_a_second_pass_says_that_its_points_stand_already(ann, cast, database, exam, right_answers):
    hand_in(ann, exam, right_answers(exam, cast.ann.member_id, 1))
    second = ann.get(hand_in(ann, exam, right_answers(exam, cast.ann.member_id, 2))).text
    assert "积分在之前的成绩里已经记入台账" in second
    assert "再答一次" not in second
    assert ledger(database) == [5, 3]


def test_wrong_questions_stand_with_own_answer_right_answer_explanation_and_clause(ann, cast, exam, right_answers):
    answers = right_answers(exam, cast.ann.member_id)
    right = answers["1"][0]
    answers["1"] = ["A" if right != "A" else "B"]
    answers["9"] = ["胡写的"]
    location = hand_in(ann, exam, answers)
    result = ann.get(location).text
    assert '<p class="score">80</p>' in result
    assert "错题 2 道" in result
    assert "你的答案" in result
    assert "胡写的" in result
    assert result.count(EXPLANATION) == result.count(QUOTATION) == 2
    assert f"《{DOCUMENT}》（2024）第" in result
    assert "再答一次" in result
    whole = ann.get(location.replace("result", "review")).text
    assert whole.count(EXPLANATION) == 10


def test_areas_add_up_to_the_score(ann, cast, exam, right_answers):
    answers = right_answers(exam, cast.ann.member_id)
    del answers["2"], answers["5"]
    result = ann.get(hand_in(ann, exam, answers)).text
    areas = re.findall(r'<span class="small num">(\d+)/(\d+)</span>', result)
    assert sum(int(score) for score, _ in areas) == 80
    assert sum(int(points) for _, points in areas) == 100


def test_at_the_deadline_the_server_hands_in_what_was_saved(ann, cast, clock, exam, right_answers):
    paper = begin(ann, exam)
    send(ann, paper, "save", right_answers(exam, cast.ann.member_id))
    late = ann.get(paper)
    clock.pass_by(minutes=31)
    fields = {"do": "save", "revision": hidden(late, "revision"), "writer": hidden(late, "writer"), "q1": "A"}
    assert ann.post(paper, data=fields).location.endswith("/result")
    assert ann.get(paper).location.endswith("/result")
    result = ann.get(f"{paper}/result").text
    assert "由系统交卷" in result
    assert '<p class="score">100</p>' in result
    assert "用时 30 分 0 秒" in result


def test_looking_at_a_paper_whose_time_is_over_never_begins_another(ann, clock, database, exam):
    paper = begin(ann, exam)
    clock.pass_by(minutes=31)
    assert ann.get(paper).location == f"{paper}/result"
    assert len(attempts(database)) == 1


def test_the_result_of_an_attempt_that_is_open_is_the_paper(ann, exam):
    paper = begin(ann, exam)
    assert ann.get(f"{paper}/result").location == paper
    assert ann.get(f"{paper}/review").status_code == 409


def test_handing_in_twice_ends_at_the_same_result(ann, cast, database, exam, right_answers):
    paper = begin(ann, exam)
    page = ann.get(paper)
    fields = {"do": "submit", "revision": hidden(page, "revision"), "writer": hidden(page, "writer")}
    sheet = {f"q{no}": values for no, values in right_answers(exam, cast.ann.member_id).items()}
    first, second = (ann.post(paper, data=fields | sheet).location for _ in range(2))
    assert first == second == f"{paper}/result"
    assert ledger(database) == [5, 3]


@pytest.fixture
def before_submitting(ann, exam):
    """Whatever Ann can fetch of an exam up to the moment before she hands in."""
    paper = begin(ann, exam)
    saved = send(ann, paper, "save", {"1": ["A"]})
    attempt = paper.rsplit("/", 1)[1]
    start = f"/api/v1/exams/{exam.id}/attempts"
    sheet = {"revision": 9, "writer": hidden(ann.get(paper), "writer"), "answers": {"1": ["B"]}}
    return [
        saved,
        *map(
            ann.get,
            (
                "/exams",
                f"/exams/{exam.id}",
                f"/exams/{exam.id}/board",
                f"/exams/{exam.id}/branch",
                paper,
                f"{paper}/result",
                f"{paper}/review",
                "/exams/manage",
                "/exams/manage/new",
                f"/exams/manage/{exam.id}",
                f"/exams/manage/{exam.id}/edit",
                f"/exams/manage/{exam.id}/watch",
                f"/exams/manage/{exam.id}/watch/figures",
                f"/exams/manage/{exam.id}/watch/absent",
                f"/exams/manage/{exam.id}/export.xlsx",
                "/api/v1/exams",
                f"/api/v1/attempts/{attempt}/receipt",
            ),
        ),
        ann.post(start, json={}),
        ann.post(start, json={"takeover": True}),
        ann.put(f"/api/v1/attempts/{attempt}/answers", json=sheet),
    ]


def test_no_byte_of_a_key_is_in_anything_that_can_be_fetched_before_submitting(before_submitting):
    assert [marks_in(answer) for answer in before_submitting] == [[]] * len(before_submitting)


def test_the_search_for_keys_finds_them_where_they_may_be_seen(ann, exam):
    location = hand_in(ann, exam)
    assert marks_in(ann.get(location)) == list(MARKS)
    assert marks_in(ann.get(location.replace("result", "review"))) == list(MARKS)


def test_keys_that_wait_for_the_closing_come_with_it_and_not_before(ann, publish_exam, clock):
    exam = publish_exam(review_rule="after_close", closes_at=NOW + timedelta(hours=2))
    location = hand_in(ann, exam)
    early = ann.get(location)
    assert '<p class="score">0</p>' in early.text
    assert "正确答案和解析在 11月23日 16:00 考试结束后公布。" in early.text
    assert marks_in(early) == []
    refused = ann.get(location.replace("result", "review"))
    assert refused.status_code == 403
    assert marks_in(refused) == []
    clock.pass_by(hours=2)
    assert marks_in(ann.get(location)) == list(MARKS)


def test_a_withheld_score_is_nowhere_until_the_exam_closes(ann, cast, publish_exam, clock, right_answers, settle):
    exam = publish_exam(review_rule="all_after_close", closes_at=NOW + timedelta(hours=2))
    location = hand_in(ann, exam, right_answers(exam, cast.ann.member_id))
    settle()
    result = ann.get(location).text
    assert "成绩在 11月23日 16:00 考试结束后公布。" in result
    assert 'class="score"' not in result
    assert "各部分" not in result
    assert "已合格" not in result
    assert "待公布" in ann.get(f"/exams/{exam.id}").text
    assert "最好成绩" not in ann.get("/exams").text
    assert ann.get(f"/exams/{exam.id}/board").status_code == 403
    clock.pass_by(hours=2)
    assert '<p class="score">100</p>' in ann.get(location).text
    assert "最好成绩 100 分" in ann.get("/exams").text
    assert ann.get(f"/exams/{exam.id}/board").status_code == 200


def test_keys_that_are_never_published_stay_away_after_the_closing(ann, publish_exam, clock):
    exam = publish_exam(review_rule="never", closes_at=NOW + timedelta(hours=2))
    location = hand_in(ann, exam)
    clock.pass_by(hours=3)
    result = ann.get(location)
    assert "不公布正确答案和解析" in result.text
    assert marks_in(result) == []
    assert ann.get(location.replace("result", "review")).status_code == 403


def test_the_board_shows_the_own_place_once_it_is_folded(ann, cast, exam, right_answers, settle):
    hand_in(ann, exam, right_answers(exam, cast.ann.member_id))
    settle()
    page = ann.get(f"/exams/{exam.id}/board").text
    assert "安然" in page
    assert "我 · 100 分" in page


def test_to_cleo_from_another_county_the_exam_does_not_exist(ann, cleo, exam):
    paper = begin(ann, exam)
    assert exam.title not in cleo.get("/exams").text
    for address in (f"/exams/{exam.id}", f"/exams/{exam.id}/board", f"/exams/{exam.id}/branch", paper):
        assert cleo.get(address).status_code == 404, address
    for address in (f"{paper}/result", f"{paper}/review"):
        assert cleo.get(address).status_code == 404, address
    assert cleo.post(f"/exams/{exam.id}/attempts").status_code == 404
    for do in ("save", "submit", "takeover"):
        assert cleo.post(paper, data={"do": do, "revision": "1", "writer": "1"}).status_code == 404, do


def test_ben_of_the_same_branch_cannot_open_anns_attempt(app, sign_in, ann, cast, exam):
    paper = begin(ann, exam)
    ben = sign_in(app.test_client(), cast.ben)
    assert ben.get(paper).status_code == 404
    assert ben.get(f"{paper}/result").status_code == 404
    location = send(ann, paper, "submit").location
    assert ben.get(location).status_code == 404
    assert ben.get(location.replace("result", "review")).status_code == 404


def test_a_member_who_moved_away_still_reads_the_own_result(ann, cast, database, exam):
    location = hand_in(ann, exam)
    with database.transaction() as session:
        session.get_one(Member, cast.ann.member_id).unit_id = cast.units["云岭党支部"].id
    page = ann.get(location)
    assert page.status_code == 200
    assert "再答一次" not in page.text
    assert ann.get(f"/exams/{exam.id}").status_code == 404


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(app, exam):
    stranger = app.test_client()
    assert stranger.get(f"/exams/{exam.id}").location == f"/sign-in?next=/exams/{exam.id}"
    assert stranger.post(f"/exams/{exam.id}/attempts").location == "/sign-in"
    assert stranger.get("/exams/attempts/1").location == "/sign-in?next=/exams/attempts/1"


def test_pages_take_few_queries_whatever_the_data(
    app, sign_in, ann, cast, publish_exam, queries, settle, right_answers
):
    for number in range(12):
        exam = publish_exam(title=f"第{number}场")
        location = hand_in(ann, exam)
    ben = sign_in(app.test_client(), cast.ben)
    hand_in(ben, exam, right_answers(exam, cast.ben.member_id))
    settle()
    paper = begin(ann, exam)
    for address in ("/exams", f"/exams/{exam.id}", f"/exams/{exam.id}/board", paper, location):
        with queries:
            assert ann.get(address).status_code == 200
        assert len(queries) <= 12, (address, queries.statements)
