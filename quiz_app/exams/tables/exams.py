"""Exams and their immutable editions."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class Exam(Base):
    """An exam of a unit, open to everybody below that unit. `kind` is `exam`, or `quiz` for a lesson's own.

    `page` is where its members go back to, as `url_for` takes it: `{"endpoint": …, …}`, by the room above that made it.
    `paper_sitting` says who prints papers and keys them in (`exams.ways`), `paper_twice` that two people key each one,
    `assisted_sitting` that secretaries may open a shared device.
    """

    __tablename__ = "exams"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(12), default="exam")
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    opens_at: Mapped[datetime] = mapped_column(Instant)
    closes_at: Mapped[datetime | None] = mapped_column(Instant)
    minutes: Mapped[int]
    attempts_allowed: Mapped[int | None]
    pass_percent: Mapped[int] = mapped_column(default=60)
    credit_rule: Mapped[str] = mapped_column(String(16), default="none")
    review_rule: Mapped[str] = mapped_column(String(16), default="at_once")
    blueprint: Mapped[dict[str, Any]] = mapped_column(JSON)
    page: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    edition_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("editions.id", use_alter=True, name="fk_exams_edition_id")
    )
    board_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("boards.id"))
    created_by: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    paper_sitting: Mapped[str] = mapped_column(String(12), default="none")
    paper_twice: Mapped[bool] = mapped_column(default=False)
    assisted_sitting: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint("kind IN ('exam', 'quiz')", name="kind_is_known"),
        CheckConstraint("credit_rule IN ('none', 'half', 'proportional')", name="credit_rule_is_known"),
        CheckConstraint(
            "review_rule IN ('at_once', 'after_close', 'all_after_close', 'never')", name="review_rule_is_known"
        ),
        CheckConstraint("paper_sitting IN ('none', 'organizer', 'branch')", name="paper_sitting_is_known"),
        CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name="window_is_open_once"),
    )


class Edition(Base):
    """An exam as it was published: `content`, `exams.editions` as compressed JSON, never changes. `amendments` are the
    corrections since (`exams.amending`); while the last is being applied, attempts up to `regraded_to` count by it."""

    __tablename__ = "editions"

    id: Mapped[Key]
    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    seed: Mapped[bytes] = mapped_column(LargeBinary(32))
    max_score: Mapped[int]
    published_by: Mapped[int | None] = mapped_column(BigId)
    published_at: Mapped[datetime] = mapped_column(Instant)
    amendments: Mapped[str | None] = mapped_column(Text)
    regraded_to: Mapped[int | None] = mapped_column(BigId)

    __table_args__ = (UniqueConstraint("exam_id", "number"),)
