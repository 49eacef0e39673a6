"""Lessons that quote a superseded version are listed for those who write courses, with the old words."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz_app.core.db import Database
from quiz_app.core.files.media import Media
from quiz_app.courses import text_format
from quiz_app.courses.actions.loading import load
from quiz_app.courses.queries.supersession import aged_lessons
from quiz_app.organizations.actors import operator
from quiz_app.regulations import actions as regulations
from quiz_app.regulations import registry
from tests.conftest import NOW, Cast
from tests.courses.conftest import course_files, lesson_text

RULES = """
[[document]]
code = "rules"
title = "港口工作条例"
[[document.version]]
label = "2019"
issued_on = "2019"
{superseded}
[[document.version]]
label = "2026"
issued_on = "2026"
effective_on = "2026-02-01"
"""
QUOTING = "\n\n> 引航员应当先核对船名和吃水。\n>\n> ——《港口工作条例》（2019）第三条"
NAMING = "\n\n新版见《港口工作条例》（2026）。"


@pytest.fixture
def register(database: Database, cast: Cast) -> Callable[[str], None]:
    def run(superseded: str) -> None:
        province = cast.units["东山省"]
        rules = registry.read(RULES.format(superseded=superseded))
        with database.transaction() as session:
            regulations.load(session, operator(province.path), province, rules)

    return run


@pytest.fixture
def quoting(database: Database, cast: Cast, media: Media, register: Callable[[str], None]) -> None:
    """A course of the city with one lesson that quotes the rules of 2019 and one that only names the document."""
    register("")
    files = course_files(
        lesson_2=lesson_text("学习的义务", more=QUOTING), lesson_3=lesson_text("少有人考的义务", more=NAMING)
    )
    city = cast.units["临江市"]
    with database.transaction() as session:
        load(session, text_format.read(files), city, media=media, at=NOW)


def test_a_lesson_is_listed_as_soon_as_what_it_quotes_is_superseded(
    app: Flask,
    cast: Cast,
    sign_in: Callable[..., FlaskClient],
    quoting: None,
    register: Callable[[str], None],
    database: Database,
) -> None:
    tom = sign_in(app.test_client(), cast.tom)
    assert "没有待修订的课" in tom.get("/courses/superseded").text
    register('superseded_on = "2026-02-01"')
    page = tom.get("/courses/superseded").text
    assert "学习的义务" in page and "少有人考的义务" not in page
    assert "引航员应当先核对船名和吃水。" in page and "《港口工作条例》（2026）第三条" in page
    with database.reading() as session:
        (lesson,) = aged_lessons(session, cast.tom).lessons
        assert aged_lessons(session, cast.tom, after=(lesson.lesson.id,)).lessons == []
    edit = f"/courses/{lesson.course.id}/lessons/{lesson.lesson.lesson_id}/edit"
    assert edit in page and tom.get(edit).status_code == 200
