"""Appeals as those see them who make them."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.contests import appeals as rules
from quiz_app.contests.actions import appeals as actions
from quiz_app.contests.appeals import About
from quiz_app.contests.forms.appeals import AppealForm
from quiz_app.contests.freezes import seen_at
from quiz_app.contests.queries import appeals as queries
from quiz_app.contests.queries.contests import FoundContest, find_contest
from quiz_app.contests.queries.sat_papers import SatPaper, sat_papers
from quiz_app.contests.rules import Rules
from quiz_app.core.errors import Conflict, Invalid, NotFound
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.forms.exams import blame
from quiz_app.members.pages.identity import actor


def index(contest_id: int) -> str:
    """One's own appeals, until when there may be more, and the public counts."""
    me, at = actor(), arrival()
    with database().reading() as session:
        found = find_contest(session, me, contest_id)
        own = queries.own_appeals(session, me, found.contest)
        counts = queries.counts(session, found.contest, seen_at=seen_at(found.contest, at))
        may = _may_be_about(session, found)
    return render_template(
        "contests/appeals/index.html",
        found=found,
        own=own,
        counts=counts,
        may=may,
        rules=Rules.from_json(found.contest.rules),
        labels=rules.STATE_LABELS,
        at=at,
    )


def new(contest_id: int) -> str | Response | tuple[str, int]:
    """An appeal; `attempt` and `no` in the address say what about."""
    me = actor()
    with database().reading() as session:
        found = find_contest(session, me, contest_id)
        may = _may_be_about(session, found)
        sat = sat_papers(session, me, found.contest)
    if not may:
        flash(_("现在没有可以申诉的：成绩公示期间可以申诉题目和成绩，取消成绩的从取消那一刻起可以申诉。"), "info")
        return redirect(url_for(".index", contest_id=contest_id), 303)
    form = AppealForm(data=_suggested(sat, may)).offer(may, [(each.code, each.label) for each in sat])
    if form.validate_on_submit():
        chosen = next((each for each in sat if each.code == form.sat.data), None)
        try:
            with database().transaction() as session:
                made = actions.appeal(
                    session,
                    me,
                    find_contest(session, me, contest_id),
                    form.about.data or "",
                    chosen,
                    question_no=form.question_no.data,
                    words=form.words.data or "",
                    at=arrival(),
                )
        except (Invalid, Conflict) as refusal:
            blame(form, refusal)
        else:
            flash(_("收到了你的申诉。有了答复，你会收到一条消息。"), "success")
            return redirect(url_for(".show", contest_id=contest_id, appeal_id=made.id), 303)
    page = render_template(
        "contests/appeals/new.html", found=found, form=form, rules=Rules.from_json(found.contest.rules)
    )
    return page, 422 if form.errors or form.form_errors else 200


def show(contest_id: int, appeal_id: int) -> str:
    """One's own appeal: where it stands, by when it is answered, what was decided and why."""
    with database().reading() as session:
        found = queries.own_appeal(session, actor(), contest_id, appeal_id)
    return render_template(
        "contests/appeals/show.html",
        found=found,
        labels=rules.STATE_LABELS,
        is_open=found.appeal.state in rules.OPEN,
        is_overdue=rules.is_overdue(found.appeal.state, found.appeal.due_at, arrival()),
    )


def withdraw(contest_id: int, appeal_id: int) -> Response:
    me = actor()
    with database().transaction() as session:
        found = queries.own_appeal(session, me, contest_id, appeal_id, held=True)
        actions.withdraw(session, me, found, at=arrival())
    flash(_("已撤回。申诉期内可以重新提出。"), "success")
    return redirect(url_for(".show", contest_id=contest_id, appeal_id=appeal_id), 303)


def _may_be_about(session: Session, found: FoundContest) -> list[About]:
    """What the actor may appeal against now."""
    me, at, contest = actor(), arrival(), found.contest
    may = []
    if rules.may_appeal_result(contest.state, contest.appeals_until, at):
        sat = sat_papers(session, me, contest)
        if any(each.attempt is not None for each in sat):
            may.append(About.QUESTION)
        if sat:
            may.append(About.SCORE)
    standing = queries.own_disqualification(session, me, contest)
    days = Rules.from_json(contest.rules).appeal_days
    if standing is not None and rules.may_appeal_disqualification(
        contest.state, standing.at, days, contest.appeals_until, at
    ):
        may.append(About.DISQUALIFICATION)
    return may


def _suggested(sat: list[SatPaper], may: list[About]) -> dict[str, object]:
    """What the address asks for, as far as it is one's own."""
    attempt, number = request.args.get("attempt", ""), request.args.get("no", "")
    suggested: dict[str, object] = {"about": may[0].value if len(may) == 1 else None}
    chosen = next((each for each in sat if each.attempt is not None and str(each.attempt.id) == attempt), None)
    if attempt and chosen is None:
        raise NotFound(_("没有找到这次答题，请从成绩页进入。"))
    if chosen is not None:
        suggested["sat"] = chosen.code
    if number.isdecimal() and About.QUESTION in may:
        suggested |= {"about": About.QUESTION.value, "question_no": int(number[:3])}
    return suggested
