"""How a course gets a new version: its words, its lessons by their slugs, and its pictures in the media folder."""

import json
from datetime import datetime
from hashlib import blake2b

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.files import kinds
from quiz_app.core.files.media import Media, digest_of
from quiz_app.courses.drafts import MOST_SIGNS
from quiz_app.courses.queries import authoring as queries
from quiz_app.courses.tables import Course, CourseFile, CourseVersion, Lesson, LessonVersion
from quiz_app.courses.text_format import CourseFiles, LessonText
from quiz_app.organizations.tables import Unit

REPOSITORY = "repository"
SITE = "site"

_LONGEST = {"title": 120, "summary": 400, "audience": 120, "slug": 80, "picture": 160, "body": MOST_SIGNS}


def content_digest(files: CourseFiles) -> bytes:
    """32 bytes that are equal exactly when two courses say and show the same; the code does not count."""
    header = files.header
    content = [
        [header.title, header.area, header.summary, header.audience, header.introduction],
        [
            [each.slug, each.title, each.minutes, quarters(each), each.knowledge_points, each.quiz_count, each.body]
            for each in files.lessons
        ],
        sorted([image.path, digest_of(image.data)] for image in files.images),
    ]
    return blake2b(json.dumps(content, ensure_ascii=False).encode(), digest_size=32).digest()


def quarters(lesson: LessonText) -> int:
    """The study hours of a lesson in quarters."""
    return int(lesson.hours * 4)


def add_course(session: Session, code: str, unit: Unit, origin: str) -> Course:
    """A course without a version yet. Refuses a code that somebody else took at the same moment."""
    course = Course(code=code, unit_id=unit.id, origin=origin)
    try:
        with session.begin_nested():
            session.add(course)
            session.flush()
    except IntegrityError:
        raise code_is_taken(code) from None
    return course


def code_is_taken(code: str) -> Conflict:
    return Conflict(f"编码“{code}”已经用在别的课程上。请在 course.md 里换一个编码再上传。", code="code_taken")


def add_version(
    session: Session, course: Course, files: CourseFiles, *, origin: str, by: int | None, media: Media, at: datetime
) -> CourseVersion:
    """The next version of `course`, which becomes its draft. Lessons keep their identity by their slugs."""
    check_lengths(files)
    pictures = {image.path: _keep(image.path, image.data, media) for image in files.images}
    header = files.header
    course.latest_number += 1
    edition = CourseVersion(
        course_id=course.id,
        number=course.latest_number,
        title=header.title,
        area=header.area,
        summary=header.summary,
        audience=header.audience,
        introduction=header.introduction,
        digest=content_digest(files),
        origin=origin,
        created_by=by,
        created_at=at,
    )
    session.add(edition)
    session.flush()
    _add_lessons(session, course, edition, files.lessons)
    session.add_all(_file(edition, *each) for each in pictures.values())
    course.version += 1
    session.flush()
    return edition


def _add_lessons(session: Session, course: Course, edition: CourseVersion, lessons: tuple[LessonText, ...]) -> None:
    known = queries.lessons_by_slug(session, course.id)
    for text in lessons:
        if text.slug not in known:
            known[text.slug] = Lesson(course_id=course.id, slug=text.slug)
            session.add(known[text.slug])
    session.flush()
    session.add_all(
        LessonVersion(
            course_version_id=edition.id,
            lesson_id=known[text.slug].id,
            position=text.position,
            title=text.title,
            minutes=text.minutes,
            quarter_hours=quarters(text),
            knowledge_points=list(text.knowledge_points),
            quiz_questions=text.quiz_count,
            body=text.body,
        )
        for text in lessons
    )


def _keep(path: str, data: bytes, media: Media) -> tuple[str, str, str, int]:
    picture = kinds.picture(data)
    if picture is None:
        raise Invalid(f"“{path}”不是图片，或者已损坏。请换成 PNG、JPEG、GIF 或 WebP 图片后再上传。")
    return path, picture.media_type, media.keep(data), len(data)


def _file(edition: CourseVersion, name: str, media_type: str, digest: str, size: int) -> CourseFile:
    return CourseFile(course_version_id=edition.id, name=name, media_type=media_type, digest=digest, size=size)


def check_lengths(files: CourseFiles) -> None:
    """Refuse texts that are longer than their columns."""
    header = files.header
    measured: list[tuple[str, str, str]] = [
        ("title", "课程名称", header.title),
        ("summary", "简介", header.summary),
        ("audience", "对象", header.audience),
        *(("title", "课的标题", lesson.title) for lesson in files.lessons),
        ("body", "课程介绍", header.introduction),
        *(("body", "一课的正文", lesson.body) for lesson in files.lessons),
        *(("slug", "课的文件名", lesson.slug) for lesson in files.lessons),
        *(("picture", "图片文件名", image.path) for image in files.images),
    ]
    for kind, label, text in measured:
        if len(text) > _LONGEST[kind]:
            raise Invalid(f"{label}“{text[:20]}…”超过 {_LONGEST[kind]} 个字，请缩短。")
