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
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    key: Mapped[list[Any]] = mapped_column(JSON)
    explanation: Mapped[str] = mapped_column(Text)
    knowledge_points: Mapped[list[str]] = mapped_column(JSON)
    draft_reason: Mapped[str | None] = mapped_column(String(200))
    pictures: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
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


class QuestionPicture(Base):
    """A picture that is kept for questions under the digest of its content; `kept_at` is when it was last asked for."""

    __tablename__ = "question_pictures"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(24))
    kept_at: Mapped[datetime] = mapped_column(Instant, index=True)


class QuestionPictureUse(Base):
    """A version shows a picture: so long as it does, the picture cannot be forgotten.

    What `QuestionVersion.pictures` says, the other way round.
    """

    __tablename__ = "question_picture_uses"

    question_version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("question_versions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    digest: Mapped[str] = mapped_column(String(64), ForeignKey("question_pictures.digest"), primary_key=True)

    __table_args__ = (Index("ix_question_picture_uses_digest", "digest"),)


class EnemyPair(Base):
    """Two questions that no paper shall hold together; `first_id` is the lower id. One that came from the file and was
    ended on the site stays as a row, so that loading does not bring it back."""

    __tablename__ = "enemy_pairs"

    id: Mapped[Key]
    first_id: Mapped[int] = mapped_column(BigId, ForeignKey("questions.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(BigId, ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    origin: Mapped[str] = mapped_column(String(12))
    made_by: Mapped[int | None] = mapped_column(BigId)
    made_at: Mapped[datetime] = mapped_column(Instant)
    ended_by: Mapped[int | None] = mapped_column(BigId)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="a_pair_is_written_once"),
        CheckConstraint("origin IN ('repository', 'site')", name="origin_is_known"),
    )
