"""Rankings: a row for each member that submissions write, and sums that only the folding task writes."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key

_WAITS = "folded_value IS NULL OR folded_value <> value OR folded_entries <> entries"


class Roster(Base):
    """Who belonged to a unit's subtree at an instant, and where: the fixed denominator of a contest."""

    __tablename__ = "rosters"

    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"))
    taken_at: Mapped[datetime] = mapped_column(Instant)


class RosterUnit(Base):
    """A unit as it was then: the subtree, and the units above it up to the root. `path` as in `Unit`."""

    __tablename__ = "roster_units"

    roster_id: Mapped[int] = mapped_column(BigId, ForeignKey("rosters.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"), primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(BigId)
    path: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]

    __table_args__ = ({"sqlite_with_rowid": False},)


class RosterMember(Base):
    """A member who is on the roster, in the unit of that time. Who is `exempt` counts once a result is there."""

    __tablename__ = "roster_members"

    roster_id: Mapped[int] = mapped_column(BigId, ForeignKey("rosters.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigId)
    exempt: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (Index("ix_roster_members_unit", "roster_id", "unit_id"), {"sqlite_with_rowid": False})


class Board(Base):
    """One ranking: a series (`points`, `exam:12`) in one period (`2026-W48`, `2026-11`, `2026-Q4`, `2026`, or
    `` for all time).

    `tie_span` is the number of places that the tie chain takes below the score in a packed value (1: no tie chain).
    `scoring` says what is recorded: a `sum`, the `best` so far, or what whoever records it has `counted`.
    After `closes_at` the board keeps its units and roster as they were. One with a roster of its own counts each member
    where that says, whatever happens to the tree; the `_score` columns are its marks, see `boards.marks`, or null.
    A frozen one has a late board, which takes every write of an instant from `frozen_from` on and whose sums and bins
    are what has changed since: the two together are the board as it is now.
    With every change of its bins the `stamp` is one more.
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
    roster_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("rosters.id"), index=True)
    pass_score: Mapped[int | None]
    excellent_score: Mapped[int | None]
    full_score: Mapped[int | None]
    late_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("boards.id"), unique=True)
    frozen_from: Mapped[datetime | None] = mapped_column(Instant)
    stamp: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")

    __table_args__ = (
        UniqueConstraint("series", "period"),
        CheckConstraint("scoring IN ('sum', 'best', 'counted')", name="scoring_is_known"),
        CheckConstraint("(late_id IS NULL) = (frozen_from IS NULL)", name="frozen_is_whole"),
    )


class Standing(Base):
    """A member's place on a board. `value` packs score and tie chain, greater is better; see `boards.values`, also for
    what stands there where the member has no place.

    Only the member's own submissions write `value`, with how many there were in `entries`, and they lock no row that
    others write: that is why the board is no foreign key. Only the folding task writes the `folded_` columns, which say
    what the sums already hold of this row.
    """

    __tablename__ = "standings"

    board_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)
    entries: Mapped[int] = mapped_column(SmallInteger, default=1)
    folded_value: Mapped[int | None] = mapped_column(BigInteger)
    folded_unit_id: Mapped[int | None] = mapped_column(BigId)
    folded_entries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))

    __table_args__ = (
        Index("ix_standings_rank", "board_id", text("value DESC"), "member_id"),
        Index(
            "ix_standings_unfolded",
            "board_id",
            sqlite_where=text(_WAITS),
            postgresql_where=text(_WAITS),
        ),
        {"sqlite_with_rowid": False},
    )


class UnitSum(Base):
    """What a unit and everything below it have on a board: the roster, and what its entrants come to in sum.

    `total` adds up scores, `entries` recorded results, `seconds` the seconds of the standings; `passed`, `excellent`
    and `full` count who reached the board's marks. A late board has differences here, which may be negative.
    """

    __tablename__ = "unit_sums"

    board_id: Mapped[int] = mapped_column(BigId, ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"), primary_key=True)
    roster: Mapped[int] = mapped_column(default=0)
    entrants: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(BigInteger, default=0)
    passed: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    excellent: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    full: Mapped[int] = mapped_column("full_marks", default=0, server_default=text("0"))
    entries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    seconds: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))

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
