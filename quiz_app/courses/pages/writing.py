"""Trainers write: the list of their courses, and the pages on which they mend what the check names."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField

from quiz_app.banks.areas import AREAS
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.courses import uploads
from quiz_app.courses.actions import authoring
from quiz_app.courses.drafts import lesson_name
from quiz_app.courses.findings import Finding
from quiz_app.courses.forms import CourseForm, LessonForm, VersionedForm
from quiz_app.courses.pages.pictures import media
from quiz_app.courses.progress import hours
from quiz_app.courses.queries import authoring as queries
from quiz_app.courses.queries import drafts
from quiz_app.courses.queries.authoring import ManagedCourse
from quiz_app.courses.tables import Lesson, LessonVersion
from quiz_app.courses.uploads import WORD_CODE
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.regulations.pages import texts

PAGE = 50
VERSIONS = 10
Answer = str | Response | tuple[str, int]


def manage() -> str:
    """The courses that the trainer may change."""
    me, after = trainer(), unpack(request.args.get("after"), 1)
    with database().reading() as session:
        courses = queries.managed_courses(session, me, limit=PAGE + 1, after=after)
    shown = courses[:PAGE]
    more = pack(shown[-1].course.id) if len(courses) > PAGE else None
    return render_template("courses/manage.html", courses=shown, areas=AREAS, next=more)


def edit(course_id: int) -> Answer:
    """What the course says of itself, what the check names, and its lessons."""
    me = actor()
    if request.method == "GET":
        with database().reading() as session:
            managed = queries.managed_course(session, me, course_id)
            return edit_page(session, managed, course_form(managed))
    _find(me, course_id)
    form = CourseForm()
    trap = _trap({"课程介绍": form.introduction.data or ""})
    with database().transaction() as session:
        managed = queries.managed_course(session, me, course_id, lock=True)
        if not form.validate() or trap:
            return edit_page(session, managed, form, refusal=trap), 422
        try:
            authoring.mend_course(
                session, me, managed, form.fields(), version=form.seen_version, media=media(), at=arrival()
            )
        except Conflict:
            theirs = _theirs(session, managed, form, course_form(managed))
            return edit_page(session, managed, form, theirs=theirs), 409
        except Invalid as refusal:
            return edit_page(session, managed, form, refusal=refusal.message), refusal.status
    flash(_("保存好了。"), "success")
    return redirect(url_for("courses.edit", course_id=course_id))


def edit_lesson(course_id: int, lesson_id: int) -> Answer:
    me = actor()
    if request.method == "GET":
        with database().reading() as session:
            managed = queries.managed_course(session, me, course_id)
            _lesson, text = queries.lesson_in(session, managed.draft.id, lesson_id)
            return _lesson_page(session, managed, lesson_id, _lesson_form(managed, text))
    _find(me, course_id)
    form = LessonForm()
    trap = _trap({"这一课": form.body.data or ""})
    with database().transaction() as session:
        managed = queries.managed_course(session, me, course_id, lock=True)
        _lesson, text = queries.lesson_in(session, managed.draft.id, lesson_id)
        if not form.validate() or trap:
            return _lesson_page(session, managed, lesson_id, form, refusal=trap), 422
        try:
            authoring.mend_lesson(
                session, me, managed, lesson_id, form.fields(), version=form.seen_version, media=media(), at=arrival()
            )
        except Conflict:
            theirs = _theirs(session, managed, form, _lesson_form(managed, text))
            return _lesson_page(session, managed, lesson_id, form, theirs=theirs), 409
        except Invalid as refusal:
            return _lesson_page(session, managed, lesson_id, form, refusal=refusal.message), refusal.status
    flash(_("保存好了。"), "success")
    return redirect(url_for("courses.edit_lesson", course_id=course_id, lesson_id=lesson_id))


def trainer() -> Actor:
    me = actor()
    if not me.reach(Permission.COURSE_WRITE):
        raise Forbidden(_("编写课程要有教员权限。需要时请联系本单位管理员授权。"))
    return me


def course_form(managed: ManagedCourse) -> CourseForm:
    form = CourseForm(formdata=None, obj=managed.draft)
    form.version.data = str(managed.course.version)
    return form


def edit_page(
    session: Session,
    managed: ManagedCourse,
    form: CourseForm,
    *,
    refusal: str | None = None,
    theirs: dict[str, object] | None = None,
) -> str:
    findings = drafts.findings(session, managed, texts())
    lessons = queries.lessons_in(session, managed.draft.id)
    return render_template(
        "courses/edit.html",
        managed=managed,
        form=form,
        lessons=lessons,
        lesson_ids={lesson_name(lesson.slug): lesson.id for lesson, _text in lessons},
        troubled={lesson.slug for lesson, _text in lessons if _is_troubled(lesson, findings)},
        problems=findings,
        errors=sum(each.level == "error" for each in findings),
        compares=texts() is not None,
        versions=queries.latest_versions(session, managed.course, limit=VERSIONS),
        shows_code=not managed.course.code.startswith(WORD_CODE),
        hours=hours,
        refusal=refusal,
        theirs=theirs,
    )


def _find(me: Actor, course_id: int) -> None:
    """Refuse a course that is not theirs to change, as opening its page does, before anything is done with the text."""
    with database().reading() as session:
        queries.managed_course(session, me, course_id)


def _trap(texts: dict[str, str]) -> str | None:
    """Why a text cannot be taken; found out before the transaction begins, since it may take seconds."""
    try:
        uploads.try_rendering(texts)
    except Invalid as refusal:
        return refusal.message
    return None


def _lesson_form(managed: ManagedCourse, text: LessonVersion) -> LessonForm:
    form = LessonForm(formdata=None, obj=text)
    form.knowledge_points.data = "；".join(text.knowledge_points)
    form.version.data = str(managed.course.version)
    return form


def _theirs(session: Session, managed: ManagedCourse, mine: VersionedForm, stored: VersionedForm) -> dict[str, object]:
    """What stands there now where it differs from what was typed; saving again then replaces it knowingly."""
    mine.version.data = stored.version.data
    typed = {field.short_name: _shown(field.data) for field in mine}
    differing = [
        (field.label.text, str(field.data))
        for field in stored
        if not isinstance(field, HiddenField) and _shown(field.data) != typed[field.short_name]
    ]
    name = queries.name_of(session, managed.draft.created_by)
    return {"name": name or _("另一位教员"), "at": managed.draft.created_at, "fields": differing}


def _shown(value: object) -> str:
    return "\n".join(str(value or "").split())


def _lesson_page(
    session: Session,
    managed: ManagedCourse,
    lesson_id: int,
    form: LessonForm,
    *,
    refusal: str | None = None,
    theirs: dict[str, object] | None = None,
) -> str:
    lesson, text = queries.lesson_in(session, managed.draft.id, lesson_id)
    findings = [each for each in drafts.findings(session, managed, texts()) if each.file == lesson_name(lesson.slug)]
    return render_template(
        "courses/edit_lesson.html",
        managed=managed,
        lesson=lesson,
        text=text,
        form=form,
        problems=findings,
        errors=sum(each.level == "error" for each in findings),
        compares=texts() is not None,
        refusal=refusal,
        theirs=theirs,
    )


def _is_troubled(lesson: Lesson, findings: list[Finding]) -> bool:
    return any(each.file == lesson_name(lesson.slug) and each.level == "error" for each in findings)
