"""The pages of the review: the queue, the second pair of eyes, and what the record says afterwards."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz_app.banks.actions import writing
from quiz_app.banks.actions.writing import Writing
from quiz_app.banks.queries.questions import find_question
from quiz_app.banks.tables.questions import Question, QuestionBank
from quiz_app.core.db import Database
from quiz_app.organizations.actors import Actor
from tests.banks.conftest import counted, pilot_text
from tests.banks.forms_sent import as_sent
from tests.conftest import NOW, Cast

MENDED = "引航员上船之前先核对什么？"


@pytest.fixture
def root(app: Flask, sign_in: Callable[[FlaskClient, Actor], FlaskClient], cast: Cast) -> FlaskClient:
    return sign_in(app.test_client(), cast.root)


@pytest.fixture
def waiting(database: Database, cast: Cast, question: Question) -> Question:
    """A published question whose second version Tom sent to review."""
    with database.transaction() as session:
        found = find_question(session, cast.tom, question.id, lock=True)
        said = Writing(pilot_text(MENDED), True)
        writing.change(session, cast.tom, found, said, version=found.question.version, at=NOW)
    return question


def test_root_finds_toms_version_in_the_queue_sees_what_changed_and_publishes_it(
    tom: FlaskClient, root: FlaskClient, waiting: Question
) -> None:
    path = f"/banks/questions/{waiting.id}/review"
    assert path in root.get("/banks/reviews").text
    page = root.get(path).text
    assert "比正在发布的第 1 版改了什么" in page and "<del>" in page
    answer = root.post(path, data=as_sent(page) | {"verdict": "approve", "reason": "对过原文。"})
    assert answer.location.endswith("/banks/reviews")
    assert "没有等你审核的题" in root.get("/banks/reviews").text
    shown = tom.get(f"/banks/questions/{waiting.id}").text
    assert "审核通过并发布（第 2 版）" in shown and "对过原文。" in shown and "管理员" in shown
    assert "在等审核" not in shown


def test_tom_is_told_whom_to_ask_and_his_own_verdict_is_refused(
    tom: FlaskClient, root: FlaskClient, waiting: Question
) -> None:
    path = f"/banks/questions/{waiting.id}/review"
    page = tom.get(path).text
    assert "要请另一个人来审" in page and "管理员（东山省管理员）" in page
    assert 'value="approve"' not in page
    sent = as_sent(root.get(path).text) | {"verdict": "approve"}
    assert tom.post(path, data=sent).status_code == 403
    own = tom.get("/banks/reviews").text
    assert "没有等你审核的题" in own and "你写的，在等别人审" in own and f"/banks/questions/{waiting.id}" in own


def test_without_a_reason_nothing_is_returned_and_with_one_tom_reads_it(
    tom: FlaskClient, root: FlaskClient, waiting: Question
) -> None:
    path = f"/banks/questions/{waiting.id}/review"
    sent = as_sent(root.get(path).text)
    refused = root.post(path, data=sent | {"verdict": "return"})
    assert refused.status_code == 422 and 'id="reason-error"' in refused.text
    assert root.post(path, data=sent | {"verdict": "praise"}).status_code == 422
    assert root.post(path, data=sent | {"verdict": "return", "reason": "“上船”不是条例的话。"}).status_code == 302
    shown = tom.get(f"/banks/questions/{waiting.id}").text
    assert "退回（第 2 版）" in shown and "“上船”不是条例的话。" in shown
    assert root.get(path).location.endswith(f"/banks/questions/{waiting.id}")


def test_a_verdict_on_a_version_that_changed_meanwhile_is_refused(
    tom: FlaskClient, root: FlaskClient, waiting: Question
) -> None:
    path = f"/banks/questions/{waiting.id}"
    sent = as_sent(root.get(f"{path}/review").text)
    edit = as_sent(tom.get(f"{path}/edit").text) | {"stem": "引航员先核对什么？", "then": "send"}
    assert tom.post(f"{path}/edit", data=edit).status_code == 302
    assert root.post(f"{path}/review", data=sent | {"verdict": "approve"}).status_code == 409
    assert "引航员先核对什么？" in root.get(f"{path}/review").text


def test_tom_takes_back_what_he_sent(tom: FlaskClient, waiting: Question) -> None:
    path = f"/banks/questions/{waiting.id}"
    button = re.search(r'action="([^"]+/submission/end[^"]*)"', tom.get(path).text)
    assert tom.post(button[1].replace("&amp;", "&")).status_code == 302
    assert "撤回送审（第 2 版）" in tom.get(path).text


def test_a_queue_of_any_length_costs_the_same_queries_and_pages_the_oldest_first(
    root: FlaskClient, database: Database, cast: Cast, citys: QuestionBank
) -> None:
    city = cast.units["临江市"]
    with database.transaction() as session:
        for number in range(55):
            asked = "".join(chr(0x4E00 + number * 40 + place) for place in range(20))
            said = Writing(pilot_text(f"{asked}？"), True)
            made = writing.create(session, cast.tom, citys, city, said, at=NOW)
    assert made.code == "city-s0055"
    with counted(database) as statements:
        first = root.get("/banks/reviews").text
    assert len(statements) <= 6
    assert re.findall(r"city-s(\d{4})", first) == [f"{number:04d}" for number in range(1, 51)]
    following = re.search(r'rel="next" href="([^"]+)"', first)[1]
    assert re.findall(r"city-s(\d{4})", root.get(following).text) == [f"{number:04d}" for number in range(51, 56)]
