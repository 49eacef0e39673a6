"""Extra papers (加赛): who must sit one because no other rule parts them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class ExtraPaper(Base):
    """An extra paper for members who were equal from `place` on in the stage `stage_id`, in all stages added up where
    that is null; `why` says what it decides. It counts from `over_at` on, when nobody can sit it any more; one that was
    withdrawn before anybody began stays as a record."""

    __tablename__ = "contest_extras"

    id: Mapped[Key]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contests.id", ondelete="CASCADE"), index=True)
    stage_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contest_stages.id", ondelete="CASCADE"))
    exam_id: Mapped[int] = mapped_column(BigId, ForeignKey("exams.id"), unique=True)
    place: Mapped[int]
    why: Mapped[str] = mapped_column(String(400))
    opened_by: Mapped[int] = mapped_column(BigId)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    over_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_by: Mapped[int | None] = mapped_column(BigId)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        CheckConstraint("over_at IS NULL OR withdrawn_at IS NULL", name="a_withdrawn_one_decides_nothing"),
    )


class ExtraEntrant(Base):
    """A member was let sit an extra paper."""

    __tablename__ = "contest_extra_entrants"

    extra_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest_extras.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"), primary_key=True)
