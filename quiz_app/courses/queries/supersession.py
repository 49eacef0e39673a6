"""Published lessons that quote a version of a document which another has replaced."""

from dataclasses import dataclass

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from quiz_app.core.errors import NotFound
from quiz_app.courses.passages import Passage, passages
from quiz_app.courses.tables import Course, CourseVersion, LessonVersion
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit
from quiz_app.regulations.queries import documents
from quiz_app.regulations.tables import RegulationVersion

SCANNED = 200


@dataclass(frozen=True, slots=True)
class OldPassage:
    """A quotation of a superseded version, with the version of the document in force, None where there is none."""

    passage: Passage
    note: str
    current: RegulationVersion | None


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
    gone = _superseded(session)
    query = (
        select(Course, CourseVersion.title, LessonVersion)
        .join(CourseVersion, CourseVersion.id == Course.published_version_id)
        .join(LessonVersion, LessonVersion.course_version_id == CourseVersion.id)
        .join(Unit, Unit.id == Course.unit_id)
        .where(below(Unit.path, paths))
        .where(or_(false(), *(LessonVersion.body.contains(f"《{title}》", autoescape=True) for title, _label in gone)))
        .order_by(LessonVersion.id)
        .limit(SCANNED + 1)
    )
    if after:
        query = query.where(LessonVersion.id > after[0])
    rows = session.execute(query).all() if gone else []
    looked_at = [
        AgedLesson(course, title, lesson, tuple(_old(lesson.body, gone))) for course, title, lesson in rows[:SCANNED]
    ]
    following = rows[SCANNED - 1][2].id if len(rows) > SCANNED else None
    return AgedLessons([each for each in looked_at if each.passages], following)


def _superseded(session: Session) -> dict[tuple[str, str], tuple[str, RegulationVersion | None]]:
    """The note and the successor of each superseded version, by (document title, version label)."""
    found = {}
    for each in documents(session):
        current = next((version for version in each.versions if version.superseded_on is None), None)
        for version in each.versions:
            if version.superseded_on is not None:
                found[each.document.title, version.label] = (version.note, current)
    return found


def _old(body: str, gone: dict[tuple[str, str], tuple[str, RegulationVersion | None]]) -> list[OldPassage]:
    cited = [
        (passage, (passage.citation.document_title, passage.citation.version_label))
        for passage in passages(body, 1)
        if passage.citation is not None
    ]
    return [OldPassage(passage, *gone[name]) for passage, name in cited if name in gone]
