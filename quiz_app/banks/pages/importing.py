"""Questions come in from files: upload, look and mend, confirm; undo; and out again as a file of any format."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from quiz_app.banks.actions import importing as actions
from quiz_app.banks.actions import pictures
from quiz_app.banks.formats.protocol import Refused
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.forms.banks import PlainForm
from quiz_app.banks.forms.importing import ImportForm, RewriteForm
from quiz_app.banks.importing import packing, rewriting
from quiz_app.banks.importing.files import read_file
from quiz_app.banks.importing.illustrations import contents
from quiz_app.banks.importing.items import give
from quiz_app.banks.importing.packing import Read
from quiz_app.banks.importing.plans import ImportPlan, plan
from quiz_app.banks.importing.rewriting import Miswritten
from quiz_app.banks.markup import shown as shown_text
from quiz_app.banks.pages.pictures import shelf
from quiz_app.banks.queries import holdings, imports
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.tables import QuestionBank, QuestionUpload
from quiz_app.core.errors import Invalid, NotFound, Refusal
from quiz_app.core.passages import block
from quiz_app.core.web.services import arrival, database
from quiz_app.organizations.pages.signed_in import actor
from quiz_app.organizations.tables import Unit
from quiz_app.regulations import queries as regulations

SHOWN = 200
IMPORTS_SHOWN = 20
TAKEN_SHOWN = 20
Answer = str | AnyResponse | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An upload as a page needs it: what was read, and what confirming would do now."""

    upload: QuestionUpload
    bank: QuestionBank
    unit: Unit
    read: Read
    plan: ImportPlan


def upload_questions(bank_id: int) -> Answer:
    """A file or pasted text is read and waits; what cannot be read at all is said here."""
    me, form = actor(), ImportForm()
    with database().reading() as session:
        bank, _unit = holdings.find_bank(session, me, bank_id)
        earlier = imports.imports_of(session, bank, limit=IMPORTS_SHOWN)
    if form.validate_on_submit():
        try:
            data, name = form.sent()
            read = read_file(data, name=name, form=form.format.data or "")
        except Refusal as refusal:
            form.blame("file", refusal.message)
        else:
            with database().transaction() as session:
                bank, unit = holdings.find_bank(session, me, bank_id)
                pictures.keep(session, me, unit, contents(read.reading.items).values(), shelf=shelf(), at=arrival())
                kept = actions.keep(session, me, bank, unit, read, name=name, at=arrival())
            return redirect(url_for(".review_import", upload_id=kept.id), 303)
    page = render_template("banks/upload_questions.html", bank=bank, form=form, earlier=earlier, formats=FORMATS)
    return page, 422 if form.is_submitted() else 200


def review_import(upload_id: int) -> str:
    """What would come in, what would not and why, and the mends that are offered."""
    waiting, form = _waiting(upload_id), PlainForm()
    form.version.data = str(waiting.upload.version)
    return render_template(
        "banks/review_import.html",
        waiting=waiting,
        form=form,
        label=FORMATS[waiting.read.form].label,
        refused=list(_by_row(waiting.plan.refused)),
        taken=[(text, block(shown_text(text).stem)) for text in waiting.plan.questions[:TAKEN_SHOWN]],
        shown=SHOWN,
    )


def mend_import(upload_id: int) -> Answer:
    """Take the offers that were ticked, or leave a row out."""
    form = PlainForm()
    rows = frozenset(int(row) for row in request.form.getlist("row") if row.isdecimal())
    drop = request.form.get("drop", "")
    with database().transaction() as session:
        upload, _bank, _unit = imports.find_upload(session, actor(), upload_id, lock=True)
        read = packing.unpack(upload.content)
        changed = packing.without(read, int(drop)) if drop.isdecimal() else packing.mended(read, rows)
        actions.keep_mended(upload, changed, version=form.seen_version)
    return redirect(url_for(".review_import", upload_id=upload_id), 303)


def rewrite_import(upload_id: int, row: int) -> Answer:
    """One row as text, to be mended in place."""
    waiting = _waiting(upload_id)
    refused = [each for each in waiting.plan.refused if each.row == row]
    item = next((each for each in waiting.read.reading.items if each.row == row), None)
    if item is None and not refused:
        raise NotFound("这份文件里没有这一行，请从预览页进入。")
    form = RewriteForm()
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
                upload, _bank, _unit = imports.find_upload(session, actor(), upload_id, lock=True)
                changed = packing.rewritten(packing.unpack(upload.content), written)
                actions.keep_mended(upload, changed, version=form.seen_version)
            return redirect(url_for(".review_import", upload_id=upload_id), 303)
    page = render_template("banks/rewrite_import.html", waiting=waiting, row=row, refused=refused, form=form)
    return page, 422 if form.is_submitted() else 200


def confirm_import(upload_id: int) -> Answer:
    me, keeps_twins = actor(), "keep_twins" in request.form
    with database().transaction() as session:
        upload, bank, unit = imports.find_upload(session, me, upload_id, lock=True)
        read = packing.unpack(upload.content)
        made = _plan(session, read, bank, keeps_twins=keeps_twins)
        try:
            pictures.keep(session, me, unit, contents(read.reading.items).values(), shelf=shelf(), at=arrival())
            found = actions.confirm(session, me, upload, bank, unit, made, at=arrival())
        except Invalid as refusal:
            flash(refusal.message, "danger")
            return redirect(url_for(".review_import", upload_id=upload_id), 303)
    flash(_("收下了 %(count)s 题，都是草稿：补全、审过之后才会进试卷。", count=found.count), "success")
    return redirect(url_for(".show", bank_id=bank.id, state="unpublished"), 303)


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
        upload, bank, unit = imports.find_upload(session, actor(), upload_id)
        read = packing.unpack(upload.content)
        return Waiting(upload, bank, unit, read, _plan(session, read, bank))


def _plan(session: Session, read: Read, bank: QuestionBank, *, keeps_twins: bool = False) -> ImportPlan:
    return plan(
        read.reading,
        area=bank.area,
        registry=regulations.registry(session),
        known=queries.texts_in(session, bank),
        keeps_twins=keeps_twins,
    )


def _by_row(refused: tuple[Refused, ...]) -> Iterator[tuple[int, list[Refused]]]:
    rows: dict[int, list[Refused]] = {}
    for each in refused:
        rows.setdefault(each.row, []).append(each)
    yield from sorted(rows.items())
