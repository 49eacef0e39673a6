"""A page that is left and comes back says so, and its member reads it; pictures of the pages of an attempt's course."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, picture
from tests.browser.faults import faults
from tests.browser.test_accessibility import put_signal, start
from tests.browser.test_member import attempt_of

pytestmark = pytest.mark.browser

TURN = """hidden => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_leaving_the_page_and_coming_back_is_told_and_shown_to_the_member(
    site: Site, open_as: Callable[..., Page]
) -> None:
    page = open_as("organizer", PHONE)
    start(site, page)
    attempt = attempt_of(page)
    expect(page.locator("html")).not_to_have_class(re.compile("opening"))
    page.click(".question.current .choice >> nth=0")
    with page.expect_response(re.compile(r"/visits$")) as told:
        page.evaluate(TURN, True)
    assert told.value.status == 200
    page.wait_for_timeout(1500)
    with page.expect_response(re.compile(r"/visits$")) as told:
        page.evaluate(TURN, False)
    assert told.value.status == 200
    kinds = site.sql("SELECT kind, at FROM attempt_visits WHERE attempt_id = ? ORDER BY at", attempt)
    assert [kind for kind, _ in kinds] == [1, 2, 3]
    assert 1000 < kinds[2][1] - kinds[1][1] < 6000
    page.click(".exam-head [data-open=confirm]")
    page.click("#confirm [data-submit]")
    page.wait_for_url("**/result")
    page.click("text=你的作答过程")
    expect(page.locator("th", has_text="离开页面")).to_have_count(1)
    assert faults(page) == []
    picture(page, "course-390")


def test_the_organizer_sees_the_queue_and_one_of_it_at_both_widths(site: Site, open_as: Callable[..., Page]) -> None:
    put = put_signal(site)
    [(exam,)] = site.sql("SELECT exam_id FROM signals WHERE id = ?", put["signal"])
    for size, width in ((PHONE, 390), (DESKTOP, 1280)):
        page = open_as("organizer", size)
        for path, name in (
            (f"/exams/manage/{exam}/signals?state=all", "signals"),
            (f"/exams/manage/{exam}/signals/{put['signal']}", "signal"),
            (f"/exams/manage/{exam}/attempts/{put['seen']}", "attempt"),
        ):
            assert faults(page, path) == []
            picture(page, f"{name}-{width}")
