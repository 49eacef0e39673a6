"""Appeals, settling again and the bulletin of a contest: by axe, on both widths."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, picture
from tests.browser.contested import contested, finalized
from tests.browser.faults import faults

pytestmark = pytest.mark.browser
WIDTHS = (PHONE, DESKTOP)


def test_what_comes_after_a_contest_is_accessible(site: Site, open_as: Callable[..., Page]) -> None:
    made = contested(site)
    appeals = f"/contests/{made.contest}/appeals"
    settlement = f"/contests/manage/{made.contest}/settlement"
    preview = asked_for_a_preview(open_as("organizer", DESKTOP), settlement)
    for size in WIDTHS:
        member, organizer = open_as("member", size), open_as("organizer", size)
        for path in ("", "/new", f"/{made.appeal}"):
            assert faults(member, f"{appeals}{path}") == []
            picture(member, f"appeals{path.replace('/', '-')}-{size['width']}")
        assert faults(member, f"/exams/attempts/{made.attempt}/result") == []
        picture(member, f"appealed-result-{size['width']}")
        for path, name in (
            (f"{appeals}/queue", "appeals-queue"),
            (f"{appeals}/{made.appeal}/reading", "appeals-reading"),
            (preview, "settlement"),
        ):
            assert faults(organizer, path) == []
            picture(organizer, f"{name}-{size['width']}")
    finalized(site, made.contest)
    desk = open_as("organizer", DESKTOP)
    certificates = f"/contests/manage/{made.contest}/certificates"
    desk.goto(certificates)
    one = desk.locator("ul.rows a").first.get_attribute("href") or ""
    for size in WIDTHS:
        page = open_as("organizer", size)
        for path, name in ((certificates, "list"), (one, "one"), (f"{one}/reissue", "reissue")):
            assert faults(page, path) == []
            picture(page, f"certificates-{name}-{size['width']}")
    desk.goto(f"/contests/manage/{made.contest}/bulletin")
    desk.click("main button.primary")
    for size in WIDTHS:
        page = open_as("organizer", size)
        assert faults(page, f"/contests/manage/{made.contest}/bulletin") == []
        picture(page, f"bulletin-draft-{size['width']}")
    desk.goto(f"/contests/manage/{made.contest}/bulletin")
    desk.click("details.confirm summary")
    desk.click("button[value=publish]")
    expect(desk.locator("main")).to_contain_text("第 1 版")
    for size in WIDTHS:
        page = open_as("member", size)
        assert faults(page, f"/contests/{made.contest}/bulletin") == []
        picture(page, f"bulletin-{size['width']}")


def asked_for_a_preview(page: Page, settlement: str) -> str:
    """The address of the page with a preview, once the server has worked it out."""
    page.goto(settlement)
    page.click("button[value=preview]")
    page.wait_for_url("**/me/jobs/*")
    link = page.locator("main a.primary")
    expect(link).to_be_visible(timeout=60_000)
    return link.get_attribute("href") or ""
