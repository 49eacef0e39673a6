"""A signal about Ann's attempt, put there by hand: for the tests of decisions and of their pages."""

from datetime import timedelta

import pytest

from quiz_app.exams.actions import signals as actions
from quiz_app.exams.signals.protocol import Finding
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.signals import Signal
from tests.conftest import NOW
from tests.exams.marked import rows


@pytest.fixture
def noticed(database, cast, clock, exam):
    with database.transaction() as session:
        attempt = Attempt(
            member_id=cast.ann.member_id,
            exam_id=exam.id,
            edition_id=exam.edition_id,
            number=1,
            started_at=NOW,
            deadline_at=NOW + timedelta(minutes=30),
            submitted_at=NOW + timedelta(minutes=1),
            score=9000,
            closed_by=1,
        )
        session.add(attempt)
        session.flush()
        actions.store(
            session, exam.id, 1, {"reading": [Finding("1", (attempt.id,), "每分钟 3,000 字。")]}, at=clock.now()
        )
    return rows(database, Signal)[0]
