"""Trainers write questions: a new one, its page with all versions, and the page to edit it."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.banks import differences
from quiz_app.banks.actions import writing
from quiz_app.banks.actions.claims import CHANGED_MEANWHILE
from quiz_app.banks.areas import AREAS
from quiz_app.banks.checks import Comparison, compare
from quiz_app.banks.differences import Row
from quiz_app.banks.forms import QuestionForm
from quiz_app.banks.pages.laid_open import laid_open
from quiz_app.banks.pages.typed import Offered, Typed, offer, rows_of, written
from quiz_app.banks.queries import holdings, submissions
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.queries.enemies import enemies_of
from quiz_app.banks.queries.questions import FoundQuestion, StatedVersion, text_of
from quiz_app.banks.states import MEANINGS
from quiz_app.banks.steps import LABELS, is_own
from quiz_app.banks.tables import Question, QuestionBank, QuestionSubmission
from quiz_app.banks.types.table import TYPES
from quiz_app.core.errors import Conflict, Invalid, NotFound
from quiz_app.core.markdown import render
from quiz_app.core.web.services import arrival, database
from quiz_app.organizations.pages.signed_in import actor
from quiz_app.regulations.pages import texts

FIRST_TYPE = next(iter(TYPES))


def question(question_id: int) -> str:
    """A question as one of its versions reads, the latest unless another is asked for."""
    with database().reading() as session:
        found = queries.find_question(session, actor(), question_id)
        versions = queries.versions(session, found.question)
        waiting = submissions.waiting(session, found.question)
        reviewers = submissions.reviewers(session, found.unit, apart_from=found.latest.created_by)
        steps = submissions.steps(session, found.question)
        enemies = enemies_of(session, actor(), found.question)
    number = request.args.get("version", found.latest.number, type=int)
    shown = next((each for each in versions if each.version.number == number), None)
    if shown is None:
        raise NotFound(_("这道题没有这个版本。"))
    return render_template(
        "banks/question.html",
        found=found,
        shown=shown,
        versions=versions,
        kind=TYPES[shown.version.type],
        item=laid_open(shown.version),
        explanation_html=render(shown.version.explanation),
        comparison=_comparison(shown),
        meanings=MEANINGS,
        waiting=waiting,
        is_own=waiting is not None and _is_own(versions, waiting),
        reviewers=reviewers,
        steps=steps,
        enemies=enemies,
        labels=LABELS,
        areas=AREAS,
    )


def _comparison(shown: StatedVersion) -> Comparison | None:
    at_hand = texts()
    return compare(queries.text_of("", shown.version, shown.bases), at_hand) if at_hand is not None else None


def new_question(bank_id: int) -> str | Response:
    kind = TYPES.get(request.args.get("type", FIRST_TYPE))
    if kind is None:
        raise NotFound(_("没有这种题型：请从题库页面选择题型。"))
    form = QuestionForm()
    with database().reading() as session:
        bank, _unit = holdings.find_bank(session, actor(), bank_id)
        offered = offer(session, form)
    if not form.is_submitted():
        form.area.data = bank.area
    if form.is_submitted():
        typed = written(form, kind, offered)
        if not form.validate() or typed.faults:
            _tell_all(form, typed, bank)
        else:
            try:
                with database().transaction() as session:
                    bank, unit = holdings.find_bank(session, actor(), bank_id, lock=True)
                    made = writing.create(session, actor(), bank, unit, typed.writing, texts=texts(), at=arrival())
            except Invalid as refusal:
                form.explain(refusal.fields)
            else:
                flash(_("已保存 %(code)s。", code=made.code), "success")
                return redirect(url_for(".question", question_id=made.id))
    return render_template(
        "banks/new_question.html", bank=bank, kind=kind, types=TYPES, form=form, compares=texts() is not None
    )


def edit_question(question_id: int) -> str | Response | tuple[str, int]:
    """Edit the latest version. When somebody else saved meanwhile, both texts are shown and nothing is lost."""
    with database().reading() as session:
        found = queries.find_question(session, actor(), question_id)
        latest = queries.versions(session, found.question)[0]
        form = QuestionForm(data=rows_of(latest, found.question.version))
        offered = offer(session, form, chosen=latest.bases)
    if form.is_submitted():
        typed = written(form, TYPES[found.latest.type], offered)
        if not form.validate() or typed.faults:
            _tell_all(form, typed, found.bank, own=found.question)
            return _edit_page(found, form, theirs=None)
        try:
            return _change(question_id, form, typed)
        except Invalid as refusal:
            form.explain(refusal.fields)
        except Conflict as conflict:
            if conflict.code != CHANGED_MEANWHILE:
                raise
            return _both_texts(question_id, form, offered), conflict.status
    return _edit_page(found, form)


def _is_own(versions: Sequence[StatedVersion], waiting: QuestionSubmission) -> bool:
    """Whether the version that waits is the reader's own, so that somebody else must look at it."""
    author = next(each.version.created_by for each in versions if each.version.id == waiting.question_version_id)
    return is_own(actor().member_id, author=author, sender=waiting.sent_by)


def _tell_all(form: QuestionForm, typed: Typed, bank: QuestionBank, own: Question | None = None) -> None:
    """Beside what is wrong with the form itself, everything that the rules would say: one mends it all at once."""
    with database().reading() as session:
        ruled = writing.faults(session, bank, typed.writing, texts=texts(), own=own)
    form.explain_rest(typed.faults)
    if any(field.startswith("bases-") for field in typed.faults):
        ruled.pop("bases", None)
    form.explain_rest(ruled)


def _change(question_id: int, form: QuestionForm, typed: Typed) -> Response:
    with database().transaction() as session:
        found = queries.find_question(session, actor(), question_id, lock=True)
        version = writing.change(
            session, actor(), found, typed.writing, version=form.seen_version, texts=texts(), at=arrival()
        )
    if typed.writing.send:
        flash(_("已保存第 %(number)s 版，并已送审。", number=version.number), "success")
    else:
        flash(_("已保存第 %(number)s 版。", number=version.number), "success")
    return redirect(url_for(".question", question_id=question_id))


def _both_texts(question_id: int, form: QuestionForm, offered: Offered) -> str:
    """The edit page with what was typed and what somebody else saved; saving once more goes on from theirs."""
    with database().reading() as session:
        found = queries.find_question(session, actor(), question_id)
        theirs = queries.versions(session, found.question)[0]
    form.version.data = str(found.question.version)
    mine = written(form, TYPES[found.latest.type], offered).writing.text
    return _edit_page(found, form, theirs, differences.compare(text_of("", theirs.version, theirs.bases), mine))


def _edit_page(
    found: FoundQuestion, form: QuestionForm, theirs: StatedVersion | None = None, rows: Sequence[Row] = ()
) -> str:
    return render_template(
        "banks/edit_question.html",
        found=found,
        form=form,
        kind=TYPES[found.latest.type],
        theirs=theirs,
        item=laid_open(theirs.version) if theirs else None,
        rows=rows,
        areas=AREAS,
        compares=texts() is not None,
    )
