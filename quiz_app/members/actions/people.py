"""What is done to one member: moved to another unit, taken off the roster, given a role or relieved of one."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict, Forbidden
from quiz_app.members.actions.signing_in import end_all
from quiz_app.members.queries.people import Person
from quiz_app.members.tables import MemberTransfer
from quiz_app.organizations import actions as organizations
from quiz_app.organizations import kinds
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission, Role
from quiz_app.organizations.tables import RoleGrant, Unit


def transfer_member(session: Session, actor: Actor, person: Person, target: Unit, *, at: datetime) -> MemberTransfer:
    """The member's affiliation passes to `target`. The actor keeps the rosters of both."""
    require(actor, Permission.MEMBER_MANAGE, person.unit.path)
    require(actor, Permission.MEMBER_MANAGE, target.path)
    member = person.member
    if member.left_at is not None:
        raise Conflict("这名党员已不在名册上，请先恢复到名册。")
    if target.kind not in kinds.HOMES:
        raise Conflict(f"“{target.name}”是{kinds.LABELS[target.kind]}。党员要编入一个党支部或党小组，请重新选择。")
    if target.id == member.unit_id:
        raise Conflict(f"{member.name}本来就在“{target.name}”。")
    transfer = MemberTransfer(
        member_id=member.id,
        from_unit_id=member.unit_id,
        to_unit_id=target.id,
        transferred_by=actor.member_id or None,
        transferred_at=at,
    )
    session.add(transfer)
    member.unit_id = target.id
    member.version += 1
    session.flush()
    return transfer


def take_off_roster(session: Session, actor: Actor, person: Person, *, at: datetime) -> None:
    """The member can sign in no more; what was learned and earned remains. `put_back` undoes it."""
    require(actor, Permission.MEMBER_MANAGE, person.unit.path)
    if person.member.id == actor.member_id:
        raise Forbidden("不能把自己移出名册，请联系另一位管理员。")
    if person.member.left_at is not None:
        raise Conflict("这名党员已经不在名册上了。")
    person.member.left_at = at
    person.member.version += 1
    session.flush()
    end_all(session, person.member.id, at=at)


def put_back(session: Session, actor: Actor, person: Person) -> None:
    """Who was taken off stands on the roster again, with the password and the roles of before."""
    require(actor, Permission.MEMBER_MANAGE, person.unit.path)
    if person.member.left_at is None:
        raise Conflict("这名党员本来就在名册上。")
    person.member.left_at = None
    person.member.version += 1
    session.flush()


def appoint(session: Session, actor: Actor, person: Person, role: Role, unit: Unit, *, at: datetime) -> RoleGrant:
    """The member holds `role` in `unit` and below."""
    require(actor, Permission.ROLE_GRANT, unit.path)
    if person.member.left_at is not None:
        raise Conflict("这名党员已不在名册上，不能授予角色。")
    return organizations.grant_role(session, actor, person.member.id, role, unit, at=at)


def relieve(session: Session, actor: Actor, grant: RoleGrant, unit: Unit, *, at: datetime) -> None:
    """The role ends at the next request, and with it every sign-in that may still act on it."""
    member_id = grant.member_id
    organizations.withdraw_role(session, actor, grant, unit, at=at)
    end_all(session, member_id, at=at)
