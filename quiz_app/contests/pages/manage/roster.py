"""The roster of a contest: who is on it, who is exempt and why, who came later."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.contests.actions import entrants as actions
from quiz_app.contests.forms.arguments import RosterIn
from quiz_app.contests.forms.entrants import EntrantForm, ExemptForm
from quiz_app.contests.queries.contests import managed_contest
from quiz_app.contests.queries.entrants import member_by_number, roster_page
from quiz_app.contests.queries.standings import scope_of
from quiz_app.contests.states import Part, State, may_change
from quiz_app.core.errors import Conflict, Invalid, NotFound
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor

PAGE = 50
WHO = {"": None, "exempt": True, "counted": False}


def roster(contest_id: int) -> str:
    return _page(contest_id)


def exempt(contest_id: int) -> str | Response:
    """Take those who are ticked out of the denominator, or put them back, with one reason for all."""
    form = ExemptForm()
    if not form.validate_on_submit():
        return _page(contest_id, exempting=form)
    chosen = [int(each) for each in form.members.data or ()]
    if not chosen:
        form.form_errors.append(_("请先勾选要办的党员。"))
        return _page(contest_id, exempting=form)
    try:
        with database().transaction() as session:
            found = managed_contest(session, actor(), contest_id, held=True)
            reason, lifted = form.reason.data or "", bool(form.lifted.data)
            actions.exempt(
                session, actor(), found.contest, found.unit, chosen, reason=reason, lifted=lifted, at=arrival()
            )
    except (Invalid, Conflict) as refusal:
        form.form_errors.append(refusal.message)
        return _page(contest_id, exempting=form)
    said = _("已撤销 %(count)s 人的豁免。") if lifted else _("已豁免 %(count)s 人，他们不计入参赛率的分母。")
    flash(said % {"count": len(chosen)}, "success")
    asked = read_arguments(RosterIn)
    address: dict[str, Any] = {"contest_id": contest_id, "q": asked.q or None, "who": asked.who or None}
    return redirect(url_for("contests.manage.roster", **address), 303)


def add(contest_id: int) -> str | Response:
    """Add somebody who came after the opening, in the unit that the member belongs to now."""
    form = EntrantForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                found = managed_contest(session, actor(), contest_id, held=True)
                number = (form.number.data or "").strip()
                home = member_by_number(session, found.unit, number).unit_id
                reason = form.reason.data or ""
                actions.add_entrant(
                    session, actor(), found.contest, found.unit, number, home, reason=reason, at=arrival()
                )
        except (Invalid, Conflict, NotFound) as refusal:
            form.blame("number", refusal.message)
        else:
            flash(_("已增补。他在线上的阶段马上可以参加。"), "success")
            return redirect(url_for("contests.manage.roster", contest_id=contest_id), 303)
    return _page(contest_id, adding=form)


def _page(contest_id: int, *, exempting: ExemptForm | None = None, adding: EntrantForm | None = None) -> str:
    asked = read_arguments(RosterIn)
    after = unpack(asked.after, 1)
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        if found.contest.roster_id is None:
            raise Conflict("竞赛还没有开始，名册在开始的那一刻才定下来。", code="wrong_state")
        scope = scope_of(session, found.contest, asked.unit or found.unit.id)
        if scope is None:
            raise NotFound("名册里没有这个单位，请从名册进入。")
        people = roster_page(
            session,
            found.contest,
            path=scope.path,
            words=asked.q.strip(),
            exempt=WHO[asked.who],
            limit=PAGE + 1,
            after=after[0] if after else 0,
        )
    following = None
    if len(people) > PAGE:
        address: dict[str, Any] = {"contest_id": contest_id, "unit": asked.unit, "q": asked.q or None}
        following = url_for(
            "contests.manage.roster", **address, who=asked.who or None, after=pack(people[PAGE - 1].member_id)
        )
    return render_template(
        "contests/manage/roster.html",
        found=found,
        asked=asked,
        scope=scope,
        people=people[:PAGE],
        following=following,
        exempting=exempting or ExemptForm(formdata=None),
        adding=adding or EntrantForm(formdata=None),
        may_change=may_change(State(found.contest.state), Part.ROSTER),
    )
