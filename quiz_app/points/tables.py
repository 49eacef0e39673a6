"""The ledger of points."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class LedgerEntry(Base):
    """One movement of points. Entries are added, never changed; a mistake is reversed by another entry.

    `rule` and `rule_version` name a line of `points.rules.table`; `source_id` is the lesson, exam … that the rule
    speaks of; `serial` is 0 unless an earlier award was reversed; `amount` is in points. There are more entries than
    anything else, so their references take four bytes, and the index over reversals holds reversals alone.
    """

    __tablename__ = "ledger_entries"

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(Integer, ForeignKey("members.id"))
    rule: Mapped[int] = mapped_column(SmallInteger)
    rule_version: Mapped[int] = mapped_column(SmallInteger)
    source_id: Mapped[int] = mapped_column(Integer)
    serial: Mapped[int] = mapped_column(SmallInteger, default=0)
    amount: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    actor_id: Mapped[int | None] = mapped_column(BigId)
    reverses_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("ledger_entries.id"))
    evidence: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        UniqueConstraint("member_id", "rule", "source_id", "serial"),
        Index(
            "ix_ledger_entries_reverses_id",
            "reverses_id",
            unique=True,
            sqlite_where=text("reverses_id IS NOT NULL"),
            postgresql_where=text("reverses_id IS NOT NULL"),
        ),
        CheckConstraint("amount <> 0", name="amount_moves"),
    )
