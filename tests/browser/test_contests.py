"""A member's way from the 竞赛 tab to the standings in the hand, and the organizer's big screen by keys alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.contest_under_way import contested
from tests.browser.faults import faults

pytestmark = pytest.mark.browser


def test_a_member_goes_from_the_tab_to_the_standings(site: Site, open_as: Callable[..., Page]) -> None:
    contest = contested(site)
    phone = open_as("member", PHONE)
    phone.goto("/")
    phone.locator("nav.tabs").get_by_role("link", name="竞赛").click()
    phone.get_by_role("link", name="进入竞赛").first.click()
    expect(phone.locator("main")).to_contain_text("竞赛规则")
    phone.get_by_role("link", name="看排行").click()
    expect(phone.locator("ol.podium")).to_be_visible()
    phone.get_by_role("link", name="支部", exact=True).click()
    expect(phone.locator("main")).to_contain_text("综合分")
    paths = ("", "/standings", "/standings?by=unit&kind=party_branch")
    for size in (PHONE, DESKTOP):
        page = open_as("member", size)
        for path in ("/contests", *(f"/contests/{contest}{each}" for each in paths)):
            assert faults(page, path) == [], path


def test_the_big_screen_reveals_from_the_last_to_the_first_by_keys_alone(
    site: Site, open_as: Callable[..., Page]
) -> None:
    contest = contested(site)
    page = open_as("organizer", {"width": 1920, "height": 1080})
    assert faults(page, f"/contests/{contest}/screen?top=3") == []
    page.goto(f"/contests/{contest}/screen?top=3")
    hidden = page.locator("[data-place][aria-hidden=true]")
    expect(hidden).to_have_count(3)
    page.context.set_offline(True)
    page.keyboard.press("ArrowRight")
    expect(hidden).to_have_count(2)
    expect(page.locator("[data-place][aria-hidden=false]")).to_have_count(1)
    expect(page.locator("[data-place]").last).to_have_attribute("aria-hidden", "false")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(hidden).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    expect(hidden).to_have_count(1)
    page.context.set_offline(False)
