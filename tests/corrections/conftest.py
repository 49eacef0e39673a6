"""Attempts at Dora's exam, and corrections that Dora proposes and Root approves."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from quiz_app.core.db import Database
from quiz_app.corrections.actions import deciding
from quiz_app.corrections.proposals import Wish
from quiz_app.corrections.queries import corrections as queries
from quiz_app.corrections.tables import Correction
from quiz_app.corrections.tasks import apply_corrections, preview_corrections
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries.hot import prepared_by_id
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tasks import count_attempts
from quiz_app.organizations.actors import Actor
from quiz_app.points.tasks import fold
from quiz_app.records.tasks import boards_audit, points_audit, tallies_audit
from tests.conftest import Cast, SettableClock, bearer
from tests.exams.conftest import (  # noqa: F401
    draft,
    exam,
    publish_exam,
    questions,
    right_answers,
    settle,
    unpublished,
    write_exam,
)

Sit = Callable[..., int]
Correct = Callable[..., int]


def begin(client: FlaskClient, exam: Exam, actor: Actor) -> dict[str, Any]:  # noqa: F811
    proof = {"Authorization": f"Bearer {bearer(actor)}"}
    return client.post(f"/api/v1/exams/{exam.id}/attempts", headers=proof, json={}).get_json()


def hand_in(client: FlaskClient, actor: Actor, begun: dict[str, Any], answers: dict[str, list[str]]) -> dict[str, Any]:
    proof = {"Authorization": f"Bearer {bearer(actor)}"}
    sent = {"revision": 1, "writer": begun["writer"], "answers": answers}
    answer = client.post(f"/api/v1/attempts/{begun['id']}/submission", headers=proof, json=sent)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


@pytest.fixture
def sit(client: FlaskClient, clock: SettableClock, exam: Exam, right_answers: Callable) -> Sit:  # noqa: F811
    """Somebody answers the paper rightly but for the numbers in `wrong`, and hands it in; the attempt's id."""

    def run(actor: Actor, *, wrong: tuple[int, ...] = (), number: int = 1, of: Exam = exam) -> int:
        begun = begin(client, of, actor)
        clock.pass_by(seconds=30)
        answers = right_answers(of, actor.member_id, number)
        hand_in(client, actor, begun, {no: each for no, each in answers.items() if int(no) not in wrong})
        return begun["id"]

    return run


@pytest.fixture
def place_of(database: Database) -> Callable[[Exam, Actor, int], int]:
    """The place in the edition of the question with a number on somebody's first paper."""

    def find(of: Exam, actor: Actor, no: int) -> int:
        with database.reading() as session:
            assert of.edition_id is not None
            found = prepared_by_id(session, of.edition_id)
        return draw(found.edition, member_seed(found.seed, actor.member_id), 1)[no - 1].question

    return find


@pytest.fixture
def propose(database: Database, clock: SettableClock, cast: Cast, exam: Exam) -> Correct:  # noqa: F811
    """Dora proposes a correction of a question, or of the rule; its id."""

    def run(kind: str, question: int | None = None, *, key: str = "", rule: str = "", of: Exam = exam) -> int:
        wish = Wish(kind, question, key, rule, "原来的答案与条例不符。", "《中国共产党测试条例》第一条")
        with database.transaction() as session:
            found, unit = queries.exam_to_correct(session, cast.dora, of.id)
            return deciding.propose(session, cast.dora, found, unit, wish, at=clock.now()).id

    return run


@pytest.fixture
def approve(database: Database, clock: SettableClock, cast: Cast) -> Callable[[int], None]:
    """The preview is summed, and Root approves."""

    def run(correction_id: int) -> None:
        while preview_corrections(database, clock):
            pass
        with database.transaction() as session:
            found = queries.correction(session, cast.root, correction_id, lock=True)
            deciding.approve(session, cast.root, found, version=found.correction.version, note="", at=clock.now())

    return run


@pytest.fixture
def correct(database: Database, clock: SettableClock, propose: Correct, approve: Callable[[int], None]) -> Correct:
    """A correction is proposed, approved and applied; its id."""

    def run(*arguments: Any, **named: Any) -> int:
        correction_id = propose(*arguments, **named)
        approve(correction_id)
        clock.pass_by(seconds=1)
        apply_all(database, clock)
        return correction_id

    return run


@pytest.fixture
def undo(database: Database, clock: SettableClock, cast: Cast, approve: Callable[[int], None]) -> Callable[[int], int]:
    """Dora takes a correction back, Root approves, and it is applied; its id."""

    def run(correction_id: int) -> int:
        with database.transaction() as session:
            found = queries.correction(session, cast.dora, correction_id)
            known: dict[str, Any] = {"reason": "更正错了。", "basis": "《条例》第一条", "at": clock.now()}
            made = deciding.propose_undoing(session, cast.dora, found.exam, found, **known).id
        approve(made)
        clock.pass_by(seconds=1)
        apply_all(database, clock)
        return made

    return run


def apply_all(database: Database, clock: SettableClock) -> None:
    while apply_corrections(database, clock):
        pass


def count_all(database: Database, clock: SettableClock) -> None:
    while count_attempts(database, clock):
        pass


def drift(database: Database, clock: SettableClock) -> list[str]:
    """What all three audits find once boards and statistics have caught up."""
    while fold(database, clock):
        pass
    count_all(database, clock)
    reports = points_audit(database, clock), boards_audit(database, clock), tallies_audit(database)
    return [sentence for report in reports for sentence in report.drift]


def attempt(database: Database, attempt_id: int) -> Attempt:
    with database.reading() as session:
        return session.scalars(select(Attempt).where(Attempt.id == attempt_id)).one()


def correction(database: Database, correction_id: int) -> Correction:
    with database.reading() as session:
        return session.get_one(Correction, correction_id)
