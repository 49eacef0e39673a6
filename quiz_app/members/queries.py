"""Every SELECT about people and their sign-ins."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.members.tables import Member, SignIn
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.queries import grants_of
from quiz_app.organizations.tables import Unit


def find_actor(session: Session, token: Token, *, at: datetime) -> Actor | None:
    """The member behind a token with the grants that hold now, or None if the sign-in has ended."""
    row = session.execute(
        select(Member.id, Member.name, Unit.id, Unit.name, Unit.path)
        .join(SignIn, SignIn.member_id == Member.id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(
            SignIn.id == token.sign_in_id,
            Member.id == token.member_id,
            Member.left_at.is_(None),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > at,
        )
    ).first()
    if row is None:
        return None
    member_id, name, unit_id, unit_name, path = row
    grants = grants_of(session, member_id)
    return Actor(member_id, name, unit_id, unit_name, path, token.sign_in_id, grants)
