"""A server at its limit before a real browser: everything waits by itself, and says for how long."""

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quiz_app.bench.processes import server
from quiz_app.exams.blueprints import Cell
from tests.browser import crowded
from tests.browser.conftest import DESKTOP, PHONE, ROOT, Site, expect_paper, picture
from tests.browser.exams import open_exam
from tests.browser.faults import faults
from tests.browser.test_exam_client import hand_in
from tests.browser.test_member import attempt_of, stored_revision, wait_for

pytestmark = pytest.mark.browser

PATIENCE = 30_000
WAITS = re.compile(r"服务器忙，\d+ 秒后自动重试，答案已存在本机")


@dataclass(frozen=True)
class Crowd:
    """A server that lets nobody in while the crowd is there."""

    address: str
    file: Path

    def comes(self) -> None:
        self.file.touch()
        time.sleep(0.1)

    def goes(self) -> None:
        self.file.unlink()


@pytest.fixture(scope="module")
def crowd(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """The demo once more, by a process of its own on the same database."""
    file = tmp_path_factory.mktemp("crowd") / "crowd"
    environ = {k: v for k, v in os.environ.items() if not k.startswith("QUIZ_APP_")}
    environ |= {"QUIZ_APP_INSTANCE": str(site.database.parent), crowded.CROWD: str(file), "PYTHONPATH": str(ROOT)}
    with server("tests.browser.crowded:site", 1, 32, environ=environ, factory=True) as (port, _):
        yield Crowd(f"http://127.0.0.1:{port}", file)


@pytest.fixture(scope="module")
def exam(site: Site) -> Iterator[int]:
    with open_exam(site, "人多的时候", [Cell(2, 500, type="single_choice")]) as number:
        yield number


def test_a_member_gets_through_a_crowd_by_waiting(
    site: Site, crowd: Crowd, exam: int, open_as: Callable[..., Page]
) -> None:
    page = open_as("secretary", PHONE)
    crowd.comes()
    page.goto(f"{crowd.address}/exams/{exam}")
    expect(page.get_by_role("heading", name="服务器忙，请稍等")).to_be_visible()
    expect(page.locator("[data-left]")).to_have_text(re.compile(r"^\d+$"))
    assert faults(page) == []
    picture(page, "busy-390")
    crowd.goes()
    start = page.get_by_role("button", name="开始答题")
    expect(start).to_be_visible(timeout=PATIENCE)

    crowd.comes()
    start.click()
    expect(page.locator("main")).to_contain_text("秒后自动再提交一次")
    picture(page, "busy-form-390")
    crowd.goes()
    expect_paper(page, timeout=PATIENCE)

    attempt = attempt_of(page)
    crowd.comes()
    page.click("#q1 .choice label >> nth=0")
    expect(page.locator("#saved")).to_have_text(WAITS)
    assert faults(page) == []
    picture(page, "busy-exam-390")
    assert stored_revision(site, attempt) == 0
    crowd.goes()
    expect(page.locator("#saved")).to_contain_text("已保存", timeout=PATIENCE)
    assert stored_revision(site, attempt) > 0

    crowd.comes()
    hand_in(page)
    waiting = page.locator("[data-screen=submitting]")
    expect(waiting).to_contain_text(re.compile(r"服务器忙，还没有交上。\d+ 秒后自动重试"))
    assert faults(page) == []
    picture(page, "busy-submit-390")
    crowd.goes()
    page.wait_for_url("**/result", timeout=PATIENCE)
    assert site.sql("SELECT submitted_at IS NULL FROM attempts WHERE id = ?", attempt) == [(0,)]


def test_at_the_deadline_a_busy_server_gets_one_more_try_in_time(
    site: Site, crowd: Crowd, exam: int, open_as: Callable[..., Page]
) -> None:
    page = open_as("trainer", DESKTOP)
    page.goto(f"{crowd.address}/exams/{exam}")
    page.click("main button:text-is('开始答题')")
    expect_paper(page)
    attempt = attempt_of(page)
    deadline = time.time() + 8
    site.sql("UPDATE attempts SET deadline_at = ? WHERE id = ?", int(deadline * 1000), attempt)
    page.reload()
    expect(page.locator("html.opening")).to_have_count(0)
    crowd.comes()
    page.click("#q1 .choice label >> nth=0")
    expect(page.locator("#saved")).to_have_text(WAITS)
    page.wait_for_timeout(max(0.0, deadline - time.time() - 1.6) * 1000)
    crowd.goes()
    page.wait_for_url("**/result", timeout=PATIENCE)
    assert stored_revision(site, attempt) > 0
    assert wait_for(page, lambda: site.sql("SELECT length(sheet) > 0 FROM attempts WHERE id = ?", attempt) == [(1,)])
