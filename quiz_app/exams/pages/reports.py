"""题目纠错: a member says what is wrong with a question of an attempt, and reads what was answered."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.banks.actions import reporting
from quiz_app.banks.queries import reports as queries
from quiz_app.banks.reporting import FAULTS
from quiz_app.banks.types.table import TYPES
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.passages import block
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.forms.exams import ReportForm, blame
from quiz_app.exams.pages.results import laid_out, sheet_of, with_key
from quiz_app.exams.queries import sat
from quiz_app.exams.queries.reported import exams_of
from quiz_app.exams.reporting import evidence
from quiz_app.exams.reviews import may_read_answer
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.pages.identity import actor

PAGE = 50


def report(attempt_id: int) -> str | Response | tuple[str, int]:
    """Which question, what seems wrong, in one's own words. Says nothing of what is right, whatever the exam's rule:
    the words of a question are shown again only where its key may be seen."""
    me = actor()
    with database().reading() as session:
        found = sat.own_attempt(session, me, attempt_id)
        if found.attempt.submitted_at is None:
            raise Conflict(_("还没有交卷，交卷后才能报告题目的问题。"), code="not_submitted")
        edition, paper = laid_out(session, found)
        asked = [edition.questions[item.question] for item in paper]
        reported = queries.reported_among(session, me, [question.version_id for question in asked])
    form = ReportForm()
    form.number.choices = [
        (no, _("第 %(no)s 题 · %(type)s", no=no, type=TYPES[question.type].section_title))
        for no, question in enumerate(asked, start=1)
        if question.version_id not in reported
    ]
    wanted = request.args.get("no", type=int)
    if not form.is_submitted():
        form.number.data = wanted
    if form.validate_on_submit():
        known = evidence(
            edition,
            paper,
            sheet_of(found),
            _number(form) or 0,
            attempt_id=attempt_id,
            started_at=found.attempt.started_at,
        )
        try:
            with database().transaction() as session:
                reporting.report(
                    session, me, known, fault=str(form.fault.data), text=form.text.data or "", at=arrival()
                )
        except Invalid as refusal:
            blame(form, refusal)
        else:
            flash(_("收到了，已经交给这道题的教员。答复会出现在这里。"), "success")
            return redirect(url_for("exams.reports"))
    chosen = _number(form)
    page = render_template(
        "exams/attempts/report.html",
        exam=found.exam,
        sat=found,
        form=form,
        stem_html=block(asked[chosen - 1].stem) if chosen and with_key(found) else None,
        already=wanted if wanted and not chosen and 0 < wanted <= len(asked) else None,
    )
    return page, 422 if form.errors else 200


def reports() -> str:
    """What one reported, and what was answered as soon as that may be read."""
    me, after = actor(), unpack(request.args.get("after"), 1)
    with database().reading() as session:
        found = queries.own_reports(session, me, limit=PAGE + 1, after=after)
        exams = exams_of(session, me, [each.report.attempt_id for each in found])
    shown = found[:PAGE]
    return render_template(
        "exams/reports.html",
        reports=shown,
        readable={each.report.id for each in shown if _may_read(exams.get(each.report.attempt_id))},
        next=pack(shown[-1].report.id) if len(found) > PAGE else None,
        faults=FAULTS,
    )


def _number(form: ReportForm) -> int | None:
    """The number chosen, if it is one that may be reported."""
    return next((no for no, _label in form.number.choices if no == form.number.data), None)


def _may_read(exam: Exam | None) -> bool:
    return exam is not None and may_read_answer(exam, arrival())
