"""What a record is made of: an exam handed in over HTTP, a course with two lessons, and the tasks caught up."""

from collections.abc import Callable

import pytest
from flask import Flask

from quiz_app.core.db import Database
from quiz_app.courses.tables import Course, CourseVersion, Lesson, LessonVersion, Progress
from quiz_app.exams.tables.exams import Exam
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
def write_course(database: Database, cast: Cast) -> Callable[[str, str, str, tuple[str, ...]], list[Lesson]]:
    """A published course of the province; its lessons have nine minutes and six quarters of an hour each."""

    def write(code: str, title: str, area: str, lesson_titles: tuple[str, ...]) -> list[Lesson]:
        with database.transaction() as session:
            course = Course(code=code, unit_id=cast.units["东山省"].id, origin="site", latest_number=1)
            session.add(course)
            session.flush()
            version = CourseVersion(
                course_id=course.id,
                number=1,
                title=title,
                area=area,
                summary="",
                digest=code.encode().ljust(32),
                origin="site",
                created_at=NOW,
            )
            made = [Lesson(course_id=course.id, slug=f"lesson-{place}") for place in range(len(lesson_titles))]
            session.add_all([version, *made])
            session.flush()
            course.published_version_id = version.id
            session.add_all(
                LessonVersion(
                    course_version_id=version.id,
                    lesson_id=lesson.id,
                    position=position,
                    title=lesson_title,
                    minutes=9,
                    quarter_hours=6,
                    knowledge_points=[],
                    body="",
                )
                for position, (lesson, lesson_title) in enumerate(zip(made, lesson_titles, strict=True), start=1)
            )
            return made

    return write


@pytest.fixture
def lessons(write_course: Callable[..., list[Lesson]]) -> list[Lesson]:
    return write_course("meetings", "三会一课", "branch_daily_work", ("党员大会怎样开", "党小组会怎样开"))


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
