"""Extra papers: which equals need one, opening it, withdrawing it, and how those there were came out."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.contests.actions import extras as actions
from quiz_app.contests.extras import Tie, holds
from quiz_app.contests.forms.acts import ReasonForm
from quiz_app.contests.forms.extras import ExtraForm
from quiz_app.contests.freezes import is_frozen
from quiz_app.contests.queries.contests import managed_contest
from quiz_app.contests.queries.extra_ties import ties_that_matter
from quiz_app.contests.queries.extras import begun, extras_of, results
from quiz_app.contests.queries.qualifying import people
from quiz_app.contests.queries.records import names_of
from quiz_app.contests.rules import Rules
from quiz_app.contests.states import Part, State, may_change
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.forms.exams import blame
from quiz_app.exams.forms.times import naive
from quiz_app.members.pages.identity import actor

MOST_NAMED = 12
HUNDREDTHS = 100
PROPOSED = {"minutes": 15, "questions": 10}


def extras(contest_id: int) -> str | Response:
    """The groups of equals that an extra paper would part, and those there were; with POST one is opened."""
    at = arrival()
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        contest, rules = found.contest, Rules.from_json(found.contest.rules)
        ties = ties_that_matter(session, contest, at=at) if holds(rules) else []
        held = list(reversed(extras_of(session, contest)))
        came = {each.extra.id: rows for each, rows in results(session, contest, rules.member_ties)}
        members = {member for each in ties for member in each.members[:MOST_NAMED]}
        members |= {member for each in held for member in each.members}
        who = people(session, contest, sorted(members))
        by_whom = names_of(session, {each.extra.opened_by for each in held})
        started = {each.extra.id: begun(session, each.exam) for each in held}
    opens = naive(at + timedelta(hours=1))
    form = ExtraForm(data=PROPOSED | {"opens_at": opens, "closes_at": naive(at + timedelta(days=1))})
    waiting = {member for each in held if each.is_running for member in each.members}
    free = [each for each in ties if not waiting.intersection(each.members)]
    form.tie.choices = [(each.name, _label(each, {member: who[member].name for member in who})) for each in free]
    if len(free) == 1 and not form.is_submitted():
        form.tie.data = free[0].name
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                now = managed_contest(session, actor(), contest_id, held=True)
                name, draft = str(form.tie.data), form.draft()
                actions.open_extra(session, actor(), now.contest, now.unit, name, draft, at=arrival())
        except (Invalid, Conflict) as refusal:
            blame(form, refusal)
        else:
            flash(_("加赛已开，并且通知了这些人。结束以后名次跟着改。"), "success")
            return redirect(url_for("contests.manage.extras", contest_id=contest_id), 303)
    return render_template(
        "contests/manage/extras.html",
        found=found,
        form=form,
        ties=free,
        held=held,
        who=who,
        by_whom=by_whom,
        started=started,
        scores={key: {row.member_id: row.score / HUNDREDTHS for row in rows} for key, rows in came.items()},
        holds=holds(rules),
        frozen=is_frozen(contest, at),
        may_change=may_change(State(contest.state), Part.EXTRAS),
        reason_form=ReasonForm(formdata=None),
    )


def withdraw(contest_id: int, extra_id: int) -> Response:
    form = ReasonForm()
    try:
        with database().transaction() as session:
            found = managed_contest(session, actor(), contest_id, held=True)
            reason = form.reason.data or ""
            actions.withdraw_extra(session, actor(), found.contest, found.unit, extra_id, reason=reason, at=arrival())
    except (Invalid, Conflict) as refusal:
        flash(refusal.message, "danger")
    else:
        flash(_("已撤回，并且通知了这些人。"), "success")
    return redirect(url_for("contests.manage.extras", contest_id=contest_id), 303)


def _label(tie: Tie, names: dict[int, str]) -> str:
    named = "、".join(names[each] for each in tie.members[:MOST_NAMED] if each in names)
    more = _(" 等") if len(tie.members) > MOST_NAMED else ""
    again = _("（加赛过，又相同）") if tie.was_sat else ""
    return _(
        "第 %(place)s 名并列的 %(count)s 人：%(names)s%(more)s%(again)s。决定%(why)s",
        place=tie.place,
        count=len(tie.members),
        names=named,
        more=more,
        again=again,
        why=tie.why,
    )
