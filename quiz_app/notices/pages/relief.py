"""减负: the switches that public rules against formalism ask about, for everybody to read."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.core.errors import Conflict, Invalid, NotFound
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor
from quiz_app.notices import switches
from quiz_app.notices.actions import relief as actions
from quiz_app.notices.forms.relief import SwitchForm
from quiz_app.notices.queries import relief as queries
from quiz_app.organizations.actors import require
from quiz_app.organizations.permissions import Permission

PAGE = 20


def relief() -> str:
    """How each switch stands, which rule it follows, who set it and when."""
    me, before = actor(), unpack(request.args.get("after"), 1)
    with database().reading() as session:
        standing = queries.standing(session)
        changes = queries.history(session, limit=PAGE + 1, before=before[0] if before else None)
        shown_by_name = queries.shows_name(session, me.member_id)
        may_change = me.can(Permission.RELIEF_MANAGE, queries.site_path(session))
    shown = changes[:PAGE]
    return render_template(
        "notices/relief.html",
        standing=standing,
        changes=shown,
        switches=switches.SWITCHES,
        clauses=switches.CLAUSES,
        shown_by_name=shown_by_name,
        may_change=may_change,
        next_url=url_for(".relief", after=pack(shown[-1].change.id)) if len(changes) > PAGE else None,
    )


def change_switch(switch: str) -> str | Response | tuple[str, int]:
    """Set a switch for the whole site."""
    me = actor()
    with database().reading() as session:
        require(me, Permission.RELIEF_MANAGE, queries.site_path(session))
        found = next((each for each in queries.standing(session) if each.switch.code == switch), None)
    if found is None:
        raise NotFound(_("没有这个开关，请从“减负”页面进入。"))
    form = SwitchForm().offer(found.switch, found.value)
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                reason = form.reason.data or ""
                actions.set_switch(session, me, switch, value=form.wanted, reason=reason, at=arrival())
        except (Invalid, Conflict) as refusal:
            form.blame("reason" if "reason" in refusal.fields else next(iter(form)).name, refusal.message)
        else:
            flash(_("已改为“%(words)s”，马上生效。", words=found.switch.words(form.wanted)), "success")
            return redirect(url_for(".relief"), 303)
    page = render_template("notices/change_switch.html", form=form, found=found)
    return page, 422 if form.errors else 200


def show_name() -> Response:
    """Whether boards show one's own name: `show` is `yes` or `no`."""
    wants = request.form.get("show") == "yes"
    with database().transaction() as session:
        if wants:
            actions.show_name(session, actor(), at=arrival())
        else:
            actions.hide_name(session, actor())
    said = _("好，本支部的排行会显示你的姓名。随时可以改回来。") if wants else _("好，排行上你的姓名会遮住。")
    flash(said, "success")
    return redirect(url_for("records.me"), 303)
