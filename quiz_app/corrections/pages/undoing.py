"""Taking a correction back: the page says what stood before, and asks for the reason."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.web.services import arrival, database
from quiz_app.corrections import proposals
from quiz_app.corrections.actions import deciding
from quiz_app.corrections.forms import UndoForm
from quiz_app.corrections.proposals import KINDS
from quiz_app.corrections.queries import corrections as queries
from quiz_app.exams.forms.exams import blame
from quiz_app.exams.queries import drafts
from quiz_app.members.pages.identity import actor


def undo(correction_id: int) -> str | Response | tuple[str, int]:
    """Propose that what stood before a correction holds again."""
    me = actor()
    with database().reading() as session:
        found = queries.correction(session, me, correction_id)
        before = queries.standing_before(session, found.correction)
        written, now = queries.editions_of(session, found.correction.edition_id)
    suggested = {"reason": _("撤销之前的更正（%(reason)s）", reason=before.reason)[: proposals.LONGEST_REASON]}
    form = UndoForm(data=suggested | {"basis": before.basis})
    if form.validate_on_submit() and (sent := _propose(correction_id, found.exam.id, form)):
        return sent
    place = before.question
    page = render_template(
        "corrections/undo.html",
        found=found,
        form=form,
        kinds=KINDS,
        edition=written.edition,
        now=proposals.RULES[now.edition.credit_rule] if place is None else proposals.how_it_counts(now.edition, place),
        becomes=proposals.becomes(written.edition, before),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _propose(correction_id: int, exam_id: int, form: UndoForm) -> Response | None:
    me = actor()
    try:
        with database().transaction() as session:
            drafts.exam_to_change(session, me, exam_id)
            found = queries.correction(session, me, correction_id)
            known = {"reason": form.reason.data or "", "basis": form.basis.data or "", "at": arrival()}
            made = deciding.propose_undoing(session, me, found.exam, found, **known)
    except (Invalid, Conflict) as refusal:
        blame(form, refusal)
        return None
    flash(_("已提出撤销。预览算好以后，请另一位组织者或管理员批准。"), "success")
    return redirect(url_for("corrections.show", correction_id=made.id), 303)
