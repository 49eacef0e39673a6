"""What members practise: one row for each question that they answered, their rounds, their daily questions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key

_IN_THE_BOOK, _UNDER_WAY = text("box IS NOT NULL"), text("finished_at IS NULL")


class PractisedQuestion(Base):
    """How a member stands with a question: counts of right and wrong answers, and how the last one was.

    While the question is in the member's book of mistakes (错题本), `box` and `due_day` are as `repetition` has them;
    both are null while it is not. `due_day` counts as `days` does.
    """

    __tablename__ = "practised_questions"

    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    answered_at: Mapped[datetime] = mapped_column(Instant)
    times_right: Mapped[int] = mapped_column(default=0)
    times_wrong: Mapped[int] = mapped_column(default=0)
    due_day: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    box: Mapped[int | None] = mapped_column(SmallInteger)
    last_right: Mapped[bool]

    __table_args__ = (
        Index(
            "ix_practised_questions_book",
            "member_id",
            "due_day",
            sqlite_where=_IN_THE_BOOK,
            postgresql_where=_IN_THE_BOOK,
        ),
        CheckConstraint("(box IS NULL) = (due_day IS NULL)", name="a_box_has_its_day"),
    )


class PracticeRound(Base):
    """A run of questions, one after another. `kind` is a `rounds.Kind`, `scope` a `rounds.Scope`.

    `version_ids` are the question versions in their order. `answers` and `marks` have one place for each that was dealt
    with: what was answered (null where the question was passed over, because it could not be asked any more), and 1 for
    right, 0 for wrong or null.
    """

    __tablename__ = "practice_rounds"

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"))
    started_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    right: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(String(12))
    scope: Mapped[dict[str, Any]] = mapped_column(JSON)
    version_ids: Mapped[list[int]] = mapped_column(JSON)
    answers: Mapped[list[list[str] | None]] = mapped_column(JSON)
    marks: Mapped[list[int | None]] = mapped_column(JSON)

    __table_args__ = (
        Index(
            "ix_practice_rounds_under_way",
            "member_id",
            "kind",
            unique=True,
            sqlite_where=_UNDER_WAY,
            postgresql_where=_UNDER_WAY,
        ),
        Index("ix_practice_rounds_best", "member_id", "kind", "right"),
        CheckConstraint("kind IN ('drill', 'challenge', 'mistakes', 'stars')", name="kind_is_known"),
    )


class DailyAnswer(Base):
    """A member's one answer to the question of a day (每日一题). Added, never changed."""

    __tablename__ = "daily_answers"

    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question_version_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_versions.id", ondelete="CASCADE"))
    answered_at: Mapped[datetime] = mapped_column(Instant)
    is_right: Mapped[bool]
    answer: Mapped[list[str]] = mapped_column(JSON)


class CollectedAttempt(Base):
    """The mistakes of an attempt were taken into its member's book, once."""

    __tablename__ = "collected_attempts"

    attempt_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    collected_at: Mapped[datetime] = mapped_column(Instant)
