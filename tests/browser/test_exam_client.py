"""The paper in a real browser when things go wrong: a second window, a cut network at the end, a closed tab."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, expect_paper
from tests.browser.test_accessibility import faults
from tests.browser.test_member import answer, attempt_of, right_answers, stored_revision, wait_for
from tests.browser.test_staff import published_exam, unit_above_the_member

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def made() -> dict[str, int]:
    """The exam that the tests of this file sit, once it is made."""
    return {}


@pytest.fixture
def paper(site: Site, open_as: Callable[..., Page], made: dict[str, int]) -> Page:
    """The secretary at the beginning of an attempt at an exam of five questions, as often as the tests need it."""
    if not made:
        unit = unit_above_the_member(site, "county")
        made["exam"] = published_exam(open_as("organizer", DESKTOP), "断网与到时的小考", unit)
        site.sql("UPDATE exams SET attempts_allowed = NULL WHERE id = ?", made["exam"])
    page = open_as("secretary", PHONE)
    page.goto(f"/exams/{made['exam']}")
    page.click("main button:is(:text-is('开始答题'), :text-is('再答一次'))")
    expect_paper(page)
    return page


def test_a_second_window_takes_no_answer_before_it_knows_that_it_may_not(site: Site, paper: Page) -> None:
    second = paper.context.new_page()
    second.goto(paper.url, wait_until="domcontentloaded")
    assert second.evaluate("document.getElementById('sheet').inert")
    assert second.locator("#saved").inner_text() == "正在打开…"
    expect(second.locator("[data-screen=second]")).to_be_visible()
    second.click("[data-seize]")
    expect(second.locator("#q1")).to_be_visible()
    expect(second.locator("html.opening")).to_have_count(0)
    attempt = attempt_of(second)
    answer(second, 1, right_answers(site, attempt)[1])
    assert wait_for(second, lambda: stored_revision(site, attempt) > 0)
    second.reload()
    expect(second.locator("#saved")).to_contain_text("已保存")
    hand_in(second)
    second.wait_for_url("**/result")


def test_at_a_deadline_without_a_network_the_unsent_questions_are_named(site: Site, paper: Page) -> None:
    attempt = attempt_of(paper)
    right = right_answers(site, attempt)
    answer(paper, 1, right[1])
    assert wait_for(paper, lambda: stored_revision(site, attempt) > 0)
    site.sql("UPDATE attempts SET deadline_at = ? WHERE id = ?", int(time.time() * 1000) + 9000, attempt)
    paper.reload()
    expect(paper.locator("#saved")).to_contain_text("已保存")
    paper.context.set_offline(True)
    answer(paper, 3, right[3])
    expect(paper.locator("#offline")).to_contain_text("截止还没有发出的，不计分")
    expect(paper.locator("[data-screen=expired]")).to_be_visible(timeout=20_000)
    expect(paper.locator("[data-screen=expired] [data-unsent]")).to_contain_text("不计分：3。")
    submitted = "SELECT submitted_at FROM attempts WHERE id = ?"
    assert wait_for(paper, lambda: site.sql(submitted, attempt) != [(None,)])
    paper.context.set_offline(False)
    late = paper.locator("[data-screen=late]")
    expect(late).to_contain_text("不计分：3。计分的是")
    late.locator("a").click()
    paper.wait_for_url("**/result")
    expect(paper.locator("main")).to_contain_text("保存的答卷；之后没有在截止前发到的答案不计分")
    expect(paper.locator("main .score")).to_have_text("20")


def test_handing_in_without_a_network_shows_the_time_and_can_be_called_off(site: Site, paper: Page) -> None:
    attempt = attempt_of(paper)
    right = right_answers(site, attempt)
    paper.context.set_offline(True)
    answer(paper, 1, right[1])
    hand_in(paper)
    waiting = paper.locator("[data-screen=submitting]")
    expect(waiting.locator("[data-clock]")).to_be_visible()
    expect(waiting.locator("[data-clock]")).to_contain_text(":")
    waiting.locator("[data-go-on]").click()
    expect(paper.locator("#q1")).to_be_visible()
    paper.context.set_offline(False)
    assert wait_for(paper, lambda: stored_revision(site, attempt) > 0)
    assert site.sql("SELECT submitted_at FROM attempts WHERE id = ?", attempt) == [(None,)]
    hand_in(paper)
    paper.wait_for_url("**/result")


def test_a_tab_closed_before_the_paper_was_handed_in_is_told_of_when_one_comes_back(site: Site, paper: Page) -> None:
    attempt, context = attempt_of(paper), paper.context
    context.route("**/submission", lambda route: route.abort())
    answer(paper, 1, right_answers(site, attempt)[1])
    hand_in(paper)
    expect(paper.locator("[data-go-on]")).to_be_visible()
    address = paper.url
    paper.close()
    context.unroute("**/submission")
    again = context.new_page()
    again.goto(address)
    expect(again.locator("#notice")).to_contain_text("没有交上")
    assert wait_for(again, lambda: stored_revision(site, attempt) > 0)
    hand_in(again)
    again.wait_for_url("**/result")


def test_the_answer_sheet_shows_the_time_and_the_question_before_handing_in_hides_no_number(paper: Page) -> None:
    paper.set_viewport_size(DESKTOP)
    paper.click("#card-button")
    expect(paper.locator("#card [data-clock]")).to_contain_text(":")
    paper.click("#card [data-open=confirm]")
    numbers = paper.locator("#open-questions .numbers")
    assert numbers.evaluate("list => getComputedStyle(list).overflowY") == "visible"
    assert numbers.locator("li").count() == 5
    assert faults(paper) == []
    paper.click("#confirm [data-submit]")
    paper.wait_for_url("**/result")


def test_the_question_before_handing_in_is_accessible_where_no_script_asks_it(paper: Page) -> None:
    address = paper.url
    assert faults(paper, f"{address}/confirm") == []
    paper.click("main button:has-text('确认交卷')")
    paper.wait_for_url("**/result")


def hand_in(page: Page) -> None:
    page.click(".exam-head [data-open=confirm]")
    page.click("#confirm [data-submit]")
