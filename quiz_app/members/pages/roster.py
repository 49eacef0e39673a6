"""The roster as a workbook: upload, preview, confirm; template, export, initial passwords."""

import secrets
from io import BytesIO

from flask import Response, redirect, render_template, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from quiz_app.core import sheets
from quiz_app.core.errors import Refusal
from quiz_app.core.jobs.queries import find, find_any
from quiz_app.core.jobs.tables import DONE, FAILED, Job
from quiz_app.core.web.services import arrival, database, holding, services
from quiz_app.members.actions import handing_out, reach
from quiz_app.members.actions import roster as actions
from quiz_app.members.forms import PlainForm, RosterForm
from quiz_app.members.initial_passwords import BATCH_BYTES
from quiz_app.members.pages import issued
from quiz_app.members.pages.identity import actor
from quiz_app.members.pages.jobs import address_after
from quiz_app.members.queries import people as queries
from quiz_app.members.roster import books, packing, previews
from quiz_app.members.roster.previews import Preview
from quiz_app.members.tables import RosterUpload
from quiz_app.organizations.actors import Actor


def roster() -> str | AnyResponse:
    """Upload a roster. A job reads it; what it found stands on the page of the upload."""
    me, form = actor(), RosterForm()
    reach.require_roster_keeper(me)
    with database().reading() as session:
        waiting = queries.count_without_a_password(session, me)
    if not form.validate_on_submit():
        return render_template("members/roster.html", form=form, waiting=waiting)
    data = form.file.data.read(sheets.MOST_BYTES + 1)
    try:
        sheets.refuse_at_sight(data)
    except Refusal as refusal:
        form.blame("file", refusal.message)
        return render_template("members/roster.html", form=form, waiting=waiting)
    held, name = holding().hold(me.member_id, data, at=arrival()), form.file.data.filename or ""
    with database().transaction() as session:
        upload = actions.receive(session, me, name, held=held, creates_groups=form.creates_groups.data, at=arrival())
    return redirect(url_for(".roster_preview", upload_id=upload.id))


def roster_preview(upload_id: int) -> str:
    """How far reading is; then what is wrong with the file, or what confirming would do."""
    me = actor()
    with database().reading() as session:
        upload = queries.find_upload(session, me, upload_id)
        job = find_any(session, upload.job_id)
        preview = _preview(session, me, upload, job)
    failed = job.said if job is not None and job.state == FAILED else ""
    working = job if job is not None and not job.has_ended else None
    page = "members/wait_for_roster.html" if working or preview is None else "members/roster_preview.html"
    return render_template(page, upload=upload, preview=preview, job=working, failed=failed, form=PlainForm())


def roster_confirm(upload_id: int) -> AnyResponse:
    """A job does it. What came of it, and the initial passwords for some minutes, stand on a page of their own."""
    me, batch = actor(), secrets.token_bytes(BATCH_BYTES)
    with database().transaction() as session:
        upload = queries.find_upload(session, me, upload_id, held=True)
        job = actions.ask_to_import(session, me, upload, batch=batch, at=arrival())
    issued.hold(me, batch, {"job": job.id}, at=arrival())
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
    me = actor()
    reach.require_roster_keeper(me)
    found = issued.held(me, at=arrival())
    if "job" in found.told:
        with database().reading() as session:
            job = find(session, found.told["job"], asked_by=me.member_id)
        if job.state != DONE:
            return render_template("members/job.html", job=job, next_url=address_after(job))
        issued.hold(me, found.batch, job.result or {}, at=job.ended_at or arrival())
        found = issued.held(me, at=arrival())
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


def _preview(session: Session, me: Actor, upload: RosterUpload, job: Job | None) -> Preview | None:
    """What the job that read the file found; planned anew where another job is the latest one."""
    if job is not None and job.kind == actions.READ and job.result is not None:
        return previews.from_json(job.result)
    if not upload.rows:
        return None
    plan = actions.plan_import(session, me, packing.unpack(upload.rows), creates_groups=upload.creates_groups)
    return previews.preview(plan, reach.unit_names(session, me))


def _download(book: bytes, name: str) -> Response:
    return send_file(BytesIO(book), mimetype=sheets.MEDIA_TYPE, as_attachment=True, download_name=name)
