"""Documents that questions and lessons cite, each in its versions."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Key


class RegulationDocument(Base):
    __tablename__ = "regulation_documents"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(120), unique=True)


class RegulationVersion(Base):
    """One version of a document. Dates are as exact as the sources show: `2024`, `2024-02` or `2024-02-01`."""

    __tablename__ = "regulation_versions"

    id: Mapped[Key]
    document_id: Mapped[int] = mapped_column(BigId, ForeignKey("regulation_documents.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(String(32))
    issued_on: Mapped[str] = mapped_column(String(10))
    effective_on: Mapped[str | None] = mapped_column(String(10))
    superseded_on: Mapped[str | None] = mapped_column(String(10))
    coverage: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (UniqueConstraint("document_id", "label"),)
