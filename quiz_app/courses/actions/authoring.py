"""Trainers upload courses and mend them; each change is a new version, and none is lost."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict
from quiz_app.core.files.media import Media
from quiz_app.courses import drafts, text_format
from quiz_app.courses.actions.versions import SITE, add_course, add_version, code_is_taken, content_digest
from quiz_app.courses.drafts import COURSE_FILE, CourseFields, LessonFields, lesson_name
from quiz_app.courses.queries import authoring as queries
from quiz_app.courses.queries import study
from quiz_app.courses.queries.authoring import ManagedCourse
from quiz_app.courses.queries.drafts import source
from quiz_app.courses.tables import Course
from quiz_app.courses.text_format import CourseFiles
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit


def upload(
    session: Session, actor: Actor, unit: Unit, files: CourseFiles, *, media: Media, at: datetime
) -> tuple[Course, bool]:
    """Take files in as the draft of the course with their code, a new one for `unit` if there is none.

    Whether anything is new comes with the course. Refuses the code of a course that is out of the actor's reach.
    """
    require(actor, Permission.COURSE_WRITE, unit.path)
    known = queries.course_coded(session, files.header.code)
    if known is None:
        course = add_course(session, files.header.code, unit, SITE)
    elif not actor.can(Permission.COURSE_WRITE, known.unit.path):
        raise code_is_taken(files.header.code)
    elif known.draft.digest == content_digest(files):
        return known.course, False
    else:
        course = known.course
    course.origin = SITE
    add_version(session, course, files, origin=SITE, by=actor.member_id, media=media, at=at)
    return course, True


def mend_course(
    session: Session,
    actor: Actor,
    managed: ManagedCourse,
    fields: CourseFields,
    *,
    version: int,
    media: Media,
    at: datetime,
) -> None:
    """Change what a course says of itself. `version` is the one that the trainer had read."""
    require(actor, Permission.COURSE_WRITE, managed.unit.path)
    written = drafts.course_file(managed.course.code, fields)
    _replace(session, managed, COURSE_FILE, written, version=version, by=actor, media=media, at=at)


def mend_lesson(
    session: Session,
    actor: Actor,
    managed: ManagedCourse,
    lesson_id: int,
    fields: LessonFields,
    *,
    version: int,
    media: Media,
    at: datetime,
) -> None:
    """Change one lesson. `version` is the one that the trainer had read."""
    require(actor, Permission.COURSE_WRITE, managed.unit.path)
    lesson, _ = queries.lesson_in(session, managed.draft.id, lesson_id)
    written = drafts.lesson_file(fields)
    _replace(session, managed, lesson_name(lesson.slug), written, version=version, by=actor, media=media, at=at)


def _replace(
    session: Session,
    managed: ManagedCourse,
    name: str,
    written: bytes,
    *,
    version: int,
    by: Actor,
    media: Media,
    at: datetime,
) -> None:
    """A new version with one file changed."""
    if managed.course.version != version:
        raise Conflict("别人刚刚保存了这门课程的另一个版本，你的没有覆盖它。请核对后再保存。", code="changed_meanwhile")
    files = source(session, managed) | {name: written}
    pictures = {each.name: media.read(each.digest) for each in study.files_of(session, managed.draft.id)}
    read = text_format.read(files | pictures)
    if content_digest(read) == managed.draft.digest:
        return
    managed.course.origin = SITE
    add_version(session, managed.course, read, origin=SITE, by=by.member_id, media=media, at=at)
