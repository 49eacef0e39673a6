"""Questions come in from files: upload, look and mend, confirm; undo; and out again as a file of any format."""

from dataclasses import dataclass
from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from quiz_app.banks.actions import importing as actions
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.forms.banks import PlainForm
from quiz_app.banks.forms.importing import ImportForm, RewriteForm
from quiz_app.banks.importing import packing, previews, rewriting
from quiz_app.banks.importing.files import refuse_at_sight
from quiz_app.banks.importing.items import give
from quiz_app.banks.importing.plans import plan
from quiz_app.banks.importing.previews import Preview
from quiz_app.banks.importing.rewriting import Miswritten
from quiz_app.banks.pages.pictures import shelf
from quiz_app.banks.queries import holdings, imports
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.tables.imports import QuestionUpload
from quiz_app.banks.tables.questions import QuestionBank
from quiz_app.core.errors import NotFound, Refusal
from quiz_app.core.jobs.queries import find_any
from quiz_app.core.jobs.tables import FAILED, Job
from quiz_app.core.passages import block
from quiz_app.core.web.services import arrival, database, holding
from quiz_app.organizations.pages.signed_in import actor
from quiz_app.regulations import queries as regulations

IMPORTS_SHOWN = 20
Answer = str | AnyResponse | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An upload as a page needs it: the job that is about it, if one is, and what confirming would do."""

    upload: QuestionUpload
    bank: QuestionBank
    job: Job | None
    preview: Preview | None
    failed: str


def upload_questions(bank_id: int) -> Answer:
    """A file or pasted text is sent, and a job reads it; what is wrong at first sight is said here."""
    me, form = actor(), ImportForm()
    with database().reading() as session:
        bank, _unit = holdings.find_bank(session, me, bank_id)
        earlier = imports.imports_of(session, bank, limit=IMPORTS_SHOWN)
    if form.validate_on_submit():
        try:
            data, name = form.sent()
            refuse_at_sight(data)
        except Refusal as refusal:
            form.blame("file", refusal.message)
        else:
            held, form_code = holding().hold(me.member_id, data, at=arrival()), form.format.data or ""
            with database().transaction() as session:
                bank, unit = holdings.find_bank(session, me, bank_id)
                kept = actions.receive(session, me, bank, unit, held=held, name=name, form=form_code, at=arrival())
            return redirect(url_for(".review_import", upload_id=kept.id), 303)
    page = render_template("banks/upload_questions.html", bank=bank, form=form, earlier=earlier, formats=FORMATS)
    return page, 422 if form.is_submitted() else 200


def review_import(upload_id: int) -> str:
    """How far reading is; then what would come in, what would not and why, and the mends that are offered."""
    waiting, form = _waiting(upload_id), PlainForm()
    form.version.data = str(waiting.upload.version)
    if waiting.preview is None:
        return render_template("banks/wait_for_import.html", waiting=waiting)
    return render_template(
        "banks/review_import.html",
        waiting=waiting,
        preview=waiting.preview,
        form=form,
        label=FORMATS[waiting.preview.form].label,
        taken=[(row, block(row.stem)) for row in waiting.preview.questions],
    )


def mend_import(upload_id: int) -> Answer:
    """Take the offers that were ticked, or leave a row out."""
    form = PlainForm()
    rows = frozenset(int(row) for row in request.form.getlist("row") if row.isdecimal())
    drop = request.form.get("drop", "")
    with database().transaction() as session:
        upload, _bank, _unit = imports.find_upload(session, actor(), upload_id, lock=True)
        actions.refuse_while_working(session, upload)
        read = packing.unpack(upload.content)
        changed = packing.without(read, int(drop)) if drop.isdecimal() else packing.mended(read, rows)
        actions.keep_mended(session, actor(), upload, changed, version=form.seen_version, at=arrival())
    return redirect(url_for(".review_import", upload_id=upload_id), 303)


def rewrite_import(upload_id: int, row: int) -> Answer:
    """One row as text, to be mended in place."""
    waiting = _waiting(upload_id)
    if waiting.preview is None:
        return redirect(url_for(".review_import", upload_id=upload_id), 303)
    refused = waiting.preview.refused_at(row)
    items = packing.unpack(waiting.upload.content).reading.items
    item = next((each for each in items if each.row == row), None)
    if item is None and not refused:
        raise NotFound("这份文件里没有这一行，请从预览页进入。")
    me, form = actor(), RewriteForm()
    if request.method == "GET":
        form.version.data = str(waiting.upload.version)
        with database().reading() as session:
            form.text.data = rewriting.to_text(item, row, regulations.registry(session))
    elif form.validate():
        try:
            written = rewriting.from_text(form.text.data or "", row, item)
        except Miswritten as fault:
            form.blame("text", str(fault))
        else:
            with database().transaction() as session:
                upload, _bank, _unit = imports.find_upload(session, me, upload_id, lock=True)
                actions.refuse_while_working(session, upload)
                changed = packing.rewritten(packing.unpack(upload.content), written)
                actions.keep_mended(session, me, upload, changed, version=form.seen_version, at=arrival())
            return redirect(url_for(".review_import", upload_id=upload_id), 303)
    page = render_template("banks/rewrite_import.html", waiting=waiting, row=row, refused=refused, form=form)
    return page, 422 if form.is_submitted() else 200


def confirm_import(upload_id: int) -> AnyResponse:
    """A job takes in what waits; how far it is stands on its page."""
    me, keeps_twins = actor(), "keep_twins" in request.form
    with database().transaction() as session:
        upload, _bank, unit = imports.find_upload(session, me, upload_id, lock=True)
        actions.refuse_while_working(session, upload)
        job = actions.ask_to_take(session, me, upload, unit, keeps_twins=keeps_twins, at=arrival())
    return redirect(url_for("members.job", job_id=job.id), 303)


def undo_import(import_id: int) -> AnyResponse:
    with database().transaction() as session:
        found, bank, unit = imports.find_import(session, actor(), import_id)
        actions.undo(session, actor(), found, unit, at=arrival())
    flash(_("撤回了“%(name)s”带来的 %(count)s 题。", name=found.name, count=found.count), "success")
    return redirect(url_for(".upload_questions", bank_id=bank.id), 303)


def export_questions(bank_id: int) -> Response:
    """All questions of a bank as a file; a header counts what the format could not carry."""
    form = FORMATS.get(request.args.get("format", "xlsx"))
    if form is None:
        raise NotFound("没有这种格式，请从页面上的链接下载。")
    with database().reading() as session:
        bank, _unit = holdings.find_bank(session, actor(), bank_id)
        texts = queries.texts_in(session, bank, with_bases=True)
    shown = {digest for text in texts for _name, digest in text.pictures}
    held = {digest: shelf().read(digest) for digest in shown}
    written = form.write([give(text, held) for text in texts], bank.title)
    answer = send_file(BytesIO(written.data), as_attachment=True, download_name=f"{bank.code}{form.suffix}")
    answer.headers["X-Not-Carried"] = str(len(written.lost))
    return answer


def question_template() -> Response:
    """The Excel template, empty, with its sheet of instructions."""
    holdings.reach(actor())
    form = FORMATS["xlsx"]
    return send_file(BytesIO(form.write([], "题目").data), as_attachment=True, download_name=f"questions{form.suffix}")


def _waiting(upload_id: int) -> Waiting:
    with database().reading() as session:
        upload, bank, _unit = imports.find_upload(session, actor(), upload_id)
        reading, taking = find_any(session, upload.job_id), find_any(session, upload.taking_id)
        job = next((each for each in (taking, reading) if each is not None and not each.has_ended), None)
        failed = next((each.said for each in (taking, reading) if each is not None and each.state == FAILED), "")
        if job is not None or not upload.content:
            return Waiting(upload, bank, job, None, failed)
        return Waiting(upload, bank, None, _preview(session, upload, bank, reading), failed)


def _preview(session: Session, upload: QuestionUpload, bank: QuestionBank, job: Job | None) -> Preview:
    """What the job found, or where none is about this version: the mends of a small file, the same found here."""
    if job is not None and job.result is not None:
        found = previews.from_json(job.result)
        if found.version == upload.version:
            return found
    read, registry = packing.unpack(upload.content), regulations.registry(session)
    made = plan(read.reading, area=bank.area, registry=registry, known=queries.texts_in(session, bank))
    return previews.preview(read, made, version=upload.version)
