"""What a record is made of: an exam handed in over HTTP, a course with two lessons, and the tasks caught up."""

from collections.abc import Callable

import pytest
from flask import Flask

from quiz_app.core.db import Database
from quiz_app.courses.tables import Course, CourseVersion, Lesson, LessonVersion, Progress
from quiz_app.exams.tables import Exam
from quiz_app.organizations.actors import Actor
from quiz_app.points.actions import award
from quiz_app.points.rules.table import LESSON_FINISHED
from tests.conftest import NOW, Cast, SettableClock, bearer
from tests.exams.conftest import (  # noqa: F401
    draft,
    exam,
    publish_exam,
    queries,
    questions,
    right_answers,
    settle,
    write_exam,
)


@pytest.fixture
def hand_in(app: Flask, right_answers: Callable[..., dict[str, list[str]]]) -> Callable[..., dict]:  # noqa: F811
    """An actor sits an exam and hands it in, all right or all blank; the receipt."""

    def run(actor: Actor, sat: Exam, *, right: bool = True) -> dict:
        client, headers = app.test_client(), {"Authorization": f"Bearer {bearer(actor)}"}
        begun = client.post(f"/api/v1/exams/{sat.id}/attempts", json={}, headers=headers).get_json()
        answers = right_answers(sat, actor.member_id, begun["number"]) if right else {}
        sent = {"revision": 1, "writer": begun["writer"], "answers": answers}
        answer = client.post(f"/api/v1/attempts/{begun['id']}/submission", json=sent, headers=headers)
        assert answer.status_code == 200, answer.get_json()
        return answer.get_json()

    return run


@pytest.fixture
def lessons(database: Database, cast: Cast) -> list[Lesson]:
    """Two published lessons of a course of the province, six quarters of an hour each."""
    with database.transaction() as session:
        course = Course(code="meetings", unit_id=cast.units["东山省"].id, origin="site", latest_number=1)
        session.add(course)
        session.flush()
        version = CourseVersion(
            course_id=course.id,
            number=1,
            title="三会一课",
            area="党支部日常工作",
            summary="",
            digest=b"x" * 32,
            origin="site",
            created_at=NOW,
        )
        made = [Lesson(course_id=course.id, slug=slug) for slug in ("assembly", "group")]
        session.add_all([version, *made])
        session.flush()
        course.published_version_id = version.id
        for position, (lesson, title) in enumerate(
            zip(made, ("党员大会怎样开", "党小组会怎样开"), strict=True), start=1
        ):
            session.add(
                LessonVersion(
                    course_version_id=version.id,
                    lesson_id=lesson.id,
                    position=position,
                    title=title,
                    minutes=9,
                    quarter_hours=6,
                    knowledge_points=[],
                    body="",
                )
            )
        return made


@pytest.fixture
def finish_lesson(database: Database, clock: SettableClock) -> Callable[[Actor, Lesson], None]:
    """An actor finishes a lesson now, and is credited for it."""

    def run(actor: Actor, lesson: Lesson) -> None:
        at = clock.now()
        with database.transaction() as session:
            session.add(
                Progress(
                    member_id=actor.member_id,
                    lesson_id=lesson.id,
                    opened_at=at,
                    read_at=at,
                    finished_at=at,
                    quarter_hours=6,
                )
            )
            award(session, LESSON_FINISHED, member_id=actor.member_id, source_id=lesson.id, at=at)

    return run
