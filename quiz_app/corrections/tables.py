"""Corrections of published exams: what was proposed, what it would change, who decided, and what it did change."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class Correction(Base):
    """A correction of an edition: of the `question` at a place of it, which gets a `key`, is void or a gift; or of the
    `credit_rule`. What it says never changes.

    `preview` holds the sums of `corrections.previews` over the attempts up to `previewed_to`, all of them once
    `previewed_at` is set; `began_at` is when it began to hold, `changed` how many attempts it has changed; an edition
    has one that is not `closed_at` at most. `version` counts what happened to it.
    """

    __tablename__ = "corrections"

    id: Mapped[Key]
    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id"), index=True)
    edition_id: Mapped[int] = mapped_column(BigId, ForeignKey("editions.id"))
    kind: Mapped[str] = mapped_column(String(8))
    question: Mapped[int | None]
    key: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    credit_rule: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(600))
    basis: Mapped[str] = mapped_column(String(300))
    proposed_by: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    preview: Mapped[dict[str, Any]] = mapped_column(JSON)
    previewed_to: Mapped[int] = mapped_column(BigId, default=0)
    previewed_at: Mapped[datetime | None] = mapped_column(Instant)
    began_at: Mapped[datetime | None] = mapped_column(Instant)
    changed: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        Index(
            "ix_corrections_one_open",
            "edition_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        CheckConstraint("kind IN ('key', 'void', 'gift', 'credit')", name="kind_is_known"),
        CheckConstraint("(kind = 'credit') = (question IS NULL)", name="of_a_question_or_of_the_rule"),
    )


class Decision(Base):
    """What became of a proposal, once and for ever: `approved` or `rejected` by somebody else, or `withdrawn`."""

    __tablename__ = "correction_decisions"

    correction_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("corrections.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    verdict: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(300))
    decided_by: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"))
    decided_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (CheckConstraint("verdict IN ('approved', 'rejected', 'withdrawn')", name="verdict_is_known"),)


class CorrectedAttempt(Base):
    """What a correction did to an attempt: score and what is void on its paper, in hundredths of a point, before and
    after; `points` is what it moved in the member's ledger, on the first of the attempts that it changed."""

    __tablename__ = "corrected_attempts"

    correction_id: Mapped[int] = mapped_column(BigId, ForeignKey("corrections.id"), primary_key=True)
    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId)
    score_before: Mapped[int]
    score_after: Mapped[int]
    voided_before: Mapped[int]
    voided_after: Mapped[int]
    points: Mapped[int]

    __table_args__ = (Index("ix_corrected_attempts_attempt_id", "attempt_id"), {"sqlite_with_rowid": False})
