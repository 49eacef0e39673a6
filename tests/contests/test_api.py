"""Contests over HTTP, as the contract has them."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from quiz_app.members import tokens
from quiz_app.organizations.actors import Actor
from tests.conftest import NOW, SECRET
from tests.contests.conftest import Stand
from tests.contests.crowd import STAY, Crowd, crowd  # noqa: F401

Get = Callable[..., Any]


@pytest.fixture
def get(app: Flask) -> Get:
    def ask(who: Actor, path: str, status: int = 200) -> Any:
        token = tokens.issue(SECRET.encode(), tokens.Token(who.sign_in_id, who.member_id, NOW + STAY))
        answer = app.test_client().get(f"/api/v1/contests{path}", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == status, answer.text
        return answer.get_json()

    return ask


@pytest.fixture
def stand(write_contest: Callable[..., Stand], crowd: Crowd) -> Stand:  # noqa: F811
    stand = write_contest()
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    for who, right in ((stand.cast.ann, 7), (crowd.harbour[0], 9), (crowd.pier[0], 8), (crowd.pier[1], 6)):
        stand.sit(who, right=right)
    stand.catch_up()
    return stand


def test_the_list_has_announced_contests_of_ones_own_units(
    stand: Stand, write_contest: Callable[..., Stand], get: Get
) -> None:
    write_contest(title="还是草稿")
    found = get(stand.cast.ann, "")
    assert [(each["title"], each["state"], each["frozen"]) for each in found["items"]] == [
        ("支部工作知识竞赛", "open", False)
    ]
    assert get(stand.cast.cleo, "")["items"] == []


def test_a_contest_has_its_stages_as_one_meets_them_and_its_regulations(stand: Stand, get: Get) -> None:
    found = get(stand.cast.ann, f"/{stand.contest_id}")
    [stage] = found["stages"]
    assert (stage["status"], stage["attempts_left"], stage["exam_id"]) == ("open", 1, stand.exam().id)
    assert "个人名次" in [each["title"] for each in found["regulations"]]
    assert found["place"] is None
    get(stand.cast.cleo, f"/{stand.contest_id}", 404)


def test_members_come_in_order_and_by_cursor(stand: Stand, get: Get) -> None:
    path = f"/{stand.contest_id}/standings"
    whole = get(stand.cast.ann, path)
    assert [(each["rank"], each["score"]) for each in whole["items"]] == [(1, 90), (2, 80), (3, 70), (4, 60)]
    assert (whole["total"], whole["own"]["rank"], whole["own"]["gap"], whole["frozen"]) == (4, 3, 10, False)
    first = get(stand.cast.ann, f"{path}?limit=2")
    second = get(stand.cast.ann, f"{path}?limit=2&after={first['next']}")
    assert first["items"] + second["items"] == whole["items"]
    assert [each["rank"] for each in first["neighbours"]] == [1, 2, 3, 4]


def test_units_come_with_every_figure_and_by_cursor(stand: Stand, get: Get) -> None:
    path = f"/{stand.contest_id}/standings?by=unit&kind=party_branch"
    whole = get(stand.cast.ann, path)
    pier, harbour, wharf = whole["items"]
    assert (pier["rank"], pier["name"], pier["participation"], pier["roster_mean"]) == (1, "码头党支部", 50.0, 35.0)
    assert (harbour["entrants"], harbour["roster"], harbour["is_own"], wharf["score"]) == (2, 8, True, 0)
    assert whole["own"]["rank"] == 2
    first = get(stand.cast.ann, f"{path}&limit=2")
    assert first["items"] + get(stand.cast.ann, f"{path}&limit=2&after={first['next']}")["items"] == whole["items"]
    wrong = get(stand.cast.ann, f"/{stand.contest_id}/standings?by=unit&kind=galaxy", 422)
    assert wrong["fields"] == {"kind": "不认识"}
    get(stand.cast.cleo, f"/{stand.contest_id}/standings", 404)
