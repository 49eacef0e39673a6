"""The roster as a workbook: upload, preview, confirm; template, export, initial passwords."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from io import BytesIO

from flask import Response, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from quiz_app.core import sheets
from quiz_app.core.calendar import local
from quiz_app.core.errors import Refusal
from quiz_app.core.web.services import arrival, database, services
from quiz_app.members import queries
from quiz_app.members.actions import handing_out, reach
from quiz_app.members.actions import roster as actions
from quiz_app.members.forms import PlainForm, RosterForm
from quiz_app.members.initial_passwords import BATCH_BYTES
from quiz_app.members.pages import issued
from quiz_app.members.pages.identity import actor
from quiz_app.members.roster import books, columns, packing, rows
from quiz_app.members.roster.places import NewGroup, Place

SHOWN = 200


def roster() -> str | AnyResponse:
    """Upload a roster. What is wrong with it is told in full; without a problem it waits for a confirmation."""
    me, form = actor(), RosterForm()
    reach.require_roster_keeper(me)
    with database().reading() as session:
        waiting = queries.count_without_a_password(session, me)
    if not form.validate_on_submit():
        return render_template("members/roster.html", form=form, waiting=waiting)
    try:
        sheet = sheets.read_rows(form.file.data.read(sheets.MOST_BYTES + 1), sheet=columns.SHEET)
    except Refusal as refusal:
        form.blame("file", refusal.message)
        return render_template("members/roster.html", form=form, waiting=waiting)
    reading = rows.read(sheet, today=local(arrival()).date())
    creates_groups = form.creates_groups.data
    with database().reading() as session:
        plan = actions.plan_import(
            session,
            me,
            reading.rows,
            creates_groups=creates_groups,
            problems=reading.problems,
            titles=reading.titles,
        )
    if plan.problems:
        return render_template("members/roster.html", form=form, waiting=waiting, problems=plan.problems, shown=SHOWN)
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
        names = reach.unit_names(session, actor())
    return render_template(
        "members/roster_preview.html",
        upload=upload,
        plan=plan,
        form=PlainForm(),
        shown=SHOWN,
        titles=columns.TITLES,
        full_name=lambda where: _full_name(where, names),
    )


def roster_confirm(upload_id: int) -> AnyResponse:
    """Do it. What came of it, and the initial passwords for some minutes, stand on a page of their own."""
    me, batch = actor(), secrets.token_bytes(BATCH_BYTES)
    with database().transaction() as session:
        upload = queries.find_upload(session, me, upload_id, held=True)
        imported = actions.confirm_upload(
            session, me, upload, key=services().settings.secret_key, batch=batch, at=arrival()
        )
    issued.hold(me, batch, asdict(imported), at=arrival())
    return redirect(url_for(".roster_result"), 303)


def reissue_passwords() -> AnyResponse:
    """New initial passwords for all on the actor's rosters who have none of their own yet."""
    me, batch = actor(), secrets.token_bytes(BATCH_BYTES)
    with database().transaction() as session:
        count = handing_out.reissue_passwords(
            session, me, key=services().settings.secret_key, batch=batch, at=arrival()
        )
    issued.hold(me, batch, {"reissued": count}, at=arrival())
    return redirect(url_for(".roster_result"), 303)


def roster_result() -> str:
    """What an import or a new issue came to; it may be opened again until the passwords are gone."""
    reach.require_roster_keeper(actor())
    found = issued.held(actor(), at=arrival())
    return render_template("members/roster_result.html", told=found.told, until=found.until, form=PlainForm())


def roster_passwords() -> Response:
    """The initial passwords of the batch that the actor holds."""
    me = actor()
    reach.require_roster_keeper(me)
    found = issued.held(me, at=arrival())
    with database().reading() as session:
        passwords = handing_out.issued_passwords(session, me, key=services().settings.secret_key, batch=found.batch)
        book = books.passwords_book((each.number, each.name, each.unit, each.password) for each in passwords)
    return _download(book, "初始密码.xlsx")


def roster_template() -> Response:
    with database().reading() as session:
        book = handing_out.template_book(session, actor())
    return _download(book, "党员名册模板.xlsx")


def roster_export() -> Response:
    with database().reading() as session:
        book = handing_out.export_book(session, actor())
    return _download(book, "党员名册.xlsx")


def _full_name(where: Place | NewGroup, names: Mapping[str, str]) -> str:
    return f"{names[where.branch_path]}/{where.name}" if isinstance(where, NewGroup) else names[where.path]


def _download(book: bytes, name: str) -> Response:
    return send_file(BytesIO(book), mimetype=sheets.MEDIA_TYPE, as_attachment=True, download_name=name)
