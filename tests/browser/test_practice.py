"""Practice in the hand: the day's question answered wrongly is in the book of mistakes, and is repeated rightly."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Site
from tests.browser.faults import faults

pytestmark = pytest.mark.browser


def test_the_daily_question_goes_wrong_comes_into_the_book_and_is_repeated_rightly(
    site: Site, open_as: Callable[..., Page]
) -> None:
    page = open_as("secretary", PHONE)
    page.goto("/practice/daily")
    code = page.locator("input[name=code]").get_attribute("value")
    assert code
    answer(site, page, code, right=False)
    expect(page.locator(".alert.danger")).to_contain_text("答错了")
    expect(page.locator(".alert.danger")).to_be_focused()
    assert page.url.endswith("/practice/daily"), "the page was not left"
    assert faults(page) == []
    page.click("main button:has-text('收藏这道题')")
    expect(page.locator("main button:has-text('已收藏')")).to_be_visible()

    page.goto("/practice/mistakes")
    site.sql("UPDATE practised_questions SET due_day = due_day + 9, box = 2 WHERE question_id <> ?", number(site, code))
    page.goto("/practice/mistakes")
    stem = words(site, code)["stem"]
    expect(page.locator(".rows > li").first).to_contain_text(stem[:12])
    page.click("main button:has-text('重练到期的错题')")
    expect(page.locator("h1")).to_contain_text("第 1 题 / 1")
    assert faults(page) == []
    answer(site, page, code, right=True)
    expect(page.locator(".alert.success")).to_contain_text("答对了")
    assert faults(page) == []
    page.click("main a:has-text('看这一轮的结果')")
    expect(page.locator(".verdict")).to_contain_text("答了 1 题，答对 1 题")
    assert faults(page) == []
    page.goto("/practice/mistakes")
    expect(page.locator(".rows > li").first).to_contain_text(stem[:12])
    expect(page.locator(".rows > li").first).to_contain_text("明天")


def test_the_home_page_of_whoever_has_work_fetches_its_practice(open_as: Callable[..., Page]) -> None:
    page = open_as("trainer", PHONE)
    page.goto("/")
    expect(page.locator("a[href='/practice/daily']").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("错题")


def answer(site: Site, page: Page, code: str, *, right: bool) -> None:
    """Answer the question that is shown, by what the database says is right."""
    asked = words(site, code)
    if page.locator("main input[type=text]").count():
        for place, accepted in enumerate(asked["key"]):
            page.locator("main input[type=text]").nth(place).fill(accepted[0] if right else "不是这个")
    else:
        texts = asked["options"] or ["对", "错"]
        wanted = {texts[index] for index in asked["key"]}
        for label in page.locator("main .choice label").all():
            is_wanted = label.locator("span").inner_text().strip() in wanted
            if is_wanted is right:
                label.click()
                if not right:
                    break
    page.click("main button:has-text('看答案')")


def words(site: Site, code: str) -> dict:
    [(stem, options, key)] = site.sql(
        "SELECT v.stem, v.options, v.key FROM questions q JOIN question_versions v ON v.id = q.published_version_id"
        " WHERE q.code = ?",
        code,
    )
    return {"stem": stem, "options": json.loads(options), "key": json.loads(key)}


def number(site: Site, code: str) -> int:
    return site.sql("SELECT id FROM questions WHERE code = ?", code)[0][0]


def test_a_refusal_is_shown_in_the_place_of_the_question(site: Site, open_as: Callable[..., Page]) -> None:
    page = open_as("trainer", PHONE)
    page.goto("/practice/drill")
    page.click("main button:has-text('开始练习')")
    expect(page.locator("h1")).to_contain_text("第 1 题 / 10")
    page.click("main button:has-text('看答案')")
    expect(page.locator("main .alert.danger")).to_contain_text("还没有作答")
    site.sql("UPDATE practice_rounds SET finished_at = started_at")
    page.locator("main input[name=q1], main select[name=q1]").first.evaluate(
        "field => { if (field.type === 'text') field.value = '乙'; else if (field.options) field.selectedIndex = 1;"
        " else field.checked = true }"
    )
    page.click("main button:has-text('看答案')")
    expect(page.locator("main")).to_contain_text("已经走到别的题")
