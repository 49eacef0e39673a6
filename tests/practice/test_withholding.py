"""Practice never explains what an exam still asks: a canary for each way there is."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz_app.banks.tables.questions import Question, QuestionVersion
from quiz_app.core.db import Database
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.queries.withholding import withheld
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import Actor
from tests.conftest import NOW, Cast, SettableClock, bearer
from tests.exams.browsing import MARKS
from tests.exams.conftest import TYPES

SINGLE = Blueprint((Cell(4, 1000, type="single_choice"),))
ALL = Blueprint(tuple(Cell(4, 1000, type=kind) for kind in TYPES))


@pytest.fixture
def held(database: Database, cast: Cast, clock: SettableClock) -> Callable[..., set[str]]:
    """The types of the questions that are held back from an actor."""

    def types(actor: Actor | None = None) -> set[str]:
        with database.reading() as session:
            codes = withheld(session, actor or cast.ann, at=clock.now())
            rows = session.query(QuestionVersion.type).join(Question, Question.id == QuestionVersion.question_id)
            return {row[0] for row in rows.where(Question.code.in_(codes))}

    return types


def served(browser: FlaskClient, codes: list[str]) -> Iterator[str]:
    """Everything that practice says to a member who tries for these questions."""
    for address in ("/practice", "/practice/daily", "/practice/mistakes", "/practice/stars", "/practice/drill", "/"):
        yield browser.get(address).text
    for code in codes:
        browser.post(f"/questions/{code}/star", data={"starred": "1"})
    yield browser.get("/practice/stars").text
    for kind in ("stars", "mistakes", "challenge", "drill"):
        begun = browser.post("/practice/rounds", data={"kind": kind})
        yield begun.text
        if begun.status_code == 303:
            yield browser.get(begun.location).text
            yield browser.post(f"{begun.location}/answers", data={"no": "1", "q1": "A"}, follow_redirects=True).text
    yield browser.post("/practice/daily", data={"q1": "A"}, follow_redirects=True).text


@pytest.mark.parametrize("rule", ["after_close", "all_after_close", "never"])
@pytest.mark.parametrize("opens", [timedelta(hours=-1), timedelta(hours=5)], ids=["open", "coming"])
def test_no_byte_of_the_key_of_an_exam_that_withholds_it_leaves_by_practice(
    ann: FlaskClient, publish_exam: Callable[..., Exam], rule: str, opens: timedelta, clock: SettableClock
) -> None:
    publish_exam(review_rule=rule, blueprint=ALL, opens_at=NOW + opens, closes_at=NOW + timedelta(hours=9))
    codes = [f"test-{number:04d}" for number in range(48)]
    for text in served(ann, codes):
        assert not any(mark in text for mark in MARKS)
    assert "有 48 道题在还没有结束的考试里" in ann.get("/practice").text
    clock.pass_by(hours=9)
    assert any("解析暗记" in text for text in served(ann, codes))


def test_other_questions_can_be_practised_meanwhile(
    api: Callable, cast: Cast, publish_exam: Callable[..., Exam], held: Callable
) -> None:
    publish_exam(review_rule="after_close", blueprint=SINGLE)
    assert held() == {"single_choice"}
    assert api(cast.ann, "POST", "/practice/rounds", {"type": "single_choice"})["error"] == "nothing_to_practise"
    assert api(cast.ann, "POST", "/practice/rounds", {"type": "true_false"})["status"] == 201


def test_an_exam_that_explains_itself_at_once_holds_back_only_the_paper_in_hand(
    app: Flask, cast: Cast, exam: Exam, database: Database, clock: SettableClock
) -> None:
    def count(actor: Actor) -> int:
        with database.reading() as session:
            return len(withheld(session, actor, at=clock.now()))

    assert count(cast.ann) == 0
    headers = {"Authorization": f"Bearer {bearer(cast.ann)}"}
    begun = app.test_client().post(f"/api/v1/exams/{exam.id}/attempts", headers=headers).get_json()
    assert (count(cast.ann), count(cast.ben)) == (10, 0)
    sent = {"revision": 1, "writer": begun["writer"], "answers": {}}
    app.test_client().post(f"/api/v1/attempts/{begun['id']}/submission", headers=headers, json=sent)
    assert count(cast.ann) == 0


def test_an_exam_of_another_county_holds_nothing_back(
    cast: Cast, publish_exam: Callable[..., Exam], held: Callable
) -> None:
    publish_exam(review_rule="after_close", blueprint=SINGLE)
    assert held(cast.cleo) == set()


def test_an_exam_without_an_end_that_withholds_its_key_holds_it_back_for_good(
    publish_exam: Callable[..., Exam], held: Callable, clock: SettableClock, exam: Exam
) -> None:
    publish_exam(review_rule="never", closes_at=None, blueprint=SINGLE)
    clock.pass_by(days=300)
    assert held() == {"single_choice"}


def test_an_unpublished_exam_holds_nothing_back(write_exam: Callable[..., Exam], held: Callable) -> None:
    write_exam(review_rule="after_close", blueprint=SINGLE)
    assert held() == set()


def test_whoever_has_sat_an_exam_and_left_its_unit_still_waits_for_its_review(
    app: Flask, cast: Cast, publish_exam: Callable[..., Exam], database: Database, clock: SettableClock
) -> None:
    exam = publish_exam(review_rule="after_close", blueprint=SINGLE)
    headers = {"Authorization": f"Bearer {bearer(cast.ann)}"}
    app.test_client().post(f"/api/v1/exams/{exam.id}/attempts", headers=headers)
    far = cast.units["云岭党支部"]
    moved = Actor(cast.ann.member_id, "安然", far.id, far.name, far.path, cast.ann.sign_in_id)
    with database.reading() as session:
        assert len(withheld(session, moved, at=clock.now())) == 12


def test_what_was_explained_yesterday_is_hidden_while_an_exam_asks_it_today(
    ann: FlaskClient, api: Callable, cast: Cast, publish_exam: Callable[..., Exam], clock: SettableClock, key: Callable
) -> None:
    question = api(cast.ann, "GET", "/practice/daily")["question"] if publish_exam() else None
    api(cast.ann, "POST", "/practice/daily/answer", {"answer": key(question)})
    begun = ann.post("/practice/rounds", data={"kind": "drill", "type": "single_choice", "size": "5"}).location
    ann.post(f"{begun}/answers", data={"no": "1", "q1": "A"})
    assert "解析暗记" in ann.get(f"{begun}/answers/1").text
    assert "解析暗记" in ann.get("/practice/daily").text
    publish_exam(review_rule="after_close", blueprint=ALL)
    for address in ("/practice/daily", f"{begun}/answers/1", f"{begun}"):
        text = ann.get(address).text
        assert not any(mark in text for mark in MARKS), address
    assert "解析等考试公布答案以后再看" in ann.get(f"{begun}/answers/1").text
    assert api(cast.ann, "GET", "/practice/daily")["answered"]["withheld"] is True
    assert ann.post(f"{begun}/answers", data={"no": "2", "q1": "A"}).status_code == 409
    clock.pass_by(hours=23.5)
    assert not any(mark in ann.get(f"{begun}/answers/1").text for mark in MARKS)


def test_a_mistake_that_an_exam_asks_now_waits_in_the_book(
    ann: FlaskClient, api: Callable, cast: Cast, publish_exam: Callable[..., Exam], key: Callable, wrong: Callable, exam
) -> None:
    question = api(cast.ann, "GET", "/practice/daily")["question"]
    api(cast.ann, "POST", "/practice/daily/answer", {"answer": wrong(question, key(question))})
    publish_exam(review_rule="after_close", blueprint=ALL)
    found = api(cast.ann, "GET", "/practice/mistakes")
    assert (found["due"], [each["withheld"] for each in found["items"]]) == (0, [True])
    assert "考试中" in ann.get("/practice/mistakes").text
    assert ann.post("/practice/rounds", data={"kind": "mistakes"}).status_code == 409
