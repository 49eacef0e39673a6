"""Shapes of contests: what is asked for, by page and API alike, and what is answered."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from quiz_app.boards.schemas import ScopeIn
from quiz_app.certificates.schemas import PageIn

Sort = Literal[
    "score",
    "participation",
    "entrants",
    "roster_mean",
    "entrant_mean",
    "pass_rate",
    "excellence_rate",
    "full_marks",
    "attempts_a_head",
]
Row = Field(default=None, ge=1, lt=2**63)


class ListIn(BaseModel):
    """A page of contests, from behind the cursor `after`."""

    limit: int = Field(default=20, ge=1, le=200)
    after: str | None = Field(default=None, max_length=80)


class CertificatesIn(PageIn):
    """Certificates with a number, or with a part of the holder's name."""

    q: str = Field(default="", max_length=60)


class StandingsIn(ScopeIn):
    """Which part of the standings: of a `stage`, or with `final` the final places; units by any figure, the greatest
    first unless `ascending`. `exam` names the stage by its exam."""

    stage: int | None = Row
    exam: int | None = Row
    final: bool = False
    sort: Sort = "score"
    ascending: bool = False


class TeamsIn(PageIn):
    """A page of teams, from behind the cursor `after`."""


class ScreenIn(StandingsIn):
    """What a big screen reveals: the first `top` places; names whole only where that is asked for."""

    top: int = Field(default=10, ge=3, le=50)
    whole: bool = False


class StageOut(BaseModel):
    """`exam_id` is null on site and before the paper is published; `status` is of `contests.statuses`."""

    id: int
    kind: str
    title: str
    status: str
    exam_id: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    attempts_left: int | None


class ContestLineOut(BaseModel):
    id: int
    title: str
    unit: str
    state: str
    opens_at: datetime
    closes_at: datetime
    frozen: bool


class ContestsOut(BaseModel):
    items: list[ContestLineOut]
    next: str | None


class ArticleOut(BaseModel):
    title: str
    sentences: list[str]


class AwardOut(BaseModel):
    title: str
    why: str


class OwnExtraOut(BaseModel):
    """An extra paper that the caller was asked to sit, being equal from `place` on; `status` as that of a stage,
    `score` in points once it may be seen."""

    exam_id: int
    place: int
    why: str
    status: str
    opens_at: datetime
    closes_at: datetime | None
    score: float | None


class ContestOut(ContestLineOut):
    """`extras`, `place` and `awards` are the caller's own, the latter two once the result is shown."""

    summary: str
    freezes_at: datetime | None
    appeals_until: datetime | None
    stages: list[StageOut]
    extras: list[OwnExtraOut]
    regulations: list[ArticleOut]
    place: int | None
    awards: list[AwardOut]


class StandingOut(BaseModel):
    """A member's or a unit's line; `rank` is null for a unit that is too small to be ranked. A unit's `score` is the
    composite; `pass_rate`, `excellence_rate` and `full_marks` are null for members, and in a stage that counts points a
    minute."""

    rank: int | None
    name: str
    unit: str
    score: float
    seconds: int | None = None
    is_own: bool
    unit_id: int | None = None
    roster: int | None = None
    entrants: int | None = None
    participation: float | None = None
    roster_mean: float | None = None
    entrant_mean: float | None = None
    pass_rate: float | None = None
    excellence_rate: float | None = None
    full_marks: int | None = None
    attempts_a_head: float | None = None


class TeamMemberOut(BaseModel):
    """`name` is masked unless the caller may know it; `score` in points, null for who has none; `counts`: it is part of
    the team's score."""

    name: str
    score: float | None
    counts: bool
    is_own: bool


class TeamOut(BaseModel):
    """`rank` and `score` are null for a team without any result; `is_on_site`: the score was entered there."""

    rank: int | None
    name: str
    unit: str
    score: float | None
    is_on_site: bool
    members: list[TeamMemberOut]
    is_own: bool


class TeamsOut(BaseModel):
    """`frozen` and `live` as in the standings of members; `stage` is that of the members' scores; `because` says why
    there are no items; `preview`: scores on site count that are not published yet, for organizers."""

    items: list[TeamOut]
    own: TeamOut | None
    total: int
    as_of: datetime
    frozen: bool
    live: bool
    preview: bool
    stage: int | None
    because: str | None
    next: str | None


class WatchOut(BaseModel):
    """The figures of a stage in a unit, for whoever watches over it. Rates are per cent of the roster or of those who
    took part; means are points. `frozen` where the reader sees the instant of the freeze; then `sitting` is null. In a
    stage that counts points a minute `pass_rate` and `excellence_rate` are null."""

    stage: int
    unit: int
    name: str
    roster: int
    entrants: int
    attempts: int
    rate: float | None
    mean: float | None
    roster_mean: float | None
    pass_rate: float | None
    excellence_rate: float | None
    sitting: int | None
    as_of: datetime
    frozen: bool


class OwnStandingOut(BaseModel):
    """The caller's own place and the distance to the next; for units, the line of the caller's own unit."""

    rank: int | None
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


class ExtraLineOut(BaseModel):
    """`rank` is among those who were asked to sit it; `score` is null for who did not show up."""

    rank: int
    name: str
    unit: str
    score: float | None
    seconds: int | None
    is_own: bool


class ExtraOut(BaseModel):
    """An extra paper that explains places: who were equal from `place` on, and what it decided."""

    place: int
    why: str
    held_at: datetime
    lines: list[ExtraLineOut]


class StandingsOut(BaseModel):
    """`stage` is null for the final places; `frozen` while the contest is, and everybody but its organizers reads the
    instant of the freeze (`live` says who does not); `total` counts who has a place. `because` says why nothing is
    shown; `preview`: scores of a stage on site that are not published yet, for organizers."""

    items: list[StandingOut]
    neighbours: list[StandingOut]
    own: OwnStandingOut | None
    total: int
    as_of: datetime
    frozen: bool
    live: bool
    preview: bool
    stage: int | None
    kind: str | None
    extras: list[ExtraOut]
    because: str | None
    next: str | None
