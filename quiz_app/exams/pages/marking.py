"""阅卷, as its organizer runs it: the rule, the readers, how far they are, and giving out the scores."""

from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.core.errors import Conflict, Invalid, NotFound
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.actions import marking as actions
from quiz_app.exams.forms.exams import blame
from quiz_app.exams.forms.marking import ReadersForm, RuleForm
from quiz_app.exams.queries import drafts, listing, markings
from quiz_app.members.pages.identity import actor
from quiz_app.members.queries.people import find_person_by_number


def show(exam_id: int) -> tuple[str, int]:
    return _page(exam_id)


def appoint(exam_id: int) -> tuple[str, int] | Response:
    me, form = actor(), ReadersForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                exam, unit = drafts.exam_to_change(session, me, exam_id)
                person = find_person_by_number(session, me, (form.number.data or "").strip())
                actions.appoint(session, me, exam, unit, person.member, adjudicates=form.adjudicates.data, at=arrival())
        except NotFound as refusal:
            form.blame("number", refusal.message)
        else:
            flash(_("%(name)s可以开始阅卷了：从“考试”页的“阅卷”进入。", name=person.member.name), "success")
            return _to_marking(exam_id)
    return _page(exam_id, readers_form=form)


def dismiss(exam_id: int, reader_id: int) -> Response:
    me = actor()
    with database().transaction() as session:
        exam, unit = drafts.exam_to_change(session, me, exam_id)
        actions.dismiss(session, me, exam, unit, reader_id, at=arrival())
    flash(_("已撤下。他已经评的分都留着；领走没评的答案，别人可以接着评。"), "success")
    return _to_marking(exam_id)


def rule(exam_id: int) -> tuple[str, int] | Response:
    me, form = actor(), RuleForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                exam, unit = drafts.exam_to_change(session, me, exam_id)
                actions.set_rule(
                    session,
                    me,
                    exam,
                    unit,
                    rounds=int(form.rounds.data or 0),
                    tolerance=form.hundredths,
                    version=form.seen_version,
                )
        except (Invalid, Conflict) as refusal:
            blame(form, refusal)
        else:
            flash(_("评阅规则已保存。"), "success")
            return _to_marking(exam_id)
    return _page(exam_id, rule_form=form)


def publish(exam_id: int) -> str | Response:
    """What publishing would do, to be confirmed, since nothing takes it back; then the deed."""
    me, at = actor(), arrival()
    if request.method == "GET":
        with database().reading() as session:
            exam, unit = listing.managed_exam(session, me, exam_id)
            markings.marking_of(session, exam)
            if markings.obstacles_to_publishing(session, exam, at=at) or markings.running(session, exam):
                return _to_marking(exam_id)
            waiting = markings.count_unscored(session, exam)
            progress = markings.progress_of(session, exam, at=at)
        return render_template("exams/marking/publish.html", exam=exam, unit=unit, waiting=waiting, progress=progress)
    try:
        with database().transaction() as session:
            exam, unit = drafts.exam_to_change(session, me, exam_id)
            publication = actions.publish_marks(session, me, exam, unit, at=at)
    except Conflict as refusal:
        flash(refusal.message, "danger")
    else:
        flash(_("正在公布 %(count)s 份答卷的成绩，很快就能看到。", count=publication.attempts), "success")
    return _to_marking(exam_id)


def _page(
    exam_id: int, *, readers_form: ReadersForm | None = None, rule_form: RuleForm | None = None
) -> tuple[str, int]:
    me, at = actor(), arrival()
    with database().reading() as session:
        exam, unit = listing.managed_exam(session, me, exam_id)
        marking = markings.marking_of(session, exam)
        begun = markings.any_mark(session, exam)
        shown = {
            "progress": markings.progress_of(session, exam, at=at),
            "readers": markings.reader_lines(session, exam),
            "obstacles": markings.obstacles_to_publishing(session, exam, at=at),
            "waiting": markings.count_unscored(session, exam),
            "running": markings.running(session, exam),
            "publications": markings.publications(session, exam),
        }
    written = {
        "rounds": str(marking.rounds),
        "tolerance": Decimal(marking.tolerance) / 100,
        "version": str(marking.version),
    }
    page = render_template(
        "exams/marking/show.html",
        exam=exam,
        unit=unit,
        marking=marking,
        begun=begun,
        readers_form=readers_form or ReadersForm(formdata=None),
        rule_form=rule_form or RuleForm(formdata=None, data=written),
        **shown,
    )
    is_refused = any(form is not None and (form.errors or form.form_errors) for form in (readers_form, rule_form))
    return page, 422 if is_refused else 200


def _to_marking(exam_id: int) -> Response:
    return redirect(url_for("exams.marking.show", exam_id=exam_id), 303)
