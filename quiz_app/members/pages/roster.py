"""The roster as a workbook: upload, preview, confirm; template, export, initial passwords."""

import secrets
from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from quiz_app.core import sheets
from quiz_app.core.calendar import local
from quiz_app.core.errors import Invalid, Refusal
from quiz_app.core.web.services import arrival, database, services
from quiz_app.members import queries
from quiz_app.members.actions import handing_out, reach
from quiz_app.members.actions import roster as actions
from quiz_app.members.forms import PlainForm, RosterForm
from quiz_app.members.initial_passwords import BATCH_BYTES
from quiz_app.members.pages.identity import actor
from quiz_app.members.roster import books, columns, packing, rows

SHOWN = 200


def roster() -> str | AnyResponse:
    """Upload a roster. What is wrong with it is told in full; without a problem it waits for a confirmation."""
    me, form = actor(), RosterForm()
    reach.require_roster_keeper(me)
    if not form.validate_on_submit():
        return render_template("members/roster.html", form=form)
    try:
        sheet = sheets.read_rows(form.file.data.read(sheets.MOST_BYTES + 1), sheet=columns.SHEET)
    except Refusal as refusal:
        form.blame("file", refusal.message)
        return render_template("members/roster.html", form=form)
    reading = rows.read(sheet, today=local(arrival()).date())
    creates_groups = form.creates_groups.data
    with database().reading() as session:
        plan = actions.plan_import(session, me, reading.rows, creates_groups=creates_groups, problems=reading.problems)
    if plan.problems:
        return render_template("members/roster.html", form=form, problems=plan.problems, shown=SHOWN)
    with database().transaction() as session:
        upload = actions.keep_upload(
            session, me, form.file.data.filename or "", reading.rows, creates_groups=creates_groups, at=arrival()
        )
    if reading.ignored:
        flash(_("这些列不认识，没有读取：%(titles)s", titles="、".join(reading.ignored[:10])), "warning")
    return redirect(url_for(".roster_preview", upload_id=upload.id))


def roster_preview(upload_id: int) -> str:
    """What confirming would do, as things stand now."""
    with database().reading() as session:
        upload = queries.find_upload(session, actor(), upload_id)
        plan = actions.plan_import(session, actor(), packing.unpack(upload.rows), creates_groups=upload.creates_groups)
        places = reach.unit_names(session, actor())
    return render_template(
        "members/roster_preview.html",
        upload=upload,
        plan=plan,
        form=PlainForm(),
        shown=SHOWN,
        titles=columns.TITLES,
        places=places,
    )


def roster_confirm(upload_id: int) -> str:
    """Do it. The answer holds the batch of the initial passwords, and nothing else ever will."""
    batch = secrets.token_bytes(BATCH_BYTES)
    with database().transaction() as session:
        upload = queries.find_upload(session, actor(), upload_id, held=True)
        imported = actions.confirm_upload(
            session, actor(), upload, key=services().settings.secret_key, batch=batch, at=arrival()
        )
    return render_template("members/roster_result.html", imported=imported, batch=batch.hex(), form=PlainForm())


def roster_passwords() -> Response:
    """The initial passwords of a batch, for whoever holds the batch and keeps the rosters."""
    with database().reading() as session:
        issued = handing_out.issued_passwords(session, actor(), key=services().settings.secret_key, batch=_batch())
        book = books.passwords_book((each.number, each.name, each.unit, each.password) for each in issued)
    return _download(book, "初始密码.xlsx")


def reissue_passwords() -> str:
    """New initial passwords for all on the actor's rosters who have none of their own yet."""
    batch = secrets.token_bytes(BATCH_BYTES)
    with database().transaction() as session:
        count = handing_out.reissue_passwords(
            session, actor(), key=services().settings.secret_key, batch=batch, at=arrival()
        )
    return render_template("members/reissue_passwords.html", count=count, batch=batch.hex(), form=PlainForm())


def roster_template() -> Response:
    with database().reading() as session:
        book = handing_out.template_book(session, actor())
    return _download(book, "党员名册模板.xlsx")


def roster_export() -> Response:
    with database().reading() as session:
        book = handing_out.export_book(session, actor())
    return _download(book, "党员名册.xlsx")


def _batch() -> bytes:
    try:
        return bytes.fromhex(request.form.get("batch", ""))[:BATCH_BYTES]
    except ValueError:
        raise Invalid(_("批次不对：请从导入结果的页面上下载初始密码。")) from None


def _download(book: bytes, name: str) -> Response:
    return send_file(BytesIO(book), mimetype=sheets.MEDIA_TYPE, as_attachment=True, download_name=name)
