"""Attempts, one row each, and the device that may write them."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


def _only(condition: str) -> dict[str, Any]:
    """An index over the rows of a condition alone."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Attempt(Base):
    """One sitting of one member: a single row from start to result.

    `sheet` is the whole answer sheet (`exams.sheets`); `score` is in hundredths of a point, null until the attempt is
    handed in and, where people mark a part, until marks are published; `writer` is the secret of the one device that
    may write, held by the sign-in `writer_sign_in_id`; `closed_by` is 1 for the member, 2 for the deadline;
    `points_awarded` is null until they are credited, and then stays, whatever a correction does; `voided` is what
    corrections took off the maximum, `first_` what stood before; `resit` is true for a resit and null otherwise; `kind`
    is null for who sat alone on a screen, else of `exams.ways`. From wide to narrow, so that PostgreSQL pads nothing.
    """

    __tablename__ = "attempts"

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"))
    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id"))
    edition_id: Mapped[int] = mapped_column(BigId, ForeignKey("editions.id"))
    started_at: Mapped[datetime] = mapped_column(Instant)
    deadline_at: Mapped[datetime] = mapped_column(Instant)
    saved_at: Mapped[datetime | None] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    writer: Mapped[int | None] = mapped_column(BigInteger)
    writer_sign_in_id: Mapped[int | None] = mapped_column(BigId)
    revision: Mapped[int] = mapped_column(default=0)
    score: Mapped[int | None]
    voided: Mapped[int | None]
    first_score: Mapped[int | None]
    first_voided: Mapped[int | None]
    number: Mapped[int] = mapped_column(SmallInteger)
    closed_by: Mapped[int | None] = mapped_column(SmallInteger)
    points_awarded: Mapped[int | None] = mapped_column(SmallInteger)
    kind: Mapped[int | None] = mapped_column(SmallInteger)
    resit: Mapped[bool | None]
    sheet: Mapped[bytes] = mapped_column(LargeBinary, default=b"")

    __table_args__ = (
        UniqueConstraint("member_id", "exam_id", "number"),
        Index("ix_attempts_one_open", "member_id", "exam_id", unique=True, **_only("submitted_at IS NULL")),
        Index("ix_attempts_due", "deadline_at", **_only("submitted_at IS NULL")),
        Index("ix_attempts_submitted", "submitted_at"),
        Index("ix_attempts_uncredited", "exam_id", **_only("score IS NOT NULL AND points_awarded IS NULL")),
        Index("ix_attempts_unscored", "exam_id", **_only("submitted_at IS NOT NULL AND score IS NULL")),
        Index("ix_attempts_voided", "exam_id", "score", **_only("voided IS NOT NULL")),
        Index("ix_attempts_aside", "exam_id", **_only("kind IS NOT NULL")),
        CheckConstraint("kind IN (1, 2)", name="kind_is_known"),
        CheckConstraint("submitted_at IS NOT NULL OR score IS NULL", name="a_score_follows_handing_in"),
    )


class Takeover(Base):
    """The right to write an open attempt passed to another device, because its member said so."""

    __tablename__ = "takeovers"

    id: Mapped[Key]
    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempts.id", ondelete="CASCADE"), index=True)
    from_sign_in_id: Mapped[int | None] = mapped_column(BigId)
    to_sign_in_id: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime] = mapped_column(Instant)
