"""Numbered documents: issued, perhaps revoked, never changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, false
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key

LONGEST_SERIES = 40


class CertificateSeries(Base):
    """What numbers are counted in: `contest:12`. `key` makes the check part of its numbers, which so outlive a change
    of the site's own key; nothing else holds it."""

    __tablename__ = "certificate_series"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(LONGEST_SERIES), unique=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(16))
    last_serial: Mapped[int] = mapped_column(default=0)


class Certificate(Base):
    """One document, made out to a member or to a unit, with all that is printed on it as it was when it was issued.

    Before `visible_from` it is in no list and its number is unknown; one that was revoked before then never shows.
    There is one that holds for each source (`source_id`, an award) and holder; after it was revoked, another may be
    issued under a number of its own. `by_hand`: somebody revoked this one alone, so that nothing but a person issues
    another in its place.
    """

    __tablename__ = "certificates"

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    series: Mapped[str] = mapped_column(String(LONGEST_SERIES), ForeignKey("certificate_series.name"))
    source_id: Mapped[int] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(String(12))
    holder_member_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("members.id"), index=True)
    holder_unit_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("units.id"), index=True)
    holder_name: Mapped[str] = mapped_column(String(120))
    holder_unit_name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(String(300))
    issuer: Mapped[str] = mapped_column(String(120))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    issued_by: Mapped[int | None] = mapped_column(BigId)
    visible_from: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_by: Mapped[int | None] = mapped_column(BigId)
    revoked_reason: Mapped[str | None] = mapped_column(String(200))
    by_hand: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        CheckConstraint("kind IN ('award', 'certificate')", name="kind_is_known"),
        CheckConstraint("(holder_member_id IS NULL) <> (holder_unit_id IS NULL)", name="has_one_holder"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_reason IS NULL)", name="is_revoked_with_a_reason"),
        Index(
            "ix_certificates_one_of_a_member",
            *("series", "source_id", "holder_member_id"),
            unique=True,
            sqlite_where=sql("revoked_at IS NULL AND holder_member_id IS NOT NULL"),
            postgresql_where=sql("revoked_at IS NULL AND holder_member_id IS NOT NULL"),
        ),
        Index(
            "ix_certificates_one_of_a_unit",
            *("series", "source_id", "holder_unit_id"),
            unique=True,
            sqlite_where=sql("revoked_at IS NULL AND holder_unit_id IS NOT NULL"),
            postgresql_where=sql("revoked_at IS NULL AND holder_unit_id IS NOT NULL"),
        ),
    )

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None
