"""Papers of members in tests: printed by Ben or Dora, and what is typed from them."""

import re
from datetime import timedelta

import pytest

from quiz_app.exams.tables.attempts import Attempt
from tests.conftest import NOW
from tests.exams.marked import rows

SAT = "2026-11-23T14:10"
HANDED_IN = NOW + timedelta(minutes=40)


@pytest.fixture
def dora(app, sign_in, cast):
    return sign_in(app.test_client(), cast.dora)


@pytest.fixture
def ben(app, sign_in, cast):
    return sign_in(app.test_client(), cast.ben)


@pytest.fixture
def paper_exam(publish_exam):
    return publish_exam(paper_sitting="branch", attempts_allowed=1)


def keep(browser, exam, *members) -> int:
    """Print for members; the id of the last paper."""
    sent = browser.post(f"/exams/{exam.id}/paper", data={"member": [each.member_id for each in members]})
    assert sent.status_code == 303, sent.text
    page = browser.get(sent.location).text
    found = re.search(r"/exams/paper/(\d+)", page)
    assert found, page
    return int(found[1])


def grid(answers: dict[str, list[str]]) -> dict[str, str]:
    """What is typed for these answers to a paper of choices, judgements and single blanks."""
    return {f"q{no}": "".join(values) for no, values in answers.items()}


def enter(browser, paper: int, answers, *, do: str = "enter", sat_at: str = SAT):
    return browser.post(f"/exams/paper/{paper}", data={"sat_at": sat_at, "do": do, **grid(answers)})


def attempts(database) -> list[Attempt]:
    return rows(database, Attempt)
