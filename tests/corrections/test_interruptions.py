"""A correction that is interrupted goes on where it was; who hands in meanwhile is marked by it, once."""

import pytest
from sqlalchemy import func, select

from quiz_app.corrections import tasks
from quiz_app.corrections.actions import regrading
from quiz_app.corrections.queries import corrections as queries
from quiz_app.corrections.tables import CorrectedAttempt
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.tables.exams import Edition, Exam
from tests.corrections.conftest import apply_all, attempt, begin, correction, count_all, drift, hand_in
from tests.corrections.test_correcting import another_key, board_score, entries


class Killed(Exception):
    """The process is gone at this line."""


@pytest.fixture
def exam(publish_exam) -> Exam:
    """Every paper has the same twelve questions."""
    return publish_exam(blueprint=Blueprint((Cell(12, 1000, type="single_choice"),)))


@pytest.fixture
def everybody(cast, sit) -> list[int]:
    """Four attempts that earned full marks."""
    return [sit(actor) for actor in (cast.ann, cast.ben, cast.dora, cast.tom)]


@pytest.fixture
def one_by_one(monkeypatch) -> None:
    monkeypatch.setattr(tasks, "BATCH", 1)


@pytest.fixture
def in_parts(monkeypatch) -> None:
    """All in one batch, each attempt in a transaction of its own."""
    for name in ("PART", "PART_OF_ROWS"):
        monkeypatch.setattr(tasks, name, 1)


def killed_after(monkeypatch, steps: int, where: str) -> None:
    """Let the process die at the named function of a batch, after so many that went through."""
    through, left = getattr(regrading, where), iter([True] * steps)

    def run(*arguments, **named):
        if next(left, False):
            return through(*arguments, **named)
        raise Killed

    monkeypatch.setattr(regrading, where, run)


@pytest.mark.parametrize("where", ["_rescore", "_follow", "_move_points", "finish"])
@pytest.mark.parametrize("written", [0, 2])
def test_a_process_that_is_killed_in_a_batch_leaves_nothing_half_done(
    database, clock, cast, exam, everybody, place_of, propose, approve, in_parts, monkeypatch, where, written
) -> None:
    count_all(database, clock)
    number = propose("void", place_of(exam, cast.ann, 7))
    approve(number)
    with monkeypatch.context() as dying:
        killed_after(dying, 0 if where == "finish" else written, where)
        with pytest.raises(Killed):
            apply_all(database, clock)
    assert recorded(database, number) == (4 if where == "finish" else written)
    assert drift(database, clock) == []
    apply_all(database, clock)
    assert correction(database, number).closed_at is not None
    assert correction(database, number).changed == recorded(database, number) == with_question(database, everybody)
    assert drift(database, clock) == []


def test_without_one_transaction_a_kill_would_leave_drift(
    database, clock, cast, exam, everybody, place_of, propose, approve, monkeypatch
) -> None:
    """The negative control: scores written by themselves, then killed, and the audit sees it."""
    number = propose("key", place := place_of(exam, cast.ann, 7), key=another_key(database, exam, place))
    approve(number)
    tasks.apply_corrections(database, clock)
    with database.reading() as session:
        batch = regrading.prepare(session, queries.at_hand(session, number), most=10)
    with database.transaction() as session:
        regrading._rescore(session, batch, batch.changes)
    assert drift(database, clock) != []


def test_who_hands_in_while_it_runs_is_marked_by_it_once(
    database, clock, client, cast, exam, sit, place_of, propose, approve, right_answers, one_by_one
) -> None:
    place = place_of(exam, cast.ann, 7)
    sit(cast.ann)
    late = begin(client, exam, cast.ben)
    count_all(database, clock)
    number = propose("key", place, key=another_key(database, exam, place))
    approve(number)
    clock.pass_by(seconds=5)
    tasks.apply_corrections(database, clock)
    hand_in(client, cast.ben, late, right_answers(exam, cast.ben.member_id))
    count_all(database, clock)
    assert drift(database, clock) == []
    apply_all(database, clock)
    assert attempt(database, late["id"]).first_score is None
    assert board_score(database, exam, cast.ben.member_id) == attempt(database, late["id"]).score == 12_000
    assert recorded(database, number) == 1
    assert entries(database, cast.ben.member_id) == [(2, 0, 5), (3, 0, 3)]
    assert drift(database, clock) == []


def test_two_runners_at_the_same_batch_do_it_once(
    database, clock, cast, exam, everybody, place_of, propose, approve
) -> None:
    number = propose("key", place := place_of(exam, cast.ann, 7), key=another_key(database, exam, place))
    approve(number)
    tasks.apply_corrections(database, clock)
    with database.reading() as session:
        batch = regrading.prepare(session, queries.at_hand(session, number), most=10)
    known = {"actor_id": cast.root.member_id, "at": clock.now()}
    with database.transaction() as session:
        regrading.rescore(session, batch, batch.changes, **known)
    with pytest.raises(regrading.ReadAgain), database.transaction() as session:
        regrading.rescore(session, batch, batch.changes, **known)
    with database.transaction() as session:
        regrading.finish(session, batch, at=clock.now())
    with pytest.raises(regrading.ReadAgain), database.transaction() as session:
        regrading.finish(session, batch, at=clock.now())
    apply_all(database, clock)
    assert entries(database, cast.ann.member_id) == [(2, 0, 5), (3, 0, 3), (3, -1, -3)]
    assert drift(database, clock) == []


def test_the_edition_itself_never_changes(database, clock, exam, everybody, correct) -> None:
    with database.reading() as session:
        before = session.execute(select(Edition.content, Edition.digest, Edition.seed, Edition.max_score)).one()
    correct("void", 0)
    with database.reading() as session:
        after = session.execute(select(Edition.content, Edition.digest, Edition.seed, Edition.max_score)).one()
        assert session.scalar(select(Edition.regraded_to)) is None
    assert before == after


def recorded(database, number: int) -> int:
    with database.reading() as session:
        query = select(func.count()).where(CorrectedAttempt.correction_id == number)
        return session.scalar(query) or 0


def with_question(database, attempts: list[int]) -> int:
    return sum(attempt(database, each).first_score is not None for each in attempts)
