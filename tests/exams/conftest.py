"""Questions and exams for tests: a bank of the province with every type, area and difficulty, and Dora's exams of the
city, made and published by the actions themselves.

Whatever only the review may show carries a mark of its own (`EXPLANATION`, `QUOTATION`, `SECRET_TEXT`), so that a test
can look for it byte by byte.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b
from typing import Any

import pytest
from sqlalchemy import event

from quiz_app.banks.areas import AREAS
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionBasis, QuestionVersion
from quiz_app.banks.types.table import TYPES as KINDS
from quiz_app.core.db import Database
from quiz_app.exams.actions import publishing
from quiz_app.exams.actions.publishing import ExamDraft
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.editions import EditionQuestion
from quiz_app.exams.papers import PaperItem, draw, member_seed
from quiz_app.exams.queries.hot import prepared_by_id
from quiz_app.exams.reviews import PRESETS
from quiz_app.exams.sheets import LETTERS
from quiz_app.exams.tables.exams import Exam
from quiz_app.points.tasks import fold, follow_roster
from quiz_app.regulations.tables import RegulationDocument, RegulationVersion
from tests.conftest import NOW, Cast, SettableClock

HOW_MANY = 48
EXPLANATION = "解析暗记"
QUOTATION = "引文暗记"
SECRET_TEXT = "填空暗记"
DOCUMENT = "中国共产党测试条例"
TYPES = ("single_choice", "multiple_choice", "true_false", "fill_blank")
BLUEPRINT = Blueprint(
    (
        Cell(4, 1000, type="single_choice"),
        Cell(2, 1000, type="multiple_choice"),
        Cell(2, 1000, type="true_false"),
        Cell(2, 1000, type="fill_blank"),
    )
)


@pytest.fixture
def questions(database: Database, cast: Cast) -> list[QuestionVersion]:
    """48 published questions, 12 of each type, over all areas and difficulties, with their legal basis."""
    with database.transaction() as session:
        bank = QuestionBank(code="test-bank", title="测试题库", area=next(iter(AREAS)), unit_id=cast.units["东山省"].id)
        document = RegulationDocument(code="test-rules", title=DOCUMENT)
        session.add_all([bank, document])
        session.flush()
        edition = RegulationVersion(
            document_id=document.id, label="2024", issued_on="2024", effective_on="2024-02-01", coverage="full"
        )
        session.add(edition)
        session.flush()
        asked = [
            Question(bank_id=bank.id, code=f"test-{number:04d}", origin="site", latest_number=1)
            for number in range(HOW_MANY)
        ]
        session.add_all(asked)
        session.flush()
        versions = [_version(question, number) for number, question in enumerate(asked)]
        session.add_all(versions)
        session.flush()
        for number, (question, version) in enumerate(zip(asked, versions, strict=True)):
            question.published_version_id = version.id
            session.add(
                QuestionBasis(
                    question_version_id=version.id,
                    regulation_version_id=edition.id,
                    article=f"第{number + 1}条",
                    quotation=f"{QUOTATION}{number}",
                )
            )
    return versions


@pytest.fixture
def draft() -> ExamDraft:
    """Ten questions of ten points, 30 minutes, 2 attempts, open since an hour and for a day more."""
    return ExamDraft(
        title="支部工作知识测试",
        description="请独立作答。",
        opens_at=NOW - timedelta(hours=1),
        closes_at=NOW + timedelta(days=1),
        minutes=30,
        attempts_allowed=2,
        pass_percent=60,
        credit_rule="half",
        review=PRESETS["at_once"],
        blueprint=BLUEPRINT,
    )


@pytest.fixture
def write_exam(
    database: Database, cast: Cast, clock: SettableClock, questions: list[QuestionVersion], draft: ExamDraft
) -> Callable[..., Exam]:
    """Dora writes an exam for the city, not published; keyword arguments change the draft, `review_rule` by the name of
    a preset."""

    def write(*, review_rule: str | None = None, **changes: Any) -> Exam:
        if review_rule is not None:
            changes["review"] = PRESETS[review_rule]
        with database.transaction() as session:
            made = replace(draft, **changes)
            return publishing.create(session, cast.dora, cast.units["临江市"], made, at=clock.now())

    return write


@pytest.fixture
def publish_exam(
    database: Database, cast: Cast, clock: SettableClock, write_exam: Callable[..., Exam]
) -> Callable[..., Exam]:
    """Dora writes an exam for the city and publishes it; its board knows the roster, if that is wanted."""

    def publish(*, with_roster: bool = False, **changes: Any) -> Exam:
        written = write_exam(**changes)
        with database.transaction() as session:
            exam = session.get_one(Exam, written.id)
            publishing.publish(session, cast.dora, exam, cast.units["临江市"], at=clock.now())
        if with_roster:
            follow_roster(database, clock)
        return exam

    return publish


@pytest.fixture
def unpublished(write_exam: Callable[..., Exam]) -> Exam:
    return write_exam()


@pytest.fixture
def exam(publish_exam: Callable[..., Exam]) -> Exam:
    return publish_exam()


@pytest.fixture
def settle(database: Database, clock: SettableClock) -> Callable[[], None]:
    """Let the boards' tasks catch up with the roster and with every submission."""

    def run() -> None:
        follow_roster(database, clock)
        while fold(database, clock):
            pass

    return run


def _version(question: Question, number: int) -> QuestionVersion:
    kind = TYPES[number % len(TYPES)]
    stem, options, key = _CONTENT[kind](number)
    return QuestionVersion(
        question_id=question.id,
        number=1,
        type=kind,
        difficulty=number // 16 + 1,
        area=list(AREAS)[number // 4 % len(AREAS)],
        stem=stem,
        options=options,
        key=key,
        explanation=f"{EXPLANATION}{number}：规定就是这样写的。",
        knowledge_points=["组织生活", f"知识点{number % 5}"],
        digest=blake2b(question.code.encode(), digest_size=32).digest(),
        origin="site",
        created_at=NOW,
    )


_CONTENT: dict[str, Callable[[int], tuple[str, list[str], list[Any]]]] = {
    "single_choice": lambda n: (f"第 {n} 题：下列哪一项正确？", [f"选项{n}-{x}" for x in "甲乙丙丁"], [n // 4 % 4]),
    "multiple_choice": lambda n: (f"第 {n} 题：下列哪些正确？", [f"选项{n}-{x}" for x in "甲乙丙丁"], [0, 2, 3]),
    "true_false": lambda n: (f"第 {n} 题：党支部每月开展主题党日。", [], [n // 4 % 2]),
    "fill_blank": lambda n: (f"第 {n} 题：党员大会每 ____ 召开一次。", [], [[f"{SECRET_TEXT}{n}", "季度"]]),
}


class Queries:
    """The statements that run while a block is entered, transactions themselves aside."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self.statements: list[str] = []

    def __enter__(self) -> "Queries":
        self.statements.clear()
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def __len__(self) -> int:
        return len(self.statements)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            self.statements.append(statement)


@pytest.fixture
def queries(database: Database) -> Queries:
    return Queries(database)


@pytest.fixture
def right_answers(database: Database) -> Callable[[Exam, int, int], dict[str, list[str]]]:
    """The sheet that earns full marks in a member's attempt of that number, as a save sends it."""

    def answers(exam: Exam, member_id: int, number: int = 1) -> dict[str, list[str]]:
        with database.reading() as session:
            assert exam.edition_id is not None
            found = prepared_by_id(session, exam.edition_id)
        paper = draw(found.edition, member_seed(found.seed, member_id), number)
        return {str(no): _right(found.edition.questions[item.question], item) for no, item in enumerate(paper, start=1)}

    return answers


def _right(question: EditionQuestion, item: PaperItem) -> list[str]:
    if question.parts:
        return [texts[0] for _code, *texts in question.key]
    if not item.order:
        return [accepted[0] for accepted in question.key]
    if KINDS[question.type].is_sequence:
        return [LETTERS[item.order.index(index)] for index in question.key]
    return [letter for letter, index in zip(LETTERS, item.order, strict=False) if index in question.key]
