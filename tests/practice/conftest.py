"""Practice over the questions that the tests of exams use."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz_app.banks.tables.questions import QuestionVersion
from quiz_app.core.db import Database
from quiz_app.members import tokens
from quiz_app.members.pages.identity import COOKIE
from quiz_app.members.tables import SignIn
from quiz_app.organizations.actors import Actor
from tests.conftest import NOW, SECRET, Cast
from tests.exams.conftest import (  # noqa: F401
    draft,
    exam,
    publish_exam,
    queries,
    questions,
    right_answers,
    settle,
    write_exam,
)

A_MONTH = NOW + timedelta(days=30)


@pytest.fixture
def api(app: Flask, signed_in_for_a_month: None) -> Callable[[Actor, str, str, dict | None], dict]:
    """An actor asks the API; what it answers, with its status."""

    def ask(actor: Actor, method: str, path: str, sent: dict | None = None) -> dict:
        headers = {"Authorization": f"Bearer {lasting(actor)}"}
        answer = app.test_client().open(f"/api/v1{path}", method=method, json=sent, headers=headers)
        return {"status": answer.status_code, **(answer.get_json() or {})}

    return ask


@pytest.fixture
def ann(client: FlaskClient, cast: Cast, signed_in_for_a_month: None) -> FlaskClient:
    client.set_cookie(COOKIE, lasting(cast.ann))
    return client


@pytest.fixture
def signed_in_for_a_month(database: Database, cast: Cast) -> None:
    """Mistakes come again after days: nobody's sign-in ends meanwhile."""
    with database.transaction() as session:
        for sign_in in session.query(SignIn):
            sign_in.expires_at = A_MONTH


def lasting(actor: Actor) -> str:
    """A token of an actor's sign-in that holds for a month."""
    return tokens.issue(SECRET.encode(), tokens.Token(actor.sign_in_id, actor.member_id, A_MONTH))


@pytest.fixture
def key(database: Database) -> Callable[..., list[str]]:
    """A right answer to a question as the API gave it out: its letters are found by the words of its options."""

    def look(question: dict) -> list[str]:
        with database.reading() as session:
            [version] = [
                each
                for each in session.query(QuestionVersion).where(QuestionVersion.stem == question["stem"])
                if each.type == question["type"]
            ]
        if version.type == "fill_blank":
            return [accepted[0] for accepted in version.key]
        texts = version.options or ["对", "错"]
        right = {texts[index] for index in version.key}
        return [option["key"] for option in question["options"] if option["text"] in right]

    return look


@pytest.fixture
def wrong() -> Callable[[dict, list[str]], list[str]]:
    """A wrong answer to a question, given a right one."""

    def change(question: dict, right: list[str]) -> list[str]:
        if question["type"] == "fill_blank":
            return ["不是这个"]
        return [next(option["key"] for option in question["options"] if [option["key"]] != right)]

    return change
