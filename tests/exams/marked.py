"""An exam with a short answer, and what its members, readers and organizer do: fixtures for the tests of marking."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionBasis, QuestionVersion
from quiz_app.core.db import Database
from quiz_app.exams.actions import marking
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.marking.deciding import Stage
from quiz_app.exams.queries import markings
from quiz_app.exams.queries.drafts import exam_to_change
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tasks import publish_marks
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor
from quiz_app.regulations.tables import RegulationVersion
from tests.conftest import NOW, Cast, SettableClock
from tests.exams.devices import Device

REFERENCE = "参考答案暗记"
POINT = "得分点暗记"
ANSWER = "夜里看不清水位，\n所以日落关门。"


@pytest.fixture
def written_exam(database: Database, questions, publish_exam) -> Exam:
    """Two choices of ten points and one short answer of ten, which is shared out 4 to 6."""
    with database.transaction() as session:
        bank = session.scalars(select(QuestionBank)).one()
        regulation = session.scalars(select(RegulationVersion)).first()
        question = Question(bank_id=bank.id, code="test-written", origin="site", latest_number=1)
        session.add(question)
        session.flush()
        version = QuestionVersion(
            question_id=question.id,
            number=1,
            type="short_answer",
            difficulty=1,
            area="party_basics",
            stem="码头为什么日落关门？",
            options=[],
            key=[[REFERENCE], [f"{POINT}一", "2"], [f"{POINT}二", "3"]],
            explanation="解析暗记：简答。",
            knowledge_points=["码头"],
            digest=b"w" * 32,
            origin="site",
            created_at=NOW,
        )
        session.add(version)
        session.flush()
        question.published_version_id = version.id
        session.add(
            QuestionBasis(
                question_version_id=version.id,
                regulation_version_id=regulation.id,
                article="第一条",
                quotation="引文暗记",
            )
        )
    cells = (Cell(2, 1000, type="single_choice"), Cell(1, 1000, type="short_answer"))
    return publish_exam(blueprint=Blueprint(cells), closes_at=NOW + timedelta(hours=12))


@pytest.fixture
def hand_in(app: Flask, written_exam: Exam, right_answers) -> Callable[..., dict]:
    """Somebody answers both choices rightly and writes; the receipt, with the device and the attempt."""

    def run(actor: Actor, text: str = ANSWER) -> dict:
        device = Device(app, actor)
        begun = device.start(written_exam).json
        answers = right_answers(written_exam, actor.member_id)
        sent = {no: values for no, values in answers.items() if no in ("1", "2")} | ({"3": [text]} if text else {})
        receipt = device.submit(begun, revision=1, writer=begun["writer"], answers=sent)
        assert receipt.status_code == 200, receipt.text
        return {"device": device, "attempt": begun, "receipt": receipt.json}

    return run


@pytest.fixture
def appoint(database: Database, cast: Cast, clock: SettableClock, written_exam: Exam) -> Callable[..., None]:
    def run(reader: Actor, *, adjudicates: bool = False) -> None:
        with database.transaction() as session:
            exam, unit = exam_to_change(session, cast.dora, written_exam.id)
            member = session.get_one(Member, reader.member_id)
            marking.appoint(session, cast.dora, exam, unit, member, adjudicates=adjudicates, at=clock.now())

    return run


@pytest.fixture
def rule(database: Database, cast: Cast, written_exam: Exam) -> Callable[..., None]:
    def run(rounds: int, tolerance: int) -> None:
        with database.transaction() as session:
            exam, unit = exam_to_change(session, cast.dora, written_exam.id)
            version = markings.marking_of(session, exam).version
            marking.set_rule(session, cast.dora, exam, unit, rounds=rounds, tolerance=tolerance, version=version)

    return run


@pytest.fixture
def claim(database: Database, clock: SettableClock, written_exam: Exam) -> Callable[[Actor], int | None]:
    def run(reader: Actor) -> int | None:
        with database.transaction() as session:
            return marking.claim_next(session, reader, written_exam.id, at=clock.now())

    return run


@pytest.fixture
def give(database: Database, clock: SettableClock) -> Callable[..., Stage]:
    def run(reader: Actor, task: int | None, *shares: int, comment: str = "") -> Stage:
        assert task is not None
        with database.transaction() as session:
            return marking.give(session, reader, task, shares=shares, comment=comment, at=clock.now()).stage

    return run


@pytest.fixture
def publish(database: Database, cast: Cast, clock: SettableClock, written_exam: Exam) -> Callable[[], None]:
    def run() -> None:
        with database.transaction() as session:
            exam, unit = exam_to_change(session, cast.dora, written_exam.id)
            marking.publish_marks(session, cast.dora, exam, unit, at=clock.now())
        while publish_marks(database, clock):
            pass
        publish_marks(database, clock)

    return run


def rows(database: Database, table) -> list:
    with database.reading() as session:
        return list(session.scalars(select(table).order_by(table.__table__.primary_key.columns[0])))


def close(clock: SettableClock) -> None:
    clock.pass_by(hours=13)
