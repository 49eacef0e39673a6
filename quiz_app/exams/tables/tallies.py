"""What counted attempts say of questions and papers, and how far they were counted."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    SmallInteger,
)
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


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
