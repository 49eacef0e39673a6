"""Every SELECT about the ledger."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, and_, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from quiz_app.boards.periods import Period
from quiz_app.core.db import from_milliseconds, to_milliseconds
from quiz_app.core.statements import AnyWork, Statement
from quiz_app.points.rules.protocol import Rule
from quiz_app.points.tables import LedgerEntry

DAY = 86_400_000  # milliseconds; in Shanghai all are of one length

_SUM = Statement(
    "SELECT COALESCE(SUM(amount), 0) FROM ledger_entries"
    " WHERE member_id = :member AND source_id = :source AND rule = :rule"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """An award that was not reversed."""

    id: int
    member_id: int
    amount: int


def entries(session: Session, member_id: int, *, limit: int, after: tuple[int, ...] | None = None) -> list[LedgerEntry]:
    """A member's entries, the latest first, from behind the cursor (milliseconds, entry id)."""
    query = (
        select(LedgerEntry)
        .where(LedgerEntry.member_id == member_id)
        .order_by(LedgerEntry.at.desc(), LedgerEntry.id.desc())
        .limit(limit)
    )
    if after:
        moment, entry_id = from_milliseconds(after[0]), after[1]
        earlier = and_(LedgerEntry.at == moment, LedgerEntry.id < entry_id)
        query = query.where(or_(LedgerEntry.at < moment, earlier))
    return list(session.scalars(query))


def movements(
    session: Session, member_id: int, *, since: datetime, before: datetime
) -> list[tuple[datetime, int, int]]:
    """(instant, entry id, amount) of a member's entries in `[since, before)`, the earliest first."""
    query = (
        select(LedgerEntry.at, LedgerEntry.id, LedgerEntry.amount)
        .where(LedgerEntry.member_id == member_id, LedgerEntry.at >= since, LedgerEntry.at < before)
        .order_by(LedgerEntry.at, LedgerEntry.id)
    )
    return list(session.execute(query))


def balance(session: Session, member_id: int, *, since: datetime | None = None) -> int:
    """The sum of a member's entries, all or since an instant."""
    query = select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(LedgerEntry.member_id == member_id)
    if since is not None:
        query = query.where(LedgerEntry.at >= since)
    return session.scalar(query) or 0


def brought(work: AnyWork, rules: Iterable[Rule], member_id: int, source_id: int) -> int:
    """What a source has brought a member by some rules, reversals included."""
    values = {"member": member_id, "source": source_id}
    return sum(_SUM.run(work, values | {"rule": rule.number}).fetchone()[0] for rule in rules)


def standing(session: Session, rule: Rule, source_id: int, member_ids: Sequence[int]) -> dict[int, Standing]:
    """The award that each member holds by a rule for a source; those whose last one was reversed hold none."""
    reversal = aliased(LedgerEntry)
    query = (
        select(LedgerEntry.id, LedgerEntry.member_id, LedgerEntry.amount)
        .outerjoin(reversal, reversal.reverses_id == LedgerEntry.id)
        .where(
            LedgerEntry.member_id.in_(member_ids),
            LedgerEntry.rule == rule.number,
            LedgerEntry.source_id == source_id,
            LedgerEntry.reverses_id.is_(None),
            reversal.id.is_(None),
        )
    )
    return {row.member_id: Standing(*row) for row in session.execute(query)}


def holders(session: Session, rule: Rule, source_id: int, *, beside: Collection[int]) -> list[int]:
    """Members besides those named whose last award by a rule for a source was not reversed."""
    reversal = aliased(LedgerEntry)
    query = (
        select(LedgerEntry.member_id)
        .outerjoin(reversal, reversal.reverses_id == LedgerEntry.id)
        .where(
            LedgerEntry.rule == rule.number,
            LedgerEntry.source_id == source_id,
            LedgerEntry.reverses_id.is_(None),
            reversal.id.is_(None),
        )
        .order_by(LedgerEntry.member_id)
    )
    return [each for each in session.scalars(query) if each not in beside]


def totals(session: Session, rules: Iterable[Rule], source_id: int) -> dict[int, int]:
    """What a source has brought each member by some rules, reversals included; members with nothing are left out."""
    amount = func.sum(LedgerEntry.amount)
    query = (
        select(LedgerEntry.member_id, amount)
        .where(LedgerEntry.rule.in_([each.number for each in rules]), LedgerEntry.source_id == source_id)
        .group_by(LedgerEntry.member_id)
        .having(amount != 0)
    )
    return {member_id: int(total) for member_id, total in session.execute(query)}


def by_week(
    session: Session, member_ids: Collection[int], weeks: Sequence[Period]
) -> Iterator[tuple[int, str, int, int]]:
    """(member id, week, points, entries) of members in `weeks`, which follow one another; reversals included."""
    since, before = to_milliseconds(weeks[0].starts_at), to_milliseconds(weeks[-1].ends_at)
    at = type_coerce(LedgerEntry.at, BigInteger)
    number = ((at - since) // (7 * DAY)).label("week")
    query = (
        select(LedgerEntry.member_id, number, func.sum(LedgerEntry.amount), func.count())
        .where(LedgerEntry.member_id.in_(member_ids), at >= since, at < before)
        .group_by(LedgerEntry.member_id, "week")
    )
    for member_id, week, points, entries in session.execute(query):
        yield member_id, weeks[week].name, int(points), entries


def all_entries(session: Session) -> Iterator[tuple[int, int, datetime]]:
    """(member id, amount, instant) of every entry, streamed: for the audit."""
    query = select(LedgerEntry.member_id, LedgerEntry.amount, LedgerEntry.at).execution_options(yield_per=5000)
    yield from session.execute(query)
