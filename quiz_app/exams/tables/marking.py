"""How people mark written answers: readers, tasks, marks, publications."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class Marking(Base):
    """How people mark the written answers of an exam: each once or twice (`rounds`); two marks that differ by more than
    `tolerance` (hundredths of a point) go to an adjudicator. Whoever publishes or gives marks locks this row."""

    __tablename__ = "markings"

    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id", ondelete="CASCADE"), primary_key=True)
    rounds: Mapped[int] = mapped_column(SmallInteger, default=1)
    tolerance: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class Reader(Base):
    """A member who marks written answers of an exam; dismissed ones stay, for what they marked."""

    __tablename__ = "readers"

    id: Mapped[Key]
    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"), index=True)
    adjudicates: Mapped[bool]
    appointed_by: Mapped[int | None] = mapped_column(BigId)
    appointed_at: Mapped[datetime] = mapped_column(Instant)
    dismissed_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("exam_id", "member_id"),)


class MarkingTask(Base):
    """One written answer to mark: `number` on the paper, `question` in the edition, `points` hundredths of a point.
    `stage` is a `marking.deciding.Stage`; `score` and `shares` stand once it is decided. A claim is one reader's until
    `claimed_until`; `revision` counts the changes, so that none is made to what somebody else has changed."""

    __tablename__ = "marking_tasks"

    id: Mapped[Key]
    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id"))
    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempts.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(BigId)
    claimed_by: Mapped[int | None] = mapped_column(BigId)
    claimed_until: Mapped[datetime | None] = mapped_column(Instant)
    number: Mapped[int] = mapped_column(SmallInteger)
    question: Mapped[int]
    points: Mapped[int]
    stage: Mapped[int] = mapped_column(SmallInteger)
    score: Mapped[int | None]
    shares: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    revision: Mapped[int]

    __table_args__ = (
        UniqueConstraint("attempt_id", "number"),
        Index("ix_marking_tasks_queue", "exam_id", "stage", "question", "id"),
    )


class Mark(Base):
    """What a reader gave at a stage. Marks are added, never changed: a later one of the same stage replaces it."""

    __tablename__ = "marks"

    id: Mapped[Key]
    task_id: Mapped[int] = mapped_column(BigId, ForeignKey("marking_tasks.id", ondelete="CASCADE"), index=True)
    reader_id: Mapped[int] = mapped_column(BigId, ForeignKey("readers.id"), index=True)
    stage: Mapped[int] = mapped_column(SmallInteger)
    shares: Mapped[list[int]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(Instant)


class MarkPublication(Base):
    """The marks of an exam given out: `attempts` were waiting; while `finished_at` is null a task scores them."""

    __tablename__ = "mark_publications"

    id: Mapped[Key]
    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id", ondelete="CASCADE"), index=True)
    attempts: Mapped[int]
    published_by: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
