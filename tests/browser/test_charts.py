"""Charts in a real browser: each is drawn from the table beside it, within the page's policy, and says the same."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def busiest(site: Site) -> int:
    """The exam with the most papers, once the site has counted them all."""
    until = time.monotonic() + 90
    counted = "SELECT count(*) FROM tally_cursors WHERE seen_id >= (SELECT max(id) FROM attempts)"
    while site.sql(counted)[0][0] == 0:
        assert time.monotonic() < until, "the site did not count its papers within 90 s"
        time.sleep(0.5)
    query = (
        "SELECT a.exam_id FROM attempts a JOIN exams x ON x.id = a.exam_id WHERE x.kind = 'exam'"
        " GROUP BY a.exam_id ORDER BY count(*) DESC LIMIT 1"
    )
    return site.sql(query)[0][0]


def table_of(page: Page, chart: str) -> list[list[str]]:
    """What a chart is drawn from: of each row the words of its head and of its drawn cells."""
    script = """table => [...table.querySelectorAll("tbody tr")].map(row => [
        row.querySelector("th").textContent.trim(),
        ...[...row.querySelectorAll("[data-v]")].map(cell => cell.dataset.v),
    ])"""
    return page.locator(f"table#{chart}").evaluate(script)


def drawn(page: Page, chart: str) -> Locator:
    box = page.locator(f"[data-chart][data-table={chart}]")
    expect(box.locator("svg")).to_be_visible()
    return box


def bars(box: Locator) -> list[float]:
    """The heights of what is filled with a colour, from left to right."""
    script = """svg => [...svg.querySelectorAll("path")]
        .filter(each => /^#|rgb/.test(each.getAttribute("fill") || ""))
        .map(each => each.getBBox()).filter(each => each.width > 2)
        .sort((a, b) => a.x - b.x).map(each => each.height)"""
    return box.locator("svg").evaluate(script)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_the_score_distribution_is_as_high_as_its_table_says(
    open_as: Callable[..., Page], busiest: int, size: dict[str, int]
) -> None:
    page = open_as("organizer", size)
    page.goto(f"/exams/manage/{busiest}/statistics")
    box = drawn(page, "scores")
    page.wait_for_timeout(1500)
    counts = [int(row[1]) for row in table_of(page, "scores")]
    assert sum(counts) > 0
    heights = bars(box)
    shown = [count for count in counts if count]
    tallest = max(heights)
    wanted = [count / max(shown) for count in shown]
    assert [height / tallest for height in heights if height > 0] == pytest.approx(wanted, abs=0.02)


@pytest.mark.usefixtures("busiest")
def test_every_question_with_figures_is_a_dot(site: Site, open_as: Callable[..., Page]) -> None:
    found = site.sql(
        "SELECT q.bank_id FROM question_tallies t JOIN questions q ON q.published_version_id = t.version_id"
        " WHERE t.facility IS NOT NULL AND t.discrimination IS NOT NULL LIMIT 1"
    )
    page = open_as("trainer", DESKTOP)
    page.goto(f"/exams/statistics/banks/{found[0][0]}")
    box = drawn(page, "dots")
    page.wait_for_timeout(1500)
    dots = [row for row in table_of(page, "dots") if "" not in row]
    circles = box.locator("svg").evaluate(
        "svg => [...svg.querySelectorAll('path[fill-opacity]')].filter(each => each.getBBox().width < 12).length"
    )
    assert circles == len(dots) > 0


def test_the_watch_page_draws_rates_and_hours_and_its_figures_go_on_renewing(
    site: Site, open_as: Callable[..., Page]
) -> None:
    (exam,) = site.sql("SELECT id FROM exams WHERE title = '全省党支部工作知识测试'")[0]
    page = open_as("organizer", DESKTOP)
    page.goto(f"/exams/manage/{exam}/watch")
    box = drawn(page, "units")
    legend = box.locator("svg text").all_text_contents()
    assert {"参与率", "合格率", "优秀率"} <= set(legend)
    first = table_of(page, "units")[0][0]
    assert any(label.rstrip("…") and first.startswith(label.rstrip("…")) for label in legend)
    with page.expect_response(re.compile("/watch/figures")):
        page.wait_for_timeout(100)
    expect(page.locator("[data-chart][data-table=units] svg")).to_have_count(1)


@pytest.mark.usefixtures("busiest")
def test_an_options_chart_shows_each_share_and_its_table_stays(site: Site, open_as: Callable[..., Page]) -> None:
    found = site.sql(
        "SELECT q.id FROM question_tallies t JOIN questions q ON q.published_version_id = t.version_id"
        " JOIN question_versions v ON v.id = t.version_id WHERE v.type = 'single_choice' ORDER BY t.taken DESC LIMIT 1"
    )
    page = open_as("trainer", PHONE)
    page.goto(f"/exams/statistics/questions/{found[0][0]}")
    box = drawn(page, "options")
    labels = box.locator("svg text").all_text_contents()
    for row in table_of(page, "options"):
        assert any(label.startswith(row[0][0]) for label in labels)
    expect(page.locator("table#options")).to_be_visible()


def test_without_script_the_table_is_there_and_no_empty_box(open_as: Callable[..., Page], busiest: int) -> None:
    page = open_as("organizer", DESKTOP, java_script_enabled=False)
    page.goto(f"/exams/manage/{busiest}/statistics")
    expect(page.locator("[data-chart]").first).to_be_hidden()
    page.locator("details:has(#scores) summary").click()
    expect(page.locator("#scores")).to_be_visible()


def test_charts_stand_still_for_who_asked_for_less_motion(open_as: Callable[..., Page], busiest: int) -> None:
    page = open_as("organizer", DESKTOP, reduced_motion="reduce")
    page.goto(f"/exams/manage/{busiest}/statistics")
    box = drawn(page, "scores")
    first = bars(box)
    page.wait_for_timeout(400)
    assert bars(box) == first


def test_the_bundle_of_charts_is_loaded_on_pages_with_charts_alone(open_as: Callable[..., Page], busiest: int) -> None:
    page = open_as("organizer", DESKTOP)
    page.goto("/exams")
    assert page.locator("script[src*=charts]").count() == 0
    page.goto(f"/exams/manage/{busiest}/statistics")
    assert page.locator("script[src*=charts]").count() == 1


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_the_treemap_has_a_block_for_each_row_as_large_as_it_says_and_leads_where_the_name_does(
    site: Site, open_as: Callable[..., Page], size: dict[str, int]
) -> None:
    page = open_as("organizer", size, reduced_motion="reduce")
    page.goto(f"/contests/manage/{of_the_province(site)}/watch")
    box = drawn(page, "units")
    rows = page.locator("table#units tbody tr").evaluate_all(
        "rows => rows.map(row => [row.querySelector('th').textContent.trim(), Number(row.dataset.size),"
        " row.querySelector('[data-v]').dataset.v, row.dataset.tone])"
    )
    assert len(rows) > 2
    blocks = sorted(box.locator("svg").evaluate(BLOCKS))
    assert [area / sum(each[0] for each in blocks) for area, _tone in blocks] == pytest.approx(
        sorted(row[1] / sum(row[1] for row in rows) for row in rows), abs=0.02
    )
    assert len({tone for _area, tone in blocks}) == len({row[3] for row in rows})
    said = box.locator("svg text").all_text_contents()
    largest, _size, rate, _tone = max(rows, key=lambda row: row[1])
    assert f"{rate}%" in said

    link = page.locator("table#units tbody th a", has_text=largest)
    leads_to = link.get_attribute("href")
    box.locator("svg text", has_text=largest).first.click()
    page.wait_for_url(f"**{leads_to}")
    expect(page.locator("main .page-head")).to_contain_text(largest)
    page.go_back()
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{leads_to}")


def test_without_script_the_units_are_a_table_that_leads_down(site: Site, open_as: Callable[..., Page]) -> None:
    page = open_as("organizer", PHONE, java_script_enabled=False)
    page.goto(f"/contests/manage/{of_the_province(site)}/watch")
    expect(page.locator("[data-chart]").first).to_be_hidden()
    link = page.locator("table#units tbody th a").nth(1)
    name = link.text_content() or "?"
    link.click()
    expect(page.locator("main .page-head")).to_contain_text(name)


def of_the_province(site: Site) -> int:
    """The demo's contest under way."""
    return site.sql("SELECT id FROM contests WHERE title = '全省党支部工作知识竞赛'")[0][0]


BLOCKS = """svg => {
    const shapes = [...svg.querySelectorAll("path")]
        .filter(each => /^#|rgb/.test(each.getAttribute("fill") || ""))
        .map(each => [each.getBBox().width * each.getBBox().height, each.getAttribute("fill")])
        .sort(([one], [other]) => other - one);
    const ground = shapes[0][1];
    return shapes.filter(([, tone]) => tone !== ground);
}"""
"""The blocks of a treemap: how large each is, and its colour. What lies below them all has the colour of the gaps."""
