"""A bank of its own for a contest of tests."""

from hashlib import blake2b
from typing import Any

from quiz_app.banks.areas import AREAS
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.organizations.tables import Unit
from tests.conftest import NOW

BANK = {"single_choice": 64, "multiple_choice": 14, "true_false": 14}


def fill_bank(session: Any, root: Unit, code: str) -> None:
    bank = QuestionBank(code=f"contest-bank{code}", title="竞赛题库", area=next(iter(AREAS)), unit_id=root.id)
    session.add(bank)
    session.flush()
    wanted = [kind for kind, count in BANK.items() for _ in range(count)]
    asked = [
        Question(bank_id=bank.id, code=f"contest{code}-{number:04d}", origin="site", latest_number=1)
        for number in range(len(wanted))
    ]
    session.add_all(asked)
    session.flush()
    versions = [
        _version(question, kind, number) for number, (question, kind) in enumerate(zip(asked, wanted, strict=True))
    ]
    session.add_all(versions)
    session.flush()
    for question, version in zip(asked, versions, strict=True):
        question.published_version_id = version.id


def _version(question: Question, kind: str, number: int) -> QuestionVersion:
    options, key = {
        "single_choice": ([f"选项{number}-{x}" for x in "甲乙丙丁"], [number % 4]),
        "multiple_choice": ([f"选项{number}-{x}" for x in "甲乙丙丁"], [0, 2, 3]),
        "true_false": ([], [number % 2]),
    }[kind]
    return QuestionVersion(
        question_id=question.id,
        number=1,
        type=kind,
        difficulty=number % 3 + 1,
        area=list(AREAS)[number % len(AREAS)],
        stem=f"第 {number} 题：下列哪一项正确？",
        options=options,
        key=key,
        explanation="规定就是这样写的。",
        knowledge_points=["组织生活"],
        digest=blake2b(question.code.encode(), digest_size=32).digest(),
        origin="site",
        created_at=NOW,
    )
