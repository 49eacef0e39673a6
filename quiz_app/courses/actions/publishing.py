"""A course is published: members below its unit see the latest version, and its lessons get their quizzes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict, Invalid
from quiz_app.courses.findings import errors
from quiz_app.courses.queries import authoring as queries
from quiz_app.courses.queries import drafts
from quiz_app.courses.queries.authoring import ManagedCourse
from quiz_app.courses.tables import Course, CourseVersion, Lesson, LessonVersion
from quiz_app.exams.actions.quizzes import publish_quiz
from quiz_app.exams.editions import EditionQuestion
from quiz_app.exams.queries.pools import drawable
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.regulations.texts import Texts


def publish(
    session: Session, actor: Actor, managed: ManagedCourse, *, version: int, texts: Texts | None, at: datetime
) -> list[str]:
    """Show the latest version to members. The titles of lessons whose quiz the banks could not fill.

    `version` is the one that the trainer had read. Refused while the check finds errors; without `texts` it does not
    compare clauses.
    """
    require(actor, Permission.COURSE_WRITE, managed.unit.path)
    if managed.course.version != version:
        raise Conflict("课程刚刚被修改过。请看过最新的内容，再点发布。", code="changed_meanwhile")
    if managed.is_current:
        return []
    if count := errors(drafts.problems(session, managed, texts)):
        raise Invalid(f"检查还有 {count} 处要改，改好后才能发布。")
    return show_to_members(session, managed.course, managed.draft, by=actor.member_id, at=at)


def show_to_members(
    session: Session,
    course: Course,
    edition: CourseVersion,
    *,
    by: int | None,
    at: datetime,
    questions: Sequence[EditionQuestion] | None = None,
) -> list[str]:
    """What publishing does, for whoever may; `by` is None for courses that come with the site. `questions` are those
    that the course's unit may draw, if the caller has read them."""
    course.published_version_id = edition.id
    course.published_by = by
    course.published_at = at
    course.version += 1
    return _give_quizzes(session, course, edition, queries.lessons_in(session, edition.id), at, questions)


def fill_missing_quizzes(
    session: Session,
    course: Course,
    edition: CourseVersion,
    *,
    at: datetime,
    questions: Sequence[EditionQuestion] | None = None,
) -> list[str]:
    """Try again for lessons that had to do without: the banks may have grown. The titles that still lack theirs."""
    lessons = queries.lessons_in(session, edition.id)
    missing = [(lesson, text) for lesson, text in lessons if text.quiz_questions and lesson.quiz_id is None]
    return _give_quizzes(session, course, edition, missing, at, questions)


def _give_quizzes(
    session: Session,
    course: Course,
    edition: CourseVersion,
    lessons: Sequence[tuple[Lesson, LessonVersion]],
    at: datetime,
    questions: Sequence[EditionQuestion] | None,
) -> list[str]:
    """Give each lesson the quiz that it asks for; the titles of those for which there are too few questions."""
    wanting = [(lesson, text) for lesson, text in lessons if text.quiz_questions]
    if questions is None:
        questions = drawable(session, queries.owner(session, course), banks=()) if wanting else []
    for lesson, text in wanting:
        lesson.quiz_id = publish_quiz(
            session,
            questions,
            title=f"{edition.title} · {text.title}"[:120],
            unit_id=course.unit_id,
            knowledge_points=tuple(text.knowledge_points),
            count=text.quiz_questions,
            page={"endpoint": "courses.lesson", "course_id": course.id, "lesson_id": lesson.id},
            exam_id=lesson.quiz_id,
            at=at,
        )
    session.flush()
    return [text.title for lesson, text in wanting if lesson.quiz_id is None]
