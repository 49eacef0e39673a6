"""Complaints and suggestions, and what was answered."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class Suggestion(Base):
    """What a member wrote. `unit_id` is where they belonged then: whoever answers for that unit answers it.

    With `anonymous` the writer is known to the database, for the answer to reach them and for the limit of a day, and
    to nobody who answers.
    """

    __tablename__ = "suggestions"

    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"), index=True)
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"))
    anonymous: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("ix_suggestions_member_id", "member_id", "sent_at"),)


class SuggestionAnswer(Base):
    """The one answer to a suggestion."""

    __tablename__ = "suggestion_answers"

    suggestion_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("suggestions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    text: Mapped[str] = mapped_column(Text)
    answered_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("members.id"))
    answered_at: Mapped[datetime] = mapped_column(Instant)
