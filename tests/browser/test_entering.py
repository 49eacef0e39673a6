"""The door of an exam in a real browser: the password, the button that waits, and time granted meanwhile."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, expect_paper, picture
from tests.browser.test_member import answer, attempt_of, right_answers, stored_revision, wait_for
from tests.browser.test_staff import published_exam, unit_above_the_member

pytestmark = pytest.mark.browser


def test_the_button_waits_and_time_that_is_granted_reaches_the_open_paper(
    site: Site, open_as: Callable[..., Page]
) -> None:
    organizer = open_as("organizer", DESKTOP)
    exam = published_exam(organizer, "入场小考", unit_above_the_member(site, "county"))
    site.sql("UPDATE exams SET hand_in_after_minutes = 5, attempts_per_day = 1 WHERE id = ?", exam)
    organizer.goto(f"/exams/manage/{exam}/entry")
    organizer.fill("#password", "港口 2026")
    organizer.click("text=设定口令")
    expect(organizer.locator("main")).to_contain_text("开始时要输入口令")

    page = open_as("secretary", PHONE)
    page.goto(f"/exams/{exam}")
    page.fill("#password", "不对")
    page.click("main button:text-is('开始答题')")
    expect(page.locator("main, .flashes")).to_contain_text("口令不对")
    picture(page, "entry-password-390")
    page.fill("#password", "港口2026")
    page.click("main button:text-is('开始答题')")
    expect_paper(page)
    attempt = attempt_of(page)
    page.click("header [data-open=confirm]")
    expect(page.locator("#hand-in-from")).to_contain_text("以后才能交卷")
    expect(page.locator("#confirm [data-submit]")).to_be_disabled()
    picture(page, "entry-waiting-390")
    page.click("#confirm [data-close]")

    [(number,)] = site.sql(
        "SELECT m.number FROM members m JOIN attempts a ON a.member_id = m.id WHERE a.id = ?", attempt
    )
    [(deadline,)] = site.sql("SELECT deadline_at FROM attempts WHERE id = ?", attempt)
    organizer.fill("#number", number)
    organizer.fill("#extra_minutes", "20")
    organizer.fill("#reason", "右手受伤，写字慢，经党支部同意延长时间。")
    organizer.click("text=保存安排")
    expect(organizer.locator("main")).to_contain_text("右手受伤")
    assert site.sql("SELECT deadline_at FROM attempts WHERE id = ?", attempt) == [(deadline + 20 * 60_000,)]
    picture(organizer, "entry-1280")
    organizer.set_viewport_size(PHONE)
    assert organizer.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    organizer.locator("#extra_minutes").scroll_into_view_if_needed()
    picture(organizer, "entry-390")
    organizer.goto("/exams/manage/new")
    organizer.click("summary:has-text('更多规则')")
    organizer.locator("#resit_opens_at").scroll_into_view_if_needed()
    assert organizer.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    picture(organizer, "entry-rules-390")
    organizer.set_viewport_size(DESKTOP)
    organizer.locator("#resit_for_absent").scroll_into_view_if_needed()
    picture(organizer, "entry-rules-1280")

    answer(page, 1, right_answers(site, attempt)[1])
    assert wait_for(page, lambda: stored_revision(site, attempt) > 0)
    expect(page.locator("#notice")).to_contain_text("截止时间推迟到")
    picture(page, "entry-put-off-390")
    site.sql("UPDATE exams SET hand_in_after_minutes = NULL WHERE id = ?", exam)
    page.reload()
    page.click("header [data-open=confirm]")
    page.click("#confirm [data-submit]")
    page.wait_for_url("**/result")
    page.goto(f"/exams/{exam}")
    expect(page.locator("main")).to_contain_text("右手受伤")
    expect(page.locator("main")).to_contain_text("今天的 1 次机会已经用完")
    picture(page, "entry-limit-390")
