"""What the demo asks before and while it fills a database."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.banks.queries.drawing import usable_banks
from quiz_app.boards.marks import Marks
from quiz_app.boards.tables import Board
from quiz_app.courses.tables import Course, Lesson, LessonVersion
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.members.tables import Member
from quiz_app.organizations.tables import Unit

ENOUGH = 50


def has_demo_members(session: Session) -> bool:
    return session.scalars(select(Member.id).where(Member.is_demo).limit(1)).first() is not None


def has_other_members(session: Session) -> bool:
    return session.scalars(select(Member.id).where(~Member.is_demo).limit(1)).first() is not None


def count_of_members(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Member)) or 0


def last_unit(session: Session) -> int:
    return session.scalar(select(func.max(Unit.id))) or 0


def last_member(session: Session) -> int:
    return session.scalar(select(func.max(Member.id))) or 0


def banks_to_draw_from(session: Session, unit: Unit) -> list[int]:
    """The ids of the banks that a unit may draw from and that hold enough for tests of their own."""
    return [each.bank.id for each in usable_banks(session, unit) if each.inventory.total >= ENOUGH]


def published_courses(session: Session, unit: Unit) -> list[list[tuple[Lesson, LessonVersion]]]:
    """The lessons of each published course of a unit, in their order."""
    query = (
        select(Course.id, Lesson, LessonVersion)
        .join(Lesson, Lesson.course_id == Course.id)
        .join(LessonVersion, LessonVersion.lesson_id == Lesson.id)
        .where(Course.unit_id == unit.id, LessonVersion.course_version_id == Course.published_version_id)
        .order_by(Course.id, LessonVersion.position)
    )
    courses: dict[int, list[tuple[Lesson, LessonVersion]]] = {}
    for course_id, lesson, text in session.execute(query):
        courses.setdefault(course_id, []).append((lesson, text))
    return list(courses.values())


def count_of_exams(session: Session) -> int:
    """Exams, those of contests among them, without the quizzes of lessons."""
    return session.scalar(select(func.count()).select_from(Exam).where(Exam.kind == "exam")) or 0


def marks_of(session: Session, board_id: int) -> Marks:
    """What the board of a contest counts by, now that it has a roster."""
    board = session.get_one(Board, board_id)
    assert board.pass_score is not None
    assert board.excellent_score is not None
    assert board.full_score is not None
    return Marks(board.pass_score, board.excellent_score, board.full_score)


def untouched_editions(session: Session) -> list[tuple[Exam, Edition]]:
    """The exams and quizzes that nobody has begun yet, with the edition that is drawn from, in order of making."""
    begun = select(Attempt.edition_id)
    query = (
        select(Exam, Edition)
        .join(Edition, Edition.id == Exam.edition_id)
        .where(Edition.id.not_in(begun))
        .order_by(Exam.id)
    )
    return [(exam, edition) for exam, edition in session.execute(query)]
