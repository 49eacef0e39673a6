"""Members study: the list of courses, a course, a lesson."""

from collections.abc import Mapping
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.banks.areas import AREAS
from quiz_app.core.errors import Conflict
from quiz_app.core.markdown import render
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.courses.actions import studying
from quiz_app.courses.pages.pictures import addresses
from quiz_app.courses.progress import State, hours, in_words, least_reading
from quiz_app.courses.queries import study
from quiz_app.courses.queries.study import CourseLine, FoundCourse, LessonLine
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.permissions import Permission

PAGE = 30


def index() -> str:
    """The published courses of one's own units, by area."""
    me, area = actor(), request.args.get("area")
    after = unpack(request.args.get("after"), 2)
    with database().reading() as session:
        lines = study.own_courses(session, me, limit=PAGE + 1, after=after, area=area if area in AREAS else None)
    shown, more = lines[:PAGE], len(lines) > PAGE
    return render_template(
        "courses/index.html",
        by_area=[(AREAS.get(code, ""), list(lines)) for code, lines in groupby(shown, key=_area)],
        areas=AREAS,
        area=area if area in AREAS else None,
        next=pack(*shown[-1].cursor) if more else None,
        may_write=bool(me.reach(Permission.COURSE_WRITE)),
    )


def show(course_id: int) -> str:
    me = actor()
    with database().reading() as session:
        found = study.own_course(session, me, course_id)
        lessons = study.lessons_of(session, found.edition, me.member_id)
        files = study.files_of(session, found.edition.id)
    return render_template(
        "courses/show.html",
        found=found,
        area=AREAS.get(found.edition.area, ""),
        lessons=lessons,
        finished=_finished(lessons),
        counted=_counted(lessons),
        next_lesson=next(filter(_is_left, lessons), None),
        introduction_html=render(found.edition.introduction, addresses(course_id, files)),
        hours=hours,
        may_write=me.can(Permission.COURSE_WRITE, found.unit.path),
    )


def lesson(course_id: int, lesson_id: int) -> str:
    """A lesson; opening it for the first time starts its reading time."""
    me = actor()
    with database().reading() as session:
        found = study.own_course(session, me, course_id)
        lessons = study.lessons_of(session, found.edition, me.member_id)
        pictures = addresses(course_id, study.files_of(session, found.edition.id))
    place = study.pick(lessons, lesson_id)
    if lessons[place].is_aside:
        return _aside_page(found, lessons, place)
    if lessons[place].state is State.NEW:
        with database().transaction() as session:
            studying.open_lesson(session, me, found, lessons[place], at=arrival())
    return _lesson_page(found, lessons, place, pictures)


def mark_read(course_id: int, lesson_id: int) -> Response | str | tuple[str, int]:
    """The lesson was read: on to its quiz, or, without one, it is finished."""
    me = actor()
    with database().transaction() as session:
        found = study.own_course(session, me, course_id)
        lessons = study.lessons_of(session, found.edition, me.member_id)
        pictures = addresses(course_id, study.files_of(session, found.edition.id))
        place = study.pick(lessons, lesson_id)
        line = lessons[place]
        try:
            finished = studying.mark_read(session, me, found, line, at=arrival())
        except Conflict as refusal:
            if line.is_aside:
                return _aside_page(found, lessons, place), refusal.status
            return _lesson_page(found, lessons, place, pictures, refusal=refusal.message), refusal.status
    if not finished:
        return redirect(url_for("exams.show", exam_id=line.quiz_id))
    flash(
        _("《%(title)s》学完了，记 %(hours)s 学时。", title=line.text.title, hours=hours(line.text.quarter_hours)),
        "success",
    )
    following = _following(lessons, place)
    if following:
        return redirect(url_for("courses.lesson", course_id=course_id, lesson_id=following.id))
    return redirect(url_for("courses.show", course_id=course_id))


def _lesson_page(
    found: FoundCourse, lessons: list[LessonLine], place: int, pictures: Mapping[str, str], refusal: str | None = None
) -> str:
    line = lessons[place]
    return render_template(
        "courses/lesson.html",
        found=found,
        area=AREAS.get(found.edition.area, ""),
        line=line,
        number=place + 1,
        lessons=lessons,
        finished=_finished(lessons),
        counted=_counted(lessons),
        following=_following(lessons, place),
        body_html=render(line.text.body, pictures),
        hours=hours(line.text.quarter_hours),
        least=in_words(least_reading(line.text.minutes)),
        refusal=refusal,
    )


def _aside_page(found: FoundCourse, lessons: list[LessonLine], place: int) -> str:
    """Why a lesson cannot be read now, and what can."""
    return render_template(
        "courses/aside.html", found=found, line=lessons[place], following=next(filter(_is_left, lessons), None)
    )


def _following(lessons: list[LessonLine], place: int) -> LessonLine | None:
    return next((line for line in lessons[place + 1 :] if not line.is_aside), None)


def _is_left(line: LessonLine) -> bool:
    return line.state is not State.FINISHED and not line.is_aside


def _counted(lessons: list[LessonLine]) -> int:
    return sum(line.counts for line in lessons)


def _area(line: CourseLine) -> str:
    return line.edition.area


def _finished(lessons: list[LessonLine]) -> int:
    return sum(line.state is State.FINISHED for line in lessons)
