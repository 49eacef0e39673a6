"""Where a reader of a contest looks from, in the tree that its roster keeps."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import RosterMember, RosterUnit
from quiz_app.contests.queries.standings import Scope, scope_of, trail
from quiz_app.contests.tables.contests import Contest
from quiz_app.core.errors import NotFound
from quiz_app.notices.queries.relief import named_among
from quiz_app.organizations.actors import Actor, ancestors
from quiz_app.organizations.kinds import BRANCH
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class Frame:
    """`scope` is the unit that is looked at (`unit`: as it stands now), `trail` the way to it from the contest's own,
    `own` the units of the reader's own way within the contest, `branch` the reader's own branch as it stands now, the
    contest's unit for a reader who is in none."""

    scope: Scope
    unit: Unit
    trail: tuple[Scope, ...]
    own: tuple[Scope, ...]
    branch: Unit


def frame(session: Session, actor: Actor, contest: Contest, unit_id: int | None) -> Frame:
    """The unit that a reader asked for, the contest's own unless one is named; 404 for one that its roster lacks."""
    scope = scope_of(session, contest, unit_id or contest.unit_id)
    if scope is None:
        raise NotFound("这个单位不在竞赛的名册里，请从竞赛页重新进入。")
    top = scope if scope.unit_id == contest.unit_id else scope_of(session, contest, contest.unit_id)
    assert top is not None
    home = own_path(session, contest, actor)
    both = {each.path: each for path in {scope.path, home} for each in trail(session, contest, path)}
    inside = sorted((each for each in both.values() if each.path.startswith(top.path)), key=lambda each: len(each.path))
    own = tuple(each for each in inside if home.startswith(each.path))
    branch_id = next((each.unit_id for each in reversed(own) if each.kind == BRANCH), None)
    branch_id = branch_id or (own[-1].unit_id if own else contest.unit_id)
    return Frame(
        scope=scope,
        unit=session.get_one(Unit, scope.unit_id),
        trail=tuple(each for each in inside if scope.path.startswith(each.path)),
        own=own,
        branch=session.get_one(Unit, branch_id),
    )


def own_path(session: Session, contest: Contest, actor: Actor) -> str:
    """The path of the unit that the roster has the reader in; of the present one for who is not on it."""
    query = (
        select(RosterUnit.path)
        .join(
            RosterMember,
            (RosterMember.roster_id == RosterUnit.roster_id) & (RosterMember.unit_id == RosterUnit.unit_id),
        )
        .where(RosterMember.roster_id == contest.roster_id, RosterMember.member_id == actor.member_id)
    )
    return session.scalar(query) or actor.unit_path


def known(session: Session, actor: Actor, where: Frame, members: Iterable[tuple[int, str]]) -> set[int]:
    """Those of some (member id, path of the unit) whose names the reader may read whole: who watches over them may, and
    within one's own branch whoever may be named at all."""
    found = list(members)
    watched = {member for member, path in found if actor.can(Permission.BRANCH_WATCH, path)}
    at_home = actor.unit_id == where.branch.id or where.branch.id in ancestors(actor.unit_path)
    own = [member for member, path in found if at_home and path.startswith(where.branch.path)]
    return watched | named_among(session, own) | {actor.member_id}
