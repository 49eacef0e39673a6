"""Whether a database holds the demo province."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.members.tables import Member


def has_demo_members(session: Session) -> bool:
    return session.scalars(select(Member.id).where(Member.is_demo).limit(1)).first() is not None


def has_other_members(session: Session) -> bool:
    return session.scalars(select(Member.id).where(~Member.is_demo).limit(1)).first() is not None
