"""Courses over HTTP, as a member sees them."""

from apiflask import APIBlueprint
from flask import Response, request

from quiz_app.core.web.api import describe
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.refusals import json_answer
from quiz_app.core.web.services import database
from quiz_app.courses.queries import study
from quiz_app.courses.queries.study import CourseLine, FoundCourse, LessonLine
from quiz_app.courses.schemas import CourseDetailOut, CoursesOut
from quiz_app.members.pages.identity import caller

api = APIBlueprint("courses_api", __name__)

PAGE = 50


@api.get("/courses")
@describe(api, answered=CoursesOut)
def courses() -> Response:
    """The published courses of the caller's units, by area."""
    me, after = caller(), unpack(request.args.get("after"), 2)
    with database().reading() as session:
        lines = study.own_courses(session, me, limit=PAGE + 1, after=after)
    shown = lines[:PAGE]
    more = pack(*shown[-1].cursor) if len(lines) > PAGE else None
    return json_answer({"items": [_line(line) for line in shown], "next": more})


@api.get("/courses/<int:course_id>")
@describe(api, answered=CourseDetailOut)
def course(course_id: int) -> Response:
    """A published course with its lessons and how far the caller is with each."""
    me = caller()
    with database().reading() as session:
        found = study.own_course(session, me, course_id)
        lessons = study.lessons_of(session, found.edition, me.member_id)
    return json_answer(_detail(found) | {"lessons": [_lesson(line) for line in lessons]})


def _line(line: CourseLine) -> dict[str, object]:
    return {
        "id": line.course.id,
        "title": line.edition.title,
        "area": line.edition.area,
        "summary": line.edition.summary,
        "unit": line.unit_name,
        "lessons": line.lessons,
        "finished": line.finished,
        "minutes": line.minutes,
    }


def _detail(found: FoundCourse) -> dict[str, object]:
    return {
        "id": found.course.id,
        "title": found.edition.title,
        "area": found.edition.area,
        "summary": found.edition.summary,
        "audience": found.edition.audience,
        "unit": found.unit.name,
        "published_at": found.course.published_at,
    }


def _lesson(line: LessonLine) -> dict[str, object]:
    return {
        "id": line.id,
        "position": line.text.position,
        "title": line.text.title,
        "minutes": line.text.minutes,
        "hours": line.text.quarter_hours / 4,
        "quiz": line.quiz_id,
        "state": line.state,
        "set_aside": line.is_aside,
        "finished_at": line.progress.finished_at if line.progress else None,
    }
