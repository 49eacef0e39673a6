"""Who may enter an exam otherwise than everybody: individual arrangements, what they did to a deadline, and wrong
passwords at the door."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key

_STANDS = text("withdrawn_at IS NULL")


class Accommodation(Base):
    """What one member is granted at one exam, and why. It is never rewritten: another one follows its withdrawal.

    `opens_at` and `closes_at` take the place of the exam's own where they are there.
    """

    __tablename__ = "accommodations"

    id: Mapped[Key]
    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"), index=True)
    extra_minutes: Mapped[int] = mapped_column(default=0)
    extra_attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    opens_at: Mapped[datetime | None] = mapped_column(Instant)
    closes_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(300))
    granted_by: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"))
    granted_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("members.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        Index(
            "ix_accommodations_one_stands",
            "exam_id",
            "member_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        CheckConstraint("extra_minutes >= 0 AND extra_attempts >= 0", name="nothing_is_taken_away"),
        CheckConstraint(
            "extra_minutes > 0 OR extra_attempts > 0 OR opens_at IS NOT NULL OR closes_at IS NOT NULL",
            name="something_is_granted",
        ),
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR closes_at > opens_at", name="window_is_open_once"),
        CheckConstraint("length(reason) > 0", name="there_is_a_reason"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_by_somebody"),
    )


class ExamInvitation(Base):
    """A member may sit an exam that is not for everybody."""

    __tablename__ = "exam_invitations"

    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


class DeadlineMove(Base):
    """The deadline of an attempt under way was put off, because its member was granted time meanwhile."""

    __tablename__ = "deadline_moves"

    id: Mapped[Key]
    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempts.id", ondelete="CASCADE"), index=True)
    accommodation_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("accommodations.id", ondelete="CASCADE"), index=True
    )
    former_at: Mapped[datetime] = mapped_column(Instant)
    deadline_at: Mapped[datetime] = mapped_column(Instant)
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (CheckConstraint("deadline_at > former_at", name="it_is_only_put_off"),)


class PasswordFailure(Base):
    """Wrong exam passwords of one member in a row; while `locked_until` lasts none is looked at."""

    __tablename__ = "exam_password_failures"

    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Instant)
    locked_until: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = ({"sqlite_with_rowid": False},)
