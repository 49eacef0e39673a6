"""Lessons that quote a superseded version are listed for those who write courses, with the old words."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz_app.core.db import Database
from quiz_app.core.files.media import Media
from quiz_app.courses import text_format
from quiz_app.courses.actions.loading import load
from quiz_app.courses.queries.study import LessonLine, lessons_of, own_courses
from quiz_app.courses.queries.supersession import aged_lessons
from quiz_app.courses.queries.totals import begun_lessons
from quiz_app.courses.tables import Progress
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


def test_members_cannot_read_a_lesson_that_is_set_aside_and_the_course_goes_on_without_it(
    as_ann: FlaskClient, cast: Cast, quoting: None, register: Callable[[str], None], database: Database
) -> None:
    course, lessons = own_lessons(database, cast)
    second = f"/courses/{course}/lessons/{lessons[1].id}"
    assert "引航员应当先核对" in as_ann.get(second).text
    register('superseded_on = "2026-02-01"')
    page = as_ann.get(second).text
    assert "这一课正在修订" in page and "《港口工作条例》（2019） 已由 2026 版代替" in page
    assert "引航员应当先核对" not in page
    assert f"/courses/{course}/lessons/{lessons[0].id}" in page
    assert as_ann.post(f"{second}/reading").status_code == 409
    assert "待修订" in as_ann.get(f"/courses/{course}").text
    assert f"共 {len(lessons) - 1} 课" in as_ann.get(f"/courses/{course}").text
    assert [each["set_aside"] for each in as_ann.get(f"/api/v1/courses/{course}").json["lessons"]][:3] == [
        False,
        True,
        False,
    ]
    with database.reading() as session:
        assert lessons[1].id not in [each.text.lesson_id for each in begun_lessons(session, cast.ann, limit=9)]
        [line] = own_courses(session, cast.ann, limit=9)
        assert line.lessons == len(lessons) - 1

    register("")
    assert "引航员应当先核对" in as_ann.get(second).text


def test_what_was_finished_before_a_lesson_was_set_aside_still_counts(
    as_ann: FlaskClient, cast: Cast, quoting: None, register: Callable[[str], None], database: Database
) -> None:
    course, lessons = own_lessons(database, cast)
    with database.transaction() as session:
        session.add(
            Progress(
                member_id=cast.ann.member_id,
                lesson_id=lessons[1].id,
                opened_at=NOW,
                read_at=NOW,
                finished_at=NOW,
                quarter_hours=1,
            )
        )
    register('superseded_on = "2026-02-01"')
    page = as_ann.get(f"/courses/{course}").text
    assert f"学完 1 课，共 {len(lessons)} 课" in page
    assert "这一课正在修订" in as_ann.get(f"/courses/{course}/lessons/{lessons[1].id}").text


def own_lessons(database: Database, cast: Cast) -> tuple[int, list[LessonLine]]:
    """The course that Ann sees, and its lessons."""
    with database.reading() as session:
        [line] = own_courses(session, cast.ann, limit=9)
        return line.course.id, lessons_of(session, line.edition, cast.ann.member_id)
