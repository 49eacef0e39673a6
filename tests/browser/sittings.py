"""What tests of papers and of shared devices prepare in the demo."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site


def opened_to_helpers(site: Site, title: str) -> int:
    """The exam may from now on be sat on paper and on a shared device; its id."""
    site.sql("UPDATE exams SET paper_sitting = 'branch', assisted_sitting = 1 WHERE title = ?", title)
    return site.sql("SELECT id FROM exams WHERE title = ?", title)[0][0]


def printed_paper(page: Page, exam: int) -> int:
    """A paper for the last member of the branch who can have one; its id."""
    page.goto(f"/exams/{exam}/paper")
    page.locator("input[name=member]:enabled").last.check()
    page.click("main .form .primary")
    expect(page.locator("main")).to_contain_text("凭卷号录入")
    address = page.locator("a[href^='/exams/paper/']").first.get_attribute("href") or ""
    found = re.search(r"\d+$", address)
    assert found, address
    return int(found[0])
