"""The courses that come with the site are loaded, and loaded again."""

from sqlalchemy import select

from quiz_app.courses.tables import Lesson
from tests.courses.conftest import (
    counted,
    course_files,
    lesson_text,
    newest,
    the_course,
)


def test_the_loader_never_overwrites_what_was_edited_on_the_site(course, as_root, load_course, database) -> None:
    page = f"/courses/{course.id}/edit"
    title, summary = "网站上改的名称", "网站上改的简介。"
    form = {"version": str(course.version), "title": title, "area": "party_basics", "summary": summary}
    assert as_root.post(page, data=form).status_code == 302
    assert load_course(course_files(lesson_2=lesson_text("仓库里的新版"))) == "kept"
    assert load_course() == "kept"
    assert newest(database, course).title == title
    assert title in as_root.get(page).text


def test_the_loader_leaves_what_a_trainer_uploaded(uploaded, load_course, database) -> None:
    assert load_course() == "kept"
    assert counted(database) == (1, 1)


def test_loading_again_changes_nothing_and_a_change_is_a_new_version(course, load_course, database) -> None:
    assert load_course() == "unchanged"
    assert counted(database) == (1, 1)
    assert load_course(course_files(lesson_2=lesson_text("学习的义务", more="新。"))) == "updated"
    assert counted(database) == (1, 2)
    assert the_course(database).published_version_id == newest(database, course).id


def test_loading_again_fills_quizzes_once_the_banks_can(database, load_course, cast, request) -> None:
    load_course()
    with database.reading() as session:
        assert session.scalars(select(Lesson.quiz_id).where(Lesson.slug == "01-eight")).one() is None
    request.getfixturevalue("questions")
    assert load_course() == "unchanged"
    with database.reading() as session:
        assert session.scalars(select(Lesson.quiz_id).where(Lesson.slug == "01-eight")).one() is not None
