"""The organizer publishes results."""

import pytest

from quiz_app.exams.actions.releasing import publish_results
from quiz_app.exams.queries.drafts import exam_to_change


@pytest.fixture
def release(database, cast, clock):
    def run(exam, actor=None):
        with database.transaction() as session:
            found, unit = exam_to_change(session, actor or cast.dora, exam.id)
            return publish_results(session, actor or cast.dora, found, unit, at=clock.now())

    return run
