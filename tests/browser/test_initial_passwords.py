"""The pages that hand out initial passwords: they are there only after something was done."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Site
from tests.browser.test_accessibility import faults, uploaded_roster

pytestmark = pytest.mark.browser


def test_the_pages_that_hand_out_initial_passwords_are_accessible(site: Site, open_as: Callable[..., Page]) -> None:
    page = open_as("admin", PHONE)
    uploaded_roster(page)
    page.click("main button:has-text('确认导入')")
    page.wait_for_url("**/members/import/done")
    page.wait_for_load_state("networkidle")
    assert faults(page) == []
    [(newcomer,)] = site.sql("SELECT id FROM members WHERE number = 'NEW0001'")
    page.goto(f"/members/{newcomer}")
    page.click("summary:has-text('生成新的初始密码')")
    assert faults(page) == []
    page.click("main button:has-text('给安然生成')")
    page.wait_for_url("**/initial-password")
    assert faults(page) == []
