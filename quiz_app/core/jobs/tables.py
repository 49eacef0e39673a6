"""Work that somebody asked for and that takes longer than a request may."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key

LONGEST_TITLE = 200
LONGEST_SENTENCE = 1000


class Job(Base):
    """One piece of work. It waits, is worked on by one runner, and ends as done or failed.

    `asked_by` is the number of whoever asked, `scope` a path: who looks after it may see the job too. `pages` holds
    the arguments of `url_for` for where to go on after `done` and after `failed`. `arguments` are erased when the job
    ends. `said` is the sentence of an end, good or bad; `heard_at` is the last sign of life of the runner.
    """

    __tablename__ = "jobs"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    pages: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON)
    asked_by: Mapped[int] = mapped_column(BigId)
    scope: Mapped[str] = mapped_column(String(255))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    runner: Mapped[int | None] = mapped_column(BigId)
    begun_at: Mapped[datetime | None] = mapped_column(Instant)
    heard_at: Mapped[datetime | None] = mapped_column(Instant)
    step: Mapped[str] = mapped_column(String(80), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    said: Mapped[str] = mapped_column(String(LONGEST_SENTENCE), default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'working', 'done', 'failed')", name="state_is_known"),
        Index("ix_jobs_state", "state", "id"),
        Index("ix_jobs_asked_by", "asked_by", "id"),
        Index("ix_jobs_asked_at", "asked_at"),
    )

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def percent(self) -> float | None:
        """How far the present step is, 0 to 100; None where nobody can know."""
        return min(100.0, 100 * self.done / self.total) if self.total else None


WAITING, WORKING, DONE, FAILED = "waiting", "working", "done", "failed"
ENDED = (DONE, FAILED)
