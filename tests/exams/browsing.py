"""What the tests of the member's pages share: browsers of the cast, and how they begin, send and hand in."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.tables import SignIn
from quiz_app.points.tables import LedgerEntry
from tests.conftest import NOW
from tests.exams.conftest import EXPLANATION, QUOTATION, SECRET_TEXT

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


@pytest.fixture
def dora(client, sign_in, cast):
    return sign_in(client, cast.dora)


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


def stored(database, exam_id: int) -> Exam:
    with database.reading() as session:
        return session.get_one(Exam, exam_id)


def ledger(database) -> list[int]:
    with database.reading() as session:
        return [entry.amount for entry in session.query(LedgerEntry).order_by(LedgerEntry.id)]
