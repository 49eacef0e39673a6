"""One's own certificates, those of a unit, and the page on which anybody checks a number."""

from io import BytesIO

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from quiz_app.certificates import actions, queries
from quiz_app.certificates.kinds import LABELS
from quiz_app.certificates.printing import TEMPLATE, content, file_name
from quiz_app.certificates.schemas import PAGE, CheckIn, PageIn, UnitIn, checked
from quiz_app.core.errors import Conflict, Gone, NotFound
from quiz_app.core.jobs import queries as jobs
from quiz_app.core.jobs.tables import DONE
from quiz_app.core.printing.pdf import NoFont, NotSet, can_write_pdf, write_pdfs
from quiz_app.core.web.addresses import site_address
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database, holding
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.pages.chosen import unit_id_in
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import children, path_of

pages = Blueprint("certificates", __name__)


@pages.get("/me/certificates")
def mine() -> str:
    """What was issued to oneself, the latest first."""
    asked = read_arguments(PageIn)
    before = unpack(asked.after, 1)
    with database().reading() as session:
        found = queries.of_member(
            session, actor().member_id, at=arrival(), limit=PAGE + 1, before=before[0] if before else None
        )
    return render_template(
        "certificates/mine.html",
        certificates=found[:PAGE],
        labels=LABELS,
        following=pack(found[PAGE - 1].id) if len(found) > PAGE else None,
    )


@pages.get("/certificates")
def of_unit() -> str:
    """What was issued to a unit, to those below it and to their members."""
    me, asked, at = actor(), read_arguments(UnitIn), arrival()
    before = unpack(asked.after, 1)
    with database().reading() as session:
        unit = queries.watched_unit(session, me, asked.unit)
        found = queries.of_unit(session, me, unit, at=at, limit=PAGE + 1, before=before[0] if before else None)
        count = queries.count_valid_of_unit(session, me, unit, at=at)
        way = [each for each in path_of(session, unit) if me.can(Permission.BRANCH_WATCH, each.path)]
        parts = children(session, unit)
    return render_template(
        "certificates/of_unit.html",
        unit=unit,
        way=way,
        parts=parts,
        certificates=found[:PAGE],
        count=count,
        most=actions.MOST_IN_AN_ARCHIVE,
        can_print=can_write_pdf(),
        labels=LABELS,
        is_first=before is None,
        following=pack(found[PAGE - 1].id) if len(found) > PAGE else None,
    )


@pages.get("/certificates/<int:certificate_id>")
def paper(certificate_id: int) -> AnyResponse:
    """A certificate as PDF."""
    with database().reading() as session:
        found = queries.find_certificate(session, actor(), certificate_id, at=arrival())
    if found.is_revoked:
        raise Conflict(_("这份证书已经撤销，不能再下载。有疑问请联系颁发单位。"))
    paper = queries.printed(found)
    try:
        [data] = write_pdfs(TEMPLATE, [content(paper, site_address())])
    except (NoFont, NotSet) as refusal:
        flash(_("现在做不出这份证书的 PDF，请联系管理员检查服务器上的中文字体。") + refusal.message, "warning")
        return redirect(url_for(".mine"), 303)
    return send_file(BytesIO(data), "application/pdf", as_attachment=True, download_name=file_name(paper))


@pages.post("/certificates/archives")
def ask_for_archive() -> AnyResponse:
    """Have all that hold in a unit packed."""
    me = actor()
    with database().transaction() as session:
        unit = queries.watched_unit(session, me, unit_id_in(request.form, "unit"))
        job = actions.ask_for_archive(session, me, unit, address=site_address(), at=arrival())
    return redirect(url_for("members.job", job_id=job.id), 303)


@pages.get("/certificates/archives/<int:job_id>")
def archive(job_id: int) -> AnyResponse:
    """What a job of one's own has packed, while one may still see it and it is kept."""
    me = actor()
    with database().reading() as session:
        job = jobs.find(session, job_id, asked_by=me.member_id)
    if job.kind != actions.ARCHIVE or not me.can(Permission.BRANCH_WATCH, job.scope):
        raise NotFound(jobs.NO_JOB)
    if job.state != DONE or job.result is None:
        raise Conflict(_("证书还没有打包好。请到“我的任务”看做到了哪里。"))
    try:
        data = holding().read(me.member_id, job.result["held"])
    except NotFound:
        raise Gone(_("压缩包只保留一天，已经清除了。请到证书页重新打包。")) from None
    name = f"{job.result['unit']}-证书.zip"
    return send_file(BytesIO(data), "application/zip", as_attachment=True, download_name=name)


@pages.get("/check")
def check() -> AnyResponse:
    """Where a number is typed in. Nobody has to be signed in."""
    asked = read_arguments(CheckIn)
    number = asked.number.strip().strip("/")
    if number:
        return redirect(url_for(".checked_number", number=number))
    return _unlisted(render_template("certificates/check.html", found=None, number="", refusal=""))


@pages.get("/check/<number>")
def checked_number(number: str) -> AnyResponse:
    """What may be said of a number: whether it holds, and what anybody reads on the paper, the name in part."""
    try:
        with database().reading() as session:
            found = queries.by_number(session, number, at=arrival())
    except NotFound as refusal:
        page = render_template("certificates/check.html", found=None, number=number[:80], refusal=refusal.message)
        return _unlisted(page, refusal.status)
    return _unlisted(render_template("certificates/check.html", found=checked(found), number="", refusal=""))


def _unlisted(page: str, status: int = 200) -> Response:
    """Search engines keep none of it."""
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
