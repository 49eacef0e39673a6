"""What stands out in an exam and waits for a person: the queue, one of it, and what was decided."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database, services
from quiz_app.exams.actions import signals as actions
from quiz_app.exams.forms.exams import blame
from quiz_app.exams.forms.signals import DecisionForm
from quiz_app.exams.queries import drafts, listing
from quiz_app.exams.queries import signals as queries
from quiz_app.exams.queries import visits as visit_queries
from quiz_app.exams.schemas import SignalsIn
from quiz_app.exams.signals import verdicts
from quiz_app.exams.signals.table import SIGNALS
from quiz_app.members.pages.identity import actor

PAGE = 30
WAITING = {"waiting": True, "decided": False, "all": None}


def index(exam_id: int) -> str:
    asked = read_arguments(SignalsIn)
    after = unpack(asked.after, 1)
    number = (asked.number or "").strip()
    with database().reading() as session:
        exam, unit = listing.managed_exam(session, actor(), exam_id)
        listed = queries.listed(
            session,
            exam.id,
            kind=asked.kind,
            waiting=WAITING[asked.state],
            limit=PAGE + 1,
            after=after[0] if after else None,
        )
        shown = {
            "run": queries.run_of(session, exam.id),
            "job": queries.unfinished_look(session, exam.id),
            "counts": queries.counts(session, exam.id),
            "attempts": visit_queries.attempts_by_number(session, exam, number) if number else [],
        }
    return render_template(
        "exams/signals/index.html",
        exam=exam,
        unit=unit,
        listed=listed[:PAGE],
        next=pack(listed[PAGE - 1].signal.id) if len(listed) > PAGE else None,
        asked=asked,
        number=number,
        kinds=SIGNALS,
        label=verdicts.label,
        is_over=exam.closes_at is not None and exam.closes_at <= arrival(),
        days=services().settings.traces_days,
        **shown,
    )


def look(exam_id: int) -> Response:
    """Look through the exam as it is now."""
    me = actor()
    with database().transaction() as session:
        exam, unit = drafts.exam_to_change(session, me, exam_id)
        actions.ask(session, me, exam, unit, at=arrival())
    return redirect(url_for("exams.signals.index", exam_id=exam_id), 303)


def show(exam_id: int, signal_id: int) -> tuple[str, int]:
    return _page(exam_id, signal_id)


def decide(exam_id: int, signal_id: int) -> tuple[str, int] | Response:
    me, at = actor(), arrival()
    with database().reading() as session:
        exam, _unit = listing.managed_exam(session, me, exam_id)
        verdict = queries.find_signal(session, exam, signal_id).verdict
    form = DecisionForm().offer(is_open=verdicts.is_open(verdict))
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                exam, unit = drafts.exam_to_change(session, me, exam_id)
                listed = queries.find_signal(session, exam, signal_id)
                actions.decide(
                    session,
                    me,
                    unit,
                    listed,
                    verdict=form.verdict.data or "",
                    reason=form.reason.data or "",
                    seen=form.decisions_seen,
                    at=at,
                )
        except (Invalid, Conflict) as refusal:
            blame(form, refusal)
        else:
            flash(_("判断已记下。成绩、名次、积分都没有变。"), "success")
            return redirect(url_for("exams.signals.show", exam_id=exam_id, signal_id=signal_id), 303)
    return _page(exam_id, signal_id, form)


def _page(exam_id: int, signal_id: int, form: DecisionForm | None = None) -> tuple[str, int]:
    me = actor()
    with database().reading() as session:
        exam, unit = listing.managed_exam(session, me, exam_id)
        listed = queries.find_signal(session, exam, signal_id)
        decisions = queries.decisions(session, signal_id)
    is_open = verdicts.is_open(listed.verdict)
    shown = (form or DecisionForm(formdata=None)).offer(is_open=is_open)
    shown.seen.data = str(len(decisions))
    page = render_template(
        "exams/signals/show.html",
        exam=exam,
        unit=unit,
        listed=listed,
        signal=listed.signal,
        kind=SIGNALS[listed.signal.kind],
        decisions=decisions,
        form=shown,
        is_open=is_open,
        label=verdicts.label,
        verdicts=verdicts.LABELS,
        is_own=any(each.member_id == me.member_id for each in listed.about),
    )
    return page, 422 if form is not None else 200
