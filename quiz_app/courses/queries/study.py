"""What members see: published courses of their own units and the own progress, nothing else."""

from dataclasses import dataclass

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from quiz_app.banks.areas import AREAS
from quiz_app.core.errors import NotFound
from quiz_app.courses.progress import State, state
from quiz_app.courses.queries.aging import OldPassage, aside_counts, old_passages, replaced
from quiz_app.courses.tables import Course, CourseFile, CourseVersion, Lesson, LessonVersion, Progress
from quiz_app.exams.queries.maxima import passed
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.organizations.actors import Actor, ancestors
from quiz_app.organizations.tables import Unit

NO_COURSE = "没有找到这门课程：可能还没有发布，也可能不面向你所在的单位。"
NO_LESSON = "没有找到这一课：课程更新后它可能已经撤下，请从课程目录进入。"


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A published course in a list: its lessons but those set aside, and how many of them the member has finished."""

    course: Course
    edition: CourseVersion
    unit_name: str
    lessons: int
    minutes: int
    finished: int

    @property
    def percent(self) -> int:
        return self.finished * 100 // self.lessons if self.lessons else 0

    @property
    def cursor(self) -> tuple[int, int]:
        return area_rank(self.edition.area), self.course.id


@dataclass(frozen=True, slots=True)
class FoundCourse:
    """A published course that is meant for the actor."""

    course: Course
    edition: CourseVersion
    unit: Unit


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A lesson as the published version has it, with the member's progress."""

    lesson: Lesson
    text: LessonVersion
    progress: Progress | None
    old_passages: tuple[OldPassage, ...] = ()

    @property
    def id(self) -> int:
        return self.lesson.id

    @property
    def is_aside(self) -> bool:
        """Whether it quotes what holds no longer, and so is shown to no member until it is mended."""
        return bool(self.old_passages)

    @property
    def counts(self) -> bool:
        """Whether it is one of the lessons that a course consists of for this member."""
        return not self.is_aside or self.state is State.FINISHED

    @property
    def state(self) -> State:
        known = self.progress
        return state(known.opened_at, known.read_at, known.finished_at) if known else State.NEW

    @property
    def quiz_id(self) -> int | None:
        """The quiz that must be passed, if this version asks for one and the banks could fill it."""
        return self.lesson.quiz_id if self.text.quiz_questions else None


def area_rank(area: str) -> int:
    """Where an area stands in the order of the four; any other stands behind them."""
    codes = list(AREAS)
    return codes.index(area) if area in codes else len(codes)


def own_courses(
    session: Session, actor: Actor, *, limit: int, after: tuple[int, ...] | None = None, area: str | None = None
) -> list[CourseLine]:
    """The published courses of the actor's units, by area, then in the order in which they came."""
    rank = case(*((CourseVersion.area == code, number) for number, code in enumerate(AREAS)), else_=len(AREAS))
    query = (
        select(Course, CourseVersion, Unit.name)
        .join(CourseVersion, CourseVersion.id == Course.published_version_id)
        .join(Unit, Unit.id == Course.unit_id)
        .where(Course.unit_id.in_(ancestors(actor.unit_path)))
        .order_by(rank, Course.id)
        .limit(limit)
    )
    if area is not None:
        query = query.where(CourseVersion.area == area)
    if after:
        query = query.where(or_(rank > after[0], and_(rank == after[0], Course.id > after[1])))
    rows = session.execute(query).all()
    counts = _counts(session, actor, [edition.id for _, edition, _ in rows])
    return [CourseLine(course, edition, unit, *counts.get(edition.id, (0, 0, 0))) for course, edition, unit in rows]


def own_course(session: Session, actor: Actor, course_id: int) -> FoundCourse:
    row = session.execute(
        select(Course, CourseVersion, Unit)
        .join(CourseVersion, CourseVersion.id == Course.published_version_id)
        .join(Unit, Unit.id == Course.unit_id)
        .where(Course.id == course_id)
    ).first()
    if row is None or not actor.belongs_to(row[2].path):
        raise NotFound(NO_COURSE)
    return FoundCourse(*row)


def lessons_of(session: Session, edition: CourseVersion, member_id: int) -> list[LessonLine]:
    """The lessons of a version in their order, each with the progress of one member."""
    query = (
        select(Lesson, LessonVersion, Progress)
        .join(LessonVersion, LessonVersion.lesson_id == Lesson.id)
        .outerjoin(Progress, and_(Progress.lesson_id == Lesson.id, Progress.member_id == member_id))
        .where(LessonVersion.course_version_id == edition.id)
        .order_by(LessonVersion.position)
    )
    gone = replaced(session)
    return [
        LessonLine(lesson, text, progress, old_passages(text.body, gone))
        for lesson, text, progress in session.execute(query)
    ]


def pick(lessons: list[LessonLine], lesson_id: int) -> int:
    """The place of a lesson in its course, from 0."""
    for place, line in enumerate(lessons):
        if line.id == lesson_id:
            return place
    raise NotFound(NO_LESSON)


def files_of(session: Session, edition_id: int) -> list[CourseFile]:
    query = select(CourseFile).where(CourseFile.course_version_id == edition_id).order_by(CourseFile.name)
    return list(session.scalars(query))


def file_named(session: Session, edition_id: int, name: str) -> CourseFile:
    query = select(CourseFile).where(CourseFile.course_version_id == edition_id, CourseFile.name == name)
    found = session.scalars(query).first()
    if found is None:
        raise NotFound("没有找到这张图片。")
    return found


def locked_progress(session: Session, member_id: int, lesson_id: int) -> Progress | None:
    return session.get(Progress, (member_id, lesson_id), with_for_update=True, populate_existing=True)


def quiz_passed(session: Session, member_id: int, quiz_id: int) -> bool:
    query = (
        select(Attempt.id)
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Edition, Edition.id == Attempt.edition_id)
        .where(Attempt.member_id == member_id, Attempt.exam_id == quiz_id, passed())
        .limit(1)
    )
    return session.scalar(query) is not None


def _counts(session: Session, actor: Actor, editions: list[int]) -> dict[int, tuple[int, int, int]]:
    """Lessons, minutes and finished lessons of each version, without unfinished ones that are set aside."""
    query = (
        select(
            LessonVersion.course_version_id,
            func.count(),
            func.sum(LessonVersion.minutes),
            func.count(Progress.finished_at),
        )
        .outerjoin(Progress, and_(Progress.lesson_id == LessonVersion.lesson_id, Progress.member_id == actor.member_id))
        .where(LessonVersion.course_version_id.in_(editions))
        .group_by(LessonVersion.course_version_id)
    )
    aside = aside_counts(session, editions, actor.member_id, replaced(session))
    counted = {}
    for edition, lessons, minutes, done in session.execute(query):
        fewer, shorter = aside.get(edition, (0, 0))
        counted[edition] = (lessons - fewer, int(minutes) - shorter, done)
    return counted
