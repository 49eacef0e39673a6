"""错题本: what was answered wrongly comes in, comes again, and leaves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz_app.banks.tables.questions import Question, QuestionVersion
from quiz_app.core.db import Database
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import Actor
from quiz_app.practice.tables import CollectedAttempt, PractisedQuestion
from tests.conftest import NOW, Cast, SettableClock
from tests.exams.browsing import MARKS
from tests.exams.conftest import Queries
from tests.practice.conftest import lasting


@pytest.fixture
def sit(app: Flask, right_answers: Callable, signed_in_for_a_month: None) -> Callable[..., None]:
    """An actor hands in an exam, right but for `wrong` question numbers, and without those that are left `open`."""

    def run(
        actor: Actor, exam: Exam, *, wrong: tuple[int, ...] = (), left: tuple[int, ...] = (), number: int = 1
    ) -> None:
        client, headers = app.test_client(), {"Authorization": f"Bearer {lasting(actor)}"}
        begun = client.post(f"/api/v1/exams/{exam.id}/attempts", headers=headers).get_json()
        sheet = right_answers(exam, actor.member_id, number)
        for question in begun["questions"]:
            no = question["no"]
            if no in wrong:
                others = [o["key"] for o in question["options"] if [o["key"]] != sheet[str(no)]]
                sheet[str(no)] = others[:1] or ["不是这个"]
            if no in left:
                del sheet[str(no)]
        sent = {"revision": 1, "writer": begun["writer"], "answers": sheet}
        answer = client.post(f"/api/v1/attempts/{begun['id']}/submission", headers=headers, json=sent)
        assert answer.status_code == 200, answer.text

    return run


@pytest.fixture
def repeat(api: Callable, cast: Cast, key: Callable, wrong: Callable) -> Callable[..., dict]:
    """Ann repeats the one mistake that waits."""

    def run(*, right: bool = True) -> dict:
        found = api(cast.ann, "POST", "/practice/rounds", {"kind": "mistakes"})
        assert found["total"] == 1
        question = found["question"]
        given = key(question) if right else wrong(question, key(question))
        return api(cast.ann, "POST", f"/practice/rounds/{found['id']}/answers", {"no": 1, "answer": given})

    return run


def book(api: Callable, actor: Actor) -> list[tuple[str, int, str]]:
    return [(each["code"], each["box"], each["due_on"]) for each in api(actor, "GET", "/practice/mistakes")["items"]]


def test_what_was_answered_wrongly_in_an_exam_is_in_the_book_and_what_was_left_open_is_not(
    ann: FlaskClient, api: Callable, cast: Cast, exam: Exam, sit: Callable
) -> None:
    sit(cast.ann, exam, wrong=(1, 9), left=(3,))
    found = api(cast.ann, "GET", "/practice/mistakes")
    assert (len(found["items"]), found["due"]) == (2, 2)
    assert {each["due_on"] for each in found["items"]} == {"2026-11-23"}
    assert len(book(api, cast.ann)) == 2, "collecting twice changes nothing"
    page = ann.get("/practice/mistakes").text
    assert "共 2 题，今天到期 2 题" in page
    assert not any(mark in page for mark in MARKS)
    assert book(api, cast.ben) == []
    assert "今天到期 2 题" in ann.get("/").text


def test_mistakes_come_into_the_book_when_the_review_opens_and_not_before(
    api: Callable, cast: Cast, clock: SettableClock, publish_exam: Callable[..., Exam], sit: Callable
) -> None:
    exam = publish_exam(review_rule="after_close")
    never = publish_exam(review_rule="never")
    sit(cast.ann, exam, wrong=(1,))
    sit(cast.ann, never, wrong=(2, 4))
    assert book(api, cast.ann) == []
    clock.pass_by(days=1)
    assert len(book(api, cast.ann)) == 1


def test_a_mistake_is_repeated_at_growing_distances_and_leaves_after_four_right_answers(
    api: Callable, cast: Cast, clock: SettableClock, exam: Exam, sit: Callable, repeat: Callable
) -> None:
    sit(cast.ann, exam, wrong=(1,))
    [(code, box, due)] = book(api, cast.ann)
    assert (box, due) == (1, "2026-11-23")
    for days, expected in ((0, (2, "2026-11-24")), (1, (3, "2026-11-27")), (3, (4, "2026-12-04"))):
        clock.pass_by(days=days)
        assert repeat()["answered"]["right"] is True
        assert book(api, cast.ann) == [(code, *expected)]
    assert repeat()["answered"]["right"] is True
    assert book(api, cast.ann) == [(code, 4, "2026-12-04")], "a repetition ahead of time moves nothing"
    clock.pass_by(days=7)
    repeat()
    assert book(api, cast.ann) == []


def test_a_mistake_that_is_made_again_begins_again(
    api: Callable, cast: Cast, clock: SettableClock, exam: Exam, sit: Callable, repeat: Callable
) -> None:
    sit(cast.ann, exam, wrong=(1,))
    book(api, cast.ann)
    repeat()
    clock.pass_by(days=1)
    repeat(right=False)
    [(_, box, due)] = book(api, cast.ann)
    assert (box, due) == (1, "2026-11-24")
    assert api(cast.ann, "GET", "/practice/mistakes")["items"][0]["times_wrong"] == 2


def test_a_question_that_was_practised_since_the_exam_stays_where_it_is(
    api: Callable,
    cast: Cast,
    clock: SettableClock,
    publish_exam: Callable[..., Exam],
    sit: Callable,
    repeat: Callable,
    database: Database,
) -> None:
    first, late = publish_exam(), publish_exam(review_rule="after_close")
    sit(cast.ann, first, wrong=(1,))
    sit(cast.ann, late, wrong=tuple(range(1, 11)))
    [(code, _, _)] = book(api, cast.ann)
    with database.transaction() as session:
        question = session.query(Question).where(Question.code == code).one()
        row = session.get_one(PractisedQuestion, (cast.ann.member_id, question.id))
        row.answered_at, row.box, row.due_day = NOW + timedelta(hours=1), None, None
    clock.pass_by(days=1)
    assert code not in [each[0] for each in book(api, cast.ann)]


def test_a_question_that_was_retired_is_no_longer_in_the_book(
    api: Callable, cast: Cast, exam: Exam, sit: Callable, database: Database
) -> None:
    sit(cast.ann, exam, wrong=(1, 2))
    [(code, _, _), other] = book(api, cast.ann)
    with database.transaction() as session:
        session.query(Question).where(Question.code == code).one().retired_at = NOW
    assert book(api, cast.ann) == [other]


def test_the_book_pages_and_costs_the_same_queries_however_long_it_is(
    ann: FlaskClient, cast: Cast, database: Database, questions: list[QuestionVersion], queries: Queries
) -> None:
    def fill(count: int) -> None:
        with database.transaction() as session:
            for version in questions[:count]:
                row = session.get(PractisedQuestion, (cast.ann.member_id, version.question_id))
                if row is None:
                    session.add(
                        PractisedQuestion(
                            member_id=cast.ann.member_id,
                            question_id=version.question_id,
                            answered_at=NOW,
                            times_wrong=1,
                            last_right=False,
                            box=1,
                            due_day=739_000,
                        )
                    )

    counts = []
    for size in (2, 40):
        fill(size)
        for number in range(size):
            ann.post(f"/questions/test-{number:04d}/star", data={"starred": "1"})
        for address in ("/practice/mistakes", "/practice/stars", "/practice", "/practice/drill", "/"):
            with queries:
                assert ann.get(address).status_code == 200
            counts.append((address, len(queries)))
    assert counts[:5] == counts[5:]
    assert max(count for _, count in counts) <= 15, counts
    first = ann.get("/practice/mistakes").text
    assert "下一页" in first
    following = first.split('rel="next" href="')[1].split('"')[0]
    assert ann.get(following).text.count("再按时答对") == 10
    stars = ann.get("/practice/stars").text.split('rel="next" href="')[1].split('"')[0]
    assert ann.get(stars).text.count("已收藏") > 0


def test_two_collections_at_once_take_every_mistake_once(
    api: Callable, cast: Cast, exam: Exam, sit: Callable, database: Database
) -> None:
    sit(cast.ann, exam, wrong=(1, 2))
    sit(cast.ann, exam, wrong=(1,), number=2)
    assert len(book(api, cast.ann)) in (2, 3)
    with database.reading() as session:
        assert session.query(CollectedAttempt).count() == 2
        rows = session.query(PractisedQuestion).all()
        assert sum(row.times_wrong for row in rows) == 3
