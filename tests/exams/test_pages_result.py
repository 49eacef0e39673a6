"""The result and the review on their member's screen, and what stays hidden until it may be seen; on both databases."""

import re
from datetime import timedelta

import pytest

from quiz_app.members.tables import Member
from tests.conftest import NOW
from tests.exams.browsing import MARKS, ann, attempts, begin, cleo, hand_in, hidden, ledger, marks_in, send
from tests.exams.conftest import DOCUMENT, EXPLANATION, QUOTATION

FIXTURES = (ann, cleo)


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
    assert "答错 2" in result
    assert "未作答" not in result
    assert "你的答案" in result
    assert "胡写的" in result
    assert result.count(EXPLANATION) == result.count(QUOTATION) == 2
    assert f"《{DOCUMENT}》（2024）第" in result
    assert "再答一次" in result
    whole = ann.get(location.replace("result", "review")).text
    assert whole.count(EXPLANATION) == 10


def test_another_attempt_begins_on_the_page_of_its_rules_and_not_at_a_slip_of_the_thumb(ann, exam):
    result = ann.get(hand_in(ann, exam)).text
    assert re.search(rf'<a [^>]*href="/exams/{exam.id}"[^>]*>再答一次</a>', result)
    assert f'action="/exams/{exam.id}/attempts"' not in result


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


def test_the_result_says_which_sheet_counted_when_the_server_handed_in(ann, clock, exam, publish_exam):
    paper = begin(ann, exam)
    clock.pass_by(minutes=10)
    send(ann, paper, "save", {"1": ["A"]})
    never_saved = begin(ann, publish_exam(title="另一场"))
    clock.pass_by(minutes=31)
    assert "计分的是 14:10:00 保存的答卷" in ann.get(f"{paper}/result").text
    assert "截止前没有收到任何答案" in ann.get(f"{never_saved}/result").text


def test_a_paper_handed_in_by_the_page_as_the_time_ran_out_says_so(ann, clock, exam, publish_exam):
    paper = begin(ann, exam)
    other = begin(ann, publish_exam(title="另一场"))
    clock.pass_by(minutes=29, seconds=59)
    assert "时间到，已交卷" in ann.get(send(ann, paper, "submit").location).text
    clock.moment -= timedelta(minutes=1)
    assert "时间到" not in ann.get(send(ann, other, "submit").location).text


def test_what_was_left_open_is_counted_apart_from_what_was_wrong_and_folded(ann, cast, exam, right_answers):
    answers = right_answers(exam, cast.ann.member_id)
    right = answers["1"][0]
    answers["1"] = ["A" if right != "A" else "B"]
    result = ann.get(hand_in(ann, exam, {no: answers[no] for no in ("1", "2", "3")})).text
    assert "答错 1 · 未作答 7" in result
    shown, folded = result.split("<details>", 1)
    assert shown.count("没有作答") == 0
    assert folded.count('<p class="small muted">没有作答</p>') == 7
    assert "7 道没有作答的题" in folded


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
    assert "不公布每题对错、正确答案和解析" in result.text
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
        assert len(queries) <= 14, (address, queries.statements)
