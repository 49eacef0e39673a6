"""Cases: read and answered on a phone, from the keyboard, without a script; written with rows that come and go."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from quiz_app.banks.tables.questions import QuestionBank
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

CHOICES = ".choice > input"


@pytest.fixture(scope="module")
def exam(site: Site) -> Iterator[int]:
    """A published exam of the province with one of our own cases."""
    database = Database(f"sqlite:///{site.database}")
    now = datetime.now(UTC)
    with database.transaction() as session:
        province = session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
        [(organizer,)] = site.sql("SELECT id FROM members WHERE number = 'organizer'")
        actor = replace(operator(province.path), member_id=organizer)
        bank = session.scalars(select(QuestionBank).where(QuestionBank.code == "case-studies")).one()
        draft = ExamDraft(
            title="案例练习",
            description="",
            opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(days=1),
            minutes=30,
            attempts_allowed=None,
            pass_percent=60,
            credit_rule="proportional",
            review=PRESETS["at_once"],
            blueprint=Blueprint((Cell(1, 2000, type="case"),), banks=(bank.id,)),
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


def test_a_case_counts_as_answered_once_every_part_is(site: Site, exam: int, open_as: Callable[..., Page]) -> None:
    phone = open_as("member", PHONE, has_touch=True)
    right = begin(site, exam, phone)
    cell = phone.locator("#card [data-go='1']")
    expect(cell).to_have_attribute("aria-label", "第 1 题，未答，当前")
    fill(phone, right[:1])
    expect(cell).to_have_attribute("aria-label", "第 1 题，部分作答，当前")
    expect(phone.locator("#card-button")).to_have_text("答题卡 0/1")
    assert wait_for(phone, lambda: faults(phone) == [])
    picture(phone, "case-390")
    phone.click(".exam-head [data-open=confirm]")
    expect(phone.locator("#open-questions")).to_contain_text("其中 1 道只答了一部分")
    phone.click("#confirm [data-close]")
    fill(phone, right)
    expect(cell).to_have_attribute("aria-label", "第 1 题，已答，当前")
    expect(phone.locator("#saved")).to_contain_text("已保存")
    phone.tap(".material > summary")
    expect(phone.locator(".material .stem")).to_be_hidden()

    phone.reload()
    expect(phone.locator(".material .stem")).to_be_visible()
    assert given(phone) == right
    phone.click(".exam-head [data-open=confirm]")
    phone.click("#confirm [data-submit]")
    phone.wait_for_url("**/result")
    expect(phone.locator(".score")).to_have_text("20")
    phone.click("main a:has-text('查看全部题目和解析')")
    phone.wait_for_url("**/review")
    assert faults(phone) == []
    picture(phone, "case-review-390")


def test_a_letter_key_chooses_in_the_part_that_has_the_focus(
    site: Site, exam: int, open_as: Callable[..., Page]
) -> None:
    desk = open_as("secretary", DESKTOP)
    begin(site, exam, desk)
    desk.locator(".question.current").focus()
    desk.keyboard.press("a")
    assert not any(given(desk))
    part = desk.locator(f"[data-part]:has({CHOICES})").nth(1)
    part.locator(CHOICES).first.focus()
    desk.keyboard.press("b")
    expect(part.locator(CHOICES).nth(1)).to_be_checked()
    assert [text for text in given(desk) if text] == ["B"]
    expect(part).to_have_attribute("aria-labelledby", f"q1-{part.get_attribute('data-part')}-head")


def test_without_a_script(site: Site, exam: int, open_as: Callable[..., Page]) -> None:
    signed_in = open_as("trainer", PHONE)
    plain = open_as("trainer", PHONE, java_script_enabled=False)
    plain.goto(f"/exams/{exam}")
    plain.click("main button:has-text('开始答题')")
    right = right_answers(site, attempt_of(plain))[1]
    fill(plain, right[:-1])
    plain.click("button[value=check]")
    expect(plain.locator("main")).to_contain_text("还有 1 道题没有答完，其中 1 道只答了一部分")
    plain.click("main a:has-text('继续作答')")
    assert given(plain) == [*right[:-1], ""]
    fill(plain, right)
    plain.click("button[value=check]")
    plain.click("button[value=submit]")
    expect(plain.locator(".score")).to_have_text("20")
    signed_in.close()


def test_rows_of_a_new_case_come_and_go(site: Site, open_as: Callable[..., Page]) -> None:
    trainer = open_as("trainer", DESKTOP)
    [(bank,)] = site.sql("SELECT id FROM question_banks WHERE code = 'case-studies'")
    trainer.goto(f"/banks/{bank}/questions/new?type=case")
    rows = trainer.locator(".part-rows > li:visible")
    expect(rows).to_have_count(2)
    trainer.click("[data-add]")
    expect(rows).to_have_count(3)
    for number in range(3):
        trainer.fill(f"[name=parts-{number}-stem]", f"第 {number} 问")
    trainer.select_option("[name=parts-2-type]", "true_false")
    expect(trainer.locator("[name=parts-2-options]")).to_be_hidden()
    assert faults(trainer) == []
    rows.nth(1).locator("[data-remove]").click()
    expect(rows).to_have_count(2)
    assert trainer.input_value("[name=parts-1-stem]") == "第 2 问"
    assert trainer.input_value("[name=parts-1-type]") == "true_false"
    assert trainer.input_value("[name=parts-2-stem]") == ""
    expect(trainer.locator("[data-remove]:visible")).to_have_count(0)


def begin(site: Site, exam: int, page: Page) -> list[str]:
    """Start the exam; the right answers to the parts of its case."""
    page.goto(f"/exams/{exam}")
    page.click("main button:has-text('开始答题')")
    expect_paper(page)
    return right_answers(site, attempt_of(page))[1]


def fill(page: Page, texts: list[str]) -> None:
    for part, text in zip(page.locator("[data-part]").all(), texts, strict=False):
        if part.locator(CHOICES).count():
            for letter in text:
                if not part.locator(f"input[value={letter}]").is_checked():
                    part.locator(f"label[for$='-{letter}']").click()
        else:
            part.locator("input").fill(text)


def given(page: Page) -> list[str]:
    """What stands in each part of the case."""
    texts = []
    for part in page.locator("[data-part]").all():
        chosen = part.locator(f"{CHOICES}:checked").all()
        typed = part.locator("input[type=text]")
        texts.append(typed.input_value() if typed.count() else "".join(each.input_value() for each in chosen))
    return texts
