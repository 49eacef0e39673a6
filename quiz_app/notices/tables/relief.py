"""The switches of the relief page, and who lets boards show their name."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class ReliefChange(Base):
    """A switch was set to `value` (see `notices.switches`). Rows are added, never changed: the latest one holds."""

    __tablename__ = "relief_changes"

    id: Mapped[Key]
    switch: Mapped[str] = mapped_column(String(32))
    value: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(200))
    changed_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("members.id"))
    changed_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("ix_relief_changes_switch", "switch", "id"),)


class NameConsent(Base):
    """A member wants to stand on boards by name; without the row the name is masked."""

    __tablename__ = "name_consents"

    member_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    given_at: Mapped[datetime] = mapped_column(Instant)
