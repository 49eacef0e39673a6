"""The part of the tree whose rosters somebody keeps."""

from sqlalchemy.orm import Session

from quiz_app.core.errors import Forbidden
from quiz_app.members.queries import people as queries
from quiz_app.members.roster.places import Place
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import full_names


def require_roster_keeper(actor: Actor) -> None:
    if not actor.reach(Permission.MEMBER_MANAGE):
        raise Forbidden("名册只由管理员导入和导出。需要时请联系本单位的管理员。")


def places(session: Session, actor: Actor) -> list[Place]:
    units = queries.units_in_reach(session, actor)
    names = full_names(session, [path for _, _, path, _ in units])
    return [Place(unit_id, path, kind, tuple(names[path].split("/"))) for unit_id, _, path, kind in units]


def unit_names(session: Session, actor: Actor) -> dict[str, str]:
    """The full names, by path, of the units whose rosters the actor keeps."""
    return {place.path: place.full_name for place in places(session, actor)}
