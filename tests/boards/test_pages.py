"""What the board page offers beside the names: the way back in time, the tabs, and how a tie looks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from quiz_app.core.db import Database
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor
from tests.conftest import Cast, SettableClock


@pytest.fixture
def anns(client: FlaskClient, cast: Cast, sign_in: Callable) -> FlaskClient:
    return sign_in(client, cast.ann)


def test_the_way_back_ends_where_the_boards_begin(
    anns: FlaskClient, cast: Cast, clock: SettableClock, finish_lessons: Callable[[Actor, int], None], settle: Callable
) -> None:
    clock.moment -= timedelta(days=40)
    finish_lessons(cast.ann, 1)
    clock.moment += timedelta(days=40)
    finish_lessons(cast.ann, 1)
    settle()
    periods = ("2026-W48", "2026-W42", "2026-11", "2026-10", "2026", "2026-Q4")
    pages = {period: anns.get(f"/boards?period={period}").text for period in periods}
    assert ["上一期" in page for page in pages.values()] == [True, False, True, False, False, False]


def test_the_present_week_is_one_of_the_tabs_and_says_its_days(anns: FlaskClient) -> None:
    page = anns.get("/boards?period=week").text
    assert "2026年第48周（11月23日至29日）" in page
    tabs = page.split('aria-label="时段"')[1].split("</nav>")[0]
    assert [word in tabs for word in ("本周", "本月", "本季度", "本年")] == [True] * 4
    assert tabs.split('aria-current="page"')[1].startswith(">本周")


def test_a_time_that_has_not_begun_has_no_board(anns: FlaskClient) -> None:
    for period, words in (
        ("2030-01", "2030年1月还没有开始"),
        ("2026-W49", "2026年第49周（11月30日至12月6日）还没有开始"),
    ):
        answer = anns.get(f"/boards?period={period}")
        assert answer.status_code == 404
        assert words in answer.text


def test_a_month_without_points_keeps_its_tabs(anns: FlaskClient) -> None:
    page = anns.get("/boards").text
    assert "还没有积分" in page
    assert "支部</a>" in page
    assert "个人</a>" in page


def test_two_first_places_stand_equally_high(
    anns: FlaskClient, cast: Cast, finish_lessons: Callable[[Actor, int], None], settle: Callable
) -> None:
    for actor, lessons in ((cast.ann, 2), (cast.ben, 2), (cast.dora, 1)):
        finish_lessons(actor, lessons)
    settle()
    page = anns.get("/boards").text
    assert 'class="podium even"' in page
    assert (page.count('class="place-1"'), page.count('class="place-3"')) == (2, 1)


def test_whoever_belongs_to_a_group_stands_under_the_name_of_the_branch(
    anns: FlaskClient,
    cast: Cast,
    database: Database,
    finish_lessons: Callable[[Actor, int], None],
    settle: Callable,
) -> None:
    with database.transaction() as session:
        session.get_one(Member, cast.ben.member_id).unit_id = cast.units["港口第一党小组"].id
    finish_lessons(cast.ben, 1)
    settle()
    listed = anns.get("/boards").text.split("<table")[1]
    assert "港口党支部" in listed
    assert "港口第一党小组" not in listed
