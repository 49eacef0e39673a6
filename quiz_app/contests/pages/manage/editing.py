"""What of a contest may be changed now: all of a draft, its stages, later only its words."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.contests.actions import planning
from quiz_app.contests.drafts import StageDraft
from quiz_app.contests.figures import TERMS
from quiz_app.contests.forms.contest import ContestForm, NewStageForm, WordsForm, contest_written
from quiz_app.contests.queries.contests import find_stage, managed_contest, stages_of
from quiz_app.contests.queries.drafts import exam_written, written
from quiz_app.contests.queries.units import levels_in, regions_of
from quiz_app.contests.states import MAY_CHANGE, PART_LABELS, Part, State, may_change
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.drafts import ExamDraft
from quiz_app.exams.forms.exams import blame
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.kinds import LABELS
from quiz_app.organizations.tables import Unit

MOST_DIGITS = 6
ROWS = ("awards", "place_points", "stages")
FIRST_OF_CHAIN = {"member_ties": "member_tie_1", "unit_ties": "unit_tie_1"}


def edit(contest_id: int) -> str | Response:
    """The whole of a draft; of an announced contest its words, beside the table of what may be changed when."""
    with database().reading() as session:
        contest = managed_contest(session, actor(), contest_id).contest
    if not may_change(State(contest.state), Part.RULES):
        return _words(contest_id)
    return _rules(contest_id)


def _rules(contest_id: int) -> str | Response:
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        before = written(session, found.contest).contest
        levels = [(kind, LABELS[kind]) for kind in levels_in(session, found.unit)]
        regions = regions_of(session, found.unit)
    form = ContestForm(data=contest_written(before, found.contest.version))
    wish = request.form.get("do", "save") if form.is_submitted() else ""
    _change_rows(form, wish)
    form.offer_levels(levels)
    quotas = [_quotas(place, regions) for place in range(len(before.stages))]
    if wish == "save" and len(form.stages.entries) == len(before.stages) and form.validate():
        try:
            with database().transaction() as session:
                now = managed_contest(session, actor(), contest_id, held=True)
                draft = form.draft(before, quotas)
                version = form.seen_version
                planning.change(session, actor(), now.contest, now.unit, draft, version=version, at=arrival())
        except (Invalid, Conflict) as refusal:
            _blame(form, refusal)
        else:
            flash(_("已保存。"), "success")
            return redirect(url_for("contests.manage.show", contest_id=contest_id), 303)
    known = [dict(each.going_on.quotas) if each.going_on else {} for each in before.stages]
    return render_template(
        "contests/manage/edit.html",
        found=found,
        form=form,
        before=before,
        regions=regions,
        quotas=quotas if form.is_submitted() else known,
        terms=TERMS.values(),
    )


def _words(contest_id: int) -> str | Response:
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
    form = WordsForm(data={"title": found.contest.title, "summary": found.contest.summary})
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                now = managed_contest(session, actor(), contest_id, held=True)
                title, summary = form.title.data or "", form.summary.data or ""
                planning.reword(session, actor(), now.contest, now.unit, title=title, summary=summary, at=arrival())
        except (Invalid, Conflict) as refusal:
            blame(form, refusal)
        else:
            flash(_("已保存。"), "success")
            return redirect(url_for("contests.manage.show", contest_id=contest_id), 303)
    return render_template(
        "contests/manage/words.html",
        found=found,
        form=form,
        may_reword=may_change(State(found.contest.state), Part.WORDS),
        states=list(State),
        parts=PART_LABELS,
        may_change=MAY_CHANGE,
    )


def stages(contest_id: int) -> str | Response:
    """The stages of a draft: one more, or one less."""
    form = NewStageForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                _add_stage(session, contest_id, form)
        except (Invalid, Conflict) as refusal:
            if refusal.code == "wrong_state":
                raise
            blame(form, refusal)
        else:
            flash(_("已增加。试卷和时间请在这个阶段的考试里写，晋级办法在规则里写。"), "success")
            return redirect(url_for("contests.manage.stages", contest_id=contest_id), 303)
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        shown = stages_of(session, found.contest)
    may = may_change(State(found.contest.state), Part.STAGES)
    return render_template("contests/manage/stages.html", found=found, stages=shown, form=form, may_change=may)


def drop_stage(contest_id: int, stage_id: int) -> Response:
    try:
        with database().transaction() as session:
            found = managed_contest(session, actor(), contest_id, held=True)
            stage = find_stage(session, found.contest, stage_id)
            planning.drop_stage(session, actor(), found.contest, found.unit, stage, at=arrival())
    except (Invalid, Conflict) as refusal:
        flash(refusal.message, "danger")
    else:
        flash(_("已去掉这个阶段和它的试卷草稿。"), "success")
    return redirect(url_for("contests.manage.stages", contest_id=contest_id), 303)


def _add_stage(session: Session, contest_id: int, form: NewStageForm) -> None:
    found = managed_contest(session, actor(), contest_id, held=True)
    title = (form.title.data or "").strip()
    stage = StageDraft(str(form.kind.data), title, on_site=bool(form.on_site.data))
    exam = None
    if not stage.on_site:
        exam = _paper_like(session, found.contest.id, title)
    planning.add_stage(session, actor(), found.contest, found.unit, stage, exam, at=arrival())


def _paper_like(session: Session, contest_id: int, title: str) -> ExamDraft:
    """A draft of a paper like that of the last stage that has one."""
    contest = managed_contest(session, actor(), contest_id).contest
    papers = [each.exam for each in stages_of(session, contest) if each.exam is not None]
    if not papers:
        raise Conflict("这场竞赛还没有试卷可以照着写。请从模板新建一场有这个阶段的竞赛。", code="no_paper")
    return exam_written(papers[-1], title=f"{contest.title} · {title}"[:120])


def _change_rows(form: ContestForm, wish: str) -> None:
    """What the buttons do that change the rows of a form."""
    if wish == "add:award":
        form.awards.append_entry({"who": "member", "by": "score", "count": 1})
    elif wish == "add:points":
        last = form.place_points.entries[-1].form.last.data if form.place_points.entries else 0
        form.place_points.append_entry({"first": (last or 0) + 1, "last": (last or 0) + 1, "amount": 1})
    elif wish.startswith("drop:"):
        name = wish.removeprefix("drop:")
        for rows in (form.awards, form.place_points):
            rows.entries = [entry for entry in rows.entries if entry.name != name]


def _quotas(place: int, regions: list[Unit]) -> Mapping[int, int]:
    """The places of each unit right below the contest's, as they were written for a stage."""
    written_here = {unit.id: request.form.get(f"quota-{place}-{unit.id}", "").strip() for unit in regions}
    return {unit: int(text) for unit, text in written_here.items() if text.isdecimal() and len(text) <= MOST_DIGITS}


def _blame(form: ContestForm, refusal: Invalid | Conflict) -> None:
    """Put the sentences of the rules beside what they are about, those about rows above all."""
    if not refusal.fields:
        form.form_errors.append(refusal.message)
    for about, sentence in refusal.fields.items():
        name = about.partition(".")[0]
        name = FIRST_OF_CHAIN.get(name, name)
        if name in form and name not in ROWS:
            form[name].errors = [*form[name].errors, sentence]
        else:
            form.form_errors.append(sentence)
