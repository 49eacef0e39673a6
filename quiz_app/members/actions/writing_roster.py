"""Writing a roster that was planned: nothing but writes, so that nobody's save waits long beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict
from quiz_app.members.actions.reach import require_roster_keeper
from quiz_app.members.queries import people as queries
from quiz_app.members.roster.places import NewGroup, Place
from quiz_app.members.roster.planning import Known, Plan, kind_of_arrival
from quiz_app.members.tables import Member, MemberTransfer
from quiz_app.organizations import actions as organizations
from quiz_app.organizations import kinds
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.queries import tree_state
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, in numbers of people; `groups` counts units."""

    new: int
    changed: int
    transferred: int
    unchanged: int
    appointed: int
    groups: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan without problems, what is kept of initial passwords by member number, and the tree it was made on."""

    plan: Plan
    keys: Mapping[str, bytes]
    tree: tuple[int, int, int]


class Stale(Conflict):
    """What was planned on is no longer so: plan again."""

    code = "stale"


def write(session: Session, actor: Actor, prepared: Prepared, *, at: datetime) -> Imported:
    """Do what was planned, all of it. Raises `Stale` when the units or the members have changed since."""
    require_roster_keeper(actor)
    made = prepared.plan
    if tree_state(session) != prepared.tree:
        raise Stale("导入期间单位有了变动，没有导入任何一行。请再确认一次。")
    try:
        groups = _make_groups(session, actor, made)
        _add_members(session, made, groups, prepared.keys)
        _change_members(session, actor, made, groups, prepared.keys, at=at)
        _appoint(session, actor, made, at=at)
    except IntegrityError as error:
        raise Conflict("另一份名册刚刚写入了相同的编号，这一份没有导入。请重新上传预览。") from error
    return Imported(
        new=len(made.arrivals),
        changed=len(made.changes),
        transferred=made.transfers,
        unchanged=made.unchanged,
        appointed=len(made.appointments),
        groups=len(groups),
    )


def _make_groups(session: Session, actor: Actor, made: Plan) -> dict[NewGroup, int]:
    groups = {}
    for group in made.groups:
        branch = session.get_one(Unit, group.branch_id)
        groups[group] = organizations.create_unit(session, actor, branch, name=group.name, kind=kinds.GROUP).id
    return groups


def _unit_id(where: Place | NewGroup, groups: dict[NewGroup, int]) -> int:
    return groups[where] if isinstance(where, NewGroup) else where.id


def _add_members(session: Session, made: Plan, groups: dict[NewGroup, int], keys: Mapping[str, bytes]) -> None:
    rows = [
        {
            "number": arrival.row.number,
            "name": arrival.row.name,
            "unit_id": _unit_id(arrival.where, groups),
            "kind": kind_of_arrival(arrival.row),
            "joined_on": arrival.row.joined_on,
            "phone": arrival.row.phone,
            "initial_key": keys[arrival.row.number],
            "is_demo": False,
            "version": 1,
        }
        for arrival in made.arrivals
    ]
    if rows:
        session.connection().execute(insert(Member), rows)


def _change_members(
    session: Session,
    actor: Actor,
    made: Plan,
    groups: dict[NewGroup, int],
    keys: Mapping[str, bytes],
    *,
    at: datetime,
) -> None:
    changed: list[dict[str, Any]] = []
    transfers: list[dict[str, Any]] = []
    for change in made.changes:
        known = change.known
        unit_id = known.unit_id if change.where is None else _unit_id(change.where, groups)
        changed.append(
            {"member": known.id, "was_in": known.unit_id, "unit": unit_id} | _new_values(known, change.values)
        )
        if change.where is not None:
            transfers.append(_transfer(actor, known, unit_id, at))
    if changed and session.connection().execute(_WRITE_BACK, changed).rowcount != len(changed):
        raise Stale("导入期间有人办理了转接，没有导入任何一行。请再确认一次。")
    if transfers:
        session.connection().execute(insert(MemberTransfer), transfers)
    for change in made.changes:
        if change.returns:
            _welcome_back(session, change.known, keys[change.row.number])


def _new_values(known: Known, changed: Mapping[str, Any]) -> dict[str, Any]:
    values = {"name": known.name, "kind": known.kind, "joined_on": known.joined_on, "phone": known.phone}
    return {f"new_{name}": value for name, value in (values | dict(changed)).items()}


_WRITE_BACK = (
    update(Member)
    .where(Member.id == bindparam("member"), Member.unit_id == bindparam("was_in"))
    .values(
        name=bindparam("new_name"),
        kind=bindparam("new_kind"),
        joined_on=bindparam("new_joined_on"),
        phone=bindparam("new_phone"),
        unit_id=bindparam("unit"),
        version=Member.version + 1,
    )
)


def _transfer(actor: Actor, known: Known, unit_id: int, at: datetime) -> dict[str, Any]:
    return {
        "member_id": known.id,
        "from_unit_id": known.unit_id,
        "to_unit_id": unit_id,
        "transferred_by": actor.member_id or None,
        "transferred_at": at,
    }


def _welcome_back(session: Session, known: Known, initial_key: bytes) -> None:
    """Who returns keeps the old password, and gets an initial one only where there is none."""
    values: dict[str, Any] = {"left_at": None}
    if not known.can_sign_in:
        values["initial_key"] = initial_key
    session.execute(update(Member).where(Member.id == known.id).values(values))


def _appoint(session: Session, actor: Actor, made: Plan, *, at: datetime) -> None:
    if not made.appointments:
        return
    ids = {found.number: found.id for found in queries.by_numbers(session, [number for number, _ in made.appointments])}
    places = [(ids[number], where.id, where.path) for number, where in made.appointments if isinstance(where, Place)]
    organizations.grant_many(session, actor, Role.SECRETARY, places, at=at)
