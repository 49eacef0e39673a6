"""The pages that exist only once somebody changed, sent or reported a question: by axe, on both widths."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.faults import faults

pytestmark = pytest.mark.browser
WIDTHS = (PHONE, DESKTOP)


def test_a_question_in_review_and_the_comparison_of_its_versions_are_accessible(
    site: Site, open_as: Callable[..., Page]
) -> None:
    question = changed_and_sent(site, open_as("trainer", DESKTOP))
    for size in WIDTHS:
        author, reviewer = open_as("trainer", size), open_as("admin", size)
        for page in (author, reviewer):
            for path in ("review", "compare"):
                assert faults(page, f"/banks/questions/{question}/{path}") == []
        reviewer.goto(f"/banks/questions/{question}/review")
        expect(reviewer.locator("button[value=approve]")).to_be_visible()


def test_a_members_report_is_accessible_before_and_after_its_answer(site: Site, open_as: Callable[..., Page]) -> None:
    report = reported(site, open_as("member", PHONE))
    for size in WIDTHS:
        assert faults(open_as("admin", size), f"/banks/reports/{report}") == []
    admin = open_as("admin", PHONE)
    admin.goto(f"/banks/reports/{report}")
    admin.fill("textarea[name=text]", "对过条文，题目没有问题。")
    admin.click("main button.primary")
    expect(admin.locator("main")).to_contain_text("已答复")
    for size in WIDTHS:
        assert faults(open_as("admin", size), f"/banks/reports/{report}") == []


def changed_and_sent(site: Site, trainer: Page) -> int:
    """Change a published question's explanation and send it to review."""
    [(question,)] = site.sql("SELECT max(id) FROM questions WHERE published_version_id IS NOT NULL")
    trainer.goto(f"/banks/questions/{question}/edit")
    explanation = trainer.locator("textarea[name=explanation]")
    explanation.fill(explanation.input_value() + "这一句是后来补上的。")
    trainer.click("button[value=send]")
    expect(trainer.locator("main")).to_contain_text("审核中")
    return int(question)


def reported(site: Site, member: Page) -> int:
    """Report the second question of an attempt that the member handed in."""
    [(attempt,)] = site.sql(
        "SELECT max(a.id) FROM attempts a JOIN members m ON m.id = a.member_id"
        " WHERE m.number = 'member' AND a.submitted_at IS NOT NULL"
    )
    member.goto(f"/exams/attempts/{attempt}/report?no=2")
    member.locator("[name=fault]").first.check()
    member.fill("textarea[name=text]", "这道题的第二个选项似乎也对。")
    member.click("main button.primary")
    member.wait_for_url(re.compile("/exams/reports"))
    [(report,)] = site.sql("SELECT max(id) FROM question_reports")
    return int(report)
