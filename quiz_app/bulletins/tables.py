"""Bulletins: the draft of each contest, and what was published of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class Bulletin(Base):
    """A bulletin about a contest. Its words are written by people; `content` (`bulletins.contents` as JSON) is made out
    of the data the moment it is published, and from then on nothing of it changes: a new `version` takes its place.

    A draft has no content; there is one at most. `edits` counts the changes of a draft. `told` are the awards of
    members that a published one announced, as [code, member id] each: the next version tells of what differs. A
    withdrawn one is shown to its organizers alone.
    """

    __tablename__ = "bulletins"

    id: Mapped[Key]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contests.id", ondelete="CASCADE"))
    version: Mapped[int]
    heading: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(120))
    addressees: Mapped[str] = mapped_column(String(300))
    opening: Mapped[str] = mapped_column(Text)
    closing: Mapped[str] = mapped_column(Text)
    signed_by: Mapped[str] = mapped_column(String(120))
    dated_on: Mapped[date] = mapped_column(Date)
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    edits: Mapped[int] = mapped_column(default=1)
    edited_by: Mapped[int] = mapped_column(BigId)
    edited_at: Mapped[datetime] = mapped_column(Instant)
    published_by: Mapped[int | None] = mapped_column(BigId)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    told: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    withdrawn_by: Mapped[int | None] = mapped_column(BigId)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_reason: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        UniqueConstraint("contest_id", "version"),
        Index(
            "ix_bulletins_draft",
            "contest_id",
            unique=True,
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
        CheckConstraint("(published_at IS NULL) = (content IS NULL)", name="what_is_published_is_kept"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="is_withdrawn_with_a_reason"),
    )

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
