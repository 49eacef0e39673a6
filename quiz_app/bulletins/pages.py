"""The bulletin of a contest: written with a preview, published, read, downloaded."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.bulletins import actions, contents, printing, queries
from quiz_app.bulletins.actions import Written, words_of
from quiz_app.bulletins.composing import Words, compose
from quiz_app.bulletins.contents import Content, Named
from quiz_app.bulletins.forms import BulletinForm
from quiz_app.bulletins.queries import Published
from quiz_app.bulletins.tables import Bulletin
from quiz_app.contests.queries.contests import FoundContest, find_contest, held_contest, managed_contest
from quiz_app.contests.states import State
from quiz_app.core.errors import Conflict, Gone, Invalid, NotFound
from quiz_app.core.printing.writing import FORMS, offered, write
from quiz_app.core.sheets import MEDIA_TYPE, write_book
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.forms.exams import blame
from quiz_app.exams.queries.drafts import count_of_members
from quiz_app.members.pages.identity import actor
from quiz_app.notices.queries.relief import quiet_hours

pages = Blueprint("bulletins", __name__, url_prefix="/contests")
XLSX = "xlsx"
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    XLSX: MEDIA_TYPE,
}


@pages.get("/<int:contest_id>/bulletin")
def show(contest_id: int) -> str:
    """What was published, or with `version` an earlier one that was replaced; of a withdrawn one only that it was."""
    with database().reading() as session:
        found = find_contest(session, actor(), contest_id)
        known = _published(session, found)
        content, named = _content(session, found, known.bulletin)
        earlier = queries.versions(session, found.contest)
    return render_template(
        "bulletins/show.html",
        found=found,
        known=known,
        earlier=[each for each in earlier if each.bulletin.version != known.bulletin.version],
        forms=_forms(),
        is_shown=_is_shown(found, known.bulletin),
        **_paper(words_of(known.bulletin), known.bulletin, content, named),
    )


@pages.get("/<int:contest_id>/bulletin/<form>")
def download(contest_id: int, form: str) -> Response:
    """The published bulletin as PDF or Word file, or all its tables as a workbook."""
    with database().reading() as session:
        found = find_contest(session, actor(), contest_id)
        known = _published(session, found)
        if not _is_shown(found, known.bulletin):
            raise Gone(_("这一版通报已经撤回，不能再下载。理由见通报页。"))
        content, named = _content(session, found, known.bulletin)
    return _file(known.bulletin, content, named, form)


@pages.route("/manage/<int:contest_id>/bulletin", methods=["GET", "POST"])
def edit(contest_id: int) -> str | Response | tuple[str, int]:
    """The words of the draft beside what the data say; `do` is save, publish or drop."""
    me, form = actor(), BulletinForm()
    if form.is_submitted() and form.validate():
        try:
            return _act(contest_id, form)
        except (Invalid, Conflict) as refusal:
            blame(form, refusal)
    with database().reading() as session:
        found = managed_contest(session, me, contest_id)
        draft = queries.draft(session, found.contest)
        shown: dict[str, Any] = {"earlier": queries.versions(session, found.contest)}
        if draft is not None:
            content, named = _content(session, found, draft)
            if not form.is_submitted():
                form = BulletinForm(formdata=None, obj=draft)
                form.seen.data = str(draft.edits)
            shown |= _paper(words_of(draft), draft, content, named)
        shown["members"] = count_of_members(session, found.unit)
        shown["quiet"] = quiet_hours(session).words
    page = render_template(
        "bulletins/edit.html",
        found=found,
        draft=draft,
        form=form,
        forms=_forms(),
        may_publish=found.contest.state in (State.FINAL, State.ARCHIVED),
        **shown,
    )
    return page, 422 if form.is_submitted() and (form.errors or form.form_errors) else 200


@pages.post("/manage/<int:contest_id>/bulletin/draft")
def begin(contest_id: int) -> Response:
    """Begin a draft, the first or that of another version."""
    me = actor()
    with database().transaction() as session:
        managed_contest(session, me, contest_id)
        held_contest(session, contest_id)
        actions.begin_draft(session, me, managed_contest(session, me, contest_id), at=arrival())
    return redirect(url_for(".edit", contest_id=contest_id), 303)


@pages.post("/manage/<int:contest_id>/bulletin/withdrawal")
def withdraw(contest_id: int) -> Response:
    """Take back the version that holds."""
    me = actor()
    try:
        with database().transaction() as session:
            managed_contest(session, me, contest_id)
            held_contest(session, contest_id)
            found = managed_contest(session, me, contest_id)
            actions.withdraw(session, me, found, reason=request.form.get("reason", ""), at=arrival())
    except (Invalid, Conflict) as refusal:
        flash(refusal.message, "danger")
    else:
        flash(_("通报已撤回，大家看到的是撤回的理由。要再发，请写新的一版。"), "success")
    return redirect(url_for(".edit", contest_id=contest_id), 303)


@pages.get("/manage/<int:contest_id>/bulletin/draft/<form>")
def preview(contest_id: int, form: str) -> Response:
    """The draft as a file, as it would be published now."""
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        draft = _draft(session, found)
        content, named = _content(session, found, draft)
    return _file(draft, content, named, form)


def _act(contest_id: int, form: BulletinForm) -> Response:
    me, do, at = actor(), request.form.get("do", "save"), arrival()
    with database().transaction() as session:
        managed_contest(session, me, contest_id)
        held_contest(session, contest_id)
        found = managed_contest(session, me, contest_id)
        draft = _draft(session, found, held=True)
        if do == "drop":
            actions.drop(session, me, found, draft)
            flash(_("草稿删掉了。"), "success")
            return redirect(url_for(".edit", contest_id=contest_id), 303)
        words = Words(**{name: form[name].data or "" for name in actions.LONGEST})
        written = Written(words, form.dated_on.data or draft.dated_on)
        actions.change(session, me, found, draft, written, seen=form.edits_seen, at=at)
        if do == "publish":
            actions.publish(session, me, found, draft, seen=draft.edits, at=at)
    if do == "publish":
        flash(_("通报已发布，竞赛范围内的党员都看得到，也收到一条消息。"), "success")
        return redirect(url_for(".show", contest_id=contest_id), 303)
    flash(_("已保存。下面是按现在的数据排出来的样子。"), "success")
    return redirect(url_for(".edit", contest_id=contest_id), 303)


def _is_shown(found: FoundContest, bulletin: Bulletin) -> bool:
    return found.manages or not bulletin.is_withdrawn


def _published(session: Session, found: FoundContest) -> Published:
    asked = request.args.get("version", "")
    return queries.published(session, found.contest, int(asked) if asked.isdecimal() and len(asked) < 9 else None)


def _draft(session: Session, found: FoundContest, *, held: bool = False) -> Bulletin:
    draft = queries.draft(session, found.contest, held=held)
    if draft is None:
        raise NotFound(_("没有正在写的通报，请先新建。"))
    return draft


def _content(session: Session, found: FoundContest, bulletin: Bulletin) -> tuple[Content, Named]:
    """What a bulletin says by its data: as it was published, or for a draft as it is now; and how names are read."""
    if bulletin.content is not None:
        content = contents.from_json(bulletin.content)
    else:
        content = compose(queries.facts(session, found.contest, at=arrival()))
    named = queries.names_for(session, actor(), contents.people(content), manages=found.manages)
    return content, named


def _paper(words: Words, bulletin: Bulletin, content: Content, named: Named) -> dict[str, Any]:
    return {
        "words": words,
        "content": content,
        "read": lambda table: contents.read(table, named),
        "paragraphs": printing.paragraphs,
        "numeral": printing.numeral,
        "day": printing.day(bulletin.dated_on),
    }


def _forms() -> Mapping[str, str]:
    return offered() | {XLSX: _("全部表格（xlsx）")}


def _file(bulletin: Bulletin, content: Content, named: Named, form: str) -> Response:
    if form == XLSX:
        data = write_book(*printing.book(content, named))
    elif form in FORMS:
        data = write(printing.document(words_of(bulletin), bulletin.dated_on, content, named), form)
    else:
        raise NotFound(_("没有这种文件，请从页面上的按钮下载。"))
    name = f"{bulletin.title}.{form}"
    return send_file(BytesIO(data), MEDIA[form], as_attachment=True, download_name=name)
