"""Exams and their immutable editions."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    func,
    true,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class Exam(Base):
    """An exam of a unit, open to everybody below that unit. `kind` is `exam`, or `quiz` for a lesson's own.

    `results_at` is when its organizer published the results (`ResultPublication`); null before, and where nothing waits
    for that. `page` is where its members go back to, as `url_for` takes it: `{"endpoint": …, …}`, by the room above
    that made it. Rules about entering and handing in (`exams.entering`) are off where they are null. `sits_until` is
    there only where somebody may sit after `closes_at`, by a resit or an individual window.
    `paper_sitting` says who prints papers and keys them in (`exams.ways`), `paper_twice` that two people key each one,
    `assisted_sitting` that secretaries may open a shared device. `by_invitation`: only for those with an
    `ExamInvitation`. From `frozen_from` on, what is handed in is told to its member and to organizers alone.
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
    mode: Mapped[str] = mapped_column(String(8), default="official")
    counting: Mapped[str] = mapped_column(String(8), default="best")
    review_score: Mapped[str] = mapped_column(String(20), default="at_once")
    review_correctness: Mapped[str] = mapped_column(String(20), default="at_once")
    review_key: Mapped[str] = mapped_column(String(20), default="at_once")
    review_explanation: Mapped[str] = mapped_column(String(20), default="at_once")
    results_at: Mapped[datetime | None] = mapped_column(Instant)
    blueprint: Mapped[dict[str, Any]] = mapped_column(JSON)
    page: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    edition_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("editions.id", use_alter=True, name="fk_exams_edition_id")
    )
    board_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("boards.id"))
    created_by: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    attempts_per_day: Mapped[int | None]
    delay_minutes: Mapped[int | None]
    hand_in_after_minutes: Mapped[int | None]
    late_entry_minutes: Mapped[int | None]
    resit_opens_at: Mapped[datetime | None] = mapped_column(Instant)
    resit_closes_at: Mapped[datetime | None] = mapped_column(Instant)
    resit_attempts: Mapped[int | None]
    resit_for_absent: Mapped[bool] = mapped_column(default=False, server_default=false())
    password_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    has_accommodations: Mapped[bool] = mapped_column(default=False, server_default=false())
    sits_until: Mapped[datetime | None] = mapped_column(Instant)
    paper_sitting: Mapped[str] = mapped_column(String(12), default="none")
    paper_twice: Mapped[bool] = mapped_column(default=False)
    assisted_sitting: Mapped[bool] = mapped_column(default=False)
    by_invitation: Mapped[bool] = mapped_column(default=False, server_default=false())
    brings_points: Mapped[bool] = mapped_column(default=True, server_default=true())
    frozen_from: Mapped[datetime | None] = mapped_column(Instant)

    @hybrid_property
    def ends_at(self) -> datetime | None:
        """From when on nobody can sit it any more: what "after the exam" means wherever something is withheld."""
        return self.sits_until or self.closes_at

    @ends_at.inplace.expression
    @classmethod
    def _ends_at(cls) -> ColumnElement[datetime | None]:
        return func.coalesce(cls.sits_until, cls.closes_at)

    __table_args__ = (
        CheckConstraint("kind IN ('exam', 'quiz')", name="kind_is_known"),
        CheckConstraint("credit_rule IN ('none', 'half', 'proportional')", name="credit_rule_is_known"),
        CheckConstraint("mode IN ('official', 'mock', 'practice', 'extra')", name="mode_is_known"),
        CheckConstraint(
            "counting IN ('best', 'last', 'first', 'mean', 'daily', 'capped', 'speed')", name="counting_is_known"
        ),
        *(
            CheckConstraint(
                f"{name} IN ('at_once', 'after_window', 'after_publication', 'never')", name=f"{name}_is_known"
            )
            for name in ("review_score", "review_correctness", "review_key", "review_explanation")
        ),
        CheckConstraint("paper_sitting IN ('none', 'organizer', 'branch')", name="paper_sitting_is_known"),
        CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name="window_is_open_once"),
        CheckConstraint("attempts_per_day >= 1", name="a_day_has_an_attempt"),
        CheckConstraint("delay_minutes >= 1", name="a_delay_lasts"),
        CheckConstraint(
            "hand_in_after_minutes >= 1 AND hand_in_after_minutes < minutes", name="time_is_left_to_hand_in"
        ),
        CheckConstraint("late_entry_minutes >= 1", name="entry_is_open_for_a_while"),
        CheckConstraint(
            "(resit_opens_at IS NULL) = (resit_closes_at IS NULL)"
            " AND (resit_opens_at IS NULL) = (resit_attempts IS NULL)"
            " AND (resit_opens_at IS NULL OR closes_at IS NOT NULL AND resit_opens_at >= closes_at"
            " AND resit_closes_at > resit_opens_at AND resit_attempts >= 1)",
            name="a_resit_follows_the_window",
        ),
        CheckConstraint("sits_until IS NULL OR closes_at IS NOT NULL", name="only_a_window_is_outlasted"),
    )


class ResultPublication(Base):
    """The organizer let everybody see what waited for this. It is never taken back."""

    __tablename__ = "result_publications"

    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id", ondelete="CASCADE"), primary_key=True)
    published_by: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"))
    at: Mapped[datetime] = mapped_column(Instant)


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
