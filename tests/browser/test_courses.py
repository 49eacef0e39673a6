"""The shape of the course pages on a phone and on a desktop: nothing is cut, what belongs together lines up."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser


def test_on_a_phone_every_tab_of_the_course_list_is_seen_and_its_bars_end_together(
    open_as: Callable[..., Page],
) -> None:
    member = open_as("member", PHONE)
    member.goto("/courses")
    tabs = edges(member.locator("main .segments a"))
    assert len(tabs) == 5
    assert all(left >= 0 and right <= PHONE["width"] for left, right in tabs)
    bars = edges(member.locator("main .rows .bar"))
    assert len(bars) > 1
    assert len({(round(left), round(right)) for left, right in bars}) == 1


def test_the_preview_fits_a_phone_and_stands_in_the_middle_of_a_desktop(open_as: Callable[..., Page]) -> None:
    trainer = open_as("trainer", PHONE)
    trainer.goto("/courses/1/preview")
    assert edges(trainer.locator("main iframe")) == [(0, 390)]
    trainer = open_as("trainer", DESKTOP)
    trainer.goto("/courses/1/preview")
    ((left, right),) = edges(trainer.locator("main iframe"))
    ((outer_left, outer_right),) = edges(trainer.locator("main .preview"))
    assert right - left == 390
    assert abs((left - outer_left) - (outer_right - right)) <= 1


def changed_course(page: Page, course: int = 2) -> int:
    """A published course with a change that waits to be published."""
    page.goto(f"/courses/{course}/edit")
    page.fill("[name=audience]", "新党员")
    page.click("main .submit-row button.primary")
    page.click(f"main a[href='/courses/{course}/publish']")
    page.wait_for_url("**/publish")
    return course


def edges(found: Locator) -> list[tuple[float, float]]:
    """Where each of the elements begins and ends across the window."""
    return [(box["x"], box["x"] + box["width"]) for box in (each.bounding_box() for each in found.all()) if box]
