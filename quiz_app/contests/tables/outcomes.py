"""What a contest came to: places, awards, and what was asked again about them."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class Place(Base):
    """A member's final place. `score` is in hundredths of a point, `value` as the deciding board packs it; `stage` is
    the position of the last stage that the member sat. Settled anew whenever something changes what it came from."""

    __tablename__ = "contest_places"

    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contests.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigId)
    place: Mapped[int]
    stage: Mapped[int]
    score: Mapped[int] = mapped_column(BigInteger)
    value: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (Index("ix_contest_places_place", "contest_id", "place"),)


class Award(Base):
    """An award of a contest to a member, a unit or a team, by the rule `code`; one that was taken back stays as a
    record. `place` is that which it was given for, `why` the sentence that explains it."""

    __tablename__ = "contest_awards"

    id: Mapped[Key]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contests.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(60))
    member_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("members.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("units.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contest_teams.id"))
    place: Mapped[int]
    why: Mapped[str] = mapped_column(String(200))
    given_at: Mapped[datetime] = mapped_column(Instant)
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        Index("ix_contest_awards_contest", "contest_id", "code", "place"),
        CheckConstraint(
            "member_id IS NOT NULL OR unit_id IS NOT NULL OR team_id IS NOT NULL", name="somebody_holds_it"
        ),
    )


class Appeal(Base):
    """A member asks that something be looked at again: a question, the own score, a disqualification.

    `state` is of `contests.appeals`: waiting, proposed (one reader has decided), upheld, rejected, withdrawn. `matter`
    names what it is about: there is one open appeal to a matter. Appeals about the same question of a paper, whatever
    its number was there, have the same `edition_id` and `place`. `first_…` is the proposal that stands.
    """

    __tablename__ = "contest_appeals"

    id: Mapped[Key]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contests.id", ondelete="CASCADE"), index=True)
    stage_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contest_stages.id"))
    attempt_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("attempts.id"))
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"), index=True)
    about: Mapped[str] = mapped_column(String(20))
    matter: Mapped[str] = mapped_column(String(40))
    question_no: Mapped[int | None]
    edition_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("editions.id"))
    place: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    made_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    first_by: Mapped[int | None] = mapped_column(BigId)
    first_at: Mapped[datetime | None] = mapped_column(Instant)
    first_verdict: Mapped[str | None] = mapped_column(String(12))
    first_reason: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[int | None] = mapped_column(BigId)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'proposed', 'upheld', 'rejected', 'withdrawn')", name="state_is_known"),
        CheckConstraint("about IN ('question', 'score', 'disqualification')", name="about_is_known"),
        Index(
            "ix_contest_appeals_open",
            "contest_id",
            "member_id",
            "matter",
            unique=True,
            sqlite_where=text("state IN ('waiting', 'proposed')"),
            postgresql_where=text("state IN ('waiting', 'proposed')"),
        ),
    )


class AppealReading(Base):
    """One reader's verdict on an appeal, kept for good: two in a row that agree decide it."""

    __tablename__ = "contest_appeal_readings"

    id: Mapped[Key]
    appeal_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest_appeals.id", ondelete="CASCADE"), index=True)
    by: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime] = mapped_column(Instant)
    verdict: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    is_second: Mapped[bool]
