"""From a notice that is written to the member who reads it, the box and its answer; and the new pages by axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.faults import faults

pytestmark = pytest.mark.browser
WIDTHS = (PHONE, DESKTOP)


def test_from_a_notice_to_its_reader_and_from_a_suggestion_to_its_answer(
    site: Site, open_as: Callable[..., Page]
) -> None:
    member = open_as("member", PHONE)
    read_all(member)
    notice = sent(site, open_as("organizer", DESKTOP))
    member.goto("/")
    expect(member.locator(".bell .count")).to_have_text("1")
    member.click(".bell")
    member.click("main .rows a")
    expect(member.locator("article strong")).to_have_text("周五")
    member.click(".bell")
    expect(member.locator(".bell .count")).to_have_count(0)
    suggestion = suggested(site, member)
    for size in WIDTHS:
        for name, paths in (
            ("member", ("/notices", f"/notices/{notice}", f"/suggestions/{suggestion}")),
            ("organizer", (f"/notices/{notice}/receipts", "/notices/sent")),
            ("admin", ("/suggestions/answering", f"/suggestions/{suggestion}/answer")),
        ):
            page = open_as(name, size)
            for path in paths:
                assert faults(page, path) == [], (name, path)
    admin = open_as("admin", DESKTOP)
    admin.goto(f"/suggestions/{suggestion}/answer")
    admin.fill("textarea[name=text]", "改成每周一次。")
    admin.click("main button.primary")
    expect(admin.locator("main")).to_contain_text("已答复")
    member.goto("/notices")
    member.click("main .rows a")
    member.click("article a.primary")
    expect(member.locator("main")).to_contain_text("改成每周一次。")


def read_all(member: Page) -> None:
    """What others have sent before."""
    member.goto("/notices")
    for address in [each.get_attribute("href") for each in member.locator("main .rows a").all()]:
        member.goto(str(address))


def sent(site: Site, organizer: Page) -> int:
    organizer.goto("/notices/new")
    organizer.fill("[name=title]", "知识测试开始了")
    organizer.fill("textarea[name=body]", "**周五** 截止，每人三次。")
    organizer.click("main form.form button[type=submit]")
    expect(organizer.locator("main .prose strong")).to_have_text("周五")
    organizer.click("button[value=send]")
    expect(organizer.locator("main")).to_contain_text("已发给")
    [(notice,)] = site.sql("SELECT max(id) FROM notices")
    return int(notice)


def suggested(site: Site, member: Page) -> int:
    member.click("footer a[href='/suggestions']")
    member.fill("textarea[name=text]", "提醒能不能少一些？")
    member.check("[name=anonymous]")
    member.click("main form.form button[type=submit]")
    expect(member.locator("main")).to_contain_text("收到了")
    [(suggestion,)] = site.sql("SELECT max(id) FROM suggestions")
    return int(suggestion)
