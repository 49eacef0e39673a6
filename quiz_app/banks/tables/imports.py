"""What comes in from files."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


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
