"""专项练习, 挑战答题 and what is kept, one question at a time."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from quiz_app.banks.tables.questions import Question, QuestionVersion
from quiz_app.core.db import Database
from tests.conftest import Cast
from tests.exams.browsing import MARKS

pytestmark = pytest.mark.usefixtures("questions")


@pytest.fixture
def answer(api: Callable, cast: Cast, key: Callable, wrong: Callable) -> Callable[..., dict]:
    """Ann answers the question that a round asks, rightly or wrongly."""

    def send(found: dict, *, right: bool = True) -> dict:
        question = found["question"]
        given = key(question) if right else wrong(question, key(question))
        path = f"/practice/rounds/{found['id']}/answers"
        return api(cast.ann, "POST", path, {"no": question["no"], "answer": given})

    return send


def test_a_drill_has_its_size_keeps_to_its_scope_and_ends(api: Callable, cast: Cast, answer: Callable) -> None:
    found = api(cast.ann, "POST", "/practice/rounds", {"type": "true_false", "size": 5})
    assert (found["status"], found["total"], found["kind"]) == (201, 5, "drill")
    seen = set()
    for number in range(5):
        assert found["question"]["type"] == "true_false"
        seen.add(found["question"]["code"])
        found = answer(found, right=number != 2)
        assert found["answered"]["right"] is (number != 2)
    assert len(seen) == 5
    assert (found["right"], found["wrong"], found["finished"], found["question"]) == (4, 1, True, None)


def test_a_second_drill_asks_what_was_not_practised_yet(api: Callable, cast: Cast, answer: Callable) -> None:
    drills = []
    for _ in range(2):
        found = api(cast.ann, "POST", "/practice/rounds", {"area": "party_basics", "size": 5})
        drills.append({found["question"]["code"]})
        while not (found := answer(found))["finished"]:
            drills[-1].add(found["question"]["code"])
    assert drills[0].isdisjoint(drills[1])


def test_no_byte_of_the_key_leaves_with_a_question(ann: FlaskClient, api: Callable, cast: Cast) -> None:
    found = api(cast.ann, "POST", "/practice/rounds", {"size": 20})
    for address in (f"/practice/rounds/{found['id']}", f"/api/v1/practice/rounds/{found['id']}", "/practice/drill"):
        text = ann.get(address).text
        assert not any(mark in text for mark in MARKS), address
    assert ann.get(f"/practice/rounds/{found['id']}/answers/1").status_code == 404


def test_one_goes_on_where_one_left(ann: FlaskClient, api: Callable, cast: Cast, answer: Callable) -> None:
    found = answer(api(cast.ann, "POST", "/practice/rounds", {"size": 5}))
    again = api(cast.ann, "GET", f"/practice/rounds/{found['id']}")
    assert again["question"] == found["question"]
    assert "第 2 题 / 5" in ann.get(f"/practice/rounds/{found['id']}").text
    page = ann.get("/practice").text
    assert f'href="/practice/rounds/{found["id"]}"' in page
    assert "已答 1 题，答对 1 题" in page


def test_a_repeated_answer_gets_the_same_and_one_out_of_turn_is_refused(
    api: Callable, cast: Cast, answer: Callable
) -> None:
    begun = api(cast.ann, "POST", "/practice/rounds", {"size": 5})
    first, repeated = answer(begun), answer(begun, right=False)
    assert first["answered"] == repeated["answered"]
    assert repeated["right"] == 1
    path = f"/practice/rounds/{begun['id']}/answers"
    assert api(cast.ann, "POST", path, {"no": 4, "answer": ["A"]})["error"] == "question_changed"
    assert api(cast.ann, "POST", path, {"no": 2, "answer": [""]})["error"] == "invalid"
    assert api(cast.ann, "POST", path, {"no": 0, "answer": ["A"]})["status"] == 422


def test_a_challenge_ends_with_the_first_mistake_and_the_best_is_ones_own(
    ann: FlaskClient, api: Callable, cast: Cast, answer: Callable
) -> None:
    found = api(cast.ann, "POST", "/practice/rounds", {"kind": "challenge"})
    for _ in range(22):
        found = answer(found)
    assert (found["right"], found["finished"]) == (22, False)
    found = answer(found, right=False)
    assert (found["right"], found["finished"], found["question"]) == (22, True, None)
    assert "自己最好：连对 22 题" in ann.get("/practice").text
    assert "再挑战一次" in ann.get(f"/practice/rounds/{found['id']}").text
    assert api(cast.ben, "GET", f"/practice/rounds/{found['id']}")["status"] == 404


def test_a_challenge_that_answers_the_whole_stock_ends_too(api: Callable, cast: Cast, answer: Callable) -> None:
    found = api(cast.ann, "POST", "/practice/rounds", {"kind": "challenge"})
    codes = set()
    while found["question"]:
        codes.add(found["question"]["code"])
        found = answer(found)
    assert (found["finished"], found["right"], len(codes)) == (True, 48, 48)


def test_forms_without_scripts_go_through_a_round(ann: FlaskClient) -> None:
    begun = ann.post("/practice/rounds", data={"kind": "drill", "type": "single_choice", "size": "5"})
    assert begun.status_code == 303
    page = ann.get(begun.location).text
    assert "选择一项" in page
    assert '<input type="hidden" name="no" value="1">' in page
    empty = ann.post(f"{begun.location}/answers", data={"no": "1"})
    assert empty.status_code == 422
    assert "还没有作答" in empty.text
    sent = ann.post(f"{begun.location}/answers", data={"no": "1", "q1": "B"})
    assert (sent.status_code, sent.location) == (303, f"{begun.location}/answers/1")
    page = ann.get(sent.location).text
    assert "解析暗记" in page
    assert "下一题" in page


def test_a_new_round_of_a_kind_ends_the_one_before(api: Callable, cast: Cast) -> None:
    first = api(cast.ann, "POST", "/practice/rounds", {"size": 5})
    api(cast.ann, "POST", "/practice/rounds", {"size": 10})
    again = api(cast.ann, "GET", f"/practice/rounds/{first['id']}")
    assert (again["finished"], again["question"]) == (True, None)


def test_a_question_that_was_withdrawn_meanwhile_is_passed_over(
    ann: FlaskClient, api: Callable, cast: Cast, database: Database, answer: Callable
) -> None:
    found = api(cast.ann, "POST", "/practice/rounds", {"size": 5})
    with database.transaction() as session:
        question = session.query(Question).where(Question.code == found["question"]["code"]).one()
        question.published_version_id = None
    following = api(cast.ann, "GET", f"/practice/rounds/{found['id']}")
    assert (following["question"]["no"], following["question"]["code"] != found["question"]["code"]) == (2, True)
    assert "第 1 题 / 4" in ann.get(f"/practice/rounds/{found['id']}").text
    found = answer(following)
    assert (found["total"], found["right"]) == (4, 1)


def test_what_a_member_keeps_is_listed_practised_and_let_go(ann: FlaskClient, api: Callable, cast: Cast) -> None:
    assert "还没有收藏" in ann.get("/practice/stars").text
    for code in ("test-0003", "test-0007", "test-0003"):
        assert ann.post(f"/questions/{code}/star", data={"starred": "1"}).status_code == 303
    page = ann.get("/practice/stars").text
    assert "共 2 题" in page
    assert not any(mark in page for mark in MARKS)
    assert "已收藏" not in ann.get("/practice/daily").text
    assert api(cast.ann, "POST", "/practice/rounds", {"kind": "stars"})["total"] == 2
    ann.post("/questions/test-0003/star", data={"starred": "0"})
    assert "共 1 题" in ann.get("/practice/stars").text
    assert api(cast.ben, "POST", "/practice/rounds", {"kind": "stars"})["error"] == "nothing_to_practise"


def test_a_question_of_a_bank_that_ones_unit_does_not_use_cannot_be_kept(
    ann: FlaskClient, cast: Cast, database: Database, questions: list[QuestionVersion]
) -> None:
    with database.transaction() as session:
        question = session.query(Question).where(Question.code == "test-0003").one()
        session.connection().exec_driver_sql(
            f"UPDATE question_banks SET unit_id = {cast.units['云岭县'].id} WHERE id = {question.bank_id}"
        )
    assert ann.post("/questions/test-0003/star", data={"starred": "1"}).status_code == 404
    assert ann.post("/practice/rounds", data={"kind": "drill"}).status_code == 409


def test_nonsense_is_refused_in_a_sentence(ann: FlaskClient, api: Callable, cast: Cast) -> None:
    assert ann.post("/practice/rounds", data={"kind": "casino"}).status_code == 422
    assert ann.post("/practice/rounds", data={"kind": "drill", "size": "7"}).status_code == 422
    assert ann.post("/practice/rounds", data={"kind": "drill", "area": "nowhere"}).status_code == 409
    assert api(cast.ann, "POST", "/practice/rounds", {"kind": "casino"})["status"] == 422
    begun = ann.post("/practice/rounds", data={"kind": "drill", "size": "5"})
    assert ann.post(f"{begun.location}/answers", data={"no": "x", "q1": "A"}).status_code == 422
    assert ann.get("/practice/mistakes?after=nonsense").status_code == 422
