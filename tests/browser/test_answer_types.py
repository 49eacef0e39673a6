"""Orders, pairings, numbers and gaps: answered by touch, from the keyboard alone, and without a script."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from quiz_app.banks.actions import loading
from quiz_app.banks.actions.reading import read_repository
from quiz_app.banks.tables.questions import QuestionBank
from quiz_app.banks.text_format.reader import read
from quiz_app.banks.types.table import TYPES
from quiz_app.core.db import Database
from quiz_app.exams.actions import publishing
from quiz_app.exams.actions.publishing import ExamDraft
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.reviews import PRESETS
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import operator
from quiz_app.organizations.tables import Unit
from tests.browser.conftest import DESKTOP, PHONE, Site, expect_paper, picture
from tests.browser.test_accessibility import faults
from tests.browser.test_member import attempt_of, right_answers, wait_for

pytestmark = pytest.mark.browser

TITLE = "新题型练习"
BANK = """编码: answer-types
名称: 新题型样张
领域: 党支部日常工作
说明: 浏览器测试用。
---

## answer-types-0001 排序 中

把接收预备党员的几步按先后排列。

A. 支部委员会审查
B. 支部党员大会讨论
C. 上级党组织审批
D. 填写入党志愿书

答案: ADBC
解析: 先由支委会审查，再填写志愿书，然后讨论和审批。
知识点: 新题型样张
依据: 《中国共产党章程》（2022）第五条
引文: 申请入党的人

## answer-types-0002 匹配 中

这些会议多久召开一次？

1. 党员大会
2. 支部委员会会议
3. 党小组会

A. 每月
B. 每季度
C. 每年

答案: 1B 2A 3A
解析: 党员大会每季度一次，另外两种每月一次。
知识点: 新题型样张
依据: 《中国共产党章程》（2022）第八条
引文: 党员

## answer-types-0003 数值 易

预备党员的预备期为多少年？

答案: 1
解析: 预备期为一年。
知识点: 新题型样张
依据: 《中国共产党章程》（2022）第七条
引文: 预备期

## answer-types-0004 完形 中

党组织讨论决定问题，必须执行____的原则；决定重要问题，要进行____。

1. 少数服从多数 / 协商一致 / 首长决定
2.

答案: 少数服从多数 | 表决 / 投票表决
解析: 少数服从多数，重要问题要表决。
知识点: 新题型样张
依据: 《中国共产党章程》（2022）第十七条
引文: 表决
"""
ORDER, PAIRS, NUMBER, GAPS = 1, 2, 3, 4


@pytest.fixture(scope="module")
def exam(site: Site) -> Iterator[int]:
    """A published exam of the province with one question of each newer type, in this order."""
    database = Database(f"sqlite:///{site.database}")
    now = datetime.now(UTC)
    with database.transaction() as session:
        province = session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
        [(organizer,)] = site.sql("SELECT id FROM members WHERE number = 'organizer'")
        actor = replace(operator(province.path), member_id=organizer)
        loading.load(session, actor, province, [read(BANK, "types.md")], read_repository().registry, at=now)
        bank = session.scalars(select(QuestionBank).where(QuestionBank.code == "answer-types")).one()
        draft = ExamDraft(
            title=TITLE,
            description="",
            opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(days=1),
            minutes=30,
            attempts_allowed=None,
            pass_percent=60,
            credit_rule="proportional",
            review=PRESETS["at_once"],
            blueprint=Blueprint(
                tuple(Cell(1, 2500, type=code) for code in ("ordering", "matching", "numeric", "cloze")),
                banks=(bank.id,),
            ),
        )
        made = publishing.create(session, actor, province, draft, at=now)
        publishing.publish(session, actor, made, province, at=now)
        made_id = made.id
    database.dispose()
    yield made_id
    database = Database(f"sqlite:///{site.database}")
    with database.transaction() as session:
        session.get_one(Exam, made_id).closes_at = datetime.now(UTC)
    database.dispose()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_the_form_of_every_type_is_accessible_and_fits(site: Site, open_as: Callable[..., Page], size: dict) -> None:
    trainer = open_as("trainer", size)
    [(bank,)] = site.sql("SELECT min(id) FROM question_banks")
    paths = {code: f"/banks/{bank}/questions/new?type={code}" for code in TYPES}
    assert {code: each for code, path in paths.items() if (each := faults(trainer, path))} == {}


def test_by_touch_on_a_phone_and_what_was_answered_is_there_again(
    site: Site, exam: int, open_as: Callable[..., Page]
) -> None:
    phone = open_as("member", PHONE, has_touch=True)
    right = begin(site, exam, phone)
    arrange(phone, right[ORDER], press=lambda button: button.tap())
    assert chosen(phone, ORDER) == right[ORDER]
    look(phone, "order")
    turn(phone)
    for place, letter in enumerate(right[PAIRS]):
        phone.select_option(f"#q{PAIRS}-{place}", letter)
    look(phone, "pairs")
    turn(phone)
    phone.fill(f"#q{NUMBER}-0", "１．０")
    look(phone, "number")
    turn(phone)
    phone.select_option(f"#q{GAPS}-0", right[GAPS][0])
    phone.fill(f"#q{GAPS}-1", "投票表决")
    look(phone, "gaps")
    expect(phone.locator("#card-button")).to_have_text("答题卡 4/4")
    expect(phone.locator("#saved")).to_contain_text("已保存")

    phone.reload()
    expect_paper(phone)
    assert [chosen(phone, no) for no in (ORDER, PAIRS)] == [right[ORDER], right[PAIRS]]
    assert [chosen(phone, no) for no in (NUMBER, GAPS)] == [["１．０"], [right[GAPS][0], "投票表决"]]
    phone.click(".exam-head [data-open=confirm]")
    phone.click("#confirm [data-submit]")
    phone.wait_for_url("**/result")
    expect(phone.locator(".score")).to_have_text("100")
    phone.click("main a:has-text('查看全部题目和解析')")
    assert faults(phone) == []
    picture(phone, "types-review-390")


def test_from_the_keyboard_alone(site: Site, exam: int, open_as: Callable[..., Page]) -> None:
    desk = open_as("secretary", DESKTOP)
    right = begin(site, exam, desk)
    arrange(desk, right[ORDER], press=lambda button: (button.focus(), desk.keyboard.press("Enter")))
    assert chosen(desk, ORDER) == right[ORDER]
    desk.keyboard.press("ArrowRight")
    for place, letter in enumerate(right[PAIRS]):
        desk.locator(f"#q{PAIRS}-{place}").focus()
        desk.keyboard.press(letter)
        desk.keyboard.press("Tab")
    assert chosen(desk, PAIRS) == right[PAIRS]
    choices = desk.locator(f"#q{GAPS}-0 option").all_text_contents()[1:]
    expect(desk.locator(f"#q{PAIRS}")).to_be_visible()
    desk.locator(f"#q{PAIRS}").focus()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Tab")
    desk.keyboard.type("1.0")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    for _ in range(choices.index(right[GAPS][0]) + 1):
        desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Tab")
    desk.keyboard.type("表决")
    assert chosen(desk, GAPS) == [right[GAPS][0], "表决"]
    assert faults(desk) == []


def test_an_option_that_is_chosen_for_another_place_leaves_its_own(
    site: Site, exam: int, open_as: Callable[..., Page]
) -> None:
    desk = open_as("organizer", DESKTOP)
    begin(site, exam, desk)
    desk.select_option(f"#q{ORDER}-0", "A")
    desk.select_option(f"#q{ORDER}-1", "B")
    desk.select_option(f"#q{ORDER}-1", "A")
    assert chosen(desk, ORDER) == ["B", "A", "", ""]
    desk.click(f"#q{ORDER} [aria-label='第 3 位下移']")
    assert chosen(desk, ORDER) == ["B", "A", "D", "C"]


def test_without_a_script(site: Site, exam: int, open_as: Callable[..., Page]) -> None:
    signed_in = open_as("trainer", PHONE)
    plain = open_as("trainer", PHONE, java_script_enabled=False)
    plain.goto(f"/exams/{exam}")
    plain.click("main button:has-text('开始答题')")
    right = right_answers(site, attempt_of(plain))
    for no in (ORDER, PAIRS):
        for place, letter in enumerate(right[no]):
            plain.select_option(f"#q{no}-{place}", letter)
    plain.fill(f"#q{NUMBER}-0", "1")
    plain.select_option(f"#q{GAPS}-0", right[GAPS][0])
    plain.fill(f"#q{GAPS}-1", right[GAPS][1])
    expect(plain.locator("[data-move]").first).to_be_hidden()
    plain.click("button[value=save]")
    assert [chosen(plain, no) for no in (ORDER, PAIRS, GAPS)] == [right[ORDER], right[PAIRS], right[GAPS]]
    plain.click("button[value=check]")
    plain.click("button[value=submit]")
    expect(plain.locator(".score")).to_have_text("100")
    signed_in.close()


def begin(site: Site, exam: int, page: Page) -> dict[int, list[str]]:
    """Start the exam; the right answers of its paper."""
    page.goto(f"/exams/{exam}")
    page.click("main button:has-text('开始答题')")
    expect_paper(page)
    return right_answers(site, attempt_of(page))


def arrange(page: Page, wanted: list[str], press: Callable) -> None:
    """Bring the options into an order by the arrows: each from where it stands up to its place."""
    press(page.locator(f"#q{ORDER} [data-move='1']").first)
    for place, letter in enumerate(wanted):
        for at in range(chosen(page, ORDER).index(letter), place, -1):
            press(page.locator(f"#q{ORDER} .place").nth(at).locator("[data-move='-1']"))


def chosen(page: Page, no: int) -> list[str]:
    fields = page.locator(f"[name=q{no}]")
    return [fields.nth(place).input_value() for place in range(fields.count())]


def turn(page: Page) -> None:
    page.click("#next-button")


def look(page: Page, name: str) -> None:
    assert wait_for(page, lambda: faults(page) == [])
    picture(page, f"types-{name}-390")
