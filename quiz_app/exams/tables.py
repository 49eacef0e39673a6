"""Exams, their immutable editions, and attempts: one row each."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


def _only(condition: str) -> dict[str, Any]:
    """An index over the rows of a condition alone."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Exam(Base):
    """An exam of a unit, open to everybody below that unit. `kind` is `exam`, or `quiz` for a lesson's own.

    `page` is where its members go back to, as `url_for` takes it: `{"endpoint": …, …}`, by the room above that made it.
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

    __table_args__ = (
        CheckConstraint("kind IN ('exam', 'quiz')", name="kind_is_known"),
        CheckConstraint("credit_rule IN ('none', 'half', 'proportional')", name="credit_rule_is_known"),
        CheckConstraint(
            "review_rule IN ('at_once', 'after_close', 'all_after_close', 'never')", name="review_rule_is_known"
        ),
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


class Attempt(Base):
    """One sitting of one member: a single row from start to result.

    `sheet` is the whole answer sheet (`exams.sheets`); `score` is in hundredths of a point, null until the attempt is
    handed in and, where people mark a part, until marks are published; `writer` is the secret of the one device that
    may write, held by the sign-in `writer_sign_in_id`; `closed_by` is 1 for the member, 2 for the deadline;
    `points_awarded` is null until they are credited, and then stays, whatever a correction does; `voided` is what
    corrections took off the maximum, `first_` what stood before. From wide to narrow, so that PostgreSQL pads nothing.
    """

    __tablename__ = "attempts"

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"))
    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id"))
    edition_id: Mapped[int] = mapped_column(BigId, ForeignKey("editions.id"))
    started_at: Mapped[datetime] = mapped_column(Instant)
    deadline_at: Mapped[datetime] = mapped_column(Instant)
    saved_at: Mapped[datetime | None] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    writer: Mapped[int | None] = mapped_column(BigInteger)
    writer_sign_in_id: Mapped[int | None] = mapped_column(BigId)
    revision: Mapped[int] = mapped_column(default=0)
    score: Mapped[int | None]
    voided: Mapped[int | None]
    first_score: Mapped[int | None]
    first_voided: Mapped[int | None]
    number: Mapped[int] = mapped_column(SmallInteger)
    closed_by: Mapped[int | None] = mapped_column(SmallInteger)
    points_awarded: Mapped[int | None] = mapped_column(SmallInteger)
    sheet: Mapped[bytes] = mapped_column(LargeBinary, default=b"")

    __table_args__ = (
        UniqueConstraint("member_id", "exam_id", "number"),
        Index("ix_attempts_one_open", "member_id", "exam_id", unique=True, **_only("submitted_at IS NULL")),
        Index("ix_attempts_due", "deadline_at", **_only("submitted_at IS NULL")),
        Index("ix_attempts_submitted", "submitted_at"),
        Index("ix_attempts_uncredited", "exam_id", **_only("score IS NOT NULL AND points_awarded IS NULL")),
        Index("ix_attempts_unscored", "exam_id", **_only("submitted_at IS NOT NULL AND score IS NULL")),
        Index("ix_attempts_voided", "exam_id", "score", **_only("voided IS NOT NULL")),
        CheckConstraint("submitted_at IS NOT NULL OR score IS NULL", name="a_score_follows_handing_in"),
    )


class Takeover(Base):
    """The right to write an open attempt passed to another device, because its member said so."""

    __tablename__ = "takeovers"

    id: Mapped[Key]
    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempts.id", ondelete="CASCADE"), index=True)
    from_sign_in_id: Mapped[int | None] = mapped_column(BigId)
    to_sign_in_id: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime] = mapped_column(Instant)


class _ItemTally:
    """A question's `psychometrics.sums.ItemSums`, and the `psychometrics.figures` of them that lists sort by."""

    shown: Mapped[int] = mapped_column(BigInteger)
    examined: Mapped[int] = mapped_column(BigInteger)
    chance: Mapped[int] = mapped_column(BigInteger)
    taken: Mapped[int] = mapped_column(BigInteger)
    answered: Mapped[int] = mapped_column(BigInteger)
    score: Mapped[int] = mapped_column(BigInteger)
    score_squares: Mapped[int] = mapped_column(BigInteger)
    rest: Mapped[int] = mapped_column(BigInteger)
    rest_squares: Mapped[int] = mapped_column(BigInteger)
    score_rest: Mapped[int] = mapped_column(BigInteger)
    allotted: Mapped[int] = mapped_column(BigInteger)
    facility: Mapped[int | None]
    discrimination: Mapped[int | None]
    flags: Mapped[int] = mapped_column(SmallInteger)
    chosen: Mapped[list[int]] = mapped_column(JSON)
    chosen_rest: Mapped[list[int]] = mapped_column(JSON)
    band_taken: Mapped[list[int]] = mapped_column(JSON)
    band_score: Mapped[list[int]] = mapped_column(JSON)
    seconds: Mapped[list[int]] = mapped_column(JSON)


class QuestionTally(_ItemTally, Base):
    """What all counted attempts say of a question version."""

    __tablename__ = "question_tallies"

    version_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_versions.id"), primary_key=True)


class EditionQuestionTally(_ItemTally, Base):
    """What the counted attempts at one edition of an exam, not of a quiz, say of a question version."""

    __tablename__ = "edition_question_tallies"

    edition_id: Mapped[int] = mapped_column(BigId, ForeignKey("editions.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_versions.id"), primary_key=True)


class EditionTally(Base):
    """The counted papers of an edition of an exam: `psychometrics.sums.PaperSums`."""

    __tablename__ = "edition_tallies"

    edition_id: Mapped[int] = mapped_column(BigId, ForeignKey("editions.id"), primary_key=True)
    handed_in: Mapped[int] = mapped_column(BigInteger)
    taken: Mapped[int] = mapped_column(BigInteger)
    score: Mapped[int] = mapped_column(BigInteger)
    score_squares: Mapped[int] = mapped_column(BigInteger)
    bands: Mapped[list[int]] = mapped_column(JSON)


class TallyCursor(Base):
    """How far attempts were counted: one row. Each up to `seen_id` is counted, or waits in `UncountedAttempt`. Whoever
    changes tallies adds 1 to the `revision` that was read, so that nothing is added to sums that changed since."""

    __tablename__ = "tally_cursors"

    id: Mapped[Key]
    seen_id: Mapped[int] = mapped_column(BigId)
    revision: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(Instant)


class UncountedAttempt(Base):
    """An attempt that the cursor has passed and that is not counted: it had no score, or was not visible yet."""

    __tablename__ = "uncounted_attempts"

    attempt_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    since: Mapped[datetime] = mapped_column(Instant)


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
