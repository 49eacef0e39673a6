"""Deleting what is no longer needed, a little at a time."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz_app.members import lockouts
from quiz_app.members.queries import people as queries
from quiz_app.members.tables import RosterUpload, SignIn, SignInFailure

UPLOADS_KEPT = timedelta(days=1)
SIGN_INS_KEPT = timedelta(days=180)


def forget(session: Session, *, at: datetime, most: int) -> int:
    """Delete up to `most` rows of each kind; how many there were."""
    failures = queries.failures_before(session, at - lockouts.FORGOTTEN_AFTER, most)
    uploads = queries.uploads_before(session, at - UPLOADS_KEPT, most)
    sign_ins = queries.expired_before(session, at - SIGN_INS_KEPT, most)
    session.execute(delete(SignInFailure).where(SignInFailure.account.in_(failures)))
    session.execute(delete(RosterUpload).where(RosterUpload.id.in_(uploads)))
    session.execute(delete(SignIn).where(SignIn.id.in_(sign_ins)))
    return len(failures) + len(uploads) + len(sign_ins)
