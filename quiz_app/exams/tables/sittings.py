"""Attempts that a member does not make alone on a screen: on paper, keyed in afterwards, and assisted ones."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key

_WAITS = text("ended_at IS NULL")
_WAITING: dict[str, Any] = {"sqlite_where": _WAITS, "postgresql_where": _WAITS}


class PaperSitting(Base):
    """A printed paper: attempt `number` of one member, kept for paper until it is keyed in or withdrawn (`ended_at`).

    `code` stands on the paper and names the draw; `attempt_id` is what it became, null while it waits or if withdrawn.
    """

    __tablename__ = "paper_sittings"

    id: Mapped[Key]
    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id", ondelete="CASCADE"))
    edition_id: Mapped[int] = mapped_column(BigId, ForeignKey("editions.id"))
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"))
    attempt_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("attempts.id", ondelete="SET NULL"), unique=True)
    printed_by: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"))
    printed_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    number: Mapped[int] = mapped_column(SmallInteger)
    code: Mapped[str] = mapped_column(String(9), unique=True)

    __table_args__ = (
        Index("ix_paper_sittings_one_waiting", "exam_id", "member_id", unique=True, **_WAITING),
        Index("ix_paper_sittings_exam_id", "exam_id", "id"),
        Index("ix_paper_sittings_member_id", "member_id"),
        CheckConstraint("attempt_id IS NULL OR ended_at IS NOT NULL", name="an_attempt_ends_it"),
    )


class PaperKeying(Base):
    """What one person typed from a paper, added and never changed: `sheet` as `exams.sheets`, `sat_at` when the sitting
    began as the paper says. `settles` where it was typed against another's, differs, and counts."""

    __tablename__ = "paper_keyings"

    id: Mapped[Key]
    paper_sitting_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("paper_sittings.id", ondelete="CASCADE"), index=True
    )
    keyed_by: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"))
    keyed_at: Mapped[datetime] = mapped_column(Instant)
    sat_at: Mapped[datetime] = mapped_column(Instant)
    settles: Mapped[bool] = mapped_column(default=False)
    sheet: Mapped[bytes] = mapped_column(LargeBinary)


class PaperWithdrawal(Base):
    """A printed paper will not be keyed in, and why."""

    __tablename__ = "paper_withdrawals"

    paper_sitting_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("paper_sittings.id", ondelete="CASCADE"), primary_key=True
    )
    withdrawn_by: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"))
    withdrawn_at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(300))


class AssistedSitting(Base):
    """Somebody opened a shared device for a member to sit one exam. `sign_in_id` is the narrow sign-in, which is
    forgotten some day while this record stays; `returned_at` is when the device went back by the opener's password."""

    __tablename__ = "assisted_sittings"

    id: Mapped[Key]
    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"), index=True)
    sign_in_id: Mapped[int] = mapped_column(BigId, unique=True)
    opened_by: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    returned_at: Mapped[datetime | None] = mapped_column(Instant)
    device: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index("ix_assisted_sittings_exam_id", "exam_id", "id"),)
