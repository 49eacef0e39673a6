"""Results that do not count: what it would change, the deed with its reason, and its undoing."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.contests.actions import entrants as actions
from quiz_app.contests.forms.acts import ReasonForm
from quiz_app.contests.forms.arguments import FindIn
from quiz_app.contests.queries import entrants as queries
from quiz_app.contests.queries.contests import managed_contest
from quiz_app.contests.queries.previews import without
from quiz_app.contests.queries.qualifying import people
from quiz_app.contests.queries.records import names_of
from quiz_app.contests.states import Part, State, may_change
from quiz_app.core.errors import Conflict, Invalid, NotFound
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor

MOST_FOUND = 20


def disqualifications(contest_id: int) -> str:
    """All there were, and the search for whom the next would be about."""
    words = read_arguments(FindIn).q.strip()
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        if found.contest.roster_id is None:
            raise Conflict("竞赛还没有开始，没有成绩可以取消。", code="wrong_state")
        made = queries.disqualifications(session, found.contest)
        names = names_of(session, {by for each, _member in made for by in (each.by, each.reinstated_by) if by})
        people_found = []
        if words:
            path = found.unit.path
            people_found = queries.roster_page(session, found.contest, path=path, words=words, limit=MOST_FOUND)
    return render_template(
        "contests/manage/disqualifications.html",
        found=found,
        made=made,
        names=names,
        words=words,
        people=people_found,
        may_change=may_change(State(found.contest.state), Part.DISQUALIFICATIONS),
        form=ReasonForm(formdata=None),
    )


def disqualify(contest_id: int, member_id: int) -> str | Response:
    """What it would change; then the deed."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                found = managed_contest(session, actor(), contest_id, held=True)
                reason = form.reason.data or ""
                actions.disqualify(session, actor(), found.contest, found.unit, member_id, reason=reason, at=arrival())
        except (Invalid, Conflict) as refusal:
            form.form_errors.append(refusal.message)
        else:
            flash(_("成绩已取消，几秒钟以后排行跟着改。本人可以申诉，恢复时一切照旧。"), "success")
            return redirect(url_for("contests.manage.disqualifications", contest_id=contest_id), 303)
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        person = people(session, found.contest, [member_id]).get(member_id)
        if person is None:
            raise NotFound("这名党员不在竞赛的名册上，请从“取消和恢复成绩”里查找。")
        change = without(session, found.contest, member_id)
        names = people(session, found.contest, [holder for _title, holder in change.gains])
    return render_template(
        "contests/manage/disqualify.html", found=found, person=person, change=change, names=names, form=form
    )


def reinstate(contest_id: int, disqualification_id: int) -> Response:
    form = ReasonForm()
    try:
        with database().transaction() as session:
            found = managed_contest(session, actor(), contest_id, held=True)
            made = queries.find_disqualification(session, found.contest, disqualification_id)
            reason = form.reason.data or ""
            actions.reinstate(session, actor(), found.contest, found.unit, made, reason=reason, at=arrival())
    except (Invalid, Conflict) as refusal:
        flash(refusal.message, "danger")
    else:
        flash(_("成绩已恢复，几秒钟以后排行跟着改。"), "success")
    return redirect(url_for("contests.manage.disqualifications", contest_id=contest_id), 303)
