"""A question that people mark."""

from sqlalchemy import select

from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.core.db import Database
from quiz_app.exams.blueprints import Cell
from tests.conftest import NOW, Cast


def short_answer(database: Database, cast: Cast) -> Cell:
    """A published question that people mark, and the row that draws it."""
    with database.transaction() as session:
        bank = session.scalars(select(QuestionBank).order_by(QuestionBank.id)).first()
        assert bank is not None
        question = Question(bank_id=bank.id, code="written-0001", origin="site", latest_number=1)
        session.add(question)
        session.flush()
        version = QuestionVersion(
            question_id=question.id,
            number=1,
            type="short_answer",
            difficulty=1,
            area=bank.area,
            stem="缆绳为什么要系牢？",
            options=[],
            key=[["船会漂走。"], ["说出漂走", "1"]],
            explanation="见参考答案。",
            knowledge_points=["缆绳"],
            digest=b"w" * 32,
            origin="site",
            created_at=NOW,
        )
        session.add(version)
        session.flush()
        question.published_version_id = version.id
    return Cell(1, 1000, type="short_answer")
