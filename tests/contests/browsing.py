"""What the tests of the organizer's pages share: browsers of the cast, and what stands on a page."""

import re
from datetime import timedelta

import pytest

from quiz_app.members.pages.identity import COOKIE
from quiz_app.members.tables import SignIn
from quiz_app.members.tokens import Token, issue
from tests.conftest import NOW, SECRET


@pytest.fixture
def dora(app, database, cast):
    """Dora's browser, signed in for as long as a contest lasts."""
    late = NOW + timedelta(days=60)
    with database.transaction() as session:
        session.get_one(SignIn, cast.dora.sign_in_id).expires_at = late
    browser = app.test_client()
    browser.set_cookie(COOKIE, issue(SECRET.encode(), Token(cast.dora.sign_in_id, cast.dora.member_id, late)))
    return browser


@pytest.fixture
def ben(app, sign_in, cast):
    return sign_in(app.test_client(), cast.ben)


@pytest.fixture
def ann(app, sign_in, cast):
    return sign_in(app.test_client(), cast.ann)


@pytest.fixture
def cleo(app, sign_in, cast):
    return sign_in(app.test_client(), cast.cleo)


@pytest.fixture
def running(write_contest):
    """A contest that has just opened."""
    stand = write_contest()
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    return stand


def figures(page) -> dict[str, tuple[str, str]]:
    """The figures that a page leads with: label → (numeral, note)."""
    found = re.findall(r"<dt>([^<]+)</dt><dd>([^<]*)</dd><dd>([^<]*)</dd>", page.text)
    return {label: (numeral, note) for label, numeral, note in found}


def rows(page, table: str) -> list[list[str]]:
    """The rows of a table as plain words."""
    body = re.search(rf'<table[^>]*id="{table}".*?<tbody>(.*?)</tbody>', page.text, re.S)[1]
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()).split() for row in found]


def flashed(browser, answer) -> str:
    """The page that an act leads back to."""
    assert answer.status_code == 303, answer.text
    return browser.get(answer.location).text
