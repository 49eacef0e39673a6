"""One correction: what it would change, who decides, how far it is, and what it changed."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.corrections import proposals
from quiz_app.corrections.actions import deciding
from quiz_app.corrections.forms import DecisionForm
from quiz_app.corrections.previews import from_json
from quiz_app.corrections.proposals import KINDS, MEANING
from quiz_app.corrections.queries import corrections as queries
from quiz_app.corrections.queries.corrections import Found
from quiz_app.corrections.queries.regrading import amendment_of
from quiz_app.exams.amending import Kind
from quiz_app.exams.results import keyed_question
from quiz_app.members.pages.identity import actor

PAGE = 50
UNDER_WAY = ("previewing", "approved", "running")
DONE = {
    "approve": "已批准，正在重新评分。分数、排行和积分会一起更正。",
    "reject": "已写明不批准。提出的人会在这里看到。",
    "withdraw": "已撤回，什么都没有改变。",
}


def show(correction_id: int) -> str:
    return _page(correction_id, DecisionForm(formdata=None))


def state(correction_id: int) -> str:
    """How far it is, for a page that asks again and again."""
    with database().reading() as session:
        found = queries.correction(session, actor(), correction_id)
        shown = _state(session, found)
    return render_template("corrections/state.html", **shown)


def decide(correction_id: int) -> str | Response | tuple[str, int]:
    me, form, wish = actor(), DecisionForm(), request.form.get("do", "")
    with database().reading() as session:
        queries.correction(session, me, correction_id)
    if wish not in DONE:
        raise Invalid(_("没有看懂要做什么，请用页面上的按钮。"), fields={"do": "写 approve、reject 或 withdraw"})
    if form.validate_on_submit():
        known: dict[str, Any] = {"version": form.seen_version, "at": arrival()}
        try:
            with database().transaction() as session:
                found = queries.correction(session, me, correction_id, lock=True)
                if wish == "withdraw":
                    deciding.withdraw(session, me, found, **known)
                else:
                    act = deciding.approve if wish == "approve" else deciding.reject
                    act(session, me, found, note=form.note.data or "", **known)
        except (Invalid, Conflict, Forbidden) as refusal:
            form.form_errors.append(refusal.message)
            return _page(correction_id, form), refusal.status
        flash(_(DONE[wish]), "success")
        return redirect(url_for("corrections.show", correction_id=correction_id), 303)
    return _page(correction_id, form), 422


def _page(correction_id: int, form: DecisionForm) -> str:
    me, after = actor(), unpack(request.args.get("after"), 1)
    with database().reading() as session:
        found = queries.correction(session, me, correction_id)
        written, now = queries.editions_of(session, found.correction.edition_id)
        shown = _state(session, found)
        preview = from_json(found.correction.preview)
        units = queries.names_of_units(session, list(preview.units))
        members = queries.names_of_members(session, [each.member_id for each in preview.examples])
        is_open = queries.open_correction(session, found.exam) is not None
        changed = queries.changed_attempts(session, found.correction, limit=PAGE + 1, after=after)
    correction, place = found.correction, found.correction.question
    form.version.data = form.version.data if form.is_submitted() else str(correction.version)
    return render_template(
        "corrections/show.html",
        preview=preview,
        units=sorted(((units.get(unit, ""), line) for unit, line in preview.units.items()), key=_by_changes),
        members=members,
        line=None if place is None else keyed_question(written.edition, place),
        now=None if place is None else proposals.how_it_counts(now.edition, place),
        becomes=proposals.becomes(written.edition, amendment_of(correction, at=0)),
        rules=proposals.RULES,
        kinds=KINDS,
        meaning=MEANING[Kind(correction.kind)],
        edition=written.edition,
        is_own=correction.proposed_by == me.member_id,
        may_follow=shown["state"] == "done" and not is_open,
        form=form,
        changed=changed[:PAGE],
        following=pack(changed[PAGE - 1].attempt.attempt_id) if len(changed) > PAGE else None,
        **shown,
    )


def _state(session: Session, found: Found) -> dict[str, Any]:
    running = found.state == "running"
    done, whole = queries.progress(session, found) if running else (0, 0)
    return {
        "found": found,
        "state": found.state,
        "under_way": found.state in UNDER_WAY,
        "preview_attempts": from_json(found.correction.preview).attempts,
        "done": done,
        "whole": whole,
        "percent": 100 * done / whole if whole else 0.0,
    }


def _by_changes(row: tuple[str, Any]) -> tuple[int, str]:
    return -row[1].changed, row[0]
