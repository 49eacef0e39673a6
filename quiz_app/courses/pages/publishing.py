"""A course is shown to members, after a look at what changes for them; an earlier version comes back."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.web.services import arrival, database
from quiz_app.courses.actions import authoring
from quiz_app.courses.actions.publishing import publish as publish_course
from quiz_app.courses.comparing import compare
from quiz_app.courses.findings import errors
from quiz_app.courses.forms import VersionedForm
from quiz_app.courses.pages.pictures import media
from quiz_app.courses.pages.writing import Answer, course_form, edit_page
from quiz_app.courses.queries import authoring as queries
from quiz_app.courses.queries import drafts
from quiz_app.members.pages.identity import actor
from quiz_app.regulations.pages import texts


def publish(course_id: int) -> Answer:
    """What members would see instead of what they see now; sent, it is published."""
    if request.method == "GET":
        return _look(course_id)
    me, form = actor(), VersionedForm()
    with database().transaction() as session:
        managed = queries.managed_course(session, me, course_id, lock=True)
        try:
            without_quiz = publish_course(session, me, managed, version=form.seen_version, texts=texts(), at=arrival())
        except (Invalid, Conflict) as refusal:
            page = edit_page(session, managed, course_form(managed), refusal=refusal.message)
            return page, refusal.status
    flash(_("发布了，%(unit)s的党员现在就能学。", unit=managed.unit.name), "success")
    if without_quiz:
        names = "、".join(f"《{title}》" for title in without_quiz)
        flash(_("题库里这些知识点的题不够，%(names)s暂时没有小测，读完只记学时，不计积分。", names=names), "warning")
    return redirect(url_for("courses.edit", course_id=course_id))


def restore(course_id: int, number: int) -> Answer:
    """An earlier version becomes the latest again, to be published if there is nothing in the way."""
    me, form = actor(), VersionedForm()
    with database().transaction() as session:
        managed = queries.managed_course(session, me, course_id, lock=True)
        try:
            edition = authoring.restore(
                session, me, managed, number, version=form.seen_version, media=media(), at=arrival()
            )
        except Conflict as refusal:
            page = edit_page(session, managed, course_form(managed), refusal=refusal.message)
            return page, refusal.status
        restored = queries.managed_course(session, me, course_id)
        faults = errors(drafts.problems(session, restored, texts()))
    flash(
        _("第 %(old)d 版的内容取回来了，成为第 %(new)d 版。发布以后，党员才看到它。", old=number, new=edition.number),
        "success",
    )
    ready = restored.is_published and not restored.is_current and not faults
    return redirect(url_for("courses.publish" if ready else "courses.edit", course_id=course_id))


def _look(course_id: int) -> Answer:
    me = actor()
    with database().reading() as session:
        managed = queries.managed_course(session, me, course_id)
        shown = managed.course.published_version_id
        before = drafts.stated(session, shown) if shown else {}
        after = drafts.stated(session, managed.draft.id)
        faults = errors(drafts.problems(session, managed, texts()))
    if faults or managed.is_current:
        return redirect(url_for("courses.edit", course_id=course_id))
    return render_template(
        "courses/publish.html",
        managed=managed,
        change=compare(before, after),
        without_quiz=[text.title for text in after.values() if not text.quiz_questions],
    )
