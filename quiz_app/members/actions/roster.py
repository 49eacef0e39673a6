"""Importing a roster: all of it in one transaction or nothing, and the second time nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict, Invalid
from quiz_app.members import queries
from quiz_app.members.actions.passwords import initial_key
from quiz_app.members.actions.reach import places as places_of
from quiz_app.members.actions.reach import require_roster_keeper
from quiz_app.members.queries import CHUNK
from quiz_app.members.roster import columns, packing
from quiz_app.members.roster.places import NewGroup, Place, Places
from quiz_app.members.roster.planning import Known, Plan, kind_of_arrival, plan
from quiz_app.members.roster.rows import Problem, RosterRow
from quiz_app.members.tables import Member, MemberTransfer, RosterUpload
from quiz_app.organizations import actions as organizations
from quiz_app.organizations import kinds
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission, Role
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


def keep_upload(
    session: Session, actor: Actor, name: str, rows: Sequence[RosterRow], *, creates_groups: bool, at: datetime
) -> RosterUpload:
    """A roster that was read without a problem waits for its confirmation."""
    require_roster_keeper(actor)
    upload = RosterUpload(
        member_id=actor.member_id,
        name=name[:200],
        rows=packing.pack(rows),
        creates_groups=creates_groups,
        uploaded_at=at,
    )
    session.add(upload)
    session.flush()
    return upload


def plan_import(
    session: Session,
    actor: Actor,
    rows: Sequence[RosterRow],
    *,
    creates_groups: bool,
    problems: Sequence[Problem] = (),
    titles: Mapping[str, str] = columns.TITLES,
) -> Plan:
    """The dry run: what importing these rows would do now. Changes nothing.

    `problems` are those that reading the file has found: all are told at once, in the order of the file, by the
    `titles` of its columns.
    """
    require_roster_keeper(actor)
    reach = actor.reach(Permission.MEMBER_MANAGE)
    places = Places(places_of(session, actor), creates_groups=creates_groups)
    known = {
        found.number: Known(
            found.id,
            found.name,
            found.unit_id,
            found.kind,
            found.joined_on,
            found.phone,
            found.has_left,
            found.can_sign_in,
            found.path.startswith(reach),
        )
        for found in queries.by_numbers(session, [row.number for row in rows])
    }
    made = plan(rows, known, places, queries.secretaries(session, actor), titles)
    made.problems = sorted([*problems, *made.problems], key=lambda problem: problem.row)
    return made


def confirm_upload(
    session: Session, actor: Actor, upload: RosterUpload, *, key: bytes, batch: bytes, at: datetime
) -> Imported:
    """Import what was uploaded and previewed; the upload is gone with it."""
    imported = import_roster(
        session,
        actor,
        packing.unpack(upload.rows),
        creates_groups=upload.creates_groups,
        key=key,
        batch=batch,
        at=at,
    )
    session.delete(upload)
    return imported


def import_roster(
    session: Session,
    actor: Actor,
    rows: Sequence[RosterRow],
    *,
    creates_groups: bool,
    key: bytes,
    batch: bytes,
    at: datetime,
) -> Imported:
    """Do what `plan_import` says, planned again on what is stored now. New members get passwords of `batch`."""
    made = plan_import(session, actor, rows, creates_groups=creates_groups)
    if made.problems:
        first = made.problems[0]
        raise Invalid(
            f"名册有 {len(made.problems)} 处问题，没有导入任何一行。"
            f"第 {first.row} 行“{first.column}”：{first.reason}{first.mend}"
        )
    try:
        groups = _make_groups(session, actor, made)
        _add_members(session, made, groups, key=key, batch=batch)
        _change_members(session, actor, made, groups, key=key, batch=batch, at=at)
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


def _add_members(session: Session, made: Plan, groups: dict[NewGroup, int], *, key: bytes, batch: bytes) -> None:
    rows = [
        {
            "number": arrival.row.number,
            "name": arrival.row.name,
            "unit_id": _unit_id(arrival.where, groups),
            "kind": kind_of_arrival(arrival.row),
            "joined_on": arrival.row.joined_on,
            "phone": arrival.row.phone,
            "initial_key": initial_key(key, batch, arrival.row.number),
        }
        for arrival in made.arrivals
    ]
    for start in range(0, len(rows), CHUNK):
        session.execute(insert(Member), rows[start : start + CHUNK])


def _change_members(
    session: Session,
    actor: Actor,
    made: Plan,
    groups: dict[NewGroup, int],
    *,
    key: bytes,
    batch: bytes,
    at: datetime,
) -> None:
    changed: list[dict[str, Any]] = []
    transfers: list[dict[str, Any]] = []
    for change in made.changes:
        known = change.known
        unit_id = known.unit_id if change.where is None else _unit_id(change.where, groups)
        changed.append({"member": known.id, "unit": unit_id} | _new_values(known, change.values))
        if change.where is not None:
            transfers.append(_transfer(actor, known, unit_id, at))
    if changed:
        session.connection().execute(_WRITE_BACK, changed)
    if transfers:
        session.execute(insert(MemberTransfer), transfers)
    for change in made.changes:
        if change.returns:
            _welcome_back(session, change.known, initial_key(key, batch, change.row.number))


def _new_values(known: Known, changed: Mapping[str, Any]) -> dict[str, Any]:
    values = {"name": known.name, "kind": known.kind, "joined_on": known.joined_on, "phone": known.phone}
    return {f"new_{name}": value for name, value in (values | dict(changed)).items()}


_WRITE_BACK = (
    update(Member)
    .where(Member.id == bindparam("member"))
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
