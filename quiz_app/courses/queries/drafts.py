"""The latest version of a course as the files that it would be written as, and what the check says of them."""

from sqlalchemy.orm import Session

from quiz_app.core.problems import Problem
from quiz_app.courses import drafts, text_format
from quiz_app.courses.checks import course_problems, points_problems
from quiz_app.courses.drafts import COURSE_FILE, CourseFields, LessonFields, lesson_name
from quiz_app.courses.findings import Finding, explain
from quiz_app.courses.queries import authoring, study
from quiz_app.courses.queries.authoring import ManagedCourse
from quiz_app.courses.tables import CourseVersion, LessonVersion
from quiz_app.courses.text_format import CourseFiles
from quiz_app.regulations.queries import registry
from quiz_app.regulations.texts import Texts


def source(session: Session, managed: ManagedCourse) -> dict[str, bytes]:
    """The text files of a draft by their names, and its pictures by name with no content."""
    files = {COURSE_FILE: drafts.course_file(managed.course.code, course_fields(managed.draft))}
    for lesson, text in authoring.lessons_in(session, managed.draft.id):
        files[lesson_name(lesson.slug)] = drafts.lesson_file(lesson_fields(text))
    return files | {each.name: b"" for each in study.files_of(session, managed.draft.id)}


def stated(session: Session, version_id: int) -> dict[str, LessonFields]:
    """What the lessons of a version say, by slug, in their order."""
    return {lesson.slug: lesson_fields(text) for lesson, text in authoring.lessons_in(session, version_id)}


def problems(session: Session, managed: ManagedCourse, texts: Texts | None) -> tuple[Problem, ...]:
    """Without `texts`, clauses are not compared."""
    return _problems(session, text_format.read(source(session, managed)), texts)


def findings(session: Session, managed: ManagedCourse, texts: Texts | None) -> list[Finding]:
    """What the check says, put for the trainer, with what he should know of points."""
    files = source(session, managed)
    read = text_format.read(files)
    lessons = authoring.lessons_in(session, managed.draft.id)
    titles = {lesson_name(lesson.slug): f"第 {text.position} 课《{text.title}》" for lesson, text in lessons}
    return explain([*_problems(session, read, texts), *points_problems(read)], files, titles)


def course_fields(edition: CourseVersion) -> CourseFields:
    return CourseFields(edition.title, edition.area, edition.summary, edition.audience, edition.introduction)


def lesson_fields(text: LessonVersion) -> LessonFields:
    return LessonFields(
        text.title, text.minutes, text.quarter_hours, tuple(text.knowledge_points), text.quiz_questions, text.body
    )


def _problems(session: Session, read: CourseFiles, texts: Texts | None) -> tuple[Problem, ...]:
    return course_problems(read, registry(session), texts)
