"""Published lessons that quote a version of a document which another has replaced."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.core.errors import NotFound
from quiz_app.courses.queries.aging import OldPassage, names_one, old_passages, replaced
from quiz_app.courses.tables import Course, CourseVersion, LessonVersion
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit

SCANNED = 200


@dataclass(frozen=True, slots=True)
class AgedLesson:
    """A published lesson that quotes superseded versions."""

    course: Course
    course_title: str
    lesson: LessonVersion
    passages: tuple[OldPassage, ...]


@dataclass(frozen=True, slots=True)
class AgedLessons:
    """Those among the lessons looked at; `next` is where to look on, None at the end."""

    lessons: list[AgedLesson]
    next: int | None


def aged_lessons(session: Session, actor: Actor, *, after: tuple[int, ...] | None = None) -> AgedLessons:
    """Look through up to 200 published lessons of the actor's courses that name a document with a superseded version;
    two queries."""
    paths = actor.reach(Permission.COURSE_WRITE)
    if not paths:
        raise NotFound("没有找到这个页面，或者它不在你的范围内。")
    gone = replaced(session)
    query = (
        select(Course, CourseVersion.title, LessonVersion)
        .join(CourseVersion, CourseVersion.id == Course.published_version_id)
        .join(LessonVersion, LessonVersion.course_version_id == CourseVersion.id)
        .join(Unit, Unit.id == Course.unit_id)
        .where(below(Unit.path, paths))
        .where(names_one(gone))
        .order_by(LessonVersion.id)
        .limit(SCANNED + 1)
    )
    if after:
        query = query.where(LessonVersion.id > after[0])
    rows = session.execute(query).all() if gone else []
    looked_at = [
        AgedLesson(course, title, lesson, old_passages(lesson.body, gone)) for course, title, lesson in rows[:SCANNED]
    ]
    following = rows[SCANNED - 1][2].id if len(rows) > SCANNED else None
    return AgedLessons([each for each in looked_at if each.passages], following)
