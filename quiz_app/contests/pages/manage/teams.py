"""Teams of a team contest: organizers build any, a secretary that of the own unit."""

import re

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.contests.actions import teams as actions
from quiz_app.contests.forms.entrants import TeamForm
from quiz_app.contests.queries import teams as queries
from quiz_app.contests.queries.contests import FoundContest, find_contest, held_contest
from quiz_app.contests.queries.entrants import member_by_number
from quiz_app.contests.rules import Rules
from quiz_app.contests.states import Part, State, may_change
from quiz_app.contests.teams import sentence
from quiz_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.pages.manage import indented
from quiz_app.members.pages.identity import actor
from quiz_app.members.tables import Member
from quiz_app.organizations.kinds import GROUP, ORDER
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import search_units
from quiz_app.organizations.tables import Unit

MOST_UNITS = 400
BETWEEN = re.compile(r"[\s,，、;；]+")


def teams(contest_id: int) -> str | Response:
    """The teams with their members, and the form for one more."""
    form = TeamForm()
    with database().reading() as session:
        found, units = _found(session, contest_id)
    form.unit.choices = [(unit.id, indented(unit, units)) for unit in units]
    if form.validate_on_submit():
        unit = next(each for each in units if each.id == form.unit.data)
        try:
            with database().transaction() as session:
                _found(session, contest_id)
                members = _members(session, unit, form.numbers.data or "")
                contest, name = held_contest(session, contest_id), form.name.data or ""
                actions.found_team(session, actor(), contest, unit, name, members, at=arrival())
        except (Invalid, Conflict, NotFound) as refusal:
            form.form_errors.append(refusal.message)
        else:
            flash(_("已组成代表队。"), "success")
            return redirect(url_for("contests.manage.teams", contest_id=contest_id), 303)
    with database().reading() as session:
        listed = queries.teams_below(session, found.contest, [unit.path for unit in units])
    return render_template(
        "contests/manage/teams.html",
        found=found,
        form=form,
        teams=listed,
        rule=sentence(Rules.from_json(found.contest.rules)),
        size=Rules.from_json(found.contest.rules).team_size,
        may_change=may_change(State(found.contest.state), Part.TEAMS),
    )


def refill(contest_id: int, team_id: int) -> str | Response:
    """Let other members sit for a team."""
    form = TeamForm()
    del form.unit
    with database().reading() as session:
        found, units = _found(session, contest_id)
        team = queries.find_team(session, found.contest, team_id)
        unit = next((each for each in units if each.id == team.unit_id), None)
        if unit is None:
            raise NotFound("没有找到这支代表队。")
        now = queries.members_of(session, team)
    if not form.is_submitted():
        form.name.data = team.name
        form.numbers.data = " ".join(each.number for each in now)
    elif form.validate():
        try:
            with database().transaction() as session:
                contest = held_contest(session, contest_id)
                held = queries.find_team(session, contest, team_id)
                members = _members(session, unit, form.numbers.data or "")
                actions.refill_team(session, actor(), contest, unit, held, members, at=arrival())
        except (Invalid, Conflict, NotFound) as refusal:
            form.form_errors.append(refusal.message)
        else:
            flash(_("队员已改。"), "success")
            return redirect(url_for("contests.manage.teams", contest_id=contest_id), 303)
    may = may_change(State(found.contest.state), Part.TEAMS)
    return render_template(
        "contests/manage/refill.html", found=found, form=form, team=team, members=now, may_change=may
    )


def _found(session: Session, contest_id: int) -> tuple[FoundContest, list[Unit]]:
    """The contest, and the units whose team the actor may build."""
    me = actor()
    found = find_contest(session, me, contest_id)
    if not found.contest.is_team:
        raise NotFound("这是个人赛，没有代表队。")
    kinds = tuple(kind for kind in ORDER if kind != GROUP)
    units = search_units(session, me, Permission.BRANCH_WATCH, "", kinds=kinds, top=found.unit.path, limit=MOST_UNITS)
    if not units:
        raise Forbidden("代表队由各单位的书记和组织者组建。需要时请联系本支部书记。")
    return found, units


def _members(session: Session, unit: Unit, numbers: str) -> list[Member]:
    wanted = dict.fromkeys(each for each in BETWEEN.split(numbers) if each)
    return [member_by_number(session, unit, number) for number in wanted]
