"""Deleting what is no longer needed, a little at a time."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from quiz_app.members import lockouts
from quiz_app.members.tables import RosterUpload, SignIn, SignInFailure

UPLOADS_KEPT = timedelta(days=1)
SIGN_INS_KEPT = timedelta(days=180)


def forget(session: Session, *, at: datetime, most: int) -> int:
    """Delete up to `most` rows of each kind; how many there were."""
    return sum(
        (
            _delete(session, SignInFailure.account, SignInFailure.last_at < at - lockouts.FORGOTTEN_AFTER, most),
            _delete(session, RosterUpload.id, RosterUpload.uploaded_at < at - UPLOADS_KEPT, most),
            _delete(session, SignIn.id, SignIn.expires_at < at - SIGN_INS_KEPT, most),
        )
    )


def _delete(session: Session, key: InstrumentedAttribute[Any], old: ColumnElement[bool], most: int) -> int:
    table = key.class_
    chosen = select(key).where(old).limit(most).scalar_subquery()
    deleted = session.execute(delete(table).where(key.in_(chosen)).execution_options(synchronize_session=False))
    count: int = deleted.rowcount
    return count
