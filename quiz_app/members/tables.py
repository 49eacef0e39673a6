"""People, their sign-ins, and where they were transferred from and to."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class Member(Base):
    """A person on the roster of one unit, known everywhere by the member number.

    `initial_key` is what is kept of an initial password: while it is there, a password is still to be chosen.
    """

    __tablename__ = "members"

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24), default="full_member")
    joined_on: Mapped[date | None]
    phone: Mapped[str | None] = mapped_column(String(24))
    password_hash: Mapped[str | None] = mapped_column(String(160))
    initial_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint(
            "kind IN ('full_member', 'probationary_member', 'development_target', 'activist', 'applicant')",
            name="kind_is_known",
        ),
    )


class SignInFailure(Base):
    """Wrong passwords in a row for one account; the account, not the address, is slowed down.

    `account` is a keyed hash of the number that was typed, so that a number nobody has is slowed down all the same.
    """

    __tablename__ = "sign_in_failures"

    account: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Instant, index=True)
    locked_until: Mapped[datetime | None] = mapped_column(Instant)


class SignIn(Base):
    """One signed-in device. Ending the row ends the sign-in at the next request.

    `browser` is a random number that the browser keeps in a cookie from its first sign-in on, whoever signs in.
    A narrow one was opened by somebody else (`opened_by`) and serves one exam (`only_exam_id`) and nothing besides: who
    asks for an actor does not find it.
    """

    __tablename__ = "sign_ins"

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"))
    device: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    browser: Mapped[int | None] = mapped_column(BigInteger)
    started_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    only_exam_id: Mapped[int | None] = mapped_column(BigInteger)
    opened_by: Mapped[int | None] = mapped_column(BigId)

    __table_args__ = (Index("ix_sign_ins_member", "member_id"), Index("ix_sign_ins_expires_at", "expires_at"))


class MemberTransfer(Base):
    """A member moved to another unit. Whoever keeps sums over units follows these by cursor."""

    __tablename__ = "member_transfers"

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    from_unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"))
    to_unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"))
    transferred_by: Mapped[int | None] = mapped_column(BigId)
    transferred_at: Mapped[datetime] = mapped_column(Instant)


class RosterUpload(Base):
    """A roster that waits for its confirmation, for a day at most. `rows` is compressed JSON, empty until it was read.

    `job_id` names the latest job that reads it or takes it in.
    """

    __tablename__ = "roster_uploads"

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[bytes] = mapped_column(LargeBinary)
    creates_groups: Mapped[bool] = mapped_column(default=False)
    uploaded_at: Mapped[datetime] = mapped_column(Instant, index=True)
    job_id: Mapped[int | None] = mapped_column(BigId)
