"""What members report about questions, for those who keep them."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.banks.actions import reporting
from quiz_app.banks.forms.reviews import AnswerForm
from quiz_app.banks.queries import reports as queries
from quiz_app.banks.queries.questions import text_of
from quiz_app.banks.reporting import FAULTS
from quiz_app.banks.reviewing import laid_open
from quiz_app.core.errors import Invalid
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.organizations.pages.signed_in import actor
from quiz_app.organizations.permissions import Permission

PAGE = 50


def reports() -> str:
    """Open reports, or with `state=answered` those that were answered."""
    answered, after = request.args.get("state") == "answered", unpack(request.args.get("after"), 1)
    with database().reading() as session:
        found = queries.reports(session, actor(), answered=answered, limit=PAGE + 1, after=after)
    return render_template(
        "banks/reports.html",
        reports=found[:PAGE],
        answered=answered,
        next=pack(found[PAGE - 1].report.id) if len(found) > PAGE else None,
        faults=FAULTS,
    )


def report(report_id: int) -> str | Response | tuple[str, int]:
    """A report with its evidence, and the answer to it."""
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                found = queries.find_report(session, actor(), report_id, lock=True)
                reporting.answer(session, actor(), found, text=form.text.data or "", at=arrival())
        except Invalid as refusal:
            form.explain(refusal.fields)
        else:
            flash(_("已答复，报告的人会在“我的纠错”里看到。"), "success")
            return redirect(url_for(".reports"))
    with database().reading() as session:
        found = queries.find_report(session, actor(), report_id)
    page = render_template(
        "banks/report.html",
        found=found,
        form=form,
        item=laid_open(text_of("", found.version)),
        faults=FAULTS,
        may_correct=bool(actor().reach(Permission.EXAM_MANAGE)),
    )
    return page, 422 if form.errors else 200
