"""What is due is marked before the writer is taken: that counts if nothing has changed since, else nothing of it."""

from dataclasses import replace

import pytest

from quiz_app.core.db import to_milliseconds
from quiz_app.core.queueing import LONGEST_WAIT
from quiz_app.exams.actions.closing import close_due, mark
from quiz_app.exams.queries import hot
from quiz_app.exams.tables.attempts import Attempt
from tests.exams.devices import Device

OF_NO_SHEET = 777


@pytest.mark.parametrize("is_changed", [False, True])
def test_what_was_marked_ahead_counts_only_for_the_attempt_as_it_is_when_it_ends(
    app, cast, clock, database, exam, is_changed
) -> None:
    ann = Device(app, cast.ann)
    begun = ann.start(exam).json
    ann.save(begun, 1, {"1": ["A"]})
    clock.pass_by(minutes=30, seconds=LONGEST_WAIT)
    now = to_milliseconds(clock.now())
    with database.separate() as work:
        [found] = hot.due_attempts(work, at=now, most=5)
        marked = mark(work, found)
    assert marked.result is not None
    forged = marked._replace(result=replace(marked.result, score=OF_NO_SHEET))
    if is_changed:
        with database.transaction() as session:
            session.get_one(Attempt, begun["id"]).revision = 2
    with database.brief() as work:
        close_due(work, hot.due_attempts(work, at=now, most=5), {begun["id"]: forged})
    with database.reading() as session:
        score = session.get_one(Attempt, begun["id"]).score
    assert score == (marked.result.score if is_changed else OF_NO_SHEET)
