"""A shared device: a secretary opens it for one member and one exam, the member sits, a password brings it back."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.core.errors import Conflict, Gone, Invalid, NotFound, Refusal, TooMany
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.exams import rules
from quiz_app.exams.actions import assisting, saving, sitting
from quiz_app.exams.actions.resuming import resume
from quiz_app.exams.api.hot import new_writer
from quiz_app.exams.forms.assisted import BackForm
from quiz_app.exams.pages.attempts import ENDED, confirm_page, paper_page, sent_sheet
from quiz_app.exams.pages.exams import rules_of
from quiz_app.exams.queries import listing, sat, sittings
from quiz_app.exams.queries.freezing import is_frozen
from quiz_app.exams.queries.sittings import Candidate, Helped, Lent
from quiz_app.exams.reviews import review_of
from quiz_app.exams.schemas import PaperIn
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.ways import ASSISTED
from quiz_app.members import devices
from quiz_app.members.actions import signing_in
from quiz_app.members.pages import entry, identity
from quiz_app.members.pages.identity import actor, proof
from quiz_app.members.refusals import WrongPassword

PAGE = 50


def index(exam_id: int) -> str:
    """Who opened a shared device for whom."""
    me = actor()
    after = unpack(read_arguments(PaperIn).after, 1)
    with database().reading() as reading:
        seen = sittings.helped(reading, me, exam_id)
        found = sittings.openings(reading, seen, limit=PAGE + 1, after=after[0] if after else None)
    more = len(found) > PAGE
    following = url_for(".index", exam_id=exam_id, after=pack(found[PAGE - 1].sitting.id)) if more else None
    return render_template("exams/assisted/index.html", seen=seen, found=found[:PAGE], following=following)


def ask(exam_id: int, member_id: int) -> str:
    """What opening this device does, before it is done. While the exam is frozen only the opening itself says whether
    it may be done: that would tell of attempts that others must not know of."""
    me, at = actor(), arrival()
    with database().reading() as reading:
        seen, member, latest = _wanted(reading, me, exam_id, member_id)
    reason = None
    if seen.organizes or not is_frozen(seen.exam, at):
        try:
            assisting.refuse(me, seen, member, latest, at=at)
        except Conflict as refusal:
            reason = refusal.message
    return render_template("exams/assisted/ask.html", seen=seen, member=member, reason=reason)


def open_device(exam_id: int, member_id: int) -> Response:
    """From here on this browser is the member's, for this exam; nothing of the opener's stays in it."""
    me = actor()
    where = {"device": devices.describe(request.headers.get("User-Agent", "")), "address": request.remote_addr or ""}
    with database().transaction() as writing:
        seen, member, latest = _wanted(writing, me, exam_id, member_id)
        token = assisting.open_device(writing, me, proof(), seen, member, latest, **where, at=arrival())
    session.clear()
    return identity.remember(redirect(url_for(".show"), 303), token)


def show() -> str | Response:
    """The rules with the button to start; the paper; or what became of it."""
    at = arrival()
    with database().transaction() as writing:
        lent, latest = _lent(writing)
        if latest is None:
            return _start_page(writing, lent)
        begun = resume(writing, proof(), latest.id, at=at, new_writer=new_writer())
        if begun is None:
            return _done_page(writing, lent, latest)
    urls = {"result": url_for(".show"), "home": url_for(".show"), "sign_in": url_for(".back")}
    return paper_page(begun, urls, sitter=lent.member.name, always_large=True)


def act() -> Response:
    """Start, and what the paper sends where no script runs."""
    wish, at = request.form.get("do"), arrival()
    with database().transaction() as writing:
        lent, latest = _lent(writing)
        if wish not in ("start", "takeover", "save", "check", "submit"):
            fields = {"do": "写 start、takeover、save、check 或 submit"}
            raise Invalid("没有看懂要做什么，请用页面上的按钮。", fields=fields)
        if wish == "start":
            sitting.start(writing, proof(), lent.exam.id, at=at, new_writer=new_writer())
            return _to_show()
        if latest is None:
            raise Conflict("还没有开始作答，请先点“开始答题”。", code="not_started")
        if wish == "takeover":
            resume(writing, proof(), latest.id, at=at, new_writer=new_writer(), takeover=True)
            return _to_show()
    try:
        with database().transaction() as writing:
            (sitting.submit if wish == "submit" else saving.save)(writing, proof(), latest.id, **sent_sheet())
    except (Conflict, Gone) as refusal:
        if refusal.code not in ENDED:
            raise
    return redirect(url_for(".confirm"), 303) if wish == "check" else _to_show()


def confirm() -> str | Response:
    """What is still open, before it is handed in where no script runs."""
    with database().transaction() as writing:
        _loan, latest = _lent(writing)
        if latest is None:
            return _to_show()
        begun = resume(writing, proof(), latest.id, at=arrival(), new_writer=new_writer())
    if begun is None or begun.writer is None:
        return _to_show()
    return confirm_page(begun, url_for(".show"))


def back() -> str | Response:
    """The opener's password, and the device is the opener's again."""
    form = BackForm()
    with database().reading() as reading:
        lent, latest = _lent(reading)
    around = {"lent": lent, "is_open": latest is not None and latest.submitted_at is None}
    if not form.validate_on_submit():
        return render_template("exams/assisted/back.html", form=form, **around)
    try:
        own = entry.enter(lent.opener_number, form.password.data, lifetime=signing_in.PAGES)
    except (WrongPassword, TooMany) as refusal:
        return _wrong(form, refusal, around)
    with database().transaction() as writing:
        assisting.give_back(writing, lent, proof(), at=arrival())
    flash(_("已回到你的登录。"), "success")
    return identity.remember(redirect(url_for("exams.branch", exam_id=lent.exam.id), 303), own)


def _wanted(reading: Session, me: Any, exam_id: int, member_id: int) -> tuple[Helped, Candidate, Attempt | None]:
    seen = sittings.helped(reading, me, exam_id)
    [member] = sittings.chosen(reading, seen, [member_id])
    return seen, member, next(iter(listing.attempts_of(reading, member_id, exam_id)), None)


def _lent(reading: Session) -> tuple[Lent, Attempt | None]:
    """What this narrow sign-in is for, and the attempt that was made on it so far. To any other sign-in these pages do
    not exist."""
    lent = sittings.lent(reading, proof(), at=arrival())
    if lent is None:
        actor()
        raise NotFound("这一页只在协助作答时使用。要开始考试，请到“考试”。")
    latest = next(iter(listing.attempts_of(reading, lent.member.id, lent.exam.id)), None)
    if latest is None or latest.kind != ASSISTED:
        return lent, None
    is_of_it = latest.submitted_at is None or latest.submitted_at >= lent.sitting.opened_at
    return lent, latest if is_of_it else None


def _start_page(reading: Session, lent: Lent) -> str:
    edition = sat.edition_of(reading, lent.exam).edition
    found = rules_of(lent.exam, edition.size, edition.max_score, by_person=edition.by_person)
    return render_template("exams/assisted/start.html", lent=lent, sentences=rules.sentences(found))


def _done_page(reading: Session, lent: Lent, attempt: Attempt) -> str:
    receipt = sitting.receipt(reading, proof(), attempt.id, at=arrival())
    reading.refresh(attempt)
    withheld = rules.AWAITS_MARKING if attempt.score is None else _no_score_yet(lent.exam)
    told = {"lent": lent, "receipt": receipt, "withheld": withheld, "number": attempt.number}
    return render_template("exams/assisted/done.html", **told)


def _no_score_yet(exam: Exam) -> str:
    return rules.withheld_score(review_of(exam), exam.ends_at)


def _wrong(form: BackForm, refusal: Refusal, around: dict[str, Any]) -> Response:
    form.blame("password", _("密码不对，请重新输入。") if isinstance(refusal, WrongPassword) else refusal.message)
    response = make_response(render_template("exams/assisted/back.html", form=form, **around), refusal.status)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _to_show() -> Response:
    return redirect(url_for(".show"), 303)
