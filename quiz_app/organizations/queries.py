"""Every SELECT about units. What an actor may not see is not found."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, bindparam, false, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from quiz_app.core.errors import NotFound
from quiz_app.organizations.actors import Actor, Grant, ancestors
from quiz_app.organizations.permissions import Permission, Role
from quiz_app.organizations.tables import RoleGrant, Unit

CHUNK = 2000


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


_GRANTS = (
    select(RoleGrant.role, Unit.path)
    .join(Unit, Unit.id == RoleGrant.unit_id)
    .where(RoleGrant.member_id == bindparam("member_id"))
)
"""Built once: every page asks it, and to build a statement takes longer than to run it."""


def grants_of(session: Session, member_id: int) -> tuple[Grant, ...]:
    """The grants that a member holds now."""
    rows = session.execute(_GRANTS, {"member_id": member_id})
    return tuple(Grant(Role(role), path) for role, path in rows)


def lock_tree(session: Session) -> None:
    """Changes to the shape of the tree follow one another: a unit made below a subtree that moves would be lost."""
    session.execute(select(Unit.id).where(Unit.parent_id.is_(None)).with_for_update(key_share=True)).all()


def child_named(session: Session, parent_id: int | None, name: str) -> Unit | None:
    same_parent = Unit.parent_id.is_(None) if parent_id is None else Unit.parent_id == parent_id
    return session.scalars(select(Unit).where(same_parent, Unit.name == name)).first()


def longest_path(session: Session, path: str) -> int:
    """How many characters the longest path below `path` has."""
    longest = session.scalar(select(func.max(func.length(Unit.path))).where(below(Unit.path, [path])))
    return longest or len(path)


def tops(session: Session, actor: Actor, permission: Permission) -> list[Unit]:
    """The highest units in which the actor holds `permission`: where a tree of them begins."""
    reach = set(actor.reach(permission))
    highest = [path for path in reach if not any(path != other and path.startswith(other) for other in reach)]
    return list(session.scalars(select(Unit).where(Unit.path.in_(highest)).order_by(Unit.path)))


def children_page(session: Session, unit: Unit, *, after: tuple[int, ...] | None, limit: int) -> list[Unit]:
    """The units right below `unit`, from behind the cursor (position, id) on."""
    query = select(Unit).where(Unit.parent_id == unit.id).order_by(Unit.position, Unit.id).limit(limit)
    if after:
        query = query.where(tuple_(Unit.position, Unit.id) > after)
    return list(session.scalars(query))


def with_children(session: Session, units: Sequence[Unit]) -> set[int]:
    """The ids of those among `units` that have any unit below them."""
    ids = [unit.id for unit in units]
    parents = session.scalars(select(Unit.parent_id).where(Unit.parent_id.in_(ids)).distinct())
    return {parent for parent in parents if parent is not None}


def search_units(
    session: Session,
    actor: Actor,
    permission: Permission,
    words: str,
    *,
    kinds: Sequence[str] = (),
    top: str = "",
    limit: int = 30,
) -> list[Unit]:
    """Units in the actor's reach (below `top` only) whose name holds `words`, in tree order; all for no words."""
    query = select(Unit).where(below(Unit.path, actor.reach(permission))).order_by(Unit.path).limit(limit)
    if words:
        query = query.where(Unit.name.contains(words, autoescape=True))
    if kinds:
        query = query.where(Unit.kind.in_(kinds))
    if top:
        query = query.where(below(Unit.path, [top]))
    return list(session.scalars(query))


def count_below(session: Session, unit: Unit) -> int:
    """How many units stand below `unit`, at whatever depth."""
    query = select(func.count()).select_from(Unit).where(below(Unit.path, [unit.path]), Unit.id != unit.id)
    return session.scalar(query) or 0


def full_names(session: Session, paths: Iterable[str]) -> dict[str, str]:
    """For each path the names from the root down, joined by `/`."""
    wanted = set(paths)
    names = _names(session, {unit_id for path in wanted for unit_id in ancestors(path)})
    return {path: "/".join(names.get(unit_id, "") for unit_id in ancestors(path)) for path in wanted}


def grant_rows(session: Session, *, unit_id: int | None = None, member_id: int | None = None) -> list[RoleGrant]:
    """The grants in one unit, or of one member, oldest first."""
    query = select(RoleGrant).order_by(RoleGrant.id)
    if unit_id is not None:
        query = query.where(RoleGrant.unit_id == unit_id)
    if member_id is not None:
        query = query.where(RoleGrant.member_id == member_id)
    return list(session.scalars(query))


def find_grant(session: Session, actor: Actor, grant_id: int) -> tuple[RoleGrant, Unit]:
    row = session.execute(
        select(RoleGrant, Unit).join(Unit, Unit.id == RoleGrant.unit_id).where(RoleGrant.id == grant_id)
    ).first()
    if row is None or not actor.can(Permission.ROLE_GRANT, row[1].path):
        raise NotFound("没有找到这项授权：可能已经撤销，或者不在你的范围内。")
    return row[0], row[1]


def holds_role(session: Session, member_id: int, role: Role, unit_id: int) -> bool:
    query = select(RoleGrant.id).where(
        RoleGrant.member_id == member_id, RoleGrant.role == role, RoleGrant.unit_id == unit_id
    )
    return session.scalar(query) is not None


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    wanted = sorted(ids)
    names: dict[int, str] = {}
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        names.update(
            (unit_id, name) for unit_id, name in session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(chunk)))
        )
    return names


def tree_state(session: Session) -> tuple[int, int, int]:
    """What changes with every change of the tree: how many units there are, the newest, and the sum of versions."""
    count, newest, versions = session.execute(select(func.count(), func.max(Unit.id), func.sum(Unit.version))).one()
    return count, newest or 0, int(versions or 0)
