"""Every SELECT about the ledger."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.points.tables import LedgerEntry


def entries(session: Session, member_id: int, *, limit: int, before: int | None = None) -> list[LedgerEntry]:
    """A member's entries, newest first, from behind the entry `before`."""
    query = select(LedgerEntry).where(LedgerEntry.member_id == member_id).order_by(LedgerEntry.id.desc()).limit(limit)
    if before is not None:
        query = query.where(LedgerEntry.id < before)
    return list(session.scalars(query))


def balance(session: Session, member_id: int, *, since: datetime | None = None) -> int:
    """The sum of a member's entries, all or since an instant."""
    query = select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(LedgerEntry.member_id == member_id)
    if since is not None:
        query = query.where(LedgerEntry.at >= since)
    return session.scalar(query) or 0


def all_entries(session: Session) -> Iterator[tuple[int, int, datetime]]:
    """(member id, amount, instant) of every entry, streamed: for the audit."""
    query = select(LedgerEntry.member_id, LedgerEntry.amount, LedgerEntry.at).execution_options(yield_per=5000)
    yield from session.execute(query)
