"""The desk of an organizer of contests, page by page: by axe, on both widths; and no page of it is forgotten."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from quiz_app.app import create_app
from quiz_app.core.config import Settings
from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.contest_under_way import in_two_stages
from tests.browser.faults import faults

pytestmark = pytest.mark.browser

PAGES = """
    /contests/manage /contests/manage/new /contests/manage/{draft} /contests/manage/{draft}/edit
    /contests/manage/{draft}/stages /contests/manage/{running} /contests/manage/{running}/edit
    /contests/manage/{running}/watch /contests/manage/{running}/watch?level=party_branch
    /contests/manage/{running}/watch/absent /contests/manage/{running}/roster
    /contests/manage/{running}/disqualifications /contests/manage/{running}/disqualifications/of/{member}
    /contests/manage/{running}/extras
    /contests/manage/{over} /contests/manage/{over}/watch
    /contests/manage/{staged} /contests/manage/{staged}/teams /contests/manage/{staged}/teams/{team}
    /contests/manage/{staged}/stages/{second}/qualifiers /contests/manage/{staged}/stages/{second}/scores
"""
ON_THE_DESK = """
    /contests/manage/{draft}/edit /contests/manage/{running} /contests/manage/{running}/watch
    /contests/manage/{running}/roster /contests/manage/{over} /contests/manage/{staged}/stages/{second}/qualifiers
"""
"""What is laid out otherwise on a wide screen."""
NO_PAGES = {"contests.manage.watch_figures", "contests.manage.export"}
"""A part of a page, and a workbook."""
ELSEWHERE = {
    "contests.manage.settlement",
    "contests.manage.certificates",
    "contests.manage.certificate",
    "contests.manage.reissue_certificate",
}
"""In `test_accessibility_of_afterwards`."""


@pytest.fixture(scope="module")
def numbers(site: Site) -> dict[str, int]:
    of_state = dict(site.sql("SELECT state, min(id) FROM contests GROUP BY state"))
    [(running,)] = site.sql("SELECT id FROM contests WHERE title = '全省党支部工作知识竞赛'")
    [(member,)] = site.sql("SELECT id FROM members WHERE number = 'member'")
    made = in_two_stages(site)
    return made | {"running": running, "draft": of_state["draft"], "over": of_state["final"], "member": member}


def test_the_pages_are_all_that_the_desk_has(site: Site, numbers: dict[str, int]) -> None:
    served = create_app(Settings.read({"QUIZ_APP_INSTANCE": str(site.database.parent)}))
    routes = served.url_map.bind("localhost")
    named = {routes.match(path.partition("?")[0])[0] for path in PAGES.format(**numbers).split()}
    pages = {
        rule.endpoint
        for rule in served.url_map.iter_rules()
        if rule.endpoint.startswith("contests.manage.") and "GET" in (rule.methods or ())
    }
    assert named == pages - NO_PAGES - ELSEWHERE


@pytest.mark.parametrize(("size", "listed"), [(PHONE, PAGES), (DESKTOP, ON_THE_DESK)], ids=["phone", "desk"])
def test_every_page_of_the_desk_is_accessible(
    numbers: dict[str, int], open_as: Callable[..., Page], size: dict[str, int], listed: str
) -> None:
    page = open_as("organizer", size)
    assert {path: each for path in listed.format(**numbers).split() if (each := faults(page, path))} == {}
