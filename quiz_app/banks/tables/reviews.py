"""What is done with questions, one by one and many at once: each a row of who, when and why."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class QuestionSubmission(Base):
    """A version waits for review. The row is there exactly as long as it does: a decision or taking it back ends it."""

    __tablename__ = "question_submissions"

    id: Mapped[Key]
    question_id: Mapped[int] = mapped_column(BigId, ForeignKey("questions.id", ondelete="CASCADE"), unique=True)
    question_version_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_versions.id", ondelete="CASCADE"))
    note: Mapped[str] = mapped_column(String(400), default="")
    sent_by: Mapped[int | None] = mapped_column(BigId)
    sent_at: Mapped[datetime] = mapped_column(Instant)


class QuestionStep(Base):
    """One step of a question's life: who did what, when and why. Added, never changed.

    `kind` is a `steps.Step`; `question_version_id` names the version that the step was about, if it was about one.
    """

    __tablename__ = "question_steps"

    id: Mapped[Key]
    question_id: Mapped[int] = mapped_column(BigId, ForeignKey("questions.id", ondelete="CASCADE"))
    question_version_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("question_versions.id", ondelete="CASCADE")
    )
    kind: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(400), default="")
    taken_by: Mapped[int | None] = mapped_column(BigId)
    taken_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("ix_question_steps_question", "question_id", "id"),)


class QuestionBulkAct(Base):
    """Something done to many questions of a bank at once: what (`bulk.orders.Act`), by whom, when and why.

    `undoes` names the act that this one undoes; an act is undone once at most.
    """

    __tablename__ = "question_bulk_acts"

    id: Mapped[Key]
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_banks.id"), index=True)
    act: Mapped[str] = mapped_column(String(12))
    value: Mapped[str] = mapped_column(String(64), default="")
    count: Mapped[int]
    reason: Mapped[str] = mapped_column(String(400), default="")
    done_by: Mapped[int | None] = mapped_column(BigId)
    done_at: Mapped[datetime] = mapped_column(Instant)
    undoes: Mapped[int | None] = mapped_column(BigId, ForeignKey("question_bulk_acts.id"), unique=True)


class QuestionBulkItem(Base):
    """One question of a bulk act. `version` is the question's own right after it: who finds another one knows that
    somebody has touched the question since. `former_id` is the latest version before a change; `subject_id` the version
    that the act was about, if it was about one."""

    __tablename__ = "question_bulk_items"

    act_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("question_bulk_acts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    question_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    version: Mapped[int]
    former_id: Mapped[int | None] = mapped_column(BigId)
    subject_id: Mapped[int | None] = mapped_column(BigId)
