"""The unit tree and who may do what in which part of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class Unit(Base):
    """One organization in the tree. `path` holds the ids from the root down to itself, as in `/1/14/203/`."""

    __tablename__ = "units"

    id: Mapped[Key]
    parent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("units.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120))
    path: Mapped[str] = mapped_column(String(255), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        UniqueConstraint("parent_id", "name"),
        CheckConstraint("path LIKE '/%/'", name="path_is_closed"),
        Index("ix_units_path_prefix", "path", postgresql_ops={"path": "text_pattern_ops"}),
    )


class UnitMove(Base):
    """A subtree changed its parent. Whoever keeps sums over the tree follows these by cursor."""

    __tablename__ = "unit_moves"

    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"))
    from_parent_id: Mapped[int | None] = mapped_column(BigId)
    to_parent_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"))
    moved_by: Mapped[int] = mapped_column(BigId)
    moved_at: Mapped[datetime] = mapped_column(Instant)


class RoleGrant(Base):
    """A member holds a role in a unit and everything below it."""

    __tablename__ = "role_grants"

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(24))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"), index=True)
    granted_by: Mapped[int | None] = mapped_column(BigId)
    granted_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("member_id", "role", "unit_id"),)


class RoleWithdrawal(Base):
    """A role was taken back; its grant is gone and this is what remains of it."""

    __tablename__ = "role_withdrawals"

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(24))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"))
    granted_by: Mapped[int | None] = mapped_column(BigId)
    granted_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_by: Mapped[int | None] = mapped_column(BigId)
    withdrawn_at: Mapped[datetime] = mapped_column(Instant)
