"""The corrections of an exam, and a new one: which question, what is wrong, why."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.banks.reporting import FAULTS
from quiz_app.banks.types.table import TYPES
from quiz_app.core.errors import Conflict, Invalid, NotFound
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.corrections import proposals
from quiz_app.corrections.actions import deciding
from quiz_app.corrections.forms import QuestionForm, RuleForm
from quiz_app.corrections.proposals import KINDS, Wish
from quiz_app.corrections.queries import corrections as queries
from quiz_app.exams.amending import Kind
from quiz_app.exams.forms.exams import blame
from quiz_app.exams.queries import drafts
from quiz_app.exams.results import keyed_question
from quiz_app.members.pages.identity import actor

PAGE = 20
MOST_REPORTS = 50
MOST_QUESTIONS = 50


def index(exam_id: int) -> str:
    """What was corrected, what waits for somebody, and what members reported."""
    me, after = actor(), unpack(request.args.get("after"), 1)
    with database().reading() as session:
        exam, unit = queries.exam_to_correct(session, me, exam_id)
        found = queries.corrections(session, exam, limit=PAGE + 1, after=after)
        reports = [] if after else queries.reports(session, exam, limit=MOST_REPORTS)
        written, _now = queries.editions_of(session, exam.edition_id or 0)
    shown = found[:PAGE]
    return render_template(
        "corrections/index.html",
        exam=exam,
        unit=unit,
        found=shown,
        following=pack(shown[-1].correction.id) if len(found) > PAGE else None,
        reports=reports,
        faults=FAULTS,
        kinds=KINDS,
        edition=written.edition,
        may_propose=not any(each.correction.closed_at is None for each in found),
    )


def questions(exam_id: int) -> str:
    """The questions of an exam, to choose from."""
    me, wanted = actor(), (request.args.get("q") or "").strip()
    with database().reading() as session:
        exam, _unit = queries.exam_to_correct(session, me, exam_id)
        _written, now = queries.editions_of(session, exam.edition_id or 0)
    edition = now.edition
    matching = [
        (place, each)
        for place, each in enumerate(edition.questions)
        if not wanted or wanted.lower() in each.code.lower() or wanted in each.stem or wanted in "".join(each.options)
    ]
    return render_template(
        "corrections/questions.html",
        exam=exam,
        wanted=wanted,
        questions=[
            (place, each, TYPES[each.type].label, proposals.how_it_counts(edition, place))
            for place, each in matching[:MOST_QUESTIONS]
        ],
        matching=len(matching),
    )


def question(exam_id: int, place: int) -> str | Response | tuple[str, int]:
    """A correction of one question; `kind` and `reason` in the address are what an appeal or a report led to."""
    me = actor()
    with database().reading() as session:
        exam, unit = queries.exam_to_correct(session, me, exam_id)
        _written, now = queries.editions_of(session, exam.edition_id or 0)
    edition = now.edition
    if not place < len(edition.questions):
        raise NotFound(_("这场考试没有这道题。"))
    asked = edition.questions[place]
    kinds = (Kind.KEY, Kind.VOID, Kind.GIFT) if proposals.may_rekey(asked) else (Kind.VOID, Kind.GIFT)
    suggested = {"kind": request.args.get("kind"), "reason": request.args.get("reason", "")[: proposals.LONGEST_REASON]}
    form = QuestionForm(data={"key": proposals.key_in_words(asked), **suggested}).offer(kinds)
    if form.validate_on_submit():
        wish = Wish(form.kind.data or "", place, form.key.data or "", "", form.reason.data or "", form.basis.data or "")
        if sent := _propose(exam_id, wish, form):
            return sent
    page = render_template(
        "corrections/question.html",
        exam=exam,
        unit=unit,
        form=form,
        line=keyed_question(edition, place),
        counts=proposals.how_it_counts(edition, place),
    )
    return page, 422 if form.errors or form.form_errors else 200


def rule(exam_id: int) -> str | Response | tuple[str, int]:
    """A correction of the rule for partial credit."""
    me = actor()
    with database().reading() as session:
        exam, unit = queries.exam_to_correct(session, me, exam_id)
        _written, now = queries.editions_of(session, exam.edition_id or 0)
    form = RuleForm()
    if form.validate_on_submit():
        wish = Wish(Kind.CREDIT, None, "", form.credit_rule.data or "", form.reason.data or "", form.basis.data or "")
        if sent := _propose(exam_id, wish, form):
            return sent
    page = render_template(
        "corrections/rule.html", exam=exam, unit=unit, form=form, rule=proposals.RULES[now.edition.credit_rule]
    )
    return page, 422 if form.errors or form.form_errors else 200


def of_report(report_id: int) -> Response:
    """From a member's report to the question that it is about."""
    me = actor()
    with database().reading() as session:
        exam_id, version_id = queries.reported(session, me, report_id)
        exam, _unit = queries.exam_to_correct(session, me, exam_id)
        written, _now = queries.editions_of(session, exam.edition_id or 0)
    for place, each in enumerate(written.edition.questions):
        if each.version_id == version_id:
            return redirect(url_for("corrections.question", exam_id=exam_id, place=place), 303)
    raise NotFound(_("这份报告说的题不在现在的试卷里。"))


def _propose(exam_id: int, wish: Wish, form: QuestionForm | RuleForm) -> Response | None:
    me = actor()
    try:
        with database().transaction() as session:
            drafts.exam_to_change(session, me, exam_id)
            exam, unit = queries.exam_to_correct(session, me, exam_id)
            made = deciding.propose(session, me, exam, unit, wish, at=arrival())
    except (Invalid, Conflict) as refusal:
        blame(form, refusal)
        return None
    flash(_("已提出。预览算好以后，请另一位组织者或管理员批准。"), "success")
    return redirect(url_for("corrections.show", correction_id=made.id), 303)
