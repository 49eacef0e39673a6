"""A trainer sees the latest version as members will, on a phone and on a desktop."""

from flask import Response, make_response, render_template, request

from quiz_app.banks.areas import AREAS
from quiz_app.core.errors import NotFound
from quiz_app.core.markdown import render
from quiz_app.core.web.security import POLICY
from quiz_app.core.web.services import database
from quiz_app.courses.pages.pictures import addresses
from quiz_app.courses.progress import hours
from quiz_app.courses.queries import authoring, study
from quiz_app.courses.tables import Lesson, LessonVersion
from quiz_app.members.pages.identity import actor

WIDTHS = ("phone", "desktop")


def preview(course_id: int) -> str:
    """`?lesson=` chooses the lesson, `?on=` the screen."""
    with database().reading() as session:
        managed = authoring.managed_course(session, actor(), course_id)
        lessons = authoring.lessons_in(session, managed.draft.id)
    lesson, text = _chosen(lessons, request.args.get("lesson", type=int))
    on = request.args.get("on") if request.args.get("on") in WIDTHS else WIDTHS[0]
    return render_template("courses/preview.html", managed=managed, lessons=lessons, lesson=lesson, text=text, on=on)


def frame(course_id: int, lesson_id: int) -> Response:
    """The lesson alone, for the frame of the preview: no other site, and no page but our own, may frame it."""
    with database().reading() as session:
        managed = authoring.managed_course(session, actor(), course_id)
        lessons = authoring.lessons_in(session, managed.draft.id)
        pictures = addresses(course_id, study.files_of(session, managed.draft.id), draft=True)
    _, text = _chosen(lessons, lesson_id)
    page = render_template(
        "courses/frame.html",
        managed=managed,
        text=text,
        area=AREAS.get(managed.draft.area, ""),
        total=len(lessons),
        body_html=render(text.body, pictures),
        hours=hours(text.quarter_hours),
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    return response


def _chosen(lessons: list[tuple[Lesson, LessonVersion]], lesson_id: int | None) -> tuple[Lesson, LessonVersion]:
    for lesson, text in lessons:
        if lesson_id in (None, lesson.id):
            return lesson, text
    raise NotFound("这一版里没有这一课，请从课程的修改页进入。")
