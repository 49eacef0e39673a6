"""What members say of questions, and which of them they keep."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class QuestionReport(Base):
    """A member says that something is wrong with a question, with what is known of how they met it.

    `answered` is what the member had answered, in words. `attempt_id` is kept for the room that knows attempts.
    """

    __tablename__ = "question_reports"

    id: Mapped[Key]
    question_id: Mapped[int] = mapped_column(BigId, ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    question_version_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_versions.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"))
    fault: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(String(600))
    source: Mapped[str] = mapped_column(String(160))
    attempt_id: Mapped[int] = mapped_column(BigId)
    number: Mapped[int]
    answered: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    reported_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("member_id", "question_version_id"),
        Index("ix_question_reports_member", "member_id", "reported_at"),
    )


class QuestionReportAnswer(Base):
    """The answer to a report, which closes it: there is one at most."""

    __tablename__ = "question_report_answers"

    report_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("question_reports.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    text: Mapped[str] = mapped_column(String(600))
    answered_by: Mapped[int | None] = mapped_column(BigId)
    answered_at: Mapped[datetime] = mapped_column(Instant)


class QuestionStar(Base):
    """A member keeps a question (收藏). The row is there exactly as long as they do."""

    __tablename__ = "question_stars"

    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    starred_at: Mapped[datetime] = mapped_column(Instant)
