"""A device whose clock is an hour wrong shows the time that is left, and changes no verdict."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, expect_paper
from tests.browser.test_exam_client import hand_in
from tests.browser.test_member import answer, attempt_of, right_answers, stored_revision, wait_for
from tests.browser.test_staff import published_exam, unit_above_the_member

pytestmark = pytest.mark.browser

SHIFTED = """
const Honest = Date, shift = %d;
window.Date = class extends Honest {
  constructor(...given) { given.length ? super(...given) : super(Honest.now() + shift); }
  static now() { return Honest.now() + shift; }
};
"""


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_device_an_hour_wrong_counts_down_and_saves_by_the_servers_time(site, open_as, hours) -> None:
    unit = unit_above_the_member(site, "county")
    exam = published_exam(open_as("organizer", DESKTOP), f"钟差 {hours} 小时", unit)
    page = open_as("secretary", PHONE)
    page.add_init_script(SHIFTED % (hours * 3_600_000))
    page.goto(f"/exams/{exam}")
    page.click("main button:is(:text-is('开始答题'), :text-is('再答一次'))")
    expect_paper(page)
    attempt = attempt_of(page)
    [(deadline,)] = site.sql("SELECT deadline_at FROM attempts WHERE id = ?", attempt)
    expect(page.locator("[data-clock]").first).to_contain_text(re.compile(r"\d:\d"))
    minutes, seconds = map(int, page.locator("[data-clock]").first.inner_text().split()[-1].split(":")[-2:])
    left = deadline / 1000 - datetime.now(UTC).timestamp()
    assert abs(minutes * 60 + seconds - left) < 10
    answer(page, 1, right_answers(site, attempt)[1])
    assert wait_for(page, lambda: stored_revision(site, attempt) > 0)
    shanghai = datetime.now(UTC) + timedelta(hours=8)
    around = {(shanghai + timedelta(minutes=each)).strftime("%H:%M") for each in (-1, 0)}
    expect(page.locator("#saved")).to_contain_text("已保存")
    assert any(moment in page.locator("#saved").inner_text() for moment in around)
    hand_in(page)
    page.wait_for_url("**/result")
    expect(page.locator("main .score")).to_have_text("20")
