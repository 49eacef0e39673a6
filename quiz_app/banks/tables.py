"""Question banks. A question is an identity; what it says is in versions that never change."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class QuestionBank(Base):
    """A collection of questions that belongs to a unit and may be used in everything below it."""

    __tablename__ = "question_banks"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    area: Mapped[str] = mapped_column(String(40))
    description: Mapped[str] = mapped_column(String(400), default="")
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)


class QuestionImport(Base):
    """One file whose questions came into a bank together, and may be taken out again together while all are drafts."""

    __tablename__ = "question_imports"

    id: Mapped[Key]
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_banks.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(24))
    count: Mapped[int]
    imported_by: Mapped[int | None] = mapped_column(BigId)
    imported_at: Mapped[datetime] = mapped_column(Instant)
    undone_by: Mapped[int | None] = mapped_column(BigId)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)


class QuestionUpload(Base):
    """A file that was read and waits for its confirmation; `content` is packed by `importing.packing`."""

    __tablename__ = "question_uploads"

    id: Mapped[Key]
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_banks.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_at: Mapped[datetime] = mapped_column(Instant, index=True)
    version: Mapped[int] = mapped_column(default=1)


class Question(Base):
    """The identity of a question. `published_version_id` names the version that papers may draw, if any.

    `retired_by` is None for a question that was retired because it is no longer in its file; `import_id` names the
    import that it came with.
    """

    __tablename__ = "questions"

    id: Mapped[Key]
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_banks.id"))
    code: Mapped[str] = mapped_column(String(64), unique=True)
    origin: Mapped[str] = mapped_column(String(12))
    latest_number: Mapped[int] = mapped_column(default=0)
    published_version_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("question_versions.id", use_alter=True, name="fk_questions_published_version_id")
    )
    retired_at: Mapped[datetime | None] = mapped_column(Instant)
    retired_by: Mapped[int | None] = mapped_column(BigId)
    import_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("question_imports.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint("origin IN ('repository', 'site')", name="origin_is_known"),
        Index("ix_questions_bank", "bank_id", "id"),
    )


class QuestionVersion(Base):
    """What a question said from one change to the next: added, never changed."""

    __tablename__ = "question_versions"

    id: Mapped[Key]
    question_id: Mapped[int] = mapped_column(BigId, ForeignKey("questions.id", ondelete="CASCADE"))
    number: Mapped[int]
    type: Mapped[str] = mapped_column(String(24))
    difficulty: Mapped[int]
    area: Mapped[str] = mapped_column(String(40))
    stem: Mapped[str] = mapped_column(Text)
    options: Mapped[list[str]] = mapped_column(JSON)
    prompts: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    key: Mapped[list[Any]] = mapped_column(JSON)
    explanation: Mapped[str] = mapped_column(Text)
    knowledge_points: Mapped[list[str]] = mapped_column(JSON)
    draft_reason: Mapped[str | None] = mapped_column(String(200))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    origin: Mapped[str] = mapped_column(String(12))
    created_by: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        CheckConstraint("difficulty BETWEEN 1 AND 3", name="difficulty_is_a_level"),
    )


class QuestionBasis(Base):
    """One legal basis of a question version: which article of which version, and its decisive words."""

    __tablename__ = "question_bases"

    id: Mapped[Key]
    question_version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("question_versions.id", ondelete="CASCADE"), index=True
    )
    regulation_version_id: Mapped[int] = mapped_column(BigId, ForeignKey("regulation_versions.id"), index=True)
    article: Mapped[str] = mapped_column(String(60))
    quotation: Mapped[str] = mapped_column(String(400), default="")
    position: Mapped[int] = mapped_column(default=0)


class QuestionSubmission(Base):
    """A version waits for review. The row is there exactly as long as it does: a decision or taking it back ends it."""

    __tablename__ = "question_submissions"

    id: Mapped[Key]
    question_id: Mapped[int] = mapped_column(BigId, ForeignKey("questions.id", ondelete="CASCADE"), unique=True)
    question_version_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_versions.id", ondelete="CASCADE"))
    note: Mapped[str] = mapped_column(String(400), default="")
    sent_by: Mapped[int | None] = mapped_column(BigId)
    sent_at: Mapped[datetime] = mapped_column(Instant)


class QuestionStep(Base):
    """One step of a question's life: who did what, when and why. Added, never changed.

    `kind` is a `steps.Step`; `question_version_id` names the version that the step was about, if it was about one.
    """

    __tablename__ = "question_steps"

    id: Mapped[Key]
    question_id: Mapped[int] = mapped_column(BigId, ForeignKey("questions.id", ondelete="CASCADE"))
    question_version_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("question_versions.id", ondelete="CASCADE")
    )
    kind: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(400), default="")
    taken_by: Mapped[int | None] = mapped_column(BigId)
    taken_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("ix_question_steps_question", "question_id", "id"),)


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
