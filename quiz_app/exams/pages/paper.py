"""Exams on paper: printed for members, found again by their code, keyed in or withdrawn."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.banks.pages.pictures import shelf
from quiz_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from quiz_app.core.printing.pdf import NoFont, NotSet
from quiz_app.core.printing.writing import offered, write_apart
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.exams import delivery, keying
from quiz_app.exams.actions import paper_sittings
from quiz_app.exams.actions.paper_sittings import Outcome
from quiz_app.exams.delivery import Delivered
from quiz_app.exams.forms.exams import aware, blame
from quiz_app.exams.forms.paper import KeyingForm, WithdrawalForm
from quiz_app.exams.keying import Keyed
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.printing import bound
from quiz_app.exams.queries import hot, sittings
from quiz_app.exams.queries.printing import printable
from quiz_app.exams.queries.sat import edition_of
from quiz_app.exams.queries.sittings import Helped, Paper
from quiz_app.exams.schemas import BoundPapersIn, CodeIn, PaperIn
from quiz_app.exams.ways import normal_code
from quiz_app.members.pages.identity import actor

PAGE = 50
MOST_NAMED = 5


def show(exam_id: int) -> str:
    """Whom to print for, what waits to be keyed in, what has ended."""
    me, asked = actor(), read_arguments(PaperIn)
    after = unpack(asked.after, 1)
    with database().reading() as session:
        seen = sittings.helped_on_paper(session, me, exam_id)
        most = bound.most_at_once(edition_of(session, seen.exam).edition)
        size = PAGE if asked.part == "ended" else most
        found = _listed(session, seen, asked.part, size + 1, after[0] if after else None)
    last = found[size - 1] if len(found) > size else None
    return render_template(
        "exams/paper/show.html",
        seen=seen,
        part=asked.part,
        found=found[:size],
        most=most,
        print_forms=offered(),
        after=asked.after,
        following=last and url_for(".show", exam_id=exam_id, part=asked.part, after=pack(_place(last))),
        early=not seen.organizes and arrival() < seen.exam.opens_at,
        at=arrival(),
    )


def keep(exam_id: int) -> Response:
    """Keep the next attempt of the ticked members for paper."""
    me = actor()
    ticked = [int(each) for each in request.form.getlist("member") if each.isdecimal() and len(each) < 19]
    with database().transaction() as session:
        seen = sittings.helped_on_paper(session, me, exam_id)
        members = sittings.chosen(session, seen, ticked)
        kept, left_out = paper_sittings.keep_for_paper(session, me, seen, members, at=arrival())
    for member, reason in left_out[:MOST_NAMED]:
        flash(_("%(name)s：%(reason)s，没有打印。", name=member.name, reason=reason), "warning")
    if not ticked:
        flash(_("先勾选要打印的人。"), "warning")
    if not kept:
        return redirect(url_for(".show", exam_id=exam_id), 303)
    flash(_("已留出 %(count)s 份，下载后打印。每份试卷和答题卡都有姓名和卷号。", count=len(kept)), "success")
    return redirect(url_for(".show", exam_id=exam_id, part="waiting"), 303)


def papers(exam_id: int) -> Response:
    """The papers of one page of those that wait, with their answer sheets; no key."""
    me, wish = actor(), read_arguments(BoundPapersIn)
    after = unpack(wish.after, 1)
    with database().reading() as session:
        seen = sittings.helped_on_paper(session, me, exam_id)
        paper_sittings.require_printable(seen, at=arrival())
        exam = printable(session, seen.exam, seen.unit)
        most, before = bound.most_at_once(exam.edition), after[0] if after else None
        found = sittings.papers(session, seen, waiting=True, limit=most, after=before)
    if not found:
        flash(_("没有等着打印的试卷，请先选人。"), "warning")
        return redirect(url_for(".show", exam_id=exam_id), 303)
    try:
        made = bound.documents(exam, [_bound(each) for each in found], bound.pictures_asked(exam.edition, shelf()))
        data = write_apart(made, wish.format)
    except (NoFont, NotSet) as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for(".show", exam_id=exam_id, part="waiting"), 303)
    return send_file(BytesIO(data), as_attachment=True, download_name=f"{exam.title}-纸笔试卷.zip")


def find(exam_id: int) -> Response:
    """From the code on a paper to where it is keyed in."""
    me, code = actor(), normal_code(read_arguments(CodeIn).code)
    try:
        with database().reading() as session:
            found = sittings.paper_named(session, sittings.helped_on_paper(session, me, exam_id), code)
    except NotFound as refusal:
        if refusal.message != sittings.NO_PAPER:
            raise
        flash(refusal.message, "warning")
        return redirect(url_for(".show", exam_id=exam_id, part="waiting"), 303)
    return redirect(url_for(".key", paper_id=found.id), 303)


def key(paper_id: int) -> Response | str | tuple[str, int]:
    """The grid: looked at, checked, then entered for good."""
    me, form = actor(), KeyingForm()
    with database().reading() as session:
        seen, paper = sittings.paper(session, me, paper_id)
        asked = _asked(session, paper)
    if not form.is_submitted():
        return _grid(seen, paper, asked, form, {})
    typed = {name[1:]: value for name, value in request.form.items() if name.startswith("q")}
    keyed = keying.read(asked, typed)
    if not form.validate() or keyed.problems:
        return _grid(seen, paper, asked, form, typed, keyed=keyed), 422
    wish, values = request.form.get("do", "check"), keying.written(asked, keyed.answers)
    if wish not in ("enter", "settle"):
        return _grid(seen, paper, asked, form, values, keyed=keyed, checked=True)
    try:
        outcome = _enter(paper_id, form, keyed, settles=wish == "settle")
    except (Invalid, Conflict, Forbidden) as refusal:
        blame(form, refusal)
        return _grid(seen, paper, asked, form, values, keyed=keyed), refusal.status
    if outcome.differs:
        return _grid(seen, paper, asked, form, values, keyed=keyed, differs=outcome.differs)
    if outcome.attempt_id is None:
        flash(_("已记下 %(name)s 的答卷，等另一个人再录一遍。", name=paper.member.name), "success")
    else:
        flash(_("已录入 %(name)s 的答卷并评分，成绩按考试的规则公布。原卷请留存。", name=paper.member.name), "success")
    return redirect(url_for(".show", exam_id=seen.exam.id, part="waiting"), 303)


def withdraw(paper_id: int) -> Response | tuple[str, int]:
    me, form = actor(), WithdrawalForm()
    with database().reading() as session:
        seen, paper = sittings.paper(session, me, paper_id)
    try:
        with database().transaction() as session:
            seen, paper = sittings.paper(session, me, paper_id, held=True)
            paper_sittings.withdraw(session, me, seen, paper, form.reason.data or "", at=arrival())
    except Invalid as refusal:
        blame(form, refusal)
        with database().reading() as session:
            asked = _asked(session, paper)
        return _grid(seen, paper, asked, KeyingForm(formdata=None), {}, withdrawal=form), refusal.status
    flash(_("已撤回 %(name)s 的试卷 %(code)s。", name=paper.member.name, code=paper.sitting.code), "success")
    return redirect(url_for(".show", exam_id=seen.exam.id, part="waiting"), 303)


def _enter(paper_id: int, form: KeyingForm, keyed: Keyed, *, settles: bool) -> Outcome:
    sat_at = aware(form.sat_at.data)
    assert sat_at is not None
    me = actor()
    with database().transaction() as session:
        seen, paper = sittings.paper(session, me, paper_id, held=True)
        settled = {"settles": settles, "at": arrival()}
        return paper_sittings.key(session, me, seen, paper, keyed.answers, sat_at=sat_at, **settled)


def _grid(
    seen: Helped, paper: Paper, asked: Sequence[Delivered], form: KeyingForm, values: Mapping[str, str], **more: Any
) -> str:
    keyed = more.pop("keyed", None)
    answered = keyed.answers if keyed else {}
    return render_template(
        "exams/paper/key.html",
        **{
            "seen": seen,
            "paper": paper,
            "rows": keying.rows(asked),
            "form": form,
            "values": values,
            "problems": keyed.problems if keyed else {},
            "unanswered": [each.no for each in asked if each.no not in answered],
            "checked": False,
            "differs": (),
            "withdrawal": WithdrawalForm(formdata=None),
            **more,
        },
    )


def _asked(session: Session, paper: Paper) -> list[Delivered]:
    """The questions as they stand on the paper; without a key."""
    sitting = paper.sitting
    prepared = hot.prepared_by_id(session, sitting.edition_id)
    drawn = draw(prepared.edition, member_seed(prepared.seed, sitting.member_id), sitting.number)
    return delivery.deliver(prepared.presented, drawn)


def _listed(session: Session, seen: Helped, part: str, limit: int, after: int | None) -> list[Any]:
    if part == "choose":
        return sittings.candidates(session, seen, limit=limit, after=after or 0)
    return sittings.papers(session, seen, waiting=part == "waiting", limit=limit, after=after)


def _place(last: Any) -> int:
    return last.sitting.id if isinstance(last, Paper) else last.member_id


def _bound(paper: Paper) -> bound.Bound:
    sitting, member = paper.sitting, paper.member
    return bound.Bound(member.id, member.name, member.number, paper.unit.name, sitting.number, sitting.code)
