"""Who is acting, and what that person may do where. Lists and single checks both ask here."""

from dataclasses import dataclass

from quiz_app.core.errors import Forbidden
from quiz_app.organizations.permissions import ALLOWS, Permission, Role


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in the unit at `path` and in everything below it."""

    role: Role
    path: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in member with the grants that hold at this request.

    Whoever signed in with an initial password `must_choose_password` before anything else. `branch_name` is the unit's
    own name, or for a group that of the branch above it: what others know the member's place by.
    """

    member_id: int
    name: str
    unit_id: int
    unit_name: str
    unit_path: str
    sign_in_id: int
    grants: tuple[Grant, ...] = ()
    must_choose_password: bool = False
    branch_name: str = ""

    def reach(self, permission: Permission) -> tuple[str, ...]:
        """The paths of the subtrees in which the actor holds `permission`."""
        return tuple(grant.path for grant in self.grants if permission in ALLOWS[grant.role])

    def can(self, permission: Permission, path: str) -> bool:
        """Whether the actor holds `permission` in the unit at `path`."""
        return any(path.startswith(top) for top in self.reach(permission))

    def may_give(self, role: Role, path: str) -> bool:
        """Whether the actor may grant and withdraw `role` at `path`: nobody gives what they do not hold there."""
        return self.can(Permission.ROLE_GRANT, path) and all(self.can(allowed, path) for allowed in ALLOWS[role])

    def belongs_to(self, path: str) -> bool:
        """Whether the actor is a member of the unit at `path` or of one below it."""
        return self.unit_path.startswith(path)

    def holds(self, role: Role) -> bool:
        return any(grant.role is role for grant in self.grants)


def require(actor: Actor, permission: Permission, path: str) -> None:
    """The first line of an action. Refuses with 403: who may not even see the thing never gets as far as here."""
    if not actor.can(permission, path):
        raise Forbidden("你没有在这个单位做这件事的权限。需要时请联系本单位管理员授权。")


def operator(top: str) -> Actor:
    """Whoever runs the command line on the server: an administrator of everything below `top`, but no member."""
    return Actor(0, "系统管理员", 0, "", top, 0, (Grant(Role.ADMIN, top),))


def ancestors(path: str) -> tuple[int, ...]:
    """The unit ids on a path from the root down, the unit itself last: `/1/14/203/` gives (1, 14, 203)."""
    return tuple(int(part) for part in path.strip("/").split("/"))
