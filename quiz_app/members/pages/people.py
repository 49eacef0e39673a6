"""The roster and one member of it."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.core.errors import Forbidden, Invalid
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database, services
from quiz_app.members import kinds, queries
from quiz_app.members.actions import passwords
from quiz_app.members.actions import people as actions
from quiz_app.members.initial_passwords import BATCH_BYTES
from quiz_app.members.pages.identity import actor
from quiz_app.organizations import queries as organizations
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import LABELS, Permission
from quiz_app.organizations.tables import Unit

PAGE = 50
CANDIDATES = 30


def people() -> str:
    """Everybody whom the actor watches over, by unit, name or number."""
    me, words = actor(), request.args.get("q", "").strip()
    if not me.reach(Permission.BRANCH_WATCH):
        raise Forbidden(_("名册只对支部书记、竞赛组织者和管理员开放。"))
    after = unpack(request.args.get("after"), 1)
    with database().reading() as session:
        unit = _chosen_unit(session, me)
        found = queries.people(
            session, me, top=unit.path if unit else "", words=words, after=after[0] if after else 0, limit=PAGE + 1
        )
    shown = found[:PAGE]
    following = pack(shown[-1].member.id) if len(found) > PAGE else None
    return render_template(
        "members/people.html",
        people=shown,
        unit=unit,
        words=words,
        next_url=url_for(".people", q=words or None, unit=unit.id if unit else None, after=following)
        if following
        else None,
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
        where=where,
        roles=roles,
        labels=kinds.LABELS,
        role_labels=LABELS,
        keeps_roster=me.can(Permission.MEMBER_MANAGE, found.unit.path),
        may_withdraw=lambda role, path: me.may_give(role, path) and member_id != me.member_id,
        is_self=member_id == me.member_id,
    )


def initial_password(member_id: int) -> str:
    """A new initial password, shown this once."""
    with database().transaction() as session:
        found = queries.find_person(session, actor(), member_id)
        issued = passwords.reset_password(
            session,
            actor(),
            found,
            key=services().settings.secret_key,
            batch=secrets.token_bytes(BATCH_BYTES),
            at=arrival(),
        )
    return render_template("members/initial_password.html", issued=issued, member_id=member_id)


def transfer(member_id: int) -> str | Response:
    me, words = actor(), request.args.get("q", "").strip()
    if request.method == "POST":
        with database().transaction() as session:
            found = queries.find_person(session, me, member_id)
            target = organizations.find_unit(session, me, _target_id())
            actions.transfer_member(session, me, found, target, at=arrival())
        flash(_("已把%(name)s的组织关系转到“%(unit)s”。", name=found.member.name, unit=target.name), "success")
        return redirect(url_for(".person", member_id=member_id))
    with database().reading() as session:
        found = queries.find_person(session, me, member_id)
        require(me, Permission.MEMBER_MANAGE, found.unit.path)
        units = organizations.search_units(session, me, Permission.MEMBER_MANAGE, words, limit=CANDIDATES + 1)
        where = organizations.full_names(session, [unit.path for unit in units])
    return render_template(
        "members/transfer.html",
        member=found.member,
        unit=found.unit,
        targets=[unit for unit in units[:CANDIDATES] if unit.id != found.unit.id],
        where=where,
        words=words,
        more=len(units) > CANDIDATES,
    )


def leave(member_id: int) -> Response:
    with database().transaction() as session:
        found = queries.find_person(session, actor(), member_id)
        actions.take_off_roster(session, actor(), found, at=arrival())
    flash(_("%(name)s已移出名册，不能再登录；学习和积分记录都保留着。", name=found.member.name), "success")
    return redirect(url_for(".people"))


def _chosen_unit(session: Session, me: Actor) -> Unit | None:
    text = request.args.get("unit", "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise Invalid(_("单位不对，请从列表里重新选择。"))
    unit = organizations.find_unit(session, me, int(text))
    require(me, Permission.BRANCH_WATCH, unit.path)
    return unit


def _target_id() -> int:
    text = request.form.get("target", "")
    if not text.isdecimal() or len(text) > 18:
        raise Invalid(_("请先选一个转入的单位。"), fields={"target": _("请选择")})
    return int(text)
