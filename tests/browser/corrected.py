"""Corrections of the open exam, proposed and applied, so that the pages about them can be opened."""

import re
import time
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from quiz_app.core.db import to_milliseconds
from tests.browser.conftest import Site
from tests.browser.signalled import OPEN_EXAM


def proposed_correction(site: Site, page: Page, place: int, kind: str) -> int:
    """A question of the open exam that somebody wants to be void, or a gift."""
    [(exam,)] = site.sql("SELECT id FROM exams WHERE title = ?", OPEN_EXAM)
    page.goto(f"/exams/manage/{exam}/corrections/questions/{place}")
    page.check(f"[name=kind][value={kind}]")
    page.fill("[name=reason]", "题干有错字。")
    page.fill("[name=basis]", "《中国共产党章程》第一条")
    page.click("main .form .primary")
    expect(page).to_have_url(re.compile(r"/corrections/\d+$"))
    return int(page.url.rpartition("/")[2])


def applied(site: Site, correction: int) -> int:
    """The correction once somebody else has approved it and the server is done with it."""
    somebody = "(SELECT max(id) FROM members)"
    approval = f"INSERT INTO correction_decisions VALUES (?, 'approved', '', {somebody}, ?)"
    site.sql(approval, correction, to_milliseconds(datetime.now(UTC)))
    ends_at = time.monotonic() + 60
    while not site.sql("SELECT 1 FROM corrections WHERE id = ? AND closed_at IS NOT NULL", correction):
        assert time.monotonic() < ends_at, "the server has not applied the correction"
        time.sleep(0.2)
    return correction
