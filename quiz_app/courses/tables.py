"""Courses and lessons: identities with immutable versions, files beside them, and each member's progress."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quiz_app.core.db import Base, BigId, Instant, Key


class Course(Base):
    """The identity of a course. Members see `published_version_id`; a trainer previews the latest version."""

    __tablename__ = "courses"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("units.id"), index=True)
    origin: Mapped[str] = mapped_column(String(12))
    latest_number: Mapped[int] = mapped_column(default=0)
    published_version_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("course_versions.id", use_alter=True, name="fk_courses_published_version_id")
    )
    published_by: Mapped[int | None] = mapped_column(BigId)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (CheckConstraint("origin IN ('repository', 'site')", name="origin_is_known"),)


class CourseVersion(Base):
    """What a course was from one upload to the next."""

    __tablename__ = "course_versions"

    id: Mapped[Key]
    course_id: Mapped[int] = mapped_column(BigId, ForeignKey("courses.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    area: Mapped[str] = mapped_column(String(40))
    summary: Mapped[str] = mapped_column(String(400))
    audience: Mapped[str] = mapped_column(String(120), default="")
    introduction: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    origin: Mapped[str] = mapped_column(String(12))
    created_by: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("course_id", "number"),)


class Lesson(Base):
    """The identity of a lesson within its course; progress and points hang on it, whatever version was read."""

    __tablename__ = "lessons"

    id: Mapped[Key]
    course_id: Mapped[int] = mapped_column(BigId, ForeignKey("courses.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(80))
    quiz_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("exams.id"), unique=True)

    __table_args__ = (UniqueConstraint("course_id", "slug"),)


class LessonVersion(Base):
    """A lesson as it stands in one version of its course. `quarter_hours` counts study hours in quarters."""

    __tablename__ = "lesson_versions"

    id: Mapped[Key]
    course_version_id: Mapped[int] = mapped_column(BigId, ForeignKey("course_versions.id", ondelete="CASCADE"))
    lesson_id: Mapped[int] = mapped_column(BigId, ForeignKey("lessons.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    minutes: Mapped[int]
    quarter_hours: Mapped[int]
    knowledge_points: Mapped[list[str]] = mapped_column(JSON)
    quiz_questions: Mapped[int] = mapped_column(default=0)
    body: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("course_version_id", "position"),)


class CourseFile(Base):
    """A picture that lessons of a version show, kept in the media folder under its digest."""

    __tablename__ = "course_files"

    id: Mapped[Key]
    course_version_id: Mapped[int] = mapped_column(BigId, ForeignKey("course_versions.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(160))
    media_type: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]

    __table_args__ = (UniqueConstraint("course_version_id", "name"),)


class Progress(Base):
    """How far a member is with a lesson. The server sets every instant; a finished lesson keeps the hours it gave."""

    __tablename__ = "lesson_progress"

    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("members.id"), primary_key=True)
    lesson_id: Mapped[int] = mapped_column(BigId, ForeignKey("lessons.id"), primary_key=True, index=True)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    quarter_hours: Mapped[int | None]

    __table_args__ = (
        Index(
            "ix_lesson_progress_waiting",
            "member_id",
            sqlite_where=text("read_at IS NOT NULL AND finished_at IS NULL"),
            postgresql_where=text("read_at IS NOT NULL AND finished_at IS NULL"),
        ),
    )


class QuizCursor(Base):
    """How far the task that completes lessons has followed the ledger of passed quizzes: one row."""

    __tablename__ = "quiz_cursors"

    id: Mapped[Key]
    followed_to: Mapped[datetime] = mapped_column(Instant)
