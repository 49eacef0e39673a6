"""Trainers upload courses and mend them; each change is a new version, and none is lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict
from quiz_app.core.files.media import Media
from quiz_app.courses import drafts, text_format
from quiz_app.courses.actions.versions import (
    SITE,
    add_course,
    add_version,
    check_lengths,
    code_is_taken,
    content_digest,
)
from quiz_app.courses.comparing import Change, compare
from quiz_app.courses.drafts import COURSE_FILE, CourseFields, LessonFields, lesson_name
from quiz_app.courses.queries import authoring as queries
from quiz_app.courses.queries import study
from quiz_app.courses.queries.authoring import ManagedCourse
from quiz_app.courses.queries.drafts import source, stated
from quiz_app.courses.tables import Course, CourseVersion
from quiz_app.courses.text_format import CourseFiles
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit


class WouldReplace(Conflict):
    """The files would become the next version of a course that exists, `managed`: the trainer must agree first."""

    code = "would_replace"

    def __init__(self, managed: ManagedCourse, change: Change) -> None:
        super().__init__("已有编码相同的课程。请看清哪些课会变，再确认。")
        self.managed = managed
        self.change = change


def upload(
    session: Session,
    actor: Actor,
    unit: Unit,
    files: CourseFiles,
    *,
    onto: int | None = None,
    media: Media,
    at: datetime,
) -> tuple[Course, bool]:
    """Take files in as the draft of the course with their code, a new one for `unit` if there is none.

    Whether anything is new comes with the course. Refuses the code of a course that is out of the actor's reach, and
    raises `WouldReplace` unless `onto` is the version of the course, as it stands, that the trainer agreed to replace.
    """
    require(actor, Permission.COURSE_WRITE, unit.path)
    check_lengths(files)
    known = queries.course_coded(session, files.header.code)
    if known is None:
        course = add_course(session, files.header.code, unit, SITE)
    elif not actor.can(Permission.COURSE_WRITE, known.unit.path):
        raise code_is_taken(files.header.code)
    elif known.draft.digest == content_digest(files):
        return known.course, False
    elif known.course.version != onto:
        raise WouldReplace(known, compare(stated(session, known.draft.id), drafts.lessons_of(files)))
    else:
        course = known.course
    course.origin = SITE
    add_version(session, course, files, origin=SITE, by=actor.member_id, media=media, at=at)
    return course, True


def restore(
    session: Session, actor: Actor, managed: ManagedCourse, number: int, *, version: int, media: Media, at: datetime
) -> CourseVersion:
    """Make what an earlier version said the latest version again, to be seen and published.

    `version` is the one of the course that the trainer had read. Nothing is lost: what was the latest stays behind it.
    """
    require(actor, Permission.COURSE_WRITE, managed.unit.path)
    earlier = replace(managed, draft=queries.version_numbered(session, managed.course, number))
    _check_seen(managed, version)
    return _add(session, managed, source(session, earlier), pictures_of=earlier, by=actor, media=media, at=at)


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
    _check_seen(managed, version)
    files = source(session, managed) | {name: written}
    _add(session, managed, files, pictures_of=managed, by=by, media=media, at=at)


def _check_seen(managed: ManagedCourse, version: int) -> None:
    if managed.course.version != version:
        raise Conflict("别人刚刚保存了这门课程的另一个版本，你的没有覆盖它。请核对后再保存。", code="changed_meanwhile")


def _add(
    session: Session,
    managed: ManagedCourse,
    files: Mapping[str, bytes],
    *,
    pictures_of: ManagedCourse,
    by: Actor,
    media: Media,
    at: datetime,
) -> CourseVersion:
    """The next version says what `files` say, unless the latest does already."""
    pictures = {each.name: media.read(each.digest) for each in study.files_of(session, pictures_of.draft.id)}
    read = text_format.read({**files, **pictures})
    if content_digest(read) == managed.draft.digest:
        return managed.draft
    managed.course.origin = SITE
    return add_version(session, managed.course, read, origin=SITE, by=by.member_id, media=media, at=at)
