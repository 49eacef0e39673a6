"""A register of two documents and a bank file as an officer would write it, for tests that load and edit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from quiz_app.banks.actions import approving, banks, loading, writing
from quiz_app.banks.actions.banks import BankDraft
from quiz_app.banks.actions.loading import BankLoad
from quiz_app.banks.actions.writing import Writing
from quiz_app.banks.queries.questions import FoundQuestion, find_question
from quiz_app.banks.questions import LegalBasis, QuestionText
from quiz_app.banks.tables.questions import Question, QuestionBank
from quiz_app.banks.text_format.reader import read
from quiz_app.core.db import Database
from quiz_app.organizations.actors import Actor, operator
from quiz_app.organizations.tables import Unit
from quiz_app.regulations import actions as regulations
from quiz_app.regulations import registry
from quiz_app.regulations.citations import Citation
from tests.conftest import NOW, Cast

REGISTER = """
[[document]]
code = "rules"
title = "港口工作条例"
[[document.version]]
label = "2019"
issued_on = "2019-05-06"
effective_on = "2019-06-01"

[[document]]
code = "tides"
title = "潮汐观测办法"
[[document.version]]
label = "2022"
issued_on = "2022-10"
"""
SUPERSEDED = (
    REGISTER.replace(
        'effective_on = "2019-06-01"\n',
        'effective_on = "2019-06-01"\nsuperseded_on = "2026-01-01"\n',
    )
    + """
[[document]]
code = "new-rules"
title = "港口工作新条例"
[[document.version]]
label = "2026"
issued_on = "2026-01-01"
"""
)
HEAD = """编码: harbour
名称: 港口题库
领域: 党支部日常工作
说明: 装卸、引航和值班。
---
"""
PILOT = """
## harbour-0001 单选 易

引航员登船前先核对什么？

A. 船名和吃水
B. 船员的餐单
C. 码头的颜色
D. 灯塔的高度

答案: A
解析: 引航从核对船名和吃水开始，其余几样与靠泊无关。
知识点: 引航；靠泊
依据: 《港口工作条例》（2019）第三条
引文: 引航员应当先核对船名和吃水
"""
WATCH = """
## harbour-0002 多选 中

夜间值班要带哪些物品？

A. 手电筒
B. 对讲机
C. 遮阳伞
D. 钓竿

答案: AB
解析: 照明和通信是夜间值班的两样必需品，另外两样用不上。
知识点: 值班
依据: 《港口工作条例》（2019）第八条第二款
引文: 夜间值班携带照明和通信工具
"""
TIDE = """
## harbour-0003 填空 难

潮位每____小时记录一次，记录保存____年。

答案: 两 / 2 | 五 / 5
解析: 两小时一次是观测的间隔，五年是保存的期限，不要对调。
知识点: 潮汐
依据: 《潮汐观测办法》（2022）第一条
引文: 每两小时记录一次，保存五年
"""
CRANE = """
## harbour-0004 判断 易

大风天可以继续吊装作业。

答案: 错
解析: 大风天一律停止吊装，晴天与否不影响这一条。
知识点: 吊装
依据: 《港口工作条例》（2019）第九条
引文: 大风天停止吊装作业
"""
FILE = HEAD + PILOT + WATCH + TIDE + CRANE

Loader = Callable[..., BankLoad]


@pytest.fixture
def load(database: Database, cast: Cast) -> Loader:
    """Load bank files (by default the one above) into the province, as the command line does."""

    def run(*texts: str, register: str = REGISTER) -> BankLoad:
        files = [read(text, f"file{number}.md") for number, text in enumerate(texts or (FILE,), start=1)]
        province = cast.units["东山省"]
        with database.transaction() as session:
            return loading.load(session, operator(province.path), province, files, registry.read(register), at=NOW)

    return run


@pytest.fixture
def register(database: Database, cast: Cast) -> None:
    """The register alone, without any question."""
    province = cast.units["东山省"]
    with database.transaction() as session:
        regulations.load(session, operator(province.path), province, registry.read(REGISTER))


@pytest.fixture
def citys(database: Database, cast: Cast, register: None) -> QuestionBank:
    """A bank of the city, kept by Tom."""
    with database.transaction() as session:
        draft = BankDraft("临江题库", "branch_daily_work", "市里自己写的题。")
        return banks.create(session, cast.tom, cast.units["临江市"], code="city", draft=draft)


@pytest.fixture
def tom(client: FlaskClient, cast: Cast, sign_in: Callable[[FlaskClient, Actor], FlaskClient]) -> FlaskClient:
    return sign_in(client, cast.tom)


@pytest.fixture
def question(database: Database, cast: Cast, citys: QuestionBank) -> Question:
    return write(database, cast.tom, citys, cast.units["临江市"], pilot_text())


@pytest.fixture
def three(database: Database, cast: Cast, citys: QuestionBank) -> list[Question]:
    """One that is published, one that was only saved, and a draft without any basis."""
    city = cast.units["临江市"]
    return [
        write(database, cast.tom, citys, city, pilot_text()),
        write(database, cast.tom, citys, city, pilot_text("靠泊以前先测什么？"), publish=False),
        write(
            database,
            cast.tom,
            citys,
            city,
            pilot_text("夜里值班带什么？", bases=(), draft_reason="没有见到原文"),
            publish=False,
        ),
    ]


def pilot_text(stem: str = "引航员登船前先核对什么？", **changes: object) -> QuestionText:
    """A single choice question that can be published."""
    said = {
        "code": "",
        "type": "single_choice",
        "difficulty": 1,
        "area": "branch_daily_work",
        "stem": stem,
        "options": ("船名和吃水", "船员的餐单", "码头的颜色"),
        "key": (0,),
        "explanation": "引航从核对船名和吃水开始，其余几样与靠泊无关。",
        "knowledge_points": ("引航",),
        "bases": (LegalBasis(Citation("港口工作条例", "2019", "第三条"), "引航员应当先核对船名和吃水", line=1),),
    }
    return QuestionText(**said | changes)


def write(
    database: Database, actor: Actor, bank: QuestionBank, unit: Unit, text: QuestionText, *, publish: bool = True
) -> Question:
    """A question that the actor wrote; to be published, the operator approves it."""
    with database.transaction() as session:
        question = writing.create(session, actor, bank, unit, Writing(text, publish), at=NOW)
    if publish:
        approve(database, question)
    return question


def approve(database: Database, question: Question, actor: Actor | None = None, *, reason: str = "") -> None:
    """Let the latest version, which waits, be approved: by whoever runs the site, unless somebody is named."""
    judge = actor or operator("/")
    number = held(database, judge, question).latest.number
    act(database, judge, question, approving.approve, number=number, reason=reason, at=NOW)


def held(database: Database, actor: Actor, question: Question) -> FoundQuestion:
    """The question as it stands now."""
    with database.reading() as session:
        return find_question(session, actor, question.id)


def act(database: Database, actor: Actor, question: Question, deed: Callable[..., None], **more: object) -> None:
    """Do something to a question as its page does: found, held, with the version that it has."""
    with database.transaction() as session:
        found = find_question(session, actor, question.id, lock=True)
        deed(session, actor, found, **{"version": found.question.version} | more)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that the database ran meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
