"""A whole exam from the keyboard alone, in a window as narrow as at 400 % zoom and in large type; and what a screen
reader hears of the clock."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from quiz_app.exams.blueprints import Cell
from tests.browser.conftest import PHONE, Site, picture
from tests.browser.exams import open_exam
from tests.browser.faults import faults
from tests.browser.test_member import attempt_of

pytestmark = pytest.mark.browser

ZOOMED = {"width": 320, "height": 640}  # CSS pixels of a desk of 1280 at 400 % (WCAG 2.2, 1.4.10)
KINDS = ("single_choice", "multiple_choice", "true_false", "fill_blank", "case")
HELD = "document.activeElement"
MOST_TABS = 60


@pytest.fixture(scope="module")
def exam(site: Site) -> Iterator[int]:
    with open_exam(site, "键盘练习", [Cell(1, 1000, type=code) for code in KINDS]) as number:
        yield number


def test_a_whole_exam_from_the_keyboard_alone_at_400_percent_in_large_type(
    site: Site, exam: int, open_as: Callable[..., Page]
) -> None:
    page = open_as("secretary", ZOOMED)
    page.context.add_cookies([{"name": "type", "value": "large", "url": site.address}])
    page.goto(f"/exams/{exam}")
    tab_to(page, "button.primary.block")
    page.keyboard.press("Enter")
    expect(page.locator("html[data-type=large]:not(.opening) .question.current")).to_be_visible()
    expect(page.locator("html.opening")).to_have_count(0)
    for number, _ in enumerate(KINDS, start=1):
        expect(page.locator(f"#q{number}")).to_be_visible()
        assert faults(page) == []
        answer_what_the_tab_key_reaches(page, number)
        page.keyboard.press("ArrowRight")
    picture(page, "keyboard-320")
    expect(page.locator("#open-questions")).to_contain_text(f"{len(KINDS)} 道题都已作答")
    assert faults(page) == []
    tab_to(page, "#confirm [data-submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/result")
    assert faults(page) == []


def test_the_clock_speaks_at_ten_five_and_one_minutes_and_at_no_other_time(
    site: Site, exam: int, open_as: Callable[..., Page]
) -> None:
    page = open_as("trainer", PHONE)
    page.goto(f"/exams/{exam}")
    page.click("main button:text-is('开始答题')")
    expect(page.locator("html.opening")).to_have_count(0)
    deadline = int(time.time() * 1000) + 660_000
    site.sql("UPDATE attempts SET deadline_at = ? WHERE id = ?", deadline, attempt_of(page))
    page.clock.install()
    page.reload()
    page.clock.run_for(2000)
    expect(page.locator("html.opening")).to_have_count(0)
    expect(page.locator("#clock")).to_contain_text("10:")
    assert page.locator(":is([aria-live], [role=status], [role=alert]) [data-clock]").count() == 0
    page.evaluate(
        "() => { window.spoken = []; const said = document.getElementById('announcer');"
        " new MutationObserver(() => spoken.push(said.textContent)).observe(said, { childList: true }); }"
    )
    page.clock.run_for(600_000)
    expect(page.locator("#clock")).to_contain_text("0:")
    assert page.evaluate("spoken") == ["还剩 10 分钟", "还剩 5 分钟", "还剩 1 分钟"]


def tab_to(page: Page, selector: str) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"{HELD}.matches({selector!r})"):
            return
    raise AssertionError(f"the tab key does not reach {selector}")


def answer_what_the_tab_key_reaches(page: Page, number: int) -> None:
    """From the top of a question down to the button that marks it: choose or fill whatever takes an answer."""
    inside = False
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        kind = page.evaluate(
            f"{HELD}.closest('#q{number}') ? ({HELD}.dataset.mark ? 'end' : {HELD}.type ?? '') : 'out'"
        )
        if kind == "end":
            return
        assert kind != "out" or not inside, f"the tab key leaves question {number} before its end"
        inside = kind != "out"
        if kind in ("radio", "checkbox") and not page.evaluate(f"{HELD}.checked"):
            page.keyboard.press("Space")
        elif kind in ("text", "textarea"):
            page.keyboard.type("1")
        elif kind == "select-one":
            page.keyboard.press("ArrowDown")
    raise AssertionError(f"question {number} has no end")
