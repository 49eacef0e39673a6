"""消息: what a member was sent."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.routing import BuildError
from werkzeug.wrappers import Response

from quiz_app.core.markdown import render
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor
from quiz_app.notices import kinds
from quiz_app.notices.actions import reading
from quiz_app.notices.queries import inbox as queries
from quiz_app.organizations.permissions import Permission

PAGE = 30


def inbox() -> str:
    me, at, after = actor(), arrival(), unpack(request.args.get("after"), 1)
    with database().reading() as session:
        found = queries.inbox(session, me, limit=PAGE + 1, after=after[0] if after else None, at=at)
        unread = queries.unread(session, me, at)
    shown = found[:PAGE]
    return render_template(
        "notices/inbox.html",
        received=shown,
        unread=unread,
        is_unread=lambda each: each.read_at is None and each.notice.sent_at > at - kinds.UNREAD_FOR,
        labels=kinds.LABELS,
        chips=kinds.CHIPS,
        may_write=bool(me.reach(Permission.BRANCH_WATCH)),
        is_first=not after,
        next_url=url_for(".inbox", after=pack(shown[-1].notice.id)) if len(found) > PAGE else None,
    )


def show(notice_id: int) -> str:
    """A notice in full; opening it is reading it."""
    me, at = actor(), arrival()
    with database().reading() as session:
        found = queries.find_received(session, me, notice_id, at=at)
    if found.read_at is None:
        with database().transaction() as session:
            reading.read(session, me, found, at=at)
    return render_template(
        "notices/show.html",
        found=found,
        body_html=render(found.notice.body),
        page_url=address_of(found.notice.source_page),
        labels=kinds.LABELS,
        chips=kinds.CHIPS,
    )


def read_all() -> Response:
    with database().transaction() as session:
        count = reading.read_all(session, actor(), at=arrival())
    said = _("%(count)d 条消息都标为已读。", count=count) if count else _("没有未读的消息。")
    flash(said, "success")
    return redirect(url_for(".inbox"), 303)


def address_of(page: Mapping[str, Any] | None) -> str | None:
    """Where a notice leads; None for nowhere, and for a page that this version of the site no longer has."""
    if not page:
        return None
    try:
        return url_for(**page)
    except BuildError:
        return None
