"""What was changed in the units that an administrator answers for, read from what each change left behind."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Integer, Select, String, cast, literal, null, or_, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from quiz_app.core.db import from_milliseconds
from quiz_app.courses.tables import Course, CourseVersion
from quiz_app.members.tables import Member, MemberTransfer
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import RoleGrant, RoleWithdrawal, Unit, UnitMove
from quiz_app.records.changes import Change, Kind

_NO_ID = cast(null(), BigInteger)
_NO_WORDS = cast(null(), String)
_Rows = Select[*tuple[Any, ...]]


def changes(session: Session, actor: Actor, *, limit: int, after: tuple[int, ...] | None = None) -> list[Change]:
    """Up to `limit` changes, the latest first, from behind the cursor (milliseconds, kind, id) on."""
    sources = (_grants, _former_grants, _withdrawals, _transfers, _moves, _courses)
    found = union_all(*(source(actor.reach(Permission.AUDIT_READ)) for source in sources)).subquery()
    key = (found.c.at, found.c.kind, found.c.id)
    query = select(found).order_by(*(each.desc() for each in key)).limit(limit)
    if after:
        at, kind, number = after
        query = query.where(tuple_(*key) < tuple_(literal(from_milliseconds(at), found.c.at.type), kind, number))
    rows = session.execute(query).all()
    people = _names(session, Member, {number for row in rows for number in (row.by, row.who)})
    units = _names(session, Unit, {number for row in rows for number in (row.unit, row.before, row.after)})
    return [
        Change(
            Kind(row.kind),
            row.id,
            row.at,
            people.get(row.by),
            people.get(row.who, ""),
            units.get(row.unit, ""),
            units.get(row.before, ""),
            units.get(row.after, ""),
            row.detail or "",
        )
        for row in rows
    ]


def _grants(reach: Iterable[str]) -> _Rows:
    return (
        _row(Kind.GRANTED, RoleGrant.id, RoleGrant.granted_at, RoleGrant.granted_by, RoleGrant.member_id)
        .add_columns(*_places(after=RoleGrant.unit_id), RoleGrant.role.label("detail"))
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(below(Unit.path, reach))
    )


def _former_grants(reach: Iterable[str]) -> _Rows:
    gone = RoleWithdrawal
    return (
        _row(Kind.GRANTED_ONCE, gone.id, gone.granted_at, gone.granted_by, gone.member_id)
        .add_columns(*_places(after=gone.unit_id), gone.role.label("detail"))
        .join(Unit, Unit.id == gone.unit_id)
        .where(below(Unit.path, reach))
    )


def _withdrawals(reach: Iterable[str]) -> _Rows:
    gone = RoleWithdrawal
    return (
        _row(Kind.WITHDRAWN, gone.id, gone.withdrawn_at, gone.withdrawn_by, gone.member_id)
        .add_columns(*_places(after=gone.unit_id), gone.role.label("detail"))
        .join(Unit, Unit.id == gone.unit_id)
        .where(below(Unit.path, reach))
    )


def _transfers(reach: Iterable[str]) -> _Rows:
    moved, old = MemberTransfer, aliased(Unit)
    return (
        _row(Kind.TRANSFERRED, moved.id, moved.transferred_at, moved.transferred_by, moved.member_id)
        .add_columns(*_places(before=moved.from_unit_id, after=moved.to_unit_id), _NO_WORDS.label("detail"))
        .join(Unit, Unit.id == moved.to_unit_id)
        .join(old, old.id == moved.from_unit_id)
        .where(or_(below(Unit.path, reach), below(old.path, reach)))
    )


def _moves(reach: Iterable[str]) -> _Rows:
    return (
        _row(Kind.MOVED, UnitMove.id, UnitMove.moved_at, UnitMove.moved_by, _NO_ID)
        .add_columns(
            *_places(unit=UnitMove.unit_id, before=UnitMove.from_parent_id, after=UnitMove.to_parent_id),
            _NO_WORDS.label("detail"),
        )
        .join(Unit, Unit.id == UnitMove.unit_id)
        .where(below(Unit.path, reach))
    )


def _courses(reach: Iterable[str]) -> _Rows:
    version = CourseVersion
    return (
        _row(Kind.COURSE_WRITTEN, version.id, version.created_at, version.created_by, _NO_ID)
        .add_columns(*_places(after=Course.unit_id), version.title.label("detail"))
        .join(Course, Course.id == version.course_id)
        .join(Unit, Unit.id == Course.unit_id)
        .where(version.created_by.is_not(None), below(Unit.path, reach))
    )


def _row(kind: Kind, number: Any, at: Any, by: Any, who: Any) -> _Rows:
    return select(
        cast(literal(int(kind)), Integer).label("kind"),
        number.label("id"),
        at.label("at"),
        by.label("by"),
        who.label("who"),
    )


def _places(*, unit: Any = _NO_ID, before: Any = _NO_ID, after: Any = _NO_ID) -> tuple[Any, Any, Any]:
    return unit.label("unit"), before.label("before"), after.label("after")


def _names(session: Session, table: type[Member] | type[Unit], ids: set[int | None]) -> dict[int, str]:
    wanted = ids - {None}
    return dict(session.execute(select(table.id, table.name).where(table.id.in_(wanted))).all())  # type: ignore[arg-type]
