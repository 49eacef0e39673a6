"""Writing to everybody below a unit, and seeing who has read it: for secretaries, organizers and administrators."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.core.markdown import render
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor
from quiz_app.notices import kinds
from quiz_app.notices.actions import sending
from quiz_app.notices.forms.notices import NoticeForm
from quiz_app.notices.queries import relief
from quiz_app.notices.queries import sent as queries
from quiz_app.organizations import queries as organizations
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.pages.chosen import unit_id_in
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

PAGE = 10
NAMES = 20
CANDIDATES = 30
NEAREST_UNITS = 2


def write() -> str | Response | tuple[str, int]:
    """Whom it goes to and what it says; then how it will look and to how many it goes; then it is sent."""
    me, words = _sender(), request.args.get("q", "").strip()
    form = NoticeForm()
    with database().reading() as session:
        unit = _addressed(session, me)
        reached = queries.count_below(session, unit)
        units = organizations.search_units(session, me, Permission.BRANCH_WATCH, words, limit=CANDIDATES + 1)
        where = organizations.full_names(session, [each.path for each in (unit, *units)])
    is_good = form.validate_on_submit()
    if is_good and request.form.get("do") == "send":
        try:
            with database().transaction() as session:
                unit = organizations.find_unit(session, me, unit.id)
                title, body = form.title.data or "", form.body.data or ""
                sending.send(session, me, unit, title=title, body=body, at=arrival())
        except (Invalid, Conflict) as refusal:
            form.blame("title", refusal.message)
            is_good = False
        else:
            said = _("已发给“%(unit)s”的 %(count)s 名党员。", unit=unit.name, count=f"{reached:,}")
            flash(said, "success")
            return redirect(url_for(".sent"), 303)
    page = render_template(
        "notices/write.html",
        form=form,
        unit=unit,
        reached=reached,
        units=[each for each in units[:CANDIDATES] if each.id != unit.id],
        more=len(units) > CANDIDATES,
        where={path: nearest(name) for path, name in where.items()},
        words=words,
        preview_html=render(form.body.data) if is_good else None,
    )
    return page, 422 if form.errors else 200


def sent() -> str:
    """What one sent, and what was sent in the units that one watches over."""
    me, before = _sender(), unpack(request.args.get("after"), 1)
    with database().reading() as session:
        found = queries.sent(session, me, limit=PAGE + 1, before=before[0] if before else None)
    shown = found[:PAGE]
    return render_template(
        "notices/sent.html",
        sent=shown,
        now=arrival(),
        labels=kinds.LABELS,
        chips=kinds.CHIPS,
        next_url=url_for(".sent", after=pack(shown[-1].notice.id)) if len(found) > PAGE else None,
    )


def receipts(notice_id: int) -> str:
    """How many have read a notice, by unit, and who has not."""
    me, after = actor(), unpack(request.args.get("after"), 1)
    with database().reading() as session:
        found = queries.find_sent(session, me, notice_id)
        within = _within(session, me)
        counted = queries.receipts(session, found.notice, me, within=within)
        waiting = queries.who_waits(
            session, found.notice, me, within=counted.unit, limit=NAMES + 1, after=after[0] if after else 0
        )
        quota, hours = relief.reminder_quota(session), relief.quiet_hours(session)
    shown, here = waiting[:NAMES], counted.unit
    may_remind = here is not None and me.can(Permission.BRANCH_WATCH, here.path)
    following = pack(shown[-1].member_id) if len(waiting) > NAMES else None
    return render_template(
        "notices/receipts.html",
        found=found,
        now=arrival(),
        counted=counted,
        within=within,
        waiting=shown,
        may_remind=may_remind and bool(shown) and found.notice.sent_at <= arrival(),
        is_reminder=found.notice.kind == kinds.REMINDER,
        quota=quota,
        hours=hours,
        labels=kinds.LABELS,
        chips=kinds.CHIPS,
        body_html=render(found.notice.body),
        next_url=url_for(".receipts", notice_id=notice_id, unit=here.id if here else None, after=following)
        if following
        else None,
    )


def remind(notice_id: int) -> Response:
    """Remind those below a unit who have not read a notice."""
    me = actor()
    with database().transaction() as session:
        found = queries.find_sent(session, me, notice_id)
        unit = organizations.find_unit(session, me, unit_id_in(request.form, "unit"))
        require(me, Permission.BRANCH_WATCH, unit.path)
        if found.notice.kind == kinds.REMINDER:
            raise Conflict(_("这条本身就是提醒，不能再为它发提醒。"), code="a_reminder")
        done = sending.remind(
            session,
            me,
            unit,
            about=f"notice:{notice_id}",
            title=_("还有一条通知没有读：%(title)s", title=found.notice.title)[: kinds.LONGEST_TITLE],
            body=_("请点下面的按钮看通知全文。已经知道的，不用回复。"),
            page={"endpoint": "notices.show", "notice_id": notice_id},
            member_ids=queries.all_who_wait(session, found.notice, me, within=unit),
            at=arrival(),
        )
    flash(done.sentence, "success" if done.told else "info")
    return redirect(url_for(".receipts", notice_id=notice_id, unit=unit.id), 303)


def nearest(full_name: str) -> str:
    """The last names of a unit's full name: `海湾县港务局党委 · 港口党支部`."""
    return " · ".join(full_name.split("/")[-NEAREST_UNITS:])


def _sender() -> Actor:
    me = actor()
    if not me.reach(Permission.BRANCH_WATCH):
        raise Forbidden(_("发通知只对支部书记、竞赛组织者和管理员开放。有事要通知大家时，请找本支部书记。"))
    return me


def _addressed(session: Session, me: Actor) -> Unit:
    """The unit that the form or the address names; the highest one in reach unless it names any."""
    given = request.form if request.form.get("unit") else request.args
    if not given.get("unit"):
        return organizations.tops(session, me, Permission.BRANCH_WATCH)[0]
    unit = organizations.find_unit(session, me, unit_id_in(given, "unit"))
    require(me, Permission.BRANCH_WATCH, unit.path)
    return unit


def _within(session: Session, me: Actor) -> Unit | None:
    return organizations.find_unit(session, me, unit_id_in(request.args, "unit")) if request.args.get("unit") else None
