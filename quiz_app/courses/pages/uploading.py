"""A trainer sends a course; one that would take the place of an existing course is confirmed first."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.core.errors import Conflict, Invalid, NotFound, Refusal, TooLarge
from quiz_app.core.files.holding import Holding
from quiz_app.core.web.services import arrival, database, services
from quiz_app.courses import uploads
from quiz_app.courses.actions import authoring
from quiz_app.courses.actions.authoring import WouldReplace
from quiz_app.courses.actions.versions import REPOSITORY
from quiz_app.courses.forms import ConfirmUploadForm, UploadForm
from quiz_app.courses.pages.pictures import media
from quiz_app.courses.pages.writing import Answer, trainer
from quiz_app.courses.queries import authoring as queries
from quiz_app.courses.uploads import Package
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.tables import Unit


def upload() -> Answer:
    units, form = _units(), UploadForm()
    form.unit.choices = [(unit.id, unit.name) for unit in units]
    if not form.validate_on_submit():
        return render_template("courses/upload.html", form=form), 422 if form.is_submitted() else 200
    sent = form.package.data
    return _take(units, form, sent.read(), name=sent.filename or "")


def confirm_upload() -> Answer:
    """The trainer has seen what would change and agrees; should more have changed meanwhile, that is shown first."""
    units, agreed = _units(), ConfirmUploadForm()
    form = UploadForm(formdata=None, data={"unit": agreed.unit_id, "area": agreed.area.data})
    form.unit.choices = [(unit.id, unit.name) for unit in units]
    try:
        if not agreed.validate_on_submit() or agreed.unit_id not in {unit.id for unit in units}:
            raise Invalid(_("确认的内容不完整，没有收下任何内容。请重新上传。"))
        data = _holding().read(actor().member_id, agreed.held.data or "")
    except (Invalid, NotFound) as refusal:
        return _refused(form, refusal)
    answer = _take(units, form, data, name=agreed.name.data or "", onto=agreed.seen_version)
    if isinstance(answer, Response):
        _holding().release(actor().member_id, agreed.held.data or "")
    return answer


def _units() -> list[Unit]:
    me = trainer()
    with database().reading() as session:
        return queries.units_for_courses(session, me)


def _take(units: list[Unit], form: UploadForm, data: bytes, *, name: str, onto: int | None = None) -> Answer:
    unit = next(unit for unit in units if unit.id == form.unit.data)
    try:
        package = uploads.open_package(data, name=name, area=str(form.area.data), unit_id=unit.id)
        with database().transaction() as session:
            course, is_new = authoring.upload(
                session, actor(), unit, package.course, onto=onto, media=media(), at=arrival()
            )
    except WouldReplace as question:
        return _ask(form, question, package, data, name)
    except (Invalid, TooLarge, Conflict) as refusal:
        return _refused(form, refusal)
    for sentence in package.left_out:
        flash(sentence, "warning")
    news = _("收下了。请看检查结果，改好、预览后再发布。") if is_new else _("内容和现有的最新一版完全相同，没有改动。")
    flash(news, "success")
    return redirect(url_for("courses.edit", course_id=course.id))


def _ask(form: UploadForm, question: WouldReplace, package: Package, data: bytes, name: str) -> str:
    """What would change, with a button that says yes; the file waits for it here."""
    agreed = ConfirmUploadForm(
        formdata=None,
        data={
            "held": _holding().hold(actor().member_id, data, at=arrival()),
            "name": name,
            "unit": str(form.unit.data),
            "area": str(form.area.data),
            "version": str(question.managed.course.version),
        },
    )
    return render_template(
        "courses/confirm_upload.html",
        form=agreed,
        managed=question.managed,
        change=question.change,
        title=package.course.header.title,
        comes_with_the_site=question.managed.course.origin == REPOSITORY,
    )


def _refused(form: UploadForm, refusal: Refusal) -> Answer:
    return render_template("courses/upload.html", form=form, refusal=refusal), refusal.status


def _holding() -> Holding:
    return Holding(services().settings.held)
