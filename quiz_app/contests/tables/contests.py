"""Contests, their stages, and the record of what happened to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class Contest(Base):
    """A contest of everybody below `unit_id`. `rules` is `contests.rules` as JSON, never changed once announced.

    `roster_id` is the snapshot of the roster (`boards`), taken when it opened; `freezes_at` is when standings stand
    still for all but the organizers, planned or past; `revealed_at` is when they moved again.
    """

    __tablename__ = "contests"

    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(16), default="draft")
    is_team: Mapped[bool] = mapped_column(default=False, server_default=false())
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    opens_at: Mapped[datetime] = mapped_column(Instant)
    closes_at: Mapped[datetime] = mapped_column(Instant)
    freezes_at: Mapped[datetime | None] = mapped_column(Instant)
    revealed_at: Mapped[datetime | None] = mapped_column(Instant)
    appeals_until: Mapped[datetime | None] = mapped_column(Instant)
    roster_id: Mapped[int | None] = mapped_column(BigId)
    like_contest_id: Mapped[int | None] = mapped_column(BigId)
    created_by: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'announced', 'open', 'frozen', 'closed', 'under_appeal', 'final', 'archived')",
            name="state_is_known",
        ),
        CheckConstraint("closes_at > opens_at", name="window_is_open_once"),
    )


class Stage(Base):
    """One stage (`kind` of `contests.stages`), an exam of its own; a final on site has none and its scores are entered.

    `going_on` is who goes on to the next stage (`contests.advancing`) as JSON; null after the last one. `weight` is
    what its score counts for in a contest whose stages are added up.
    """

    __tablename__ = "contest_stages"

    id: Mapped[Key]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contests.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(60))
    exam_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("exams.id"), unique=True)
    going_on: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    weight: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("contest_id", "position"),
        CheckConstraint("kind IN ('warm_up', 'preliminary', 'semifinal', 'final')", name="kind_is_known"),
    )


class StateChange(Base):
    """A contest passed from one state to the next. `by` is null where its time came and the site did it."""

    __tablename__ = "contest_state_changes"

    id: Mapped[Key]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contests.id", ondelete="CASCADE"), index=True)
    from_state: Mapped[str] = mapped_column(String(16))
    to_state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[datetime] = mapped_column(Instant)


class ContestStep(Base):
    """Anything else that somebody did to a contest: a sentence that says what, kept for good."""

    __tablename__ = "contest_steps"

    id: Mapped[Key]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contests.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    member_id: Mapped[int | None] = mapped_column(BigId)
    said: Mapped[str] = mapped_column(Text)
    by: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[datetime] = mapped_column(Instant)
