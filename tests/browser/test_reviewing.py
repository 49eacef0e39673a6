"""A question between two people: written, sent back, mended, approved; two who edit at once; the editor's preview, keys
and warning; many questions at once from the list."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from quiz_app.core.db import Database
from quiz_app.members.tables import Member
from quiz_app.organizations.tables import RoleGrant
from tests.browser.conftest import DESKTOP, PHONE, Site

pytestmark = pytest.mark.browser

STEM = "两名教员审题：党章第三条规定的是党员的什么？"
MENDED = "两名教员审题：党章第三条写明了党员必须履行的什么？"
SECOND = "trainer-2"


@pytest.fixture(scope="module")
def second(site: Site) -> str:
    """Another trainer of the same units, who signs in with the demo's password."""
    database = Database(f"sqlite:///{site.database}")
    with database.transaction() as session:
        trainer = session.scalars(select(Member).where(Member.number == "trainer")).one()
        other = Member(
            number=SECOND, name="石审", unit_id=trainer.unit_id, password_hash=trainer.password_hash, is_demo=True
        )
        session.add(other)
        session.flush()
        for grant in session.scalars(select(RoleGrant).where(RoleGrant.member_id == trainer.id)):
            session.add(
                RoleGrant(member_id=other.id, role=grant.role, unit_id=grant.unit_id, granted_at=grant.granted_at)
            )
    database.dispose()
    return SECOND


def test_two_trainers_bring_a_question_to_publication_and_neither_can_alone(
    open_as: Callable[..., Page], second: str
) -> None:
    writer, reviewer = open_as("trainer", DESKTOP), open_as(second, DESKTOP)
    open_bank(writer)
    writer.click("main a:text-is('写一道题')")
    fill_in(writer, STEM)
    writer.click("button[value=send]")
    expect(writer.locator("main")).to_contain_text("审核中")
    question = writer.url
    writer.goto(f"{question}/review")
    expect(writer.locator("main")).to_contain_text("要请另一个人来审")
    expect(writer.locator("button[value=approve]")).to_have_count(0)

    reviewer.goto("/banks/reviews")
    reviewer.locator(f"main .rows a:has-text('{STEM}')").click()
    reviewer.click("button[value=return]")
    expect(reviewer.locator("#reason-error")).to_be_visible()
    reviewer.fill("textarea[name=reason]", "题干不明确：写明是义务还是权利。")
    reviewer.click("button[value=return]")
    expect(reviewer.locator("main")).to_contain_text("已退回")

    writer.goto(question)
    expect(writer.locator("main")).to_contain_text("题干不明确：写明是义务还是权利。")
    writer.click("main a:text-is('修改')")
    writer.fill("textarea[name=stem]", MENDED)
    writer.click("button[value=send]")
    expect(writer.locator("main")).to_contain_text("并已送审")

    reviewer.goto("/banks/reviews")
    reviewer.locator(f"main .rows a:has-text('{MENDED}')").click()
    changes = reviewer.locator("section", has_text="退回以后改了什么")
    expect(changes.locator("del").first).to_be_visible()
    expect(changes.locator("ins").first).to_contain_text("写明")
    reviewer.click("button[value=approve]")
    expect(reviewer.locator("main")).to_contain_text("已发布")
    writer.goto(question)
    expect(writer.locator("main")).to_contain_text("发布中")
    expect(writer.locator("main .rows li", has_text="审核通过并发布")).to_contain_text("石审")


def test_whoever_saves_second_sees_both_texts_and_loses_neither(
    site: Site, open_as: Callable[..., Page], second: str
) -> None:
    first, other = open_as("trainer", DESKTOP), open_as(second, DESKTOP)
    edit = f"/banks/questions/{a_question(site, 'true_false')}/edit"
    first.goto(edit)
    other.goto(edit)
    first.fill("textarea[name=explanation]", "先存的人写的解析。")
    first.click("button[value=keep]")
    expect(first.locator("main")).to_contain_text("已保存第")
    other.fill("textarea[name=explanation]", "后存的人写的解析。")
    other.click("button[value=keep]")
    expect(other.locator("main")).to_contain_text("别人刚刚改过这道题")
    expect(other.locator("dl.differences del")).to_contain_text("先")
    expect(other.locator("dl.differences ins")).to_contain_text("后")
    expect(other.locator("textarea[name=explanation]")).to_have_value("后存的人写的解析。")
    other.click("button[value=keep]")
    expect(other.locator("main")).to_contain_text("已保存第")
    first.reload()
    versions = first.locator("section", has=first.locator("h2:text-is('版本')"))
    expect(versions.locator("li", has_text="石审")).to_have_count(1)


def test_the_preview_follows_what_is_typed_and_keys_do_what_buttons_do(open_as: Callable[..., Page]) -> None:
    page = open_as("trainer", DESKTOP)
    open_bank(page)
    page.click("main a:text-is('写一道题')")
    page.click("main a:text-is('从范例开始')")
    preview = page.locator("#preview")
    expect(preview.locator(".previewed .option")).to_have_count(4, timeout=20_000)
    expect(preview).to_contain_text("没有依据")
    page.fill("input[name=options-0]", "每天一次")
    expect(preview.locator(".previewed .option").first).to_contain_text("每天一次", timeout=20_000)

    page.focus("input[name=options-1]")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("input[name=options-0]")).to_have_value("每季度一次")
    expect(page.locator("#right-0")).to_be_checked()
    expect(page.locator("input[name=options-0]")).to_be_focused()
    page.focus("input[name=options-1]")
    page.keyboard.press("Alt+Delete")
    expect(page.locator("input[name=options-1]")).to_have_value("每半年一次")
    expect(preview.locator(".previewed .option")).to_have_count(3, timeout=20_000)

    page.click("button:text-is('快捷键')")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()

    page.fill("textarea[name=stem]", "用按键保存的草稿：党员大会多久开一次？")
    page.fill("input[name=draft_reason]", "还没有核对原文")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/questions/new?*like=*")
    expect(page.locator("textarea[name=stem]")).to_have_value("")
    expect(page.locator("input[name=knowledge_points]")).to_have_value("三会一课")

    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.fill("textarea[name=stem]", "还没有保存")
    page.evaluate("() => { location.href = '/banks'; }")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert "/questions/new" in page.url


def test_on_a_phone_one_switches_between_the_form_and_its_preview(site: Site, open_as: Callable[..., Page]) -> None:
    page = open_as("trainer", PHONE)
    page.goto(f"/banks/questions/{a_question(site, 'single_choice')}/edit")
    expect(page.locator("#preview")).to_be_hidden()
    page.click("button[data-pane=preview]")
    expect(page.locator("#preview .option").first).to_be_visible()
    expect(page.locator("textarea[name=stem]")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.click("button[data-pane=write]")
    expect(page.locator("textarea[name=stem]")).to_be_visible()


@pytest.mark.parametrize("scripted", [True, False])
def test_many_questions_are_ticked_changed_and_changed_back(open_as: Callable[..., Page], scripted: bool) -> None:
    page = open_as("trainer", PHONE, java_script_enabled=scripted)
    bank = open_bank(page)
    ticks = page.locator("input[name=question]")
    ticks.nth(0).check()
    ticks.nth(1).check()
    if scripted:
        expect(page.locator("#scope")).to_contain_text("勾选的 2 题")
        page.check("[data-select-all] input")
        expect(page.locator("#scope")).to_contain_text("勾选的 50 题")
        page.uncheck("[data-select-all] input")
        ticks.nth(0).check()
        ticks.nth(1).check()
    page.select_option("#act", "retire")
    page.click(".bulk-bar button")
    expect(page.locator("main .figures")).to_contain_text("2")
    page.fill("textarea[name=reason]", "试一试批量停用")
    page.click("main button.primary")
    expect(page.locator("main .rows li").first).to_contain_text("停用，2 题")
    expect(page.locator("main .rows li").first).to_contain_text("试一试批量停用")
    page.locator("main .rows li").first.locator("a").click()
    page.click("main button.primary")
    expect(page.locator("main .rows li").first).to_contain_text("撤销：重新启用，2 题")
    page.goto(f"{bank}?state=retired")
    expect(page.locator("main")).to_contain_text("没有符合条件的题")


def open_bank(page: Page) -> str:
    """Open the trainer's first bank; its address."""
    page.goto("/banks")
    page.locator("main .rows a[href^='/banks/']").first.click()
    page.wait_for_url("**/banks/*")
    return page.url


def a_question(site: Site, kind: str) -> int:
    """One of the questions of the demo, the last of its type."""
    [(question,)] = site.sql(
        "SELECT max(q.id) FROM questions q JOIN question_versions v ON v.id = q.published_version_id WHERE v.type = ?",
        kind,
    )
    return int(question)


def fill_in(page: Page, stem: str) -> None:
    page.fill("textarea[name=stem]", stem)
    for place, option in enumerate(["收入", "义务", "工作年数"]):
        page.fill(f"input[name=options-{place}]", option)
    page.check("#right-1")
    page.fill("textarea[name=explanation]", "第三条列出党员必须履行的义务；收入和工作年数都不在其中。")
    page.fill("input[name=knowledge_points]", "党员义务")
    versions = page.locator("select[name='bases-0-regulation_version_id']")
    versions.select_option(versions.locator("option:has-text('中国共产党章程')").first.get_attribute("value"))
    page.fill("input[name='bases-0-article']", "第三条")
    page.fill("input[name='bases-0-quotation']", "党员必须履行下列义务")
