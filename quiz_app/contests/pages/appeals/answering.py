"""Appeals as those see them who answer: the queue, and one with everything that it is judged by."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.contests import appeals as rules
from quiz_app.contests.actions import appeals as actions
from quiz_app.contests.appeals import About
from quiz_app.contests.forms.appeals import ReadingForm
from quiz_app.contests.queries import appeals as queries
from quiz_app.contests.queries.appeals import FoundAppeal
from quiz_app.contests.queries.contests import held_contest, managed_contest
from quiz_app.contests.queries.entrants import disqualifications
from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.exams import results, stories
from quiz_app.exams.amending import notes
from quiz_app.exams.delivery import in_points
from quiz_app.exams.forms.exams import blame
from quiz_app.exams.pages.results import marked_paper, sheet_of
from quiz_app.exams.queries import visits
from quiz_app.exams.queries.maxima import amendments_of
from quiz_app.exams.queries.sat import Sat
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.pages.identity import actor

PAGE = 30


def queue(contest_id: int) -> str:
    """What waits, the overdue first; with `state=closed` what was decided or withdrawn."""
    is_open = request.args.get("state") != "closed"
    after = unpack(request.args.get("after"), 2 if is_open else 1)
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        listed = queries.queue(session, found.contest, is_open=is_open, limit=PAGE + 1, after=after)
        counts = queries.counts(session, found.contest, seen_at=arrival())
    shown, following = listed[:PAGE], None
    if len(listed) > PAGE:
        last = shown[-1].appeal
        following = pack(to_milliseconds(last.due_at), last.id) if is_open else pack(last.id)
    return render_template(
        "contests/appeals/queue.html",
        found=found,
        listed=shown,
        counts=counts,
        is_open=is_open,
        following=following,
        labels=rules.STATE_LABELS,
        overdue={each.appeal.id for each in shown if _is_overdue(each)},
    )


def read(contest_id: int, appeal_id: int) -> str | Response | tuple[str, int]:
    """One appeal; who may reads it first or second."""
    me, form = actor(), ReadingForm()
    if form.validate_on_submit():
        known: dict[str, Any] = {"verdict": form.verdict.data or "", "reason": form.reason.data or "", "at": arrival()}
        known["for_all"] = bool(form.for_all.data)
        try:
            with database().transaction() as session:
                managed_contest(session, me, contest_id)
                held_contest(session, contest_id)
                found = queries.managed_appeal(session, me, contest_id, appeal_id, held=True)
                if found.appeal.state == rules.PROPOSED:
                    decided = actions.decide(session, me, found, **known)
                    said = _decided(len(decided))
                else:
                    count = actions.propose(session, me, found, **known)
                    said = _("%(count)s 件申诉已有意见，请另一位组织者或管理员复核。", count=count)
        except (Invalid, Conflict, Forbidden) as refusal:
            blame(form, refusal)
            return _page(contest_id, appeal_id, form), refusal.status
        flash(said, "success")
        return redirect(url_for(".read", contest_id=contest_id, appeal_id=appeal_id), 303)
    return _page(contest_id, appeal_id, form), 422 if form.errors else 200


def _decided(count: int) -> str:
    if count == 0:
        return _("你和提意见的人看法不同，申诉退回重新提意见，两人的理由都留在这里。")
    return _("%(count)s 件申诉已经答复，申诉人会收到消息。", count=count)


def _page(contest_id: int, appeal_id: int, form: ReadingForm) -> str:
    me = actor()
    with database().reading() as session:
        managed_contest(session, me, contest_id)
        found = queries.managed_appeal(session, me, contest_id, appeal_id)
        same = queries.about_the_same_question(session, found.appeal)
        shown = {
            "readings": queries.readings(session, appeal_id),
            "same": same,
            "earlier": queries.earlier_of_member(session, found.appeal),
            "why_not": actions.why_not_reader(session, me, found),
            **_evidence(session, found),
        }
    return render_template(
        "contests/appeals/read.html",
        found=found,
        form=form,
        labels=rules.STATE_LABELS,
        verdicts=rules.VERDICT_LABELS,
        is_open=found.appeal.state in rules.OPEN,
        is_second=found.appeal.state == rules.PROPOSED,
        is_overdue=_is_overdue(found),
        together=[each for each in same if each.appeal.state == found.appeal.state],
        **shown,
    )


def _evidence(session: Session, found: FoundAppeal) -> dict[str, Any]:
    """What the site knows about the matter: the paper with its key, the attempt's course, the disqualification."""
    shown: dict[str, Any] = {"line": None, "lines": [], "story": None, "clock": stories.clock, "exam": None}
    shown["disqualifications"] = [
        each for each, member in disqualifications(session, found.contest) if member.id == found.member.id
    ]
    attempt = queries.attempt_of(session, found.appeal)
    if attempt is None:
        return shown
    exam = session.get_one(Exam, attempt.exam_id)
    sat = Sat(attempt, exam, (), still_invited=False, max_score=0)
    edition, paper, marked = marked_paper(session, sat)
    lines = results.lines(edition, paper, sheet_of(sat), marked)
    lines = results.noted(lines, notes(amendments_of(session, attempt.edition_id), paper))
    number = found.appeal.question_no if found.appeal.about == About.QUESTION else None
    return shown | {
        "exam": exam,
        "attempt": attempt,
        "lines": lines,
        "line": lines[number - 1] if number else None,
        "story": stories.told(visits.facts_of(session, attempt)),
        "stored": None if attempt.score is None else in_points(attempt.score),
        "again": in_points(marked.score),
        "full": in_points(marked.max_score),
    }


def _is_overdue(found: FoundAppeal) -> bool:
    return rules.is_overdue(found.appeal.state, found.appeal.due_at, arrival())
