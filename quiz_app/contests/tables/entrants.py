"""Who may go on, who sits for whom, and whose result does not count."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class Qualifier(Base):
    """A member may sit this stage. `why` is the sentence of the rule or of who gave a wild card; `place` is that in the
    stage before, null for a wild card. A withdrawn one stays as a record."""

    __tablename__ = "contest_qualifiers"

    stage_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest_stages.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"), primary_key=True)
    place: Mapped[int | None]
    why: Mapped[str] = mapped_column(String(200))
    by: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class OnSiteScore(Base):
    """What a member or a team reached in a final on site, in hundredths of a point, as an organizer entered it."""

    __tablename__ = "contest_on_site_scores"

    id: Mapped[Key]
    stage_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest_stages.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("members.id"))
    team_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contest_teams.id"))
    score: Mapped[int]
    by: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("stage_id", "member_id"),
        UniqueConstraint("stage_id", "team_id"),
    )


class Team(Base):
    """A team of a unit in a team contest."""

    __tablename__ = "contest_teams"

    id: Mapped[Key]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contests.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(60))
    created_by: Mapped[int] = mapped_column(BigId)
    created_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("contest_id", "name"),)


class TeamMember(Base):
    """A member sits for a team; for one team of a contest only."""

    __tablename__ = "contest_team_members"

    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contests.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest_teams.id", ondelete="CASCADE"), index=True)


class Disqualification(Base):
    """A member's results in a contest do not count, from `at` until it was taken back, if it was."""

    __tablename__ = "contest_disqualifications"

    id: Mapped[Key]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contests.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime] = mapped_column(Instant)
    reinstated_by: Mapped[int | None] = mapped_column(BigId)
    reinstated_at: Mapped[datetime | None] = mapped_column(Instant)
    reinstated_reason: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index(
            "ix_contest_disqualifications_standing",
            "contest_id",
            "member_id",
            unique=True,
            sqlite_where=text("reinstated_at IS NULL"),
            postgresql_where=text("reinstated_at IS NULL"),
        ),
    )
