"""Rankings: a row for each member that submissions write, and sums that only the folding task writes."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class Board(Base):
    """One ranking: a series (`points`, `exam:12`) in one period (`2026-11`, `2026-Q4`, `2026`, or `` for all time).

    `tie_span` is the number of places that the tie chain takes below the score in a packed value (1: no tie chain).
    `scoring` says what is recorded: a `sum`, the `best` so far, or what whoever records it has `counted`.
    After `closes_at` the board keeps its units and roster as they were.
    """

    __tablename__ = "boards"

    id: Mapped[Key]
    series: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(8), default="")
    scoring: Mapped[str] = mapped_column(String(8))
    tie_span: Mapped[int] = mapped_column(default=1)
    moves_seen: Mapped[int] = mapped_column(BigId, default=0)
    transfers_seen: Mapped[int] = mapped_column(BigId, default=0)
    closes_at: Mapped[datetime | None] = mapped_column(Instant)
    folded_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("series", "period"),
        CheckConstraint("scoring IN ('sum', 'best', 'counted')", name="scoring_is_known"),
    )


class Standing(Base):
    """A member's place on a board. `value` packs score and tie chain, greater is better; see `boards.values`.

    Only the member's own submissions write `value`; only the folding task writes the `folded_` columns, which say
    what the sums already hold of this row.
    """

    __tablename__ = "standings"

    board_id: Mapped[int] = mapped_column(BigId, ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)
    entries: Mapped[int] = mapped_column(SmallInteger, default=1)
    folded_value: Mapped[int | None] = mapped_column(BigInteger)
    folded_unit_id: Mapped[int | None] = mapped_column(BigId)

    __table_args__ = (
        Index("ix_standings_rank", "board_id", text("value DESC"), "member_id"),
        Index(
            "ix_standings_unfolded",
            "board_id",
            sqlite_where=text("folded_value IS NULL OR folded_value <> value"),
            postgresql_where=text("folded_value IS NULL OR folded_value <> value"),
        ),
        {"sqlite_with_rowid": False},
    )


class UnitSum(Base):
    """What a unit and everything below it have on a board: entrants, their total, and the roster they come from."""

    __tablename__ = "unit_sums"

    board_id: Mapped[int] = mapped_column(BigId, ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"), primary_key=True)
    roster: Mapped[int] = mapped_column(default=0)
    entrants: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(BigInteger, default=0)

    __table_args__ = ({"sqlite_with_rowid": False},)


class Bin(Base):
    """How many members of a unit's subtree stand at a value (level 0), or within a run of values (level 1)."""

    __tablename__ = "board_bins"

    board_id: Mapped[int] = mapped_column(BigId, ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    bin: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    members: Mapped[int]

    __table_args__ = ({"sqlite_with_rowid": False},)
