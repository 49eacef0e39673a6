"""What stands behind the question mark of the organizer's addresses."""

from typing import Literal

from pydantic import BaseModel, Field

Id = Field(default=None, ge=1, lt=2**63)


class WatchIn(BaseModel):
    """Which stage is shown in which unit, the units below it or all of one level, in which order."""

    unit: int | None = Id
    stage: int | None = Id
    level: Literal["city", "county", "grassroots_committee", "general_branch", "party_branch", "party_group"] | None = (
        None
    )
    order: Literal["tree", "roster", "entrants", "rate", "mean", "roster_mean", "excellence_rate"] = "tree"
    after: str | None = Field(default=None, max_length=80)


class RosterIn(BaseModel):
    """Whom of the roster a page shows."""

    unit: int | None = Id
    q: str = Field(default="", max_length=60)
    who: Literal["", "exempt", "counted"] = ""
    after: str | None = Field(default=None, max_length=80)


class FindIn(BaseModel):
    """Somebody looked for by number or name."""

    q: str = Field(default="", max_length=60)
