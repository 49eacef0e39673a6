"""What an organizer does to a contest as a whole: each act is a form of the contest's page, and goes back there."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.contests.actions import outcomes, running
from quiz_app.contests.forms.acts import AnnounceForm, FreezeForm, ReasonForm
from quiz_app.contests.queries.contests import FoundContest, managed_contest
from quiz_app.core.calendar import moment
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.web.forms import Form
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.forms.times import aware
from quiz_app.members.pages.identity import actor
from quiz_app.notices.actions import sending
from quiz_app.notices.kinds import ANNOUNCEMENT


def announce(contest_id: int) -> Response:
    """Publish the contest, and tell everybody below its unit if that is wanted."""
    form = AnnounceForm()

    def act(session: Session, found: FoundContest) -> str:
        contest, unit = found.contest, found.unit
        running.announce(session, actor(), contest, unit, at=arrival())
        if form.tells.data:
            sending.announce(
                session,
                unit=unit,
                title=contest.title,
                body=_(
                    "%(opens)s 开始，%(closes)s 结束。规则、时间和入口都在竞赛页上。",
                    opens=moment(contest.opens_at),
                    closes=moment(contest.closes_at),
                ),
                kind=ANNOUNCEMENT,
                page={"endpoint": "contests.show", "contest_id": contest.id},
                sent_by=actor().member_id,
                at=arrival(),
            )
        opens = moment(contest.opens_at)
        return _("已发布。%(unit)s的党员现在可以看到；%(opens)s 自动开始。", unit=unit.name, opens=opens)

    return _done(contest_id, form, act)


def withdraw(contest_id: int) -> Response:
    form = ReasonForm()

    def act(session: Session, found: FoundContest) -> str:
        reason = form.reason.data or ""
        running.withdraw(session, actor(), found.contest, found.unit, reason=reason, at=arrival())
        return _("已撤回为草稿，党员现在看不到。已经发布的试卷不能再改。")

    return _done(contest_id, form, act)


def freeze(contest_id: int) -> Response:
    form = FreezeForm()

    def act(session: Session, found: FoundContest) -> str:
        when = aware(form.freezes_at.data) or arrival()
        running.freeze_from(session, actor(), found.contest, found.unit, freezes_at=when, at=arrival())
        return _("定于 %(moment)s 封榜。", moment=moment(when))

    return _done(contest_id, form, act)


def reveal(contest_id: int) -> Response:
    def act(session: Session, found: FoundContest) -> str:
        running.reveal(session, actor(), found.contest, found.unit, at=arrival())
        return _("已揭晓：几秒钟以后，封榜期间的成绩就并入排行。")

    return _done(contest_id, Form(), act)


def publish(contest_id: int) -> Response:
    """Ask for the places and awards to be settled and shown: the page then shows how far that is."""
    return _done(contest_id, Form(), _asked(outcomes.ask_to_publish))


def finalize(contest_id: int) -> Response:
    return _done(contest_id, Form(), _asked(outcomes.ask_to_finalize))


def reopen(contest_id: int) -> Response:
    form = ReasonForm()

    def act(session: Session, found: FoundContest) -> str:
        reason = form.reason.data or ""
        outcomes.reopen(session, actor(), found.contest, found.unit, reason=reason, at=arrival())
        return _("已回到“公示与申诉”，更正以后再定案。")

    return _done(contest_id, form, act)


def archive(contest_id: int) -> Response:
    def act(session: Session, found: FoundContest) -> str:
        running.archive(session, actor(), found.contest, found.unit, at=arrival())
        return _("已归档。")

    return _done(contest_id, Form(), act)


def _asked(ask: Callable[..., Any]) -> Callable[[Session, FoundContest], str]:
    def act(session: Session, found: FoundContest) -> str:
        ask(session, actor(), found.contest, found.unit, at=arrival())
        return _("已经开始，做到哪里会显示在这一页；离开这一页也会做完。")

    return act


def _done(contest_id: int, form: Form, act: Callable[[Session, FoundContest], str]) -> Response:
    """Do it, say what became of it, and go back to the contest."""
    if not form.validate_on_submit():
        with database().reading() as session:
            managed_contest(session, actor(), contest_id)
        flash("；".join(str(each) for errors in form.errors.values() for each in errors), "danger")
    else:
        try:
            with database().transaction() as session:
                said = act(session, managed_contest(session, actor(), contest_id, held=True))
        except (Invalid, Conflict) as refusal:
            flash(" ".join([refusal.message, *refusal.fields.values()]), "danger")
        else:
            flash(said, "success")
    return redirect(url_for("contests.manage.show", contest_id=contest_id), 303)
