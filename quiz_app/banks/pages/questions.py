"""Trainers write questions: a new one, its page with all versions, and the page to edit it."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.banks import differences
from quiz_app.banks.actions import writing
from quiz_app.banks.actions.claims import CHANGED_MEANWHILE
from quiz_app.banks.areas import AREAS
from quiz_app.banks.checks import Comparison, compare
from quiz_app.banks.differences import Row
from quiz_app.banks.forms.questions import QuestionForm
from quiz_app.banks.markup import shown as shown_text
from quiz_app.banks.pages.attaching import attach, illustrated
from quiz_app.banks.pages.previewing import Preview, previewed
from quiz_app.banks.pages.typed import Offered, Typed, offer, rows_of, written
from quiz_app.banks.queries import holdings, submissions
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.queries.enemies import enemies_of
from quiz_app.banks.queries.questions import FoundQuestion, StatedVersion, text_of
from quiz_app.banks.reviewing import ReviewItem, laid_open
from quiz_app.banks.samples import SAMPLES
from quiz_app.banks.states import MEANINGS
from quiz_app.banks.steps import LABELS, is_own
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.banks.tables.reviews import QuestionSubmission
from quiz_app.banks.types.protocol import QuestionType
from quiz_app.banks.types.table import TYPES
from quiz_app.core.errors import Conflict, Invalid, NotFound
from quiz_app.core.passages import block
from quiz_app.core.web.services import arrival, database
from quiz_app.organizations.pages.signed_in import actor
from quiz_app.organizations.tables import Unit
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
        item=_item(shown.version),
        explanation_html=block(shown_text(text_of("", shown.version)).explanation),
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
    """A new question, empty or begun: from the sample of its type, or like the one that was written before it."""
    kind = TYPES.get(request.args.get("type", FIRST_TYPE))
    if kind is None:
        raise NotFound(_("没有这种题型：请从题库页面选择题型。"))
    with database().reading() as session:
        bank, unit = holdings.find_bank(session, actor(), bank_id)
        form = QuestionForm(data=_begun(session, bank, kind.code))
        offered = offer(session, form)
    preview = None
    if form.is_submitted():
        typed = _typed(form, kind, offered, unit)
        if _looks(form):
            preview = _preview(bank, kind, typed)
        elif not _is_sound(form, typed):
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
                return _after_saving(bank, made.id, kind.code)
    return render_template(
        "banks/new_question.html",
        bank=bank,
        kind=kind,
        types=TYPES,
        form=form,
        preview=preview,
        has_sample=kind.code in SAMPLES,
        compares=texts() is not None,
    )


def edit_question(question_id: int) -> str | Response | tuple[str, int]:
    """Edit the latest version. When somebody else saved meanwhile, both texts are shown and nothing is lost."""
    with database().reading() as session:
        found = queries.find_question(session, actor(), question_id)
        latest = queries.versions(session, found.question)[0]
        form = QuestionForm(data=rows_of(latest, found.question.version))
        offered = offer(session, form, chosen=latest.bases)
    if form.is_submitted():
        kind = TYPES[found.latest.type]
        typed = _typed(form, kind, offered, found.unit)
        if _looks(form):
            return _edit_page(found, form, preview=_preview(found.bank, kind, typed, own=found.question))
        if not _is_sound(form, typed):
            _tell_all(form, typed, found.bank, own=found.question)
            return _edit_page(found, form)
        try:
            return _change(found, form, typed)
        except Invalid as refusal:
            form.explain(refusal.fields)
        except Conflict as conflict:
            if conflict.code != CHANGED_MEANWHILE:
                raise
            return _both_texts(question_id, form, offered), conflict.status
    return _edit_page(found, form)


def _typed(form: QuestionForm, kind: QuestionType, offered: Offered, unit: Unit) -> Typed:
    return illustrated(written(form, kind, offered), attach(form, unit))


def _begun(session: Session, bank: QuestionBank, kind: str) -> dict[str, Any]:
    """The data of the form of a new question."""
    begun: dict[str, Any] = {"area": bank.area}
    if request.args.get("sample") and kind in SAMPLES:
        return begun | asdict(SAMPLES[kind])
    if (before := request.args.get("like", type=int)) is not None:
        latest = queries.find_question(session, actor(), before).latest
        kept = {"area": latest.area, "difficulty": latest.difficulty}
        return begun | kept | {"knowledge_points": "；".join(latest.knowledge_points)}
    return begun


def _looks(form: QuestionForm) -> bool:
    """Whether the form was sent to look at the question, with pictures that can be taken."""
    return request.form.get("then") in ("look", "preview") and not form.images.errors


def _preview(bank: QuestionBank, kind: QuestionType, typed: Typed, own: Question | None = None) -> Preview:
    with database().reading() as session:
        return previewed(session, bank, kind, typed, own=own.id if own else None)


def _is_sound(form: QuestionForm, typed: Typed) -> bool:
    refused = [*form.images.errors]
    sound = form.validate() and not typed.faults and not refused
    for reason in refused:  # which validating has forgotten
        form.blame("images", reason)
    return sound


def _after_saving(bank: QuestionBank, question_id: int, kind: str) -> Response:
    """To the question, or on to the next one like it."""
    if request.form.get("then") == "next":
        return redirect(url_for(".new_question", bank_id=bank.id, type=kind, like=question_id))
    return redirect(url_for(".question", question_id=question_id))


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


def _change(seen: FoundQuestion, form: QuestionForm, typed: Typed) -> Response:
    with database().transaction() as session:
        found = queries.find_question(session, actor(), seen.question.id, lock=True)
        version = writing.change(
            session, actor(), found, typed.writing, version=form.seen_version, texts=texts(), at=arrival()
        )
    if typed.writing.send:
        flash(_("已保存第 %(number)s 版，并已送审。", number=version.number), "success")
    else:
        flash(_("已保存第 %(number)s 版。", number=version.number), "success")
    return _after_saving(found.bank, found.question.id, version.type)


def _both_texts(question_id: int, form: QuestionForm, offered: Offered) -> str:
    """The edit page with what was typed and what somebody else saved; saving once more goes on from theirs."""
    with database().reading() as session:
        found = queries.find_question(session, actor(), question_id)
        theirs = queries.versions(session, found.question)[0]
    form.version.data = str(found.question.version)
    mine = _typed(form, TYPES[found.latest.type], offered, found.unit).writing.text
    return _edit_page(found, form, theirs, differences.compare(text_of("", theirs.version, theirs.bases), mine))


def _edit_page(
    found: FoundQuestion,
    form: QuestionForm,
    theirs: StatedVersion | None = None,
    rows: Sequence[Row] = (),
    preview: Preview | None = None,
) -> str:
    return render_template(
        "banks/edit_question.html",
        found=found,
        form=form,
        kind=TYPES[found.latest.type],
        theirs=theirs,
        item=_item(theirs.version) if theirs else None,
        rows=rows,
        preview=preview,
        areas=AREAS,
        compares=texts() is not None,
    )


def _item(version: QuestionVersion) -> ReviewItem:
    return laid_open(text_of("", version))
