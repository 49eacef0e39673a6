"""The certificates of a contest: looked up, revoked with a reason, issued again under a new number."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.certificates.holders import MadeOut
from quiz_app.certificates.kinds import LABELS
from quiz_app.certificates.queries import of_holder
from quiz_app.contests.actions import correcting_certificates as actions
from quiz_app.contests.forms.acts import ReasonForm
from quiz_app.contests.forms.certificates import ReissueForm
from quiz_app.contests.queries import certificates as queries
from quiz_app.contests.queries.contests import managed_contest
from quiz_app.contests.queries.records import names_of
from quiz_app.contests.schemas import CertificatesIn
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.forms.exams import blame
from quiz_app.members.pages.identity import actor

PAGE = 50


def certificates(contest_id: int) -> str:
    """All that the contest has issued, or those with a number or a name."""
    asked = read_arguments(CertificatesIn)
    before = unpack(asked.after, 1)
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        listed = queries.search(session, found, asked.q, limit=PAGE + 1, before=before[0] if before else None)
    following = None
    if len(listed) > PAGE:
        following = url_for(".certificates", contest_id=contest_id, q=asked.q or None, after=pack(listed[PAGE - 1].id))
    return render_template(
        "contests/manage/certificates.html",
        found=found,
        certificates=listed[:PAGE],
        words=asked.q.strip(),
        is_first=before is None,
        following=following,
    )


def certificate(contest_id: int, certificate_id: int) -> str:
    """One certificate with what may be done with it, and all that its holder was issued for the same award."""
    return _shown(contest_id, certificate_id, ReasonForm(formdata=None))


def revoke(contest_id: int, certificate_id: int) -> str | Response | tuple[str, int]:
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                found = managed_contest(session, actor(), contest_id)
                actions.revoke(session, actor(), found, certificate_id, reason=form.reason.data or "", at=arrival())
        except (Invalid, Conflict) as refusal:
            blame(form, refusal)
        else:
            flash(_("证书已撤销，核验页从现在起写明已经撤销。"), "success")
            return redirect(url_for(".certificate", contest_id=contest_id, certificate_id=certificate_id), 303)
    return _shown(contest_id, certificate_id, form), 422


def reissue(contest_id: int, certificate_id: int) -> str | Response | tuple[str, int]:
    """The form, then old and new side by side, and with `sure` the act."""
    form, made = ReissueForm(), None
    asks = False
    if form.is_submitted() and form.validate():
        asks = request.form.get("sure") != "1"
        if not asks:
            other = MadeOut(form.holder_name.data or "", form.holder_unit_name.data or "", form.text.data or "")
            try:
                with database().transaction() as session:
                    found = managed_contest(session, actor(), contest_id)
                    reason = form.reason.data or ""
                    made = actions.reissue(
                        session, actor(), found, certificate_id, other, reason=reason, at=arrival()
                    ).id
            except (Invalid, Conflict) as refusal:
                blame(form, refusal)
            else:
                flash(_("已重新颁发，这是新的一份；原来的编号从现在起写明已经撤销。"), "success")
                return redirect(url_for(".certificate", contest_id=contest_id, certificate_id=made), 303)
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        known = queries.find(session, found, certificate_id)
    if not form.is_submitted():
        form = ReissueForm(formdata=None, obj=known)
    page = render_template(
        "contests/manage/reissue.html", found=found, certificate=known, form=form, asks=asks, kind=LABELS[known.kind]
    )
    return page, 422 if form.is_submitted() and (form.errors or form.form_errors) else 200


def _shown(contest_id: int, certificate_id: int, form: ReasonForm) -> str:
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        known = queries.find(session, found, certificate_id)
        all_of_them = of_holder(session, known)
        names = names_of(session, {by for each in all_of_them for by in (each.issued_by, each.revoked_by) if by})
        is_due = queries.is_due(session, found.contest, known)
    return render_template(
        "contests/manage/certificate.html",
        found=found,
        certificate=known,
        others=[each for each in all_of_them if each.id != known.id],
        holding=next((each for each in all_of_them if not each.is_revoked), None),
        is_due=is_due,
        names=names,
        kind=LABELS[known.kind],
        form=form,
    )
