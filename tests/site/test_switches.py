"""Navigation, help, health, and the two switches that a device remembers."""

from collections.abc import Callable

import pytest
from flask import Flask

from quiz_app.core.db import Database
from quiz_app.organizations.actors import Actor
from quiz_app.site.navigation import TABS, WORK, current, links
from tests.conftest import Cast


def names(actor: Actor) -> list[str]:
    return [place.label for place in links(actor)[len(TABS) :]]


def test_everybody_has_the_five_tabs_and_the_work_that_a_role_allows(cast: Cast) -> None:
    assert [place.label for place in links(cast.ann)] == ["home", "courses", "exams", "contests", "me"]
    assert names(cast.ben) == ["branch"]
    assert names(cast.tom) == ["banks", "manage_courses"]
    assert names(cast.dora) == ["manage_exams", "manage_contests", "branch"]
    assert names(cast.root) == [
        *("banks", "manage_courses", "manage_exams", "manage_contests", "branch", "members", "units")
    ]


def test_every_place_that_the_bars_link_to_exists_and_opens_for_who_sees_it(
    app: Flask, cast: Cast, sign_in: Callable
) -> None:
    for name in ("ann", "ben", "tom", "dora", "root", "cleo"):
        actor = getattr(cast, name)
        client = sign_in(app.test_client(), actor)
        page = client.get("/").get_data(as_text=True)
        with app.test_request_context():
            addresses = [app.url_for(place.endpoint) for place in links(actor)]
        for address in addresses:
            assert f'href="{address}"' in page
            assert client.get(address).status_code == 200, (name, address)


@pytest.mark.parametrize(
    ("endpoint", "label"),
    [
        ("site.home", "home"),
        ("courses.lesson", "courses"),
        ("courses.edit_lesson", "manage_courses"),
        ("exams.show", "exams"),
        ("exams.board", "contests"),
        ("exams.attempts.result", "exams"),
        ("exams.watch.show", "manage_exams"),
        ("records.points", "me"),
        ("records.branch", "branch"),
        ("members.people", "members"),
        ("members.devices", "me"),
    ],
)
def test_a_page_lights_the_place_that_it_belongs_to(endpoint: str, label: str) -> None:
    found = current((*TABS, *WORK), endpoint)
    assert found is not None
    assert found.label == label


def test_pages_that_belong_nowhere_light_nothing() -> None:
    assert current(TABS, "site.help") is None
    assert current(TABS, None) is None


@pytest.mark.parametrize(
    ("sent", "kept"), [("large", "large"), ("normal", "normal"), ("<huge>", "normal"), ("", "normal")]
)
def test_large_type_is_remembered_and_leads_back(
    app: Flask, cast: Cast, sign_in: Callable, sent: str, kept: str
) -> None:
    client = sign_in(app.test_client(), cast.ann)
    answer = client.post("/preferences/type", data={"type": sent}, headers={"Referer": "http://localhost/me?x=1"})
    assert (answer.status_code, answer.location) == (303, "/me?x=1")
    assert client.get_cookie("type").value == kept
    assert f'data-type="{kept}"' in client.get("/me").get_data(as_text=True)


@pytest.mark.parametrize(
    "referrer", ["https://elsewhere.example/me", "http://localhost//elsewhere.example", "http://[", ""]
)
def test_a_switch_leads_to_no_other_site(app: Flask, referrer: str) -> None:
    answer = app.test_client().post("/preferences/type", data={"type": "large"}, headers={"Referer": referrer})
    assert answer.location == "/"


def test_the_language_is_one_of_those_there_are(app: Flask) -> None:
    client = app.test_client()
    client.post("/preferences/language", data={"language": "en"})
    assert client.get_cookie("language").value == "en"
    client.post("/preferences/language", data={"language": "xx"})
    assert client.get_cookie("language").value == "zh_CN"


def test_a_switch_is_a_form_of_this_site_alone(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.test_client().post("/preferences/type", data={"type": "large"}).status_code == 400


def test_health_says_that_the_database_answers_and_nothing_else(app: Flask) -> None:
    answer = app.test_client().get("/health")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok", "database": True})


def test_health_fails_when_the_database_is_gone(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Database("sqlite:////nowhere/at/all.db")
    monkeypatch.setattr(database, "reading", gone.reading)
    answer = app.test_client().get("/health")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "failing", "database": False})
    gone.dispose()


def test_help_lists_what_a_role_needs_and_no_more(app: Flask, cast: Cast, sign_in: Callable) -> None:
    pages = {
        name: sign_in(app.test_client(), getattr(cast, name)).get("/help").get_data(as_text=True)
        for name in ("ann", "ben", "tom", "root")
    }
    assert [("照看支部" in page, "编写课程" in page, "管理人员" in page) for page in pages.values()] == [
        (False, False, False),
        (True, False, False),
        (False, True, False),
        (True, True, True),
    ]
