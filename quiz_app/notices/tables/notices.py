"""Notices, whom they were sent to, and who has read them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class Notice(Base):
    """Something said to many at once; nothing of it changes once it is there.

    It reaches everybody below `unit_id`, whoever belongs there when they look, or with `listed` those who have a
    `NoticeRecipient`. It is there for its readers from `sent_at` on: a reminder that was asked for in quiet hours lies
    until they end. `delivered` counts whom it was sent to, `left_out` whom the quota of reminders kept from it.
    """

    __tablename__ = "notices"

    id: Mapped[Key]
    unit_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("units.id"))
    listed: Mapped[bool]
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    source_page: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    matter_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("reminder_matters.id"))
    sent_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("members.id"))
    sent_at: Mapped[datetime] = mapped_column(Instant)
    delivered: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("kind IN ('announcement', 'reminder', 'correction', 'award')", name="kind_is_known"),
        CheckConstraint("listed OR unit_id IS NOT NULL", name="somebody_gets_it"),
        CheckConstraint("matter_id IS NULL OR kind = 'reminder'", name="only_reminders_have_a_matter"),
        Index("ix_notices_unit_id", "unit_id", "id"),
        Index("ix_notices_sent_by", "sent_by", "id"),
        Index("ix_notices_matter_id", "matter_id", "sent_at"),
    )


class NoticeRecipient(Base):
    """A listed notice was sent to this member."""

    __tablename__ = "notice_recipients"

    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    notice_id: Mapped[int] = mapped_column(BigId, ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)

    __table_args__ = (Index("ix_notice_recipients_notice_id", "notice_id"), {"sqlite_with_rowid": False})


class NoticeRead(Base):
    """A member has opened a notice, or has said that everything is read."""

    __tablename__ = "notice_reads"

    notice_id: Mapped[int] = mapped_column(BigId, ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = ({"sqlite_with_rowid": False},)


class ReminderMatter(Base):
    """What reminders are about, such as `exam:12`. Reminders of one matter follow one another by holding its row."""

    __tablename__ = "reminder_matters"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(80), unique=True)
