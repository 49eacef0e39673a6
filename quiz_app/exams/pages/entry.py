"""Who enters an exam otherwise than everybody, as its organizer arranges it: individual arrangements, the password."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.core.errors import Conflict, Invalid, NotFound
from quiz_app.core.web.services import arrival, database, services
from quiz_app.exams import rules
from quiz_app.exams.actions import accommodating, passwords
from quiz_app.exams.entering import wording
from quiz_app.exams.forms.entering import ArrangementForm, PasswordForm, WithdrawalForm
from quiz_app.exams.forms.exams import blame
from quiz_app.exams.pages.exams import state
from quiz_app.exams.queries import drafts, listing
from quiz_app.exams.queries.accommodations import lines
from quiz_app.exams.queries.entering import arrangement_of
from quiz_app.members.pages.identity import actor
from quiz_app.members.queries.people import find_person_by_number


def show(exam_id: int) -> tuple[str, int]:
    return _page(exam_id)


def grant(exam_id: int) -> tuple[str, int] | Response:
    me, form, at = actor(), ArrangementForm(), arrival()
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                exam, unit = drafts.exam_to_change(session, me, exam_id)
                person = find_person_by_number(session, me, (form.number.data or "").strip())
                moved = accommodating.grant(
                    session, me, exam, unit, person.member.id, person.unit, form.granted(), at=at
                )
        except NotFound as refusal:
            with database().reading() as session:
                listing.managed_exam(session, me, exam_id)
            form.blame("number", refusal.message)
        except (Invalid, Conflict) as refusal:
            blame(form, refusal)
        else:
            flash(_("已为%(name)s作了个别安排，本人在考试页面能看到。", name=person.member.name), "success")
            if moved:
                flash(
                    _(
                        "正在作答的这一次，截止时间推迟到 %(moment)s，答题页面下次保存时更新。"
                        "离原来的截止不到一分钟的，请本人马上刷新页面。",
                        moment=rules.moment(moved.deadline_at),
                    ),
                    "info",
                )
            return _to_entry(exam_id)
    return _page(exam_id, arrangement_form=form)


def withdraw(exam_id: int, accommodation_id: int) -> Response:
    me, form = actor(), WithdrawalForm()
    try:
        with database().transaction() as session:
            exam, unit = drafts.exam_to_change(session, me, exam_id)
            accommodating.withdraw(session, me, exam, unit, accommodation_id, version=form.seen_version, at=arrival())
    except Conflict as refusal:
        flash(refusal.message, "danger")
    else:
        flash(_("已撤回。已经开始的那一次，截止时间不变。"), "success")
    return _to_entry(exam_id)


def password(exam_id: int) -> tuple[str, int] | Response:
    me, form = actor(), PasswordForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                exam, unit = drafts.exam_to_change(session, me, exam_id)
                told = form.password.data or ""
                passwords.set_password(session, me, exam, unit, told, secret=services().settings.secret_key)
                is_asked = exam.password_key is not None
        except Invalid as refusal:
            blame(form, refusal)
        else:
            said = _("口令已更换，从现在起要用新的。") if is_asked else _("从现在起，开始时不用输口令。")
            flash(said, "success")
            return _to_entry(exam_id)
    return _page(exam_id, password_form=form)


def _page(
    exam_id: int, *, arrangement_form: ArrangementForm | None = None, password_form: PasswordForm | None = None
) -> tuple[str, int]:
    me, at = actor(), arrival()
    with database().reading() as session:
        exam, unit = listing.managed_exam(session, me, exam_id)
        found = lines(session, exam)
    page = render_template(
        "exams/manage/entry.html",
        exam=exam,
        unit=unit,
        state=state(exam, at),
        lines=[
            (each, wording.arrangement_sentences(arrangement_of(each.accommodation), exam.minutes)) for each in found
        ],
        arrangement_form=arrangement_form or ArrangementForm(formdata=None),
        password_form=password_form or PasswordForm(formdata=None),
    )
    is_refused = any(
        form is not None and (form.errors or form.form_errors) for form in (arrangement_form, password_form)
    )
    return page, 422 if is_refused else 200


def _to_entry(exam_id: int) -> Response:
    return redirect(url_for("exams.entry.show", exam_id=exam_id), 303)
