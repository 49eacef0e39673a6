"""What is done to the unit tree and to roles. Whoever keeps sums over the tree follows `UnitMove` by cursor."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, insert, update
from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.organizations import kinds, names, queries
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import LABELS, Permission, Role
from quiz_app.organizations.tables import RoleGrant, RoleWithdrawal, Unit, UnitMove

LONGEST_PATH = 255


def create_root(session: Session, *, name: str, kind: str) -> Unit:
    """The first unit of a site, of any kind. Refused once there is one."""
    if queries.root(session) is not None:
        raise Conflict("最高一级的单位已经有了：新单位请建在它下面。")
    return _add(session, None, _good_name(name), kind)


def create_unit(session: Session, actor: Actor, parent: Unit, *, name: str, kind: str) -> Unit:
    """A new unit below `parent`, last among its siblings."""
    require(actor, Permission.UNIT_MANAGE, parent.path)
    _check_kind(kind, parent.kind)
    queries.lock_tree(session)
    session.refresh(parent)
    good = _good_name(name)
    _check_free(session, parent.id, good)
    return _add(session, parent, good, kind)


def rename_unit(session: Session, actor: Actor, unit: Unit, *, name: str, version: int) -> None:
    """`version` is the one that the actor saw: a unit that changed since is not overwritten."""
    require(actor, Permission.UNIT_MANAGE, unit.path)
    queries.lock_tree(session)
    session.refresh(unit)
    if unit.version != version:
        raise Conflict("这个单位刚刚被别人改过。请看看现在的名称，需要时再改。")
    good = _good_name(name)
    if good == unit.name:
        return
    _check_free(session, unit.parent_id, good)
    unit.name = good
    unit.version += 1
    session.flush()


def move_unit(session: Session, actor: Actor, unit: Unit, target: Unit, *, at: datetime) -> UnitMove:
    """Put `unit` and everything below it under `target`. The actor manages the old place and the new one."""
    queries.lock_tree(session)
    session.refresh(unit)
    session.refresh(target)
    parent = session.get_one(Unit, unit.parent_id) if unit.parent_id else None
    require(actor, Permission.UNIT_MANAGE, parent.path if parent else unit.path)
    require(actor, Permission.UNIT_MANAGE, target.path)
    _check_move(session, unit, parent, target)
    move = UnitMove(
        unit_id=unit.id,
        from_parent_id=unit.parent_id,
        to_parent_id=target.id,
        moved_by=actor.member_id,
        moved_at=at,
    )
    session.add(move)
    unit.parent_id = target.id
    session.flush()
    _rewrite_paths(session, unit.path, f"{target.path}{unit.id}/")
    session.refresh(unit)
    session.refresh(target)
    return move


def grant_role(session: Session, actor: Actor, member_id: int, role: Role, unit: Unit, *, at: datetime) -> RoleGrant:
    """The member holds `role` in `unit` and below from the next request on."""
    _check_gift(actor, member_id, role, unit.path)
    if queries.holds_role(session, member_id, role, unit.id):
        raise Conflict(f"这名党员在“{unit.name}”已经是{LABELS[role]}，不用再授一次。")
    grant = RoleGrant(
        member_id=member_id, role=role, unit_id=unit.id, granted_by=actor.member_id or None, granted_at=at
    )
    session.add(grant)
    session.flush()
    return grant


def grant_many(
    session: Session, actor: Actor, role: Role, places: Iterable[tuple[int, int, str]], *, at: datetime
) -> None:
    """Grant `role` for each (member id, unit id, path of that unit); none of them holds it there yet."""
    rows = []
    for member_id, unit_id, path in places:
        _check_gift(actor, member_id, role, path)
        rows.append(
            {
                "member_id": member_id,
                "role": role,
                "unit_id": unit_id,
                "granted_by": actor.member_id or None,
                "granted_at": at,
            }
        )
    if rows:
        session.execute(insert(RoleGrant), rows)


def withdraw_role(session: Session, actor: Actor, grant: RoleGrant, unit: Unit, *, at: datetime) -> RoleWithdrawal:
    """The role holds no longer at the member's next request."""
    _check_gift(actor, grant.member_id, Role(grant.role), unit.path)
    withdrawal = RoleWithdrawal(
        member_id=grant.member_id,
        role=grant.role,
        unit_id=grant.unit_id,
        granted_by=grant.granted_by,
        granted_at=grant.granted_at,
        withdrawn_by=actor.member_id or None,
        withdrawn_at=at,
    )
    session.add(withdrawal)
    session.delete(grant)
    session.flush()
    return withdrawal


def _add(session: Session, parent: Unit | None, name: str, kind: str) -> Unit:
    """A unit learns its id, and so its path, only when it is stored; until then it has a path that nobody has."""
    above = parent.path if parent else "/"
    _check_length(len(above) + len("/new"))
    unit = Unit(parent_id=parent.id if parent else None, kind=kind, name=name, path=f"/new{above}")
    session.add(unit)
    session.flush()
    unit.path = f"{above}{unit.id}/"
    _check_length(len(unit.path))
    session.flush()
    return unit


def _good_name(name: str) -> str:
    good = names.tidy(name)
    wrong = names.problem(good)
    if wrong:
        raise Invalid(wrong, fields={"name": wrong})
    return good


def _check_kind(kind: str, parent_kind: str) -> None:
    if kind not in kinds.LABELS:
        raise Invalid("没有这种单位类型，请从列表里选。", fields={"kind": "请从列表里选"})
    if not kinds.may_stand_under(kind, parent_kind):
        sentence = f"{kinds.LABELS[kind]}不能设在{kinds.LABELS[parent_kind]}下面，请换一个上级单位。"
        raise Invalid(sentence, fields={"kind": sentence})


def _check_free(session: Session, parent_id: int | None, name: str) -> None:
    if queries.child_named(session, parent_id, name) is not None:
        sentence = f"同一上级下已经有“{name}”，请换一个能区分的名称。"
        raise Conflict(sentence, fields={"name": sentence})


def _check_move(session: Session, unit: Unit, parent: Unit | None, target: Unit) -> None:
    if parent is None:
        raise Conflict("最高一级的单位不能移动。")
    if target.path.startswith(unit.path):
        raise Conflict("不能把一个单位移到它自己或它的下级单位下面，请选别的上级单位。")
    if target.id == parent.id:
        raise Conflict(f"“{unit.name}”本来就在“{target.name}”下面。")
    _check_kind(unit.kind, target.kind)
    _check_free(session, target.id, unit.name)
    _check_length(queries.longest_path(session, unit.path) - len(parent.path) + len(target.path))


def _check_length(length: int) -> None:
    if length > LONGEST_PATH:
        raise Conflict("单位的层级太深了，请减少中间的层级。")


def _rewrite_paths(session: Session, old: str, new: str) -> None:
    session.execute(
        update(Unit)
        .where(queries.below(Unit.path, [old]))
        .values(path=new + func.substr(Unit.path, len(old) + 1), version=Unit.version + 1)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _check_gift(actor: Actor, member_id: int, role: Role, path: str) -> None:
    """Nobody raises or ends oneself: so at least one administrator of everything always remains."""
    require(actor, Permission.ROLE_GRANT, path)
    if not actor.may_give(role, path):
        raise Forbidden(f"你在这个单位没有{LABELS[role]}的全部权限，不能授予或撤销它。请联系上级管理员。")
    if member_id == actor.member_id:
        raise Forbidden("自己的角色不能由自己授予或撤销，请联系另一位管理员。")
