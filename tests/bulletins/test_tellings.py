"""Whom a bulletin tells: all of the scope by one notice, who holds an award by name, once, and not in quiet hours."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from quiz_app.bulletins import actions, tellings
from quiz_app.contests.actions import entrants, outcomes
from quiz_app.contests.queries.contests import FoundContest, held_contest
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.notices.queries.inbox import inbox
from quiz_app.organizations.actors import Actor
from tests.bulletins.test_bulletins import final, publish  # noqa: F401
from tests.contests.conftest import Stand
from tests.contests.signing import signed_in


@pytest.fixture
def noon(final: Stand) -> Stand:  # noqa: F811
    """The final contest, at ten in the morning."""
    final.clock.moment = final.clock.now().replace(hour=2, minute=0) + timedelta(days=1)
    return final


def notices(stand: Stand, who: Actor, *, at: datetime | None = None) -> list[tuple[str, str]]:
    """(kind, title) of what somebody got about bulletins and awards, the first first."""
    with stand.database.reading() as session:
        found = inbox(session, who, limit=20, at=at or stand.clock.now())
        return [(each.notice.kind, each.notice.title) for each in reversed(found)]


def withdraw(stand: Stand, reason: str = "名单有误", by: Actor | None = None) -> None:
    with stand.database.transaction() as session:
        contest = held_contest(session, stand.contest_id)
        found = FoundContest(contest, stand.cast.units["临江市"], manages=True)
        actions.withdraw(session, by or stand.cast.dora, found, reason=reason, at=stand.clock.now())


def again_without_ann(stand: Stand, run_jobs: Callable[[], int]) -> None:
    stand.act(outcomes.reopen, reason="有人举报")
    stand.act(entrants.disqualify, stand.cast.ann.member_id, reason="代答")
    stand.pass_to(stand.clock.now() + timedelta(days=4))
    stand.act(outcomes.ask_to_finalize)
    run_jobs()


def test_all_are_told_once_and_winners_by_name(noon: Stand) -> None:
    cast = noon.cast
    publish(noon, "关于竞赛的通报")
    assert notices(noon, cast.tom) == [("announcement", "关于竞赛的通报")]
    assert notices(noon, cast.ann) == [("announcement", "关于竞赛的通报"), ("award", "你获得了“一等奖”")]
    assert ("award", "你获得了“二等奖”") in notices(noon, cast.ben)
    assert notices(noon, cast.cleo) == []
    with noon.database.reading() as session:
        for each in inbox(session, cast.ann, limit=9, at=noon.clock.now()):
            assert each.notice.source_page == {"endpoint": "bulletins.show", "contest_id": noon.contest_id}


def test_what_is_published_at_night_is_told_in_the_morning(noon: Stand) -> None:
    noon.clock.moment = noon.clock.now().replace(hour=15)
    publish(noon)
    assert notices(noon, noon.cast.ann) == []
    morning = noon.clock.now() + timedelta(hours=9, minutes=1)
    assert len(notices(noon, noon.cast.ann, at=morning)) == 2


def test_a_new_version_says_so_and_tells_only_those_whose_awards_changed(
    noon: Stand, run_jobs: Callable[[], int]
) -> None:
    cast = noon.cast
    publish(noon, "关于竞赛的通报")
    publish(noon, "关于竞赛的通报")
    replaced = ("correction", "通报更新为第 2 版：关于竞赛的通报")
    assert notices(noon, cast.tom)[1:] == [replaced]
    assert notices(noon, cast.ann)[2:] == [replaced]
    again_without_ann(noon, run_jobs)
    noon.clock.moment = noon.clock.now().replace(hour=2) + timedelta(days=1)
    publish(noon)
    assert ("correction", "通报里你的奖项有变动") in notices(noon, cast.ann)
    assert notices(noon, cast.ben)[-2:] == [
        ("award", "你获得了“一等奖”"),
        ("correction", "通报里你的奖项有变动"),
    ]


def test_a_withdrawal_says_so_and_shows_nothing_but_the_reason(noon: Stand, app: Flask) -> None:
    cast, base = noon.cast, f"/contests/{noon.contest_id}/bulletin"
    desk = f"/contests/manage/{noon.contest_id}/bulletin"
    publish(noon, "关于竞赛的通报")
    with pytest.raises(Forbidden):
        withdraw(noon, by=cast.ben)
    with pytest.raises(Invalid, match="写明撤回的理由"):
        withdraw(noon, reason=" ")
    dora, ann = (signed_in(app, noon.database, who) for who in (cast.dora, cast.ann))
    assert "一等奖名单" in ann.get(base).text
    assert dora.post(f"{desk}/withdrawal", data={"reason": "名单有误"}).status_code == 303
    assert notices(noon, cast.tom)[-1] == ("correction", "通报已撤回：关于竞赛的通报")
    page = ann.get(base).text
    assert "已经撤回" in page and "名单有误" in page and "一等奖名单" not in page
    assert ann.get(f"{base}/docx").status_code == 410
    assert "一等奖名单" in dora.get(base).text
    assert dora.get(f"{base}/docx").status_code == 200
    assert "确认撤回" not in dora.get(desk).text
    with pytest.raises(Conflict, match="已经撤回"):
        withdraw(noon)
    publish(noon, "关于竞赛的通报")
    assert "一等奖名单" in ann.get(base).text
    assert "一等奖名单" not in ann.get(f"{base}?version=1").text
    assert [kind for kind, _ in notices(noon, cast.ann)].count("award") == 1


def test_who_has_the_same_awards_is_told_by_one_notice() -> None:
    titles = {"one": "一等奖", "two": "二等奖"}
    now, before = {("one", 1), ("two", 1), ("one", 2), ("one", 3)}, {("one", 2), ("two", 4)}
    found = tellings.to_winners("竞赛", titles, now, before)
    assert {title: members for (_, title, _), members in found.items()} == {
        "你获得了“一等奖”、“二等奖”": [1],
        "你获得了“一等奖”": [3],
        "通报里你的奖项有变动": [4],
    }
    assert tellings.to_winners("竞赛", titles, now, now) == {}


def test_titles_are_cut_to_what_a_notice_may_have() -> None:
    for kind, title, body in (
        tellings.published("赛", "长" * 120, 2),
        tellings.withdrawn("赛", "长" * 120, "误"),
    ):
        assert kind == "correction" and len(title) == 120 and body
