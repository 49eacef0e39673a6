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
    """A file that waits for its confirmation; `content` is packed by `importing.packing`, and empty until it was read.

    `job_id` names the latest job that read or checked it, None after a mend that is checked at once; `taking_id` the
    latest job that takes it in.
    """

    __tablename__ = "question_uploads"

    id: Mapped[Key]
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_banks.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_at: Mapped[datetime] = mapped_column(Instant, index=True)
    job_id: Mapped[int | None] = mapped_column(BigId)
    taking_id: Mapped[int | None] = mapped_column(BigId)
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


class QuestionBulkAct(Base):
    """Something done to many questions of a bank at once: what (`bulk.orders.Act`), by whom, when and why.

    `undoes` names the act that this one undoes; an act is undone once at most.
    """

    __tablename__ = "question_bulk_acts"

    id: Mapped[Key]
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_banks.id"), index=True)
    act: Mapped[str] = mapped_column(String(12))
    value: Mapped[str] = mapped_column(String(64), default="")
    count: Mapped[int]
    reason: Mapped[str] = mapped_column(String(400), default="")
    done_by: Mapped[int | None] = mapped_column(BigId)
    done_at: Mapped[datetime] = mapped_column(Instant)
    undoes: Mapped[int | None] = mapped_column(BigId, ForeignKey("question_bulk_acts.id"), unique=True)


class QuestionBulkItem(Base):
    """One question of a bulk act. `version` is the question's own right after it: who finds another one knows that
    somebody has touched the question since. `former_id` is the latest version before a change; `subject_id` the version
    that the act was about, if it was about one."""

    __tablename__ = "question_bulk_items"

    act_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("question_bulk_acts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    question_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    version: Mapped[int]
    former_id: Mapped[int | None] = mapped_column(BigId)
    subject_id: Mapped[int | None] = mapped_column(BigId)


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
