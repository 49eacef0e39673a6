"""What rooms above ask about study: hours, finished lessons, what was begun, and titles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from quiz_app.core.db import from_milliseconds, to_milliseconds
from quiz_app.courses.queries.aging import may_quote_one, old_passages, replaced
from quiz_app.courses.tables import Course, CourseVersion, Lesson, LessonVersion, Progress
from quiz_app.organizations.actors import Actor, ancestors

LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class StudiedLesson:
    """A lesson that a member has to do with, as its course has it published now."""

    course_id: int
    course_title: str
    area: str
    text: LessonVersion
    progress: Progress

    @property
    def cursor(self) -> tuple[int, int]:
        """After a finished lesson in a list, the latest first."""
        assert self.progress.finished_at is not None
        return to_milliseconds(self.progress.finished_at), self.progress.lesson_id


def quarter_hours(session: Session, member_id: int, *, since: datetime | None = None) -> int:
    """The study hours that finished lessons gave, in quarters."""
    query = select(func.coalesce(func.sum(Progress.quarter_hours), 0)).where(
        Progress.member_id == member_id, Progress.finished_at.is_not(None)
    )
    if since is not None:
        query = query.where(Progress.finished_at >= since)
    return int(session.scalar(query) or 0)


def finished_lessons(
    session: Session, member_id: int, *, limit: int, after: tuple[int, ...] | None = None
) -> list[StudiedLesson]:
    """The lessons that a member finished, the latest first; those since withdrawn are left out."""
    query = _studied().where(Progress.member_id == member_id, Progress.finished_at.is_not(None))
    if after:
        moment = from_milliseconds(after[0])
        earlier = and_(Progress.finished_at == moment, Progress.lesson_id < after[1])
        query = query.where(or_(Progress.finished_at < moment, earlier))
    rows = session.execute(query.order_by(Progress.finished_at.desc(), Progress.lesson_id.desc()).limit(limit))
    return [StudiedLesson(*row) for row in rows]


def begun_lessons(session: Session, actor: Actor, *, limit: int) -> list[StudiedLesson]:
    """The lessons that a member opened and has not finished, the last opened first; those set aside are left out."""
    query = _studied().where(
        Progress.member_id == actor.member_id,
        Progress.finished_at.is_(None),
        Course.unit_id.in_(ancestors(actor.unit_path)),
    )
    latest_first = query.order_by(Progress.opened_at.desc(), Progress.lesson_id.desc()).limit(LOOKED_AT)
    rows = session.execute(latest_first.add_columns(may_quote_one())).all()
    gone = replaced(session) if any(suspect for *_, suspect in rows[:limit]) else {}
    begun = [StudiedLesson(*row) for *row, _suspect in rows]
    return [each for each in begun if not old_passages(each.text.body, gone)][:limit]


def lesson_titles(session: Session, lesson_ids: Sequence[int]) -> dict[int, str]:
    """The newest title of each lesson, for the reasons of points."""
    newest = (
        select(func.max(LessonVersion.id))
        .where(LessonVersion.lesson_id.in_(lesson_ids))
        .group_by(LessonVersion.lesson_id)
    )
    rows = session.execute(select(LessonVersion.lesson_id, LessonVersion.title).where(LessonVersion.id.in_(newest)))
    return dict(rows.all())


def _studied() -> Select[int, str, str, LessonVersion, Progress]:
    return (
        select(Course.id, CourseVersion.title, CourseVersion.area, LessonVersion, Progress)
        .join(Lesson, Lesson.course_id == Course.id)
        .join(CourseVersion, CourseVersion.id == Course.published_version_id)
        .join(
            LessonVersion,
            and_(LessonVersion.course_version_id == CourseVersion.id, LessonVersion.lesson_id == Lesson.id),
        )
        .join(Progress, Progress.lesson_id == Lesson.id)
    )
