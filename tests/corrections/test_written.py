"""Corrections of an exam in which people mark an answer: their marks stay what they were, whatever is void or given."""

import pytest

from quiz_app.core.errors import Conflict, Invalid
from quiz_app.exams.amending import Kind
from quiz_app.exams.queries.hot import prepared_by_id
from tests.corrections.conftest import attempt, count_all, drift
from tests.corrections.test_correcting import another_key, entries
from tests.exams.marked import appoint, claim, give, hand_in, publish, written_exam  # noqa: F401


@pytest.fixture
def marked(database, clock, cast, hand_in, appoint, claim, give, publish) -> int:
    """Ann's attempt: both choices right, six of ten points for what she wrote, published."""
    ann = hand_in(cast.ann)["attempt"]["id"]
    appoint(cast.tom)
    give(cast.tom, claim(cast.tom), 400, 200)
    clock.pass_by(hours=13)
    publish()
    count_all(database, clock)
    assert attempt(database, ann).score == 2600
    return ann


def place_of_written(database, exam) -> int:
    with database.reading() as session:
        edition = prepared_by_id(session, exam.edition_id).edition
    return next(place for place, each in enumerate(edition.questions) if each.type == "short_answer")


def test_a_written_question_is_void_given_and_restored_with_its_marks(
    database,
    clock,
    written_exam,
    marked,
    correct,
    undo,
) -> None:
    place = place_of_written(database, written_exam)
    seen = []
    void = correct("void", place, of=written_exam)
    seen.append((attempt(database, marked).score, attempt(database, marked).voided))
    gift = correct("gift", place, of=written_exam)
    seen.append((attempt(database, marked).score, attempt(database, marked).voided))
    assert drift(database, clock) == []
    undo(gift)
    seen.append((attempt(database, marked).score, attempt(database, marked).voided))
    undo(void)
    seen.append((attempt(database, marked).score, attempt(database, marked).voided))
    assert seen == [(2000, 1000), (3000, None), (2000, 1000), (2600, None)]
    assert drift(database, clock) == []


def test_the_marks_count_on_when_another_question_is_corrected(
    database,
    clock,
    cast,
    written_exam,
    marked,
    place_of,
    correct,
) -> None:
    place = place_of(written_exam, cast.ann, 1)
    correct("key", place, key=another_key(database, written_exam, place), of=written_exam)
    assert attempt(database, marked).score == 1600
    assert entries(database, cast.ann.member_id) == [(2, 0, 5), (2, -1, -5)]
    assert drift(database, clock) == []


def test_it_gets_no_key_and_is_left_alone_until_marks_are_published(
    database,
    written_exam,
    cast,
    hand_in,
    propose,
) -> None:
    hand_in(cast.ann)
    place = place_of_written(database, written_exam)
    with pytest.raises(Invalid) as refused:
        propose(Kind.VOID, place, of=written_exam)
    assert "还有成绩没有公布" in refused.value.fields["kind"]


def test_an_undoing_that_leaves_an_answer_unmarked_is_not_approved(
    database,
    clock,
    cast,
    written_exam,
    place_of,
    hand_in,
    correct,
    undo,
) -> None:
    void = correct("void", place_of_written(database, written_exam), of=written_exam)
    ann = hand_in(cast.ann)["attempt"]["id"]
    assert attempt(database, ann).score == 2000
    with pytest.raises(Conflict, match="1 份答卷"):
        undo(void)
    assert attempt(database, ann).score == 2000
