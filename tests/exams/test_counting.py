"""Attempts are counted into statistics, each once, whatever happens in between; an audit counts them all again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from quiz_app.core.db import Database
from quiz_app.exams.actions import tallying as counting
from quiz_app.exams.queries import tallying
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tables.tallies import (
    EditionQuestionTally,
    EditionTally,
    QuestionTally,
    TallyCursor,
    UncountedAttempt,
)
from quiz_app.exams.tasks import TALLY_BATCH, close_expired, count_attempts
from quiz_app.organizations.actors import Actor
from quiz_app.records.tasks import tallies_audit
from tests.conftest import SettableClock, bearer

Sit = Callable[..., int]


@pytest.fixture
def sit(client: FlaskClient, clock: SettableClock, exam: Exam, right_answers: Callable) -> Sit:
    """Somebody begins and, unless told not to, hands in the first `right` answers of the paper; the attempt's id."""

    def run(actor: Actor, right: int = 10, *, number: int = 1, hand_in: bool = True) -> int:
        proof = {"Authorization": f"Bearer {bearer(actor)}"}
        given = client.post(f"/api/v1/exams/{exam.id}/attempts", headers=proof, json={}).get_json()
        clock.pass_by(seconds=30)
        if hand_in:
            answers = dict(list(right_answers(exam, actor.member_id, number).items())[:right])
            sent = {"revision": 1, "writer": given["writer"], "answers": answers}
            assert (
                client.post(f"/api/v1/attempts/{given['id']}/submission", headers=proof, json=sent).status_code == 200
            )
        return given["id"]

    return run


def count_all(database: Database, clock: SettableClock) -> int:
    done = 0
    while batch := count_attempts(database, clock):
        done += batch
    return done


def handed_in(database: Database) -> int:
    """How many papers the sums of the exams hold."""
    with database.reading() as session:
        return session.scalar(select(func.coalesce(func.sum(EditionTally.handed_in), 0))) or 0


def waiting(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(UncountedAttempt.attempt_id).order_by(UncountedAttempt.attempt_id)))


def audited(database: Database) -> tuple[int, list[str]]:
    report = tallies_audit(database)
    return report.entries, report.drift


def test_an_attempt_is_counted_once_however_often_the_task_runs(database, clock, cast, sit) -> None:
    sit(cast.ann)
    sit(cast.ben, right=4)
    assert [count_attempts(database, clock) for _ in range(3)] == [2, 0, 0]
    assert handed_in(database) == 2
    assert audited(database) == (2, [])


def test_the_sums_say_what_was_shown_answered_and_scored(database, clock, cast, exam, sit) -> None:
    sit(cast.ann)
    sit(cast.ben, right=4)
    count_all(database, clock)
    with database.reading() as session:
        papers = session.scalars(select(EditionTally)).one()
        questions = session.scalars(select(QuestionTally)).all()
        of_edition = session.scalars(select(EditionQuestionTally)).all()
    assert (papers.taken, papers.score, papers.score_squares) == (2, 14_000, 10_000**2 + 4_000**2)
    assert (papers.bands[8], papers.bands[20]) == (1, 1)
    assert [sum(each.shown for each in tallies) for tallies in (questions, of_edition)] == [20, 20]
    assert sum(each.answered for each in questions) == 14
    assert sum(each.score for each in questions) == 14 * 10_000
    assert sum(sum(each.seconds) for each in questions) == 14


def test_a_blank_paper_shows_questions_and_says_nothing_of_them(database, clock, cast, sit) -> None:
    sit(cast.ann, right=0)
    count_all(database, clock)
    with database.reading() as session:
        questions = session.scalars(select(QuestionTally)).all()
    assert {(each.shown, each.taken, each.score) for each in questions} == {(1, 0, 0)}
    assert audited(database) == (1, [])


def test_an_open_attempt_waits_until_it_is_handed_in(database, clock, cast, sit) -> None:
    first = sit(cast.ann, hand_in=False)
    second = sit(cast.ben)
    count_all(database, clock)
    assert waiting(database) == [first]
    assert handed_in(database) == 1
    clock.pass_by(hours=2)
    close_expired(database, clock)
    count_all(database, clock)
    assert waiting(database) == []
    assert (first < second, handed_in(database)) == (True, 2)
    assert audited(database) == (2, [])


def test_an_attempt_that_became_visible_late_is_still_counted(database, clock, cast, exam, sit) -> None:
    """A transaction that took its id earlier may commit later: ids that are passed over are waited for."""
    early = sit(cast.ann)
    with database.transaction() as session:
        attempt = session.get_one(Attempt, early)
        values = {column.name: getattr(attempt, column.name) for column in Attempt.__table__.columns}
        session.add(Attempt(**values | {"id": early + 5, "member_id": cast.ben.member_id}))
    count_all(database, clock)
    assert waiting(database) == [early + 1, early + 2, early + 3, early + 4]
    with database.transaction() as session:
        session.add(Attempt(**values | {"id": early + 2, "member_id": cast.dora.member_id}))
    count_all(database, clock)
    assert handed_in(database) == 3
    assert audited(database) == (3, [])
    clock.pass_by(hours=23)
    assert len(waiting(database)) == 3
    clock.pass_by(hours=2)
    count_all(database, clock)
    assert waiting(database) == []


def test_of_two_that_count_the_same_at_once_only_one_does(database, clock, cast, sit) -> None:
    sit(cast.ann)
    with database.reading() as session:
        due = tallying.due(session, at=clock.now(), most=TALLY_BATCH)
        change = counting.changed(session, tallying.observed(session, due.attempts))
    outcomes = []
    for _ in range(2):
        with database.transaction() as session:
            outcomes.append(counting.store(session, due, change, at=clock.now()))
    sit(cast.ben)
    with database.transaction() as session:
        outcomes.append(counting.store(session, replace(due, revision=0), change, at=clock.now()))
    assert outcomes == [True, False, False]
    count_all(database, clock)
    assert audited(database) == (2, [])


def test_what_was_taken_out_and_added_again_leaves_the_sums_as_they_were(database, clock, cast, sit) -> None:
    """What a correction does with an attempt whose key was mended."""
    sit(cast.ann)
    attempt = sit(cast.ben, right=4)
    count_all(database, clock)
    before = all_sums(database)
    for sign in (-1, 1):
        with database.reading() as session:
            due = tallying.due(session, at=clock.now(), most=TALLY_BATCH)
            change = counting.changed(session, tallying.observed(session, tallying.kept(session, [attempt])), sign)
        with database.transaction() as session:
            assert counting.store(session, due, change, at=clock.now())
        assert (all_sums(database) == before) is (sign == 1)
    assert audited(database) == (2, [])


def test_the_audit_names_every_sum_and_figure_that_is_not_what_the_attempts_say(database, clock, cast, sit) -> None:
    sit(cast.ann)
    count_all(database, clock)
    with database.transaction() as session:
        version = session.scalar(select(func.min(QuestionTally.version_id)))
        session.execute(
            update(QuestionTally).where(QuestionTally.version_id == version).values(score=QuestionTally.score - 1)
        )
        session.execute(update(EditionQuestionTally).where(EditionQuestionTally.version_id == version).values(flags=32))
        session.execute(update(EditionTally).values(handed_in=2))
    assert len(audited(database)[1]) == 3


def test_an_attempt_that_was_counted_twice_would_be_found(database, clock, cast, sit) -> None:
    sit(cast.ann)
    count_all(database, clock)
    with database.transaction() as session:
        session.execute(update(TallyCursor).values(seen_id=0))
    count_all(database, clock)
    assert handed_in(database) == 2
    assert len(audited(database)[1]) == 21


def test_one_more_attempt_costs_the_same_statements_at_any_size(database, clock, cast, sit, queries) -> None:
    sit(cast.ann)
    with queries:
        count_attempts(database, clock)
    few = len(queries)
    with database.transaction() as session:
        for table in (QuestionTally, EditionQuestionTally):
            session.execute(update(table).values(shown=1_000_000, taken=1_000_000, answered=900_000))
    for actor in (cast.ben, cast.dora, cast.tom):
        sit(actor)
        with queries:
            count_attempts(database, clock)
        assert len(queries) <= few


def test_a_batch_ends_and_the_next_goes_on_behind_it(database, clock, cast, exam, sit) -> None:
    attempt = sit(cast.ann)
    with database.transaction() as session:
        kept = session.get_one(Attempt, attempt)
        values = {column.name: getattr(kept, column.name) for column in Attempt.__table__.columns}
        for extra in range(1, TALLY_BATCH + 20):
            moment = kept.started_at + timedelta(seconds=extra)
            session.add(Attempt(**values | {"id": attempt + extra, "number": 1 + extra, "submitted_at": moment}))
    assert [count_attempts(database, clock) for _ in range(3)] == [TALLY_BATCH, 20, 0]
    assert audited(database) == (TALLY_BATCH + 20, [])


def all_sums(database: Database) -> list[object]:
    with database.reading() as session:
        papers = [(key, each.values()) for key, each in sorted(tallying.all_paper_sums(session).items())]
        items = [(key, each[0].values(), each[1]) for key, each in sorted(tallying.all_item_sums(session).items())]
        asked = [(key, each[0].values(), each[1]) for key, each in sorted(tallying.all_question_sums(session).items())]
    return [papers, items, asked]
