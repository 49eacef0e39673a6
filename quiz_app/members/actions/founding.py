"""The first minute of a site: the highest unit and the first administrator."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict, Invalid
from quiz_app.members import initial_passwords
from quiz_app.members.actions.passwords import Issued
from quiz_app.members.queries import people as queries
from quiz_app.members.roster import values
from quiz_app.members.tables import Member
from quiz_app.organizations import actions as organizations
from quiz_app.organizations import kinds
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.queries import root
from quiz_app.organizations.tables import RoleGrant


def found_site(
    session: Session, *, unit_name: str, kind: str, number: str, name: str, key: bytes, batch: bytes, at: datetime
) -> Issued:
    """Refused once there is anybody. The administrator signs in with the initial password in the answer."""
    if queries.anybody(session):
        raise Conflict("已经有党员了：请由管理员登录后授予角色。")
    if kind not in kinds.LABELS:
        raise Invalid(f"没有“{kind}”这种单位，可用的有 {'、'.join(kinds.LABELS)}")
    try:
        number, name = values.number(number), values.name(name)
    except values.Unfit as unfit:
        raise Invalid(f"{unfit.reason}{unfit.mend}") from None
    unit = root(session) or organizations.create_root(session, name=unit_name, kind=kind)
    password = initial_passwords.derive(key, batch, number)
    member = Member(
        number=number, name=name, unit_id=unit.id, initial_key=initial_passwords.keep(key, number, password)
    )
    session.add(member)
    session.flush()
    session.add(RoleGrant(member_id=member.id, role=Role.ADMIN, unit_id=unit.id, granted_at=at))
    session.flush()
    return Issued(number, name, unit.name, password)
