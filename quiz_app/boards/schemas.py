"""Shapes of boards: what is asked for, by page and API alike, and what is answered."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

PAGE = 50
MOST = 200


class ScopeIn(BaseModel):
    """Which part of a board: members or units (of a `kind`) below the unit `unit`, from behind the cursor `after`."""

    by: Literal["member", "unit"] = "member"
    unit: int | None = Field(default=None, ge=1, lt=2**63)
    kind: str | None = Field(default=None, max_length=32)
    limit: int = Field(default=PAGE, ge=1, le=MOST)
    after: str | None = Field(default=None, max_length=80)


class BoardIn(ScopeIn):
    """`period` is `week`, `month`, `quarter` or `year` for the present one, or a name: `2026-W48`, `2026-11`,
    `2026-Q4`, `2026`."""

    period: str = Field(default="month", max_length=12)


class ItemOut(BaseModel):
    """A member's or a unit's line. A unit's `score` is its mean over the roster; `unit_id` stands where its own board
    may be opened; `roster`, `entrants`, `participation` and `mean_of_entrants` are null where the rates of other units
    are not published."""

    rank: int
    name: str
    unit: str
    score: float
    seconds: int | None = None
    is_own: bool
    unit_id: int | None = None
    roster: int | None = None
    entrants: int | None = None
    participation: float | None = None
    mean_of_entrants: float | None = None


class OwnOut(BaseModel):
    """The reader's own place; for units, the line of the unit that the reader belongs to."""

    rank: int
    score: float
    seconds: int | None = None
    branch_rank: int | None = None
    next_rank: int | None = None
    gap: float | None = None
    gap_seconds: int | None = None
    name: str | None = None
    roster: int | None = None
    entrants: int | None = None
    participation: float | None = None


class BoardOut(BaseModel):
    """`total` counts everybody in the scope; ranks hold everything up to `as_of`."""

    period: str
    items: list[ItemOut]
    own: OwnOut | None
    total: int
    as_of: datetime
    next: str | None
