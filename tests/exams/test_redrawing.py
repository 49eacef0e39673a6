"""For an appeal: the paper as it was, the answers with their times, and the mark, out of what little is stored."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from quiz_app.core.db import Database
from quiz_app.core.errors import NotFound
from quiz_app.exams.queries.appeals import kept_attempt
from quiz_app.exams.redrawing import Kept, redraw
from quiz_app.exams.tables.exams import Exam
from tests.conftest import Cast, SettableClock, bearer


@pytest.fixture
def sat(client: FlaskClient, cast: Cast, exam: Exam, clock: SettableClock) -> dict[str, object]:
    """What Ann was given; she answered the first question after 40 seconds and handed in."""
    proof = {"Authorization": f"Bearer {bearer(cast.ann)}"}
    given = client.post(f"/api/v1/exams/{exam.id}/attempts", headers=proof).get_json()
    clock.pass_by(seconds=40)
    sent = {"revision": 1, "writer": given["writer"], "answers": {"1": ["A"]}}
    receipt = client.post(f"/api/v1/attempts/{given['id']}/submission", headers=proof, json=sent)
    assert receipt.status_code == 200, receipt.text
    return given


@pytest.fixture
def kept(database: Database, cast: Cast, sat: dict[str, int]) -> Kept:
    with database.reading() as session:
        return kept_attempt(session, cast.dora, sat["id"])


def test_the_paper_comes_back_as_it_was_given(kept: Kept, sat: dict[str, object]) -> None:
    drawn = redraw(kept).to_json()["questions"]
    names = ("no", "type", "stem", "points", "options")
    assert [{name: each[name] for name in names} for each in drawn] == [
        {name: each[name] for name in names} for each in sat["questions"]
    ]


def test_the_answers_come_back_with_their_second(kept: Kept) -> None:
    first, *others = redraw(kept).items
    assert first.response is not None
    assert (first.response.values, first.response.seconds) == (("A",), 40)
    assert [item.response for item in others] == [None] * 9


def test_the_mark_agrees_with_the_stored_one(kept: Kept) -> None:
    assert redraw(kept).agrees
    assert kept.score is not None
    assert not redraw(replace(kept, score=kept.score + 100)).agrees


def test_an_edition_that_was_changed_since_is_not_intact(kept: Kept) -> None:
    assert redraw(kept).is_intact
    assert not redraw(replace(kept, seed=bytes(32))).is_intact


def test_only_whoever_manages_the_exam_finds_the_attempt(database: Database, cast: Cast, sat: dict[str, int]) -> None:
    for actor in (cast.ann, cast.ben, cast.cleo):
        with database.reading() as session, pytest.raises(NotFound):
            kept_attempt(session, actor, sat["id"])
