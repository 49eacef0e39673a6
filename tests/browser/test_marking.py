"""A short answer from the paper to the marks, in a browser: its member, its reader, its organizer."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.core.db import Database
from quiz_app.exams.actions import publishing
from quiz_app.exams.actions.publishing import ExamDraft
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.reviews import PRESETS
from quiz_app.organizations.actors import operator
from quiz_app.organizations.tables import Unit
from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.test_accessibility import faults

ANSWER = "我们从四个方面做起：\n一是按时开会，二是先学后议，三是有记录，四是抓落实。"


@pytest.fixture(scope="module")
def exam(site: Site) -> int:
    """An exam of the province with one choice and one short answer, published a minute ago."""
    database, now = Database(f"sqlite:///{site.database}"), datetime.now(UTC)
    with database.transaction() as session:
        bank = session.scalars(select(QuestionBank).order_by(QuestionBank.id)).first()
        province = session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
        assert bank is not None
        question = Question(bank_id=bank.id, code="written-0001", origin="site", latest_number=1)
        session.add(question)
        session.flush()
        version = QuestionVersion(
            question_id=question.id,
            number=1,
            type="short_answer",
            difficulty=2,
            area=bank.area,
            stem="怎样开好一次党员大会？",
            options=[],
            key=[
                ["会前准备议题，会上充分讨论、按规定表决，会后有记录、抓落实。"],
                ["会前确定议题并通知", "3"],
                ["会上讨论和表决", "4"],
                ["会后记录和落实", "3"],
            ],
            explanation="党员大会一般包括准备、召开和落实三个环节。",
            knowledge_points=["党员大会"],
            digest=b"w" * 32,
            origin="site",
            created_at=now,
        )
        session.add(version)
        session.flush()
        question.published_version_id = version.id
        draft = ExamDraft(
            title="支部工作简答测试",
            description="",
            opens_at=now - timedelta(minutes=1),
            closes_at=now + timedelta(hours=2),
            minutes=30,
            attempts_allowed=1,
            pass_percent=60,
            credit_rule="half",
            review=PRESETS["at_once"],
            blueprint=Blueprint((Cell(1, 1000, type="single_choice"), Cell(1, 1000, type="short_answer"))),
        )
        root = operator(province.path)
        made = publishing.create(session, root, province, draft, at=now)
        publishing.publish(session, root, made, province, at=now)
    database.dispose()
    return made.id


def test_an_answer_is_written_marked_and_published(site: Site, open_as: Callable[..., Page], exam: int) -> None:
    member = open_as("member", PHONE)
    member.goto(f"/exams/{exam}")
    member.click("main button:text-is('开始答题')")
    member.click("#next-button")
    text = member.get_by_label("在下面写你的答案，最多 500 字")
    text.fill(ANSWER)
    expect(member.locator("#saved")).to_contain_text("已保存")
    assert faults(member) == []
    member.reload()
    expect(member.locator(".question.current textarea")).to_be_visible()
    assert text.input_value() == ANSWER
    member.click(".exam-head [data-open=confirm]")
    member.click("#confirm [data-submit]")
    member.wait_for_url("**/result")
    expect(member.locator("main")).to_contain_text("等待阅卷")
    assert faults(member) == []

    organizer = open_as("admin", DESKTOP)
    organizer.goto(f"/exams/manage/{exam}")
    organizer.click("main a:text-is('阅卷')")
    organizer.get_by_label("党员编号").fill("trainer")
    organizer.click("main button:text-is('指定为阅卷人')")
    expect(organizer.locator("main")).to_contain_text("可以开始阅卷了")
    assert faults(organizer) == []

    reader = open_as("trainer", PHONE)
    reader.goto("/exams")
    reader.click("main a:text-is('阅卷')")
    reader.click("main a:has-text('支部工作简答测试')")
    assert faults(reader) == []
    reader.click("main button:text-is('领一份来评')")
    expect(reader.locator("main")).to_contain_text("四是抓落实")
    for number, share in enumerate(("1", "3.5", "3")):
        reader.fill(f"#shares-{number}", share)
    reader.get_by_label("评语").fill("会前准备说得少了一些。")
    assert faults(reader) == []
    reader.click("main button:text-is('记下，评下一份')")
    expect(reader.locator("main")).to_contain_text("现在没有等你评的答案")

    site.sql("UPDATE exams SET closes_at = unixepoch() * 1000 - 1 WHERE id = ?", exam)
    organizer.reload()
    organizer.click("main a:text-is('公布成绩')")
    assert faults(organizer) == []
    organizer.click("main button:text-is('确认公布')")
    expect(organizer.locator("main")).to_contain_text("公布")

    score = member.locator(".score")
    for _ in range(40):
        member.reload()
        if score.count():
            break
        member.wait_for_timeout(250)
    assert float(score.inner_text()) in (7.5, 17.5)
    member.click("main a:text-is('查看全部题目和解析')")
    expect(member.locator("#q2")).to_contain_text("得 3.5 / 4 分")
    expect(member.locator("#q2")).to_contain_text("会前准备说得少了一些。")
    assert faults(member) == []
