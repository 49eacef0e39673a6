"""每日一题: one question a day, the same for a whole unit tree, explained once it was answered."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from quiz_app.banks.tables.questions import QuestionVersion
from quiz_app.core.db import Database
from quiz_app.points.tables import LedgerEntry
from tests.conftest import Cast, SettableClock
from tests.exams.browsing import MARKS

pytestmark = pytest.mark.usefixtures("questions")


def test_the_question_of_the_day_is_the_same_for_the_whole_tree_and_another_one_tomorrow(
    api: Callable, cast: Cast, clock: SettableClock
) -> None:
    codes = {api(actor, "GET", "/practice/daily")["question"]["code"] for actor in (cast.ann, cast.ben, cast.root)}
    assert len(codes) == 1
    assert api(cast.cleo, "GET", "/practice/daily")["question"]["code"] in codes
    clock.pass_by(hours=20)
    assert api(cast.ann, "GET", "/practice/daily")["question"]["code"] not in codes


def test_no_byte_of_the_key_leaves_before_the_answer_and_all_of_it_after(
    ann: FlaskClient, api: Callable, cast: Cast, key: Callable
) -> None:
    for address in ("/practice", "/practice/daily", "/practice/today", "/", "/api/v1/practice/daily"):
        text = ann.get(address).text
        assert not any(mark in text for mark in MARKS), address
    question = api(cast.ann, "GET", "/practice/daily")["question"]
    found = api(cast.ann, "POST", "/practice/daily/answer", {"answer": key(question), "code": question["code"]})
    assert found["answered"]["right"] is True
    assert found["answered"]["correct"] == key(question)
    page = ann.get("/practice/daily").text
    assert "答对了" in page
    assert "解析暗记" in page
    assert "引文暗记" in page


def test_a_form_without_scripts_answers_and_a_second_answer_changes_nothing(
    ann: FlaskClient, api: Callable, cast: Cast, key: Callable, wrong: Callable
) -> None:
    question = api(cast.ann, "GET", "/practice/daily")["question"]
    sent = ann.post("/practice/daily", data={"q1": wrong(question, key(question))})
    assert (sent.status_code, sent.location) == (303, "/practice/daily")
    assert "答错了" in ann.get("/practice/daily").text
    ann.post("/practice/daily", data={"q1": key(question)})
    assert "答错了" in ann.get("/practice/daily").text
    assert [each["code"] for each in api(cast.ann, "GET", "/practice/mistakes")["items"]] == [question["code"]]


def test_an_empty_answer_is_asked_for_again_and_counts_nothing(ann: FlaskClient, api: Callable, cast: Cast) -> None:
    sent = ann.post("/practice/daily", data={"q1": " "})
    assert sent.status_code == 422
    assert "还没有作答" in sent.text
    assert api(cast.ann, "GET", "/practice/daily")["answered"] is None
    assert api(cast.ann, "POST", "/practice/daily/answer", {"answer": []})["error"] == "invalid"
    assert api(cast.ann, "POST", "/practice/daily/answer", {"answer": ["x" * 501]})["status"] == 422


def test_an_answer_to_a_question_that_has_changed_meanwhile_is_refused(api: Callable, cast: Cast) -> None:
    answer = api(cast.ann, "POST", "/practice/daily/answer", {"answer": ["A"], "code": "test-9999"})
    assert (answer["status"], answer["error"]) == (409, "question_changed")


def test_days_in_a_row_are_counted_without_points(
    api: Callable, cast: Cast, clock: SettableClock, database: Database, key: Callable
) -> None:
    lengths = []
    for hours in (0, 23, 0.5):
        clock.pass_by(hours=hours)
        question = api(cast.ann, "GET", "/practice/daily")["question"]
        lengths.append(api(cast.ann, "POST", "/practice/daily/answer", {"answer": key(question)})["streak"])
    assert lengths == [1, 2, 2]
    with database.reading() as session:
        assert session.query(LedgerEntry).count() == 0


def test_a_daily_answer_that_was_given_stays_where_the_question_is_written_anew(
    ann: FlaskClient, api: Callable, cast: Cast, database: Database, key: Callable
) -> None:
    question = api(cast.ann, "GET", "/practice/daily")["question"]
    api(cast.ann, "POST", "/practice/daily/answer", {"answer": key(question)})
    with database.transaction() as session:
        [version] = session.query(QuestionVersion).where(QuestionVersion.stem == question["stem"])
        version.stem = version.stem + "（旧）"
    assert "（旧）" in ann.get("/practice/daily").text


def test_where_nothing_may_be_practised_the_page_says_so(api: Callable, cast: Cast, database: Database, ann) -> None:
    with database.transaction() as session:
        for version in session.query(QuestionVersion):
            version.type = "short_answer"
    assert "今天没有可以练的题" in ann.get("/practice/daily").text
    assert api(cast.ann, "GET", "/practice/daily")["question"] is None
    assert api(cast.ann, "POST", "/practice/daily/answer", {"answer": ["A"]})["error"] == "nothing_to_practise"
    assert ann.get("/practice").status_code == 200
    assert ann.get("/").status_code == 200
