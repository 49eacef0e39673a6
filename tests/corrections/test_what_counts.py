"""A correction moves what counts by the exam's own way, and brings no points where the exam brings none."""

import pytest
from sqlalchemy import select

from quiz_app.boards.tables import Standing
from quiz_app.boards.values import score_of
from quiz_app.exams.counting.table import tie_span
from quiz_app.exams.tasks import credit_closed
from quiz_app.points.tables import LedgerEntry
from tests.corrections.conftest import drift


def on_board(database, exam, member_id) -> int:
    with database.reading() as session:
        query = select(Standing.value).where(Standing.board_id == exam.board_id, Standing.member_id == member_id)
        return score_of(session.scalars(query).one(), tie_span(exam.counting, exam.minutes))


@pytest.mark.parametrize(("counting", "before", "after"), [("mean", 7500, 8000), ("first", 5000, 6000)])
def test_the_board_follows_the_corrected_attempt_as_it_counts(
    database, clock, cast, publish_exam, sit, place_of, correct, counting, before, after
) -> None:
    exam = publish_exam(counting=counting)
    sit(cast.ann, wrong=(1, 2, 3, 4, 5), of=exam)
    sit(cast.ann, number=2, of=exam)
    assert on_board(database, exam, cast.ann.member_id) == before
    correct("gift", place_of(exam, cast.ann, 1), of=exam)
    assert on_board(database, exam, cast.ann.member_id) == after
    assert drift(database, clock) == []


def test_a_correction_of_a_mock_exam_brings_no_points(
    database, clock, cast, publish_exam, sit, place_of, correct
) -> None:
    exam = publish_exam(mode="mock")
    sit(cast.ann, wrong=(1, 2, 3, 4, 5), of=exam)
    correct("gift", place_of(exam, cast.ann, 1), of=exam)
    assert credit_closed(database, clock) == 0
    with database.reading() as session:
        assert list(session.scalars(select(LedgerEntry.amount))) == []
    assert drift(database, clock) == []
