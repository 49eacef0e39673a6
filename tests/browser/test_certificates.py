"""From the own list to the paper, from the paper to its check, and a unit's all at once."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from tests.browser.certified import certified
from tests.browser.conftest import DESKTOP, PHONE, Site, picture
from tests.browser.faults import faults

pytestmark = pytest.mark.browser


def test_a_member_downloads_a_certificate_and_anybody_checks_it(
    site: Site, open_as: Callable[..., Page], phone: Page, tmp_path: Path
) -> None:
    number = certified(site)
    page = open_as("member", PHONE)
    page.goto("/me")
    page.click("main a:has-text('我的证书')")
    expect(page.locator("main")).to_contain_text(number)
    picture(page, "certificates-390")
    with page.expect_download() as download:
        page.click(f"main li:has-text('{number}') a:has-text('PDF')")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    assert number in download.value.suggested_filename

    assert faults(phone, "/check") == []
    phone.fill("#number", number.lower().replace("-", " "))
    phone.click("main button")
    expect(phone.locator(".checked-number.good")).to_contain_text("有效")
    assert faults(phone) == []
    picture(phone, "check-390")
    assert faults(phone, "/check/2026-0001-000001-0000-0000", status=404) == []
    expect(phone.locator("main")).to_contain_text("没有查到")
    picture(phone, "check-unknown-390")


def test_a_secretary_has_all_of_the_branch_packed(site: Site, open_as: Callable[..., Page]) -> None:
    number = certified(site)
    page = open_as("secretary", DESKTOP)
    page.goto("/branch")
    page.click("main a:text-is('证书')")
    assert faults(page) == []
    picture(page, "certificates-1280")
    page.click("button:has-text('全部打包下载')")
    page.wait_for_selector("text=打包了", timeout=60_000)
    with page.expect_download() as download:
        page.click("a:has-text('去看结果')")
    with ZipFile(download.value.path()) as archive:
        assert any(number in name for name in archive.namelist())
