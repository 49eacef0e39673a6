"""A member has read what was sent to them."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.core.db import to_milliseconds
from quiz_app.core.statements import Statement
from quiz_app.notices.queries import inbox
from quiz_app.notices.queries.inbox import Received
from quiz_app.organizations.actors import Actor

_READ = Statement(
    "INSERT INTO notice_reads (notice_id, member_id, read_at) VALUES (:notice, :member, :at)"
    " ON CONFLICT (notice_id, member_id) DO NOTHING"
)


def read(session: Session, actor: Actor, found: Received, *, at: datetime) -> None:
    """Remember when a member first opened a notice that was sent to them."""
    _READ.run(session, {"notice": found.notice.id, "member": actor.member_id, "at": to_milliseconds(at)})


def read_all(session: Session, actor: Actor, *, at: datetime) -> int:
    """Take everything that was sent to the actor as read; how many notices that were."""
    ids = inbox.unread_ids(session, actor, at)
    if ids:
        _READ.run(session, [{"notice": each, "member": actor.member_id, "at": to_milliseconds(at)} for each in ids])
    return len(ids)
