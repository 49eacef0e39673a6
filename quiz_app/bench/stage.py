"""A database made for a measurement: a province of any size and one exam of fifty questions that is open now."""

import secrets
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.engine import make_url

from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.boards.actions.opening import open_board
from quiz_app.core import migrations
from quiz_app.core.db import Database
from quiz_app.exams import editions
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.editions import EditionCell, EditionQuestion
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.members import tokens
from quiz_app.members.tables import Member, SignIn
from quiz_app.organizations.tables import Unit

BRANCH_SIZE = 40
CHUNK = 10_000
MINUTES = 30
PASS_PERCENT = 0  # everybody passes, so that every attempt pays for its points


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the measured site finds everything: database, key, exam, and a token for each of some members."""

    url: str
    secret: str
    exam_id: int
    tokens: list[str]

    @property
    def environ(self) -> dict[str, str]:
        return {"QUIZ_APP_DATABASE_URL": self.url, "QUIZ_APP_SECRET_KEY": self.secret}


@contextmanager
def database_for(url: str | None) -> Iterator[str]:
    """The URL of a fresh database that is dropped afterwards: SQLite, or beside the PostgreSQL database at `url`."""
    if url is None:
        folder = Path(tempfile.mkdtemp(prefix="quiz-bench-"))
        try:
            yield f"sqlite:///{folder / 'bench.db'}"
        finally:
            shutil.rmtree(folder)
        return
    name = f"quiz_bench_{uuid.uuid4().hex[:12]}"
    beside = make_url(url).set(drivername="postgresql+psycopg")
    _outside(beside.render_as_string(hide_password=False), f"CREATE DATABASE {name}")
    try:
        yield beside.set(database=name, drivername="postgresql").render_as_string(hide_password=False)
    finally:
        _outside(beside.render_as_string(hide_password=False), f"DROP DATABASE {name} WITH (FORCE)")


def build(url: str, *, members: int, sitting: int, pass_percent: int = PASS_PERCENT) -> Stage:
    """Fill an empty database with `members`; the first `sitting` of them spread over the branches get tokens."""
    database = Database(url.replace("postgresql:", "postgresql+psycopg:"))
    migrations.upgrade(database)
    at = datetime.now(UTC)
    secret = secrets.token_urlsafe(32)
    with database.transaction() as session:
        branches = _units(session, max(1, members // BRANCH_SIZE))
        for first in range(0, members, CHUNK):
            rows = [_member(number, branches) for number in range(first, min(first + CHUNK, members))]
            session.execute(insert(Member), rows)
        exam_id = _exam(session, at, pass_percent)
        step = max(1, members // sitting)
        chosen = [1 + index * step % members for index in range(sitting)]
        day = timedelta(days=1)
        rows = [{"member_id": member, "started_at": at, "expires_at": at + day} for member in chosen]
        in_order = insert(SignIn).returning(SignIn.id, sort_by_parameter_order=True)
        sign_ins = list(session.scalars(in_order, rows))
    _settle(database)
    database.dispose()
    words = [tokens.issue(secret.encode(), tokens.Token(i, m, at + day)) for i, m in zip(sign_ins, chosen, strict=True)]
    return Stage(url, secret, exam_id, words)


def keep_questions(database: Database, edition: editions.Edition, at: datetime) -> None:
    """The versions that statistics refer to."""
    asked = edition.questions
    bank = {"id": 1, "code": "bench", "title": "测量用题库", "area": asked[0].area, "unit_id": 1}
    versions = [
        {
            "id": each.version_id,
            "question_id": each.version_id,
            "number": 1,
            "type": each.type,
            "difficulty": each.difficulty,
            "area": each.area,
            "stem": each.stem,
            "options": list(each.options),
            "key": list(each.key),
            "explanation": each.explanation,
            "knowledge_points": list(each.knowledge_points),
            "digest": each.version_id.to_bytes(32),
            "origin": "site",
            "created_at": at,
        }
        for each in asked
    ]
    questions = [
        {"id": each.version_id, "bank_id": 1, "code": each.code, "origin": "site", "latest_number": 1} for each in asked
    ]
    with database.transaction() as session:
        session.execute(insert(QuestionBank), [bank])
        session.execute(insert(Question), questions)
        session.execute(insert(QuestionVersion), versions)


def _units(session, branches: int) -> list[int]:  # type: ignore[no-untyped-def]
    """Province, cities of 500 branches, counties of 50, branches; the ids of the branches."""
    rows: list[dict[str, object]] = []

    def unit(parent: dict[str, object] | None, kind: str, name: str) -> dict[str, object]:
        number = len(rows) + 1
        path = f"{parent['path'] if parent else '/'}{number}/"
        parent_id = parent["id"] if parent else None
        rows.append({"id": number, "parent_id": parent_id, "kind": kind, "name": name, "path": path})
        return rows[-1]

    province = unit(None, "province", "测量省")
    made: list[int] = []
    for index in range(branches):
        if index % 500 == 0:
            city = unit(province, "city", f"第{index // 500 + 1}市")
        if index % 50 == 0:
            county = unit(city, "county", f"第{index // 50 + 1}县")
        made.append(int(str(unit(county, "party_branch", f"第{index + 1}党支部")["id"])))
    session.execute(insert(Unit), rows)
    return made


def _member(number: int, branches: list[int]) -> dict[str, object]:
    unit = branches[number % len(branches)]
    return {
        "id": number + 1,
        "number": f"M{number:07d}",
        "name": f"成员{number}",
        "unit_id": unit,
        "kind": "full_member",
    }


def _exam(session, at: datetime, pass_percent: int) -> int:  # type: ignore[no-untyped-def]
    questions = tuple(_question(index) for index in range(400))
    kinds = ("single_choice", "multiple_choice", "true_false")
    pools = [tuple(i for i, each in enumerate(questions) if each.type == kind) for kind in kinds]
    cells = tuple(EditionCell(c, 200, pool) for c, pool in zip((30, 10, 10), pools, strict=True))
    edition = editions.Edition("测量用考试", MINUTES, pass_percent, "none", cells, questions)
    exam = Exam(
        unit_id=1,
        title=edition.title,
        opens_at=at - timedelta(hours=1),
        closes_at=at + timedelta(days=1),
        minutes=MINUTES,
        attempts_allowed=None,
        pass_percent=pass_percent,
        blueprint=Blueprint((Cell(50, 200),)).to_json(),
        created_at=at,
    )
    session.add(exam)
    session.flush()
    content, seed = editions.pack(edition), secrets.token_bytes(32)
    row = Edition(
        exam_id=exam.id,
        number=1,
        content=content,
        digest=editions.digest(content, seed),
        seed=seed,
        max_score=edition.max_score,
        published_at=at,
    )
    session.add(row)
    session.flush()
    exam.edition_id = row.id
    exam.board_id = open_board(
        session, f"exam:{exam.id}", scoring="best", span=MINUTES * 60 + 1, closes_at=exam.closes_at, at=exam.opens_at
    )
    session.flush()
    return exam.id


def _question(index: int) -> EditionQuestion:
    kind = ("single_choice", "single_choice", "multiple_choice", "true_false")[index % 4]
    options = (
        () if kind == "true_false" else tuple(f"第 {index} 题的第 {place} 个选项，长短与真题相近" for place in range(4))
    )
    key = {"single_choice": (index % 4,), "multiple_choice": (0, index % 3 + 1), "true_false": (index % 2,)}[kind]
    return EditionQuestion(
        version_id=index + 1,
        code=f"bench-{index:04d}",
        type=kind,
        area="party_basics",
        difficulty=index % 3 + 1,
        stem=f"这是测量用的第 {index} 道题，题干的长度与真实题目相近，用来量出一份试卷的字节数。",
        options=options,
        key=key,
        explanation="说明正确的为什么对，容易选错的混淆了什么；长度与真实解析相近。" * 2,
        knowledge_points=("测量",),
        bases=(),
    )


def _settle(database: Database) -> None:
    database.maintain("PRAGMA wal_checkpoint(TRUNCATE)" if database.is_sqlite else "VACUUM ANALYZE")


def _outside(url: str, statement: str) -> None:
    database = Database(url)
    database.maintain(statement)
    database.dispose()
