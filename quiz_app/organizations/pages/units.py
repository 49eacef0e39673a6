"""The unit tree for those who manage a part of it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.organizations import actions, kinds, queries
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.forms import RenameForm, UnitForm
from quiz_app.organizations.pages.chosen import unit_id_in
from quiz_app.organizations.pages.signed_in import actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

PAGE = 50
CANDIDATES = 30


def tree() -> str:
    """Where the actor's part of the tree begins, or the units that a search finds."""
    me, words = _manager(), request.args.get("q", "").strip()
    with database().reading() as session:
        if words:
            found = queries.search_units(session, me, Permission.UNIT_MANAGE, words, limit=CANDIDATES)
        else:
            found = queries.tops(session, me, Permission.UNIT_MANAGE)
        where = queries.full_names(session, [each.path for each in found]) if words else {}
        open_ended = queries.with_children(session, found)
    return render_template(
        "organizations/tree.html", units=found, where=where, open_ended=open_ended, words=words, labels=kinds.LABELS
    )


def unit(unit_id: int) -> str:
    with database().reading() as session:
        found = _find(session, actor(), unit_id)
        listing = _children(session, found)
        above = queries.path_of(session, found)
    may_move = len(above) > 1 and actor().can(Permission.UNIT_MANAGE, above[-2].path)
    return render_template(
        "organizations/unit.html",
        unit=found,
        above=above,
        may_move=may_move,
        visible=_managed(above),
        labels=kinds.LABELS,
        has_kinds=bool(kinds.kinds_under(found.kind)),
        **listing,
    )


def children(unit_id: int) -> str:
    """The next level as a part of the tree page, fetched when it is opened."""
    with database().reading() as session:
        found = _find(session, actor(), unit_id)
        listing = _children(session, found)
    return render_template("organizations/children.html", unit=found, labels=kinds.LABELS, **listing)


def new(unit_id: int) -> str | Response:
    form = UnitForm()
    with database().reading() as session:
        parent = _find(session, actor(), unit_id)
        above = _managed_above(session, parent)
    if not kinds.kinds_under(parent.kind):
        raise Conflict(_("%(kind)s是最基层的单位，下面不能再设单位。", kind=kinds.LABELS[parent.kind]))
    form.offer(parent.kind)
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                parent = _find(session, actor(), unit_id)
                made = actions.create_unit(
                    session, actor(), parent, name=form.name.data or "", kind=form.kind.data or ""
                )
        except (Invalid, Conflict) as refusal:
            form.blame("name", refusal.message)
        else:
            flash(_("已新建“%(name)s”。", name=made.name), "success")
            return redirect(url_for(".unit", unit_id=made.id))
    return render_template("organizations/new.html", form=form, parent=parent, visible=above)


def rename(unit_id: int) -> str | Response:
    with database().reading() as session:
        found = _find(session, actor(), unit_id)
        above = _managed_above(session, found)
    form = RenameForm(name=found.name, version=found.version)
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                found = _find(session, actor(), unit_id)
                actions.rename_unit(session, actor(), found, name=form.name.data or "", version=form.seen_version)
        except (Invalid, Conflict) as refusal:
            form.blame("name", refusal.message)
        else:
            flash(_("已改名为“%(name)s”。", name=found.name), "success")
            return redirect(url_for(".unit", unit_id=unit_id))
    return render_template("organizations/rename.html", form=form, unit=found, visible=above)


def move(unit_id: int) -> str | Response:
    """Look for the new place; with `to`, say what moves there, and ask once more."""
    me, words = actor(), request.args.get("q", "").strip()
    if request.method == "POST":
        with database().transaction() as session:
            found, target = _find(session, me, unit_id), _find(session, me, unit_id_in(request.form, "target"))
            before = queries.path_of(session, found)[-2:][0].name
            actions.move_unit(session, me, found, target, at=arrival())
        said = _(
            "已把“%(name)s”移到“%(target)s”下面。移错了可以再移回“%(before)s”。",
            name=found.name,
            target=target.name,
            before=before,
        )
        flash(said, "success")
        return redirect(url_for(".unit", unit_id=unit_id))
    with database().reading() as session:
        found = _find(session, me, unit_id)
        chosen = _find(session, me, unit_id_in(request.args, "to")) if "to" in request.args else None
        candidates = [] if chosen else _places_for(session, me, found, words)
        above = queries.path_of(session, found)
        where = queries.full_names(session, [each.path for each in (*candidates, *filter(None, [chosen]))])
        units_below = queries.count_below(session, found)
    targets = [each for each in candidates if not each.path.startswith(found.path) and each.id != found.parent_id]
    return render_template(
        "organizations/move.html",
        unit=found,
        above=above,
        visible=_managed(above),
        chosen=chosen,
        units_below=units_below,
        targets=targets[:CANDIDATES],
        where=where,
        words=words,
        more=len(candidates) > CANDIDATES,
        labels=kinds.LABELS,
    )


def _places_for(session: Session, me: Actor, unit: Unit, words: str) -> list[Unit]:
    return queries.search_units(
        session, me, Permission.UNIT_MANAGE, words, kinds=kinds.kinds_above(unit.kind), limit=CANDIDATES + 1
    )


def _manager() -> Actor:
    me = actor()
    if not me.reach(Permission.UNIT_MANAGE):
        raise Forbidden(_("单位管理只对管理员开放。需要调整单位时，请联系本单位的管理员。"))
    return me


def _find(session: Session, me: Actor, unit_id: int) -> Unit:
    found = queries.find_unit(session, me, unit_id)
    require(me, Permission.UNIT_MANAGE, found.path)
    return found


def _managed_above(session: Session, unit: Unit) -> list[Unit]:
    return _managed(queries.path_of(session, unit))


def _managed(units: list[Unit]) -> list[Unit]:
    return [each for each in units if actor().can(Permission.UNIT_MANAGE, each.path)]


def _children(session: Session, parent: Unit) -> dict[str, object]:
    after = unpack(request.args.get("after"), 2)
    found = queries.children_page(session, parent, after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    following = pack(shown[-1].position, shown[-1].id) if len(found) > PAGE else None
    return {"units": shown, "following": following, "open_ended": queries.with_children(session, shown)}
