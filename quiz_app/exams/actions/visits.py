"""Keeping what is seen of the page of an open attempt, a little of it and for a while."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz_app.core.db import to_milliseconds
from quiz_app.core.statements import AnyWork, Statement
from quiz_app.exams.queries import hot
from quiz_app.exams.queries import visits as queries
from quiz_app.exams.tables.signals import AttemptVisit
from quiz_app.exams.visits import MOST, MOST_AT_ONCE, Kind, moment_of
from quiz_app.members.tokens import Token

GRACE = 60_000
"""How long after handing in the last report of a page may still arrive, in milliseconds."""

_KEEP = Statement(
    "INSERT INTO attempt_visits (attempt_id, at, kind, sign_in_id)"
    " SELECT a.id, :at, :kind, :sign_in FROM attempts a JOIN exams x ON x.id = a.exam_id AND x.kind = 'exam'"
    " WHERE a.id = :attempt AND (a.submitted_at IS NULL OR a.submitted_at >= :at)"
    " AND (SELECT COUNT(*) FROM attempt_visits v WHERE v.attempt_id = a.id) < :most"
    " ON CONFLICT DO NOTHING"
)


def opened(work: AnyWork, sign_in_id: int, attempt_id: int, *, at: datetime) -> None:
    """The page of an open attempt was given out. A lesson's quiz keeps nothing."""
    _keep(work, sign_in_id, attempt_id, to_milliseconds(at), Kind.OPENED)


def report(work: AnyWork, token: Token, attempt_id: int, seen: Sequence[tuple[Kind, int]], *, at: datetime) -> None:
    """What the page of the member's own attempt says of itself: (kind, milliseconds ago). Nothing is kept past the
    `MOST` of an attempt, nor of what was after it was handed in; what is sent twice may be kept twice."""
    ms = to_milliseconds(at)
    attempt = hot.attempt_to_show(work, token, attempt_id, ms).attempt
    if attempt.submitted_at is not None and ms > attempt.submitted_at + GRACE:
        return
    for kind, ago in seen[:MOST_AT_ONCE]:
        _keep(work, token.sign_in_id, attempt_id, moment_of(ago, at=ms, started=attempt.started_at), kind)


def forget(session: Session, *, at: datetime, kept: timedelta, most: int) -> int:
    """Delete what was kept of up to `most` attempts whose exam closed longer ago; how many they were."""
    attempts = queries.old_visits(session, at - kept, most)
    session.execute(delete(AttemptVisit).where(AttemptVisit.attempt_id.in_(attempts)))
    return len(attempts)


def _keep(work: AnyWork, sign_in_id: int, attempt_id: int, ms: int, kind: Kind) -> None:
    _KEEP.run(work, {"attempt": attempt_id, "at": ms, "kind": int(kind), "sign_in": sign_in_id, "most": MOST})
