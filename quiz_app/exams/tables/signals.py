"""What the server saw of an attempt besides its answers, what stands out, and what people made of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key

LONGEST_SUBJECT = 80
LONGEST_SENTENCE = 600
LONGEST_REASON = 400


class AttemptVisit(Base):
    """One thing seen of the page of an open attempt: `kind` is an `exams.visits.Kind`. `sign_in_id` is the sign-in that
    it came from, which may be forgotten before. Its key is all that it has but that, so no index stands beside it."""

    __tablename__ = "attempt_visits"

    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    kind: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    sign_in_id: Mapped[int] = mapped_column(BigId)

    __table_args__ = ({"sqlite_with_rowid": False},)


class SignalRun(Base):
    """The last time that the attempts of an exam were looked through: `attempts` were."""

    __tablename__ = "signal_runs"

    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id", ondelete="CASCADE"), primary_key=True)
    attempts: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)


class Signal(Base):
    """Something that a person should look at; by itself it changes nothing. `kind` is a key of `signals.table.SIGNALS`,
    `subject` says about whom or what, so that a look at the same finds the same row; `sentence` gives the numbers."""

    __tablename__ = "signals"

    id: Mapped[Key]
    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    sentence: Mapped[str] = mapped_column(String(LONGEST_SENTENCE))
    found_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("exam_id", "kind", "subject"),)


class SignalAttempt(Base):
    """An attempt that a signal is about."""

    __tablename__ = "signal_attempts"

    signal_id: Mapped[int] = mapped_column(BigId, ForeignKey("signals.id", ondelete="CASCADE"), primary_key=True)
    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True)

    __table_args__ = (Index("ix_signal_attempts_attempt_id", "attempt_id"),)


class SignalDecision(Base):
    """What somebody made of a signal. Decisions are added, never changed: the one with the highest `number` holds."""

    __tablename__ = "signal_decisions"

    signal_id: Mapped[int] = mapped_column(BigId, ForeignKey("signals.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    verdict: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    decided_by: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"))
    decided_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        CheckConstraint("verdict IN ('no_concern', 'talked', 'forwarded', 'reopened')", name="verdict_is_known"),
    )
