"""Who holds which role in a unit."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quiz_app.core.errors import Conflict, Forbidden, NotFound
from quiz_app.core.web.services import arrival, database
from quiz_app.members.actions import people as actions
from quiz_app.members.forms import RoleForm
from quiz_app.members.pages.identity import actor
from quiz_app.members.queries import people as queries
from quiz_app.organizations import queries as organizations
from quiz_app.organizations.actors import require
from quiz_app.organizations.permissions import LABELS, Permission, Role


def roles(unit_id: int) -> str | Response:
    """The roles held in this very unit; the form gives one more."""
    me, form = actor(), RoleForm()
    with database().reading() as session:
        unit = organizations.find_unit(session, me, unit_id)
        require(me, Permission.ROLE_GRANT, unit.path)
    if form.offer(me, unit.path).validate_on_submit():
        try:
            with database().transaction() as session:
                unit = organizations.find_unit(session, me, unit_id)
                person = queries.find_person_by_number(session, me, form.number.data.strip())
                actions.appoint(session, me, person, Role(form.role.data), unit, at=arrival())
        except (NotFound, Conflict, Forbidden) as refusal:
            form.blame("number", refusal.message)
        else:
            flash(
                _("已授予%(name)s“%(role)s”。", name=person.member.name, role=LABELS[Role(form.role.data)]), "success"
            )
            return redirect(url_for(".roles", unit_id=unit_id))
    with database().reading() as session:
        holders = queries.holders(session, unit)
        above = organizations.path_of(session, unit)
    return render_template(
        "members/roles.html",
        unit=unit,
        above=[each for each in above if me.can(Permission.UNIT_MANAGE, each.path)],
        holders=holders,
        form=form,
        labels=LABELS,
        may_withdraw=lambda grant: me.may_give(Role(grant.role), unit.path) and grant.member_id != me.member_id,
    )


def withdraw_role(grant_id: int) -> Response:
    with database().transaction() as session:
        grant, unit = organizations.find_grant(session, actor(), grant_id)
        actions.relieve(session, actor(), grant, unit, at=arrival())
    flash(_("角色已撤销，这名党员需要重新登录。"), "success")
    return redirect(url_for(".roles", unit_id=unit.id))
