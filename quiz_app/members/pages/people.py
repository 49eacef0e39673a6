"""The roster and one member of it."""

import secrets
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.core.errors import Forbidden
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database, services
from quiz_app.members import kinds
from quiz_app.members.actions import passwords
from quiz_app.members.actions import people as actions
from quiz_app.members.initial_passwords import BATCH_BYTES
from quiz_app.members.pages import issued
from quiz_app.members.pages.identity import actor
from quiz_app.members.queries import people as queries
from quiz_app.organizations import kinds as unit_kinds
from quiz_app.organizations import queries as organizations
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.pages.chosen import unit_id_in
from quiz_app.organizations.permissions import LABELS, Permission
from quiz_app.organizations.tables import Unit

PAGE = 50
CANDIDATES = 30
NEAREST_UNITS = 2


def people() -> str:
    """Everybody whom the actor watches over, by unit, name or number; with `left`, those who were taken off."""
    me, words, left = actor(), request.args.get("q", "").strip(), bool(request.args.get("left"))
    if not me.reach(Permission.BRANCH_WATCH):
        raise Forbidden(_("名册只对支部书记、竞赛组织者和管理员开放。"))
    after = unpack(request.args.get("after"), 1)
    with database().reading() as session:
        unit = _chosen_unit(session, me)
        found = queries.people(
            session,
            me,
            top=unit.path if unit else "",
            words=words,
            left=left,
            after=after[0] if after else 0,
            limit=PAGE + 1,
        )
        where = organizations.full_names(session, [each.unit.path for each in found])
    shown = found[:PAGE]
    here: dict[str, Any] = {"q": words or None, "unit": unit.id if unit else None}
    following = pack(shown[-1].member.id) if len(found) > PAGE else None
    return render_template(
        "members/people.html",
        people=shown,
        where={path: _nearest(name) for path, name in where.items()},
        unit=unit,
        words=words,
        left=left,
        other_url=url_for(".people", **here, left=None if left else 1),
        next_url=url_for(".people", **here, left=1 if left else None, after=following) if following else None,
        labels=kinds.LABELS,
        keeps_roster=bool(me.reach(Permission.MEMBER_MANAGE)),
        may_read_phone=lambda path: me.can(Permission.MEMBER_MANAGE, path),
    )


def person(member_id: int) -> str:
    me = actor()
    with database().reading() as session:
        found = queries.find_person(session, me, member_id)
        roles = queries.roles_of(session, me, member_id)
        where = organizations.full_names(session, [found.unit.path, *(unit.path for _grant, unit in roles)])
    return render_template(
        "members/person.html",
        member=found.member,
        unit=found.unit,
        unit_words=_nearest(where[found.unit.path]),
        where=where,
        roles=roles,
        lists_people=bool(me.reach(Permission.BRANCH_WATCH)),
        labels=kinds.LABELS,
        role_labels=LABELS,
        keeps_roster=me.can(Permission.MEMBER_MANAGE, found.unit.path),
        may_withdraw=lambda role, path: me.may_give(role, path) and member_id != me.member_id,
        is_self=member_id == me.member_id,
    )


def new_initial_password(member_id: int) -> Response:
    me, batch = actor(), secrets.token_bytes(BATCH_BYTES)
    with database().transaction() as session:
        found = queries.find_person(session, me, member_id)
        passwords.reset_password(session, me, found, key=services().settings.secret_key, batch=batch, at=arrival())
    issued.hold(me, batch, {"member": member_id}, at=arrival())
    return redirect(url_for(".initial_password", member_id=member_id), 303)


def initial_password(member_id: int) -> str:
    """The initial password that the actor has just had made for a member."""
    me = actor()
    with database().reading() as session:
        found = queries.find_person(session, me, member_id)
        require(me, Permission.MEMBER_MANAGE, found.unit.path)
        kept = issued.held(me, at=arrival())
        password = passwords.still_issued(session, me, found, key=services().settings.secret_key, batch=kept.batch)
    return render_template("members/initial_password.html", issued=password, member_id=member_id, until=kept.until)


def transfer(member_id: int) -> str | Response:
    """Look for the unit; with `to`, say what passing the member there means, and ask once more."""
    me, words = actor(), request.args.get("q", "").strip()
    if request.method == "POST":
        with database().transaction() as session:
            found = queries.find_person(session, me, member_id)
            before, target = found.unit.name, organizations.find_unit(session, me, unit_id_in(request.form, "target"))
            actions.transfer_member(session, me, found, target, at=arrival())
        said = _(
            "已把%(name)s的组织关系转到“%(unit)s”。转错了可以再转回“%(before)s”。",
            name=found.member.name,
            unit=target.name,
            before=before,
        )
        flash(said, "success")
        return redirect(url_for(".person", member_id=member_id))
    with database().reading() as session:
        found = queries.find_person(session, me, member_id)
        require(me, Permission.MEMBER_MANAGE, found.unit.path)
        chosen = organizations.find_unit(session, me, unit_id_in(request.args, "to")) if "to" in request.args else None
        units = [] if chosen else _homes(session, me, words, found.unit)
        where = organizations.full_names(session, [each.path for each in (*units, found.unit, *filter(None, [chosen]))])
    return render_template(
        "members/transfer.html",
        member=found.member,
        unit=found.unit,
        chosen=chosen,
        targets=[unit for unit in units[:CANDIDATES] if unit.id != found.unit.id],
        where=where,
        words=words,
        more=len(units) > CANDIDATES,
    )


def leave(member_id: int) -> Response:
    with database().transaction() as session:
        found = queries.find_person(session, actor(), member_id)
        actions.take_off_roster(session, actor(), found, at=arrival())
    said = _("%(name)s已移出名册，不能再登录；学习和积分记录都保留着。移错了可以在这里恢复。", name=found.member.name)
    flash(said, "success")
    return redirect(url_for(".person", member_id=member_id))


def put_back(member_id: int) -> Response:
    with database().transaction() as session:
        found = queries.find_person(session, actor(), member_id)
        actions.put_back(session, actor(), found)
    flash(_("%(name)s已恢复到名册，可以用原来的密码登录。", name=found.member.name), "success")
    return redirect(url_for(".person", member_id=member_id))


def _nearest(full_name: str) -> str:
    """The last names of a unit's full name: `港口党支部 · 港口第一党小组`."""
    return " · ".join(full_name.split("/")[-NEAREST_UNITS:])


def _homes(session: Session, me: Actor, words: str, unit: Unit) -> list[Unit]:
    """Branches and groups to choose from: those whose names hold `words`, or without any those around `unit`."""
    found = partial(organizations.search_units, session, me, Permission.MEMBER_MANAGE, words)
    homes = partial(found, kinds=unit_kinds.HOMES, limit=CANDIDATES + 1)
    if words:
        return homes()
    around = [each for each in organizations.path_of(session, unit) if each.kind not in unit_kinds.HOMES]
    return homes(top=around[-1].path if around else unit.path)


def _chosen_unit(session: Session, me: Actor) -> Unit | None:
    if not request.args.get("unit"):
        return None
    unit = organizations.find_unit(session, me, unit_id_in(request.args, "unit"))
    require(me, Permission.BRANCH_WATCH, unit.path)
    return unit
