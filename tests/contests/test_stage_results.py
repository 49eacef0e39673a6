"""The result page of a paper that is a contest's stage: it leads back to the contest, and says how its points come."""

from collections.abc import Callable

import pytest
from flask import Flask

from quiz_app.exams.reviews import PRESETS
from tests.contests.acting import opened
from tests.contests.conftest import Stand
from tests.contests.signing import signed_in

POINTS = "竞赛的积分不在交卷时记"


@pytest.mark.parametrize("right, said", [(9, "已合格"), (2, "未合格")])
def test_it_leads_back_to_the_contest_and_promises_no_points_for_passing(
    write_contest: Callable[..., Stand], app: Flask, right: int, said: str
) -> None:
    stand = opened(write_contest)
    attempt = stand.sit(stand.cast.ann, right=right)
    page = signed_in(app, stand.database, stand.cast.ann).get(f"/exams/attempts/{attempt}/result").text
    assert said in page and POINTS in page
    assert page.count(f'href="/contests/{stand.contest_id}"') == 2 and "回到竞赛" in page
    for wrong in ("这一课", "课时", "合格后记积分", "已记入台账"):
        assert wrong not in page


def test_it_says_so_too_while_the_score_is_withheld(write_contest: Callable[..., Stand], app: Flask) -> None:
    stand = opened(write_contest, exams=({"review": PRESETS["all_after_close"]},))
    attempt = stand.sit(stand.cast.ann, right=9)
    page = signed_in(app, stand.database, stand.cast.ann).get(f"/exams/attempts/{attempt}/result").text
    assert POINTS in page and "回到竞赛" in page
    assert "已合格" not in page and "积分同时公布" not in page


def test_a_mock_stage_brings_no_points_at_all(write_contest: Callable[..., Stand], app: Flask) -> None:
    stand = opened(write_contest, exams=({"mode": "mock"},))
    attempt = stand.sit(stand.cast.ann, right=9)
    page = signed_in(app, stand.database, stand.cast.ann).get(f"/exams/attempts/{attempt}/result").text
    assert "这是模拟考试，不记积分。" in page and POINTS not in page
