"""What trainers see: every course of the units in which they may write courses, published or not."""

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import Session

from quiz_app.core.errors import NotFound
from quiz_app.courses.tables import Course, CourseVersion, Lesson, LessonVersion
from quiz_app.members.tables import Member
from quiz_app.organizations import kinds
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit

HOLDERS = (kinds.PROVINCE, kinds.CITY, kinds.COUNTY, kinds.COMMITTEE)
MOST_UNITS = 300


@dataclass(frozen=True, slots=True)
class ManagedCourse:
    """A course that the actor may change, with its latest version and how many lessons that has."""

    course: Course
    unit: Unit
    draft: CourseVersion
    lessons: int = 0

    @property
    def is_published(self) -> bool:
        return self.course.published_version_id is not None

    @property
    def is_current(self) -> bool:
        """Whether members see the latest version."""
        return self.course.published_version_id == self.draft.id


@dataclass(frozen=True, slots=True)
class SavedVersion:
    """A version in the history of a course; `author` is empty for one that came with the site."""

    version: CourseVersion
    author: str
    lessons: int


def managed_courses(
    session: Session, actor: Actor, *, limit: int, after: tuple[int, ...] | None = None
) -> list[ManagedCourse]:
    """The courses of units in which the actor writes courses, the newest first."""
    query = (
        _managed()
        .add_columns(_lessons_of_version())
        .where(below(Unit.path, actor.reach(Permission.COURSE_WRITE)))
        .order_by(Course.id.desc())
        .limit(limit)
    )
    if after:
        query = query.where(Course.id < after[0])
    return [ManagedCourse(*row) for row in session.execute(query)]


def managed_course(session: Session, actor: Actor, course_id: int, *, lock: bool = False) -> ManagedCourse:
    """One of those courses; `lock` it to change it."""
    query = _managed().where(Course.id == course_id)
    if lock:
        query = query.with_for_update(of=Course)
    row = session.execute(query, execution_options={"populate_existing": lock}).first()
    if row is None or not actor.can(Permission.COURSE_WRITE, row[1].path):
        raise NotFound("没有找到这门课程，或者它不在你可以编写课程的单位里。")
    return ManagedCourse(*row)


def course_coded(session: Session, code: str) -> ManagedCourse | None:
    """The course with a code, wherever it belongs, locked: for the loader and for finding out that a code is taken."""
    query = _managed().where(Course.code == code).with_for_update(of=Course)
    row = session.execute(query, execution_options={"populate_existing": True}).first()
    return ManagedCourse(*row) if row else None


def version_numbered(session: Session, course: Course, number: int) -> CourseVersion:
    query = select(CourseVersion).where(CourseVersion.course_id == course.id, CourseVersion.number == number)
    found = session.scalars(query).first()
    if found is None:
        raise NotFound("这门课程没有这一版，请从课程的修改页进入。")
    return found


def latest_versions(session: Session, course: Course, *, limit: int) -> list[SavedVersion]:
    """The last versions of a course, the latest first."""
    query = (
        select(CourseVersion, Member.name, _lessons_of_version())
        .outerjoin(Member, Member.id == CourseVersion.created_by)
        .where(CourseVersion.course_id == course.id)
        .order_by(CourseVersion.number.desc())
        .limit(limit)
    )
    return [SavedVersion(version, author or "", lessons) for version, author, lessons in session.execute(query)]


def lessons_in(session: Session, version_id: int) -> list[tuple[Lesson, LessonVersion]]:
    """The lessons of a version in their order."""
    query = (
        select(Lesson, LessonVersion)
        .join(LessonVersion, LessonVersion.lesson_id == Lesson.id)
        .where(LessonVersion.course_version_id == version_id)
        .order_by(LessonVersion.position)
    )
    return list(session.execute(query))


def lesson_in(session: Session, version_id: int, lesson_id: int) -> tuple[Lesson, LessonVersion]:
    """One of them."""
    for lesson, text in lessons_in(session, version_id):
        if lesson.id == lesson_id:
            return lesson, text
    raise NotFound("课程的最新一版里没有这一课，请从课程的修改页进入。")


def lessons_by_slug(session: Session, course_id: int) -> dict[str, Lesson]:
    """Every lesson that a course ever had."""
    return {lesson.slug: lesson for lesson in session.scalars(select(Lesson).where(Lesson.course_id == course_id))}


def units_for_courses(session: Session, actor: Actor) -> list[Unit]:
    """The units that an upload may belong to: the tops of the actor's grants, and the larger units below them."""
    reach = actor.reach(Permission.COURSE_WRITE)
    query = (
        select(Unit)
        .where(below(Unit.path, reach), or_(Unit.kind.in_(HOLDERS), Unit.path.in_(reach)))
        .order_by(func.length(Unit.path), Unit.path)
        .limit(MOST_UNITS)
    )
    return list(session.scalars(query))


def name_of(session: Session, member_id: int | None) -> str:
    """The name of whoever saved a version; empty when nobody did."""
    return session.scalar(select(Member.name).where(Member.id == member_id)) or ""


def owner(session: Session, course: Course) -> Unit:
    """The unit that a course belongs to, for work that no actor does."""
    return session.get_one(Unit, course.unit_id)


def _lessons_of_version() -> ScalarSelect[int]:
    count = select(func.count()).where(LessonVersion.course_version_id == CourseVersion.id)
    return count.correlate(CourseVersion).scalar_subquery()


def _managed() -> Select[Course, Unit, CourseVersion]:
    newest = (CourseVersion.course_id == Course.id) & (CourseVersion.number == Course.latest_number)
    return select(Course, Unit, CourseVersion).join(Unit, Unit.id == Course.unit_id).join(CourseVersion, newest)
