"""Every SELECT about units. What an actor may not see is not found."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from quiz_app.core.errors import NotFound
from quiz_app.organizations.actors import Actor, Grant, ancestors
from quiz_app.organizations.permissions import Permission, Role
from quiz_app.organizations.tables import RoleGrant, Unit


def below(column: InstrumentedAttribute[str], paths: Iterable[str]) -> ColumnElement[bool]:
    """SQL for "the path in `column` is one of `paths` or below one"; nothing matches no paths."""
    return or_(false(), *(column.like(f"{path}%") for path in paths))


def above(path: str) -> ColumnElement[bool]:
    """SQL for "the unit is on `path`: the unit at its end or one above it"."""
    return Unit.id.in_(ancestors(path))


def visible(actor: Actor) -> ColumnElement[bool]:
    """SQL for the units that an actor may see: those that any grant reaches, and the own one with all above it."""
    return or_(below(Unit.path, {grant.path for grant in actor.grants}), above(actor.unit_path))


def may_see(actor: Actor, path: str) -> bool:
    """The single check that agrees with `visible`."""
    return actor.belongs_to(path) or any(path.startswith(grant.path) for grant in actor.grants)


def find_unit(session: Session, actor: Actor, unit_id: int) -> Unit:
    unit = session.get(Unit, unit_id)
    if unit is None or not may_see(actor, unit.path):
        raise NotFound("没有找到这个单位，或者它不在你的范围内。")
    return unit


def units_with(session: Session, actor: Actor, permission: Permission, kinds: Sequence[str] = ()) -> list[Unit]:
    """The units in which the actor holds `permission`, in tree order; all kinds unless some are named."""
    query = select(Unit).where(below(Unit.path, actor.reach(permission))).order_by(Unit.path)
    if kinds:
        query = query.where(Unit.kind.in_(kinds))
    return list(session.scalars(query))


def children(session: Session, unit: Unit) -> list[Unit]:
    return list(session.scalars(select(Unit).where(Unit.parent_id == unit.id).order_by(Unit.position, Unit.id)))


def path_of(session: Session, unit: Unit) -> list[Unit]:
    """The units from the root down to `unit`, itself last."""
    units = session.scalars(select(Unit).where(Unit.id.in_(ancestors(unit.path))))
    return sorted(units, key=lambda each: len(each.path))


def root(session: Session) -> Unit | None:
    return session.scalars(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id)).first()


def grants_of(session: Session, member_id: int) -> tuple[Grant, ...]:
    """The grants that a member holds now."""
    rows = session.execute(
        select(RoleGrant.role, Unit.path).join(Unit, Unit.id == RoleGrant.unit_id).where(RoleGrant.member_id == member_id)
    )
    return tuple(Grant(Role(role), path) for role, path in rows)
