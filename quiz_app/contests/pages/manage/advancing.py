"""Who goes on to a stage: what the rule says now, the list once it stands, wild cards."""

from datetime import datetime
from itertools import islice

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.contests.actions import entrants as actions
from quiz_app.contests.advancing import sentence
from quiz_app.contests.extras import holds
from quiz_app.contests.forms.entrants import WildCardForm
from quiz_app.contests.freezes import is_frozen
from quiz_app.contests.queries import entrants as queries
from quiz_app.contests.queries.contests import find_stage, managed_contest
from quiz_app.contests.queries.qualifying import going_on, people
from quiz_app.contests.queries.running import is_over
from quiz_app.contests.rules import Rules
from quiz_app.contests.states import Part, State, may_change
from quiz_app.core.errors import Conflict, Invalid, NotFound
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.forms.exams import blame
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.kinds import LABELS

MOST_SHOWN = 100


def qualifiers(contest_id: int, stage_id: int) -> str:
    return _page(contest_id, stage_id)


def confirm(contest_id: int, stage_id: int) -> Response:
    """Let the rule's choice of this moment be the list: whoever is on it may sit the stage."""
    try:
        with database().transaction() as session:
            found = managed_contest(session, actor(), contest_id, held=True)
            now = going_on(session, found.contest, stage_id)
            _require_over(now.before.exam, arrival())
            actions.open_stage(session, actor(), found.contest, found.unit, now.stage, now.chosen, at=arrival())
            count = len(now.chosen)
    except (Invalid, Conflict) as refusal:
        flash(refusal.message, "danger")
    else:
        flash(_("名单已定：%(count)s 人可以参加。", count=f"{count:,}"), "success")
    return redirect(url_for("contests.manage.qualifiers", contest_id=contest_id, stage_id=stage_id), 303)


def wild_card(contest_id: int, stage_id: int) -> str | Response:
    form = WildCardForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                found = managed_contest(session, actor(), contest_id, held=True)
                stage = find_stage(session, found.contest, stage_id)
                member = queries.member_by_number(session, found.unit, (form.number.data or "").strip())
                reason = form.reason.data or ""
                actions.give_wild_card(
                    session, actor(), found.contest, found.unit, stage, member.id, reason=reason, at=arrival()
                )
        except (Invalid, Conflict, NotFound) as refusal:
            refusal.fields.clear()
            blame(form, refusal)
        else:
            flash(_("已给外卡。"), "success")
            return redirect(url_for("contests.manage.qualifiers", contest_id=contest_id, stage_id=stage_id), 303)
    return _page(contest_id, stage_id, form)


def _page(contest_id: int, stage_id: int, form: WildCardForm | None = None) -> str:
    at = arrival()
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        stage = find_stage(session, found.contest, stage_id)
        now = going_on(session, found.contest, stage_id)
        is_set = stage.stage.opened_at is not None
        listed = [row for row, _member in islice(queries.qualifiers(session, stage_id), MOST_SHOWN)] if is_set else []
        shown = listed or now.chosen[:MOST_SHOWN]
        names = people(session, found.contest, [each.member_id for each in shown] + now.undecided[:MOST_SHOWN])
        given = queries.wild_cards(session, stage_id)
        total = queries.count_qualifiers(session, stage_id) if is_set else len(now.chosen)
    return render_template(
        "contests/manage/qualifiers.html",
        found=found,
        now=now,
        stage=stage,
        rule=sentence(now.rule, LABELS),
        is_set=is_set,
        shown=shown,
        total=total,
        most=MOST_SHOWN,
        names=names,
        given=given,
        is_over=is_over(now.before.exam, at=at),
        frozen=is_frozen(found.contest, at),
        may_change=may_change(State(found.contest.state), Part.LATER_STAGES),
        has_extras=holds(Rules.from_json(found.contest.rules)),
        form=form or WildCardForm(formdata=None),
    )


def _require_over(exam: Exam | None, at: datetime) -> None:
    if not is_over(exam, at=at):
        raise Conflict("上一个阶段还没有结束，名次还会变。结束以后再定名单。", code="not_over")
