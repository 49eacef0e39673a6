"""A paper is keyed in by the keyboard alone; a shared device goes to a member and back: in the hand, by axe."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, PICTURES, Site, Watched, expect_paper, sign_in
from tests.browser.faults import faults
from tests.browser.sittings import opened_to_helpers, printed_paper
from tests.browser.test_accessibility import OPEN_EXAM

pytestmark = pytest.mark.browser


def pictured(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{page.viewport_size['width']}.png", full_page=True)


def test_enter_goes_from_field_to_field_and_the_sheet_is_looked_through_before_it_counts(
    site: Site, open_as: Callable[..., Page]
) -> None:
    page = open_as("secretary", DESKTOP)
    exam = opened_to_helpers(site, OPEN_EXAM)
    paper = printed_paper(page, exam)
    [(printed,)] = site.sql("SELECT printed_at FROM paper_sittings WHERE id = ?", paper)
    hours = 3 * 3_600_000
    site.sql("UPDATE paper_sittings SET printed_at = printed_at - ? WHERE id = ?", hours, paper)
    page.goto(f"/exams/paper/{paper}")
    sat_at = page.evaluate("ms => new Date(ms + 8 * 3600000).toISOString().slice(0, 16)", printed - hours + 60_000)
    page.fill("[name=sat_at]", sat_at)
    page.press("[name=sat_at]", "Enter")
    expect(page.locator("[name=q1]")).to_be_focused()
    for letter in "ab":
        page.keyboard.type(letter)
        page.keyboard.press("Enter")
    expect(page.locator("[name=q3]")).to_be_focused()
    pictured(page, "keying")
    page.locator(".submit-row .primary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".alert.warning")).to_contain_text("答了 2 题")
    expect(page.locator("[name=q1]")).to_have_value("A")
    assert faults(page) == []
    pictured(page, "keying-checked")
    page.set_viewport_size(PHONE)
    assert faults(page) == []
    pictured(page, "keying-checked")
    page.click("button[value=enter]")
    expect(page.locator("main")).to_contain_text("原卷请留存")
    assert site.sql("SELECT kind, revision FROM attempts a JOIN paper_sittings p ON p.attempt_id = a.id") == [(1, 1)]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_shared_device_goes_to_a_member_and_back_by_the_password(
    site: Site, watched: Callable[..., Watched], size: dict[str, int]
) -> None:
    page = watched(size).page
    sign_in(page, "secretary")
    exam = opened_to_helpers(site, OPEN_EXAM)
    page.goto(f"/exams/{exam}/branch")
    assert faults(page) == []
    pictured(page, "branch")
    page.locator("a:text-is('协助作答')").last.click()
    assert faults(page) == []
    pictured(page, "ask")
    page.click("main .primary")
    expect(page.locator("main")).to_contain_text("考试规则")
    assert faults(page) == []
    pictured(page, "start")
    page.click("text=开始答题")
    expect_paper(page)
    assert faults(page) == []
    pictured(page, "sitting")
    page.locator(".question.current label").first.click()
    page.click(".exam-head [data-open=confirm]")
    page.click("#confirm [data-submit]")
    expect(page.locator("h1")).to_contain_text("已交卷")
    assert faults(page) == []
    pictured(page, "done")
    page.goto("/members")
    assert "/sign-in" in page.url
    page.goto("/exams/assisted/back")
    assert faults(page) == []
    pictured(page, "back")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"**/exams/{exam}/branch")
