"""A device passes from who is signed in on it to a member who may do one thing there, and back by a password."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quiz_app.members.actions.signing_in import sign_out
from quiz_app.members.tables import SignIn
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor

LENT = "协助作答"


def lend(
    session: Session,
    actor: Actor,
    own: Token,
    member_id: int,
    *,
    only_exam_id: int,
    lifetime: timedelta,
    device: str,
    address: str,
    at: datetime,
) -> Token:
    """A narrow sign-in of a member, for one exam; the lender's own on this device ends. Whether the lender may do so
    is for the room above to say, which knows what the member is to do."""
    sign_out(session, own, at=at)
    begun = SignIn(
        member_id=member_id,
        device=f"{LENT} · {device}"[:200],
        address=address[:64],
        started_at=at,
        expires_at=at + lifetime,
        only_exam_id=only_exam_id,
        opened_by=actor.member_id,
    )
    session.add(begun)
    session.flush()
    return Token(begun.id, member_id, begun.expires_at)
