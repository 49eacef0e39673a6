"""How long a trainer waits for the pages of a large bank, and what importing rows costs beside only reading them."""

import io
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from statistics import median
from urllib.parse import quote

from openpyxl import load_workbook
from sqlalchemy import insert
from sqlalchemy.engine import make_url

from quiz_app.banks.actions import importing
from quiz_app.banks.actions.versions import SITE, version_row
from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.importing.files import read_file
from quiz_app.banks.importing.plans import ImportPlan, plan
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.banks.types.protocol import Interaction
from quiz_app.bench.processes import server
from quiz_app.bench.stage import database_for
from quiz_app.core import migrations
from quiz_app.core.db import Database
from quiz_app.members import tokens
from quiz_app.members.pages.identity import COOKIE
from quiz_app.members.tables import Member, SignIn
from quiz_app.organizations.actors import operator
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import RoleGrant, Unit
from quiz_app.regulations.registry import Registry

SECRET = "a secret for measuring that is long enough"
ROUNDS = 7
CHUNK = 5000
WORDS = ("党费", "支部", "换届", "转正", "学时", "台账", "评议", "谈心", "流动", "选举")


@dataclass(frozen=True, slots=True)
class BankFigures:
    """Milliseconds of a whole page over HTTP, medians of seven requests."""

    database: str
    questions: int
    bank_ms: float
    search_ms: float
    rare_search_ms: float
    filter_ms: float
    last_page_ms: float

    def to_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ImportFigures:
    """`ratio` is a whole import (reading, checking, and writing `accepted` questions into SQLite) ÷ only walking the
    sheet with openpyxl, medians in one run. `write_s` is how long the database is held."""

    rows: int
    walk_s: float
    import_s: float
    write_s: float
    ratio: float
    accepted: int

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def run(url: str | None = None, *, questions: int = 50_000) -> BankFigures:
    with database_for(url) as own_url:
        token, bank = _fill(own_url, questions)
        environ = {"QUIZ_APP_DATABASE_URL": own_url, "QUIZ_APP_SECRET_KEY": SECRET}
        searches = {"search_ms": "党费", "rare_search_ms": f"第{questions - 1}号", "last_page_ms": "没有这样的话"}
        pages = {"bank_ms": f"/banks/{bank}"}
        pages |= {name: f"/banks/{bank}?q={quote(words)}" for name, words in searches.items()}
        pages["filter_ms"] = f"/banks/{bank}?type=true_false&difficulty=3&state=unpublished"
        with server("quiz_app.app:create_app", 1, 1, environ=environ, factory=True) as (port, _):
            http = HTTPConnection("127.0.0.1", port, timeout=60)
            figures = {name: _milliseconds(lambda path=path: _page(http, path, token)) for name, path in pages.items()}
            http.close()
        return BankFigures(make_url(own_url).drivername, questions, **figures)


def _page(http: HTTPConnection, path: str, token: str) -> None:
    http.request("GET", path, headers={"Cookie": f"{COOKIE}={token}"})
    answer = http.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")


def run_import(*, rows: int = 20_000) -> ImportFigures:
    book = FORMATS["xlsx"].write([_item(number) for number in range(rows)], "测量").data
    walks, imports, writes, accepted = [], [], [], 0
    for _ in range(3):
        began = time.perf_counter()
        for _row in load_workbook(io.BytesIO(book), read_only=True).worksheets[0].iter_rows(values_only=True):
            pass
        walks.append(time.perf_counter() - began)
        began = time.perf_counter()
        read = read_file(book, name="questions.xlsx")
        made = plan(read.reading, area="key_work", registry=Registry(()), known=())
        prepared = time.perf_counter() - began
        with database_for(None) as url:
            writes.append(_write(url, made))
        imports.append(prepared + writes[-1])
        accepted = len(made.questions)
    walk, whole, write = median(walks), median(imports), median(writes)
    return ImportFigures(rows, *(round(each, 2) for each in (walk, whole, write, whole / walk)), accepted)


def _write(url: str, made: ImportPlan) -> float:
    """Seconds that taking a plan into an empty bank takes, with its commit."""
    _token, bank_id = _fill(url, 0)
    database = Database(url)
    began = time.perf_counter()
    with database.transaction() as session:
        bank = session.get_one(QuestionBank, bank_id)
        unit = session.get_one(Unit, bank.unit_id)
        at = datetime.now(UTC)
        importing.take_in(session, operator(unit.path), bank, unit, made, name="测量", form="xlsx", at=at)
    seconds = time.perf_counter() - began
    database.dispose()
    return seconds


def _milliseconds(ask: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return round(median(times), 1)


def _fill(url: str, questions: int) -> tuple[str, int]:
    """One trainer and one bank of so many questions; the trainer's token, and the bank's id."""
    database = Database(url.replace("postgresql:", "postgresql+psycopg:"))
    migrations.upgrade(database)
    at = datetime.now(UTC)
    with database.transaction() as session:
        unit = Unit(name="测量省", kind="province", path="/1/")
        session.add(unit)
        session.flush()
        member = Member(number="T0001", name="教员", unit_id=unit.id)
        bank = QuestionBank(code="bench", title="测量题库", area="key_work", unit_id=unit.id)
        session.add_all([member, bank])
        session.flush()
        sign_in = SignIn(member_id=member.id, started_at=at, expires_at=at + timedelta(days=1))
        session.add_all([sign_in, RoleGrant(member_id=member.id, role=Role.TRAINER, unit_id=unit.id, granted_at=at)])
        session.flush()
        for first in range(0, questions, CHUNK):
            numbers = range(first, min(first + CHUNK, questions))
            session.execute(insert(Question), [_question(number, bank.id) for number in numbers])
            session.execute(insert(QuestionVersion), [_version(number, at) for number in numbers])
    database.maintain("ANALYZE")
    database.dispose()
    token = tokens.issue(SECRET.encode(), tokens.Token(sign_in.id, member.id, at + timedelta(days=1)))
    return token, bank.id


def _question(number: int, bank_id: int) -> dict[str, object]:
    return {"id": number + 1, "bank_id": bank_id, "code": f"bench-{number:06d}", "origin": SITE, "latest_number": 1}


def _version(number: int, at: datetime) -> dict[str, object]:
    text = QuestionText(
        code="",
        type=("single_choice", "multiple_choice", "true_false")[number % 3],
        difficulty=number % 3 + 1,
        area="key_work",
        stem=_stem(number),
        options=("按月一次", "按季一次", "按年一次", "不定期") if number % 3 < 2 else (),
        key=(number % 2,),
        explanation="说明正确的为什么对，容易选错的混淆了什么；长度与真实解析相近。",
        knowledge_points=(WORDS[number % len(WORDS)],),
        bases=(),
    )
    return version_row(text, question_id=number + 1, number=1, origin=SITE, created_by=None, at=at)


def _item(number: int) -> Item:
    return Item(
        interaction=Interaction.CHOOSE_ONE,
        stem=_stem(number),
        options=tuple(f"{number} 号支部的第 {place} 种做法" for place in range(4)),
        key=(number % 4,),
        explanation="说明正确的为什么对，容易选错的混淆了什么。",
        difficulty=number % 3 + 1,
        knowledge_points=(WORDS[number % len(WORDS)],),
    )


def _stem(number: int) -> str:
    one, other, third = _picked(number)
    return f"第{number}号情形：某单位在{one}和{other}中遇到{number * 7919 % 99991}件事，涉及{third}，应当怎样处理？"


def _picked(number: int) -> Sequence[str]:
    return [WORDS[(number * step + step) % len(WORDS)] for step in (1, 3, 7)]
