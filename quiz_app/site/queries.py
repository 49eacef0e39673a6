"""What the home page shows: today for everybody, and the work of each role."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, exists, func, or_, select, text
from sqlalchemy.orm import Session

from quiz_app.banks.areas import AREAS
from quiz_app.banks.queries.reports import how_many_open
from quiz_app.banks.queries.submissions import how_many_wait
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.boards.tables import Standing, UnitSum
from quiz_app.contests.queries.own import stages_of_exams
from quiz_app.contests.tables.contests import Contest, Stage
from quiz_app.courses.queries.authoring import ManagedCourse, managed_courses
from quiz_app.courses.queries.totals import StudiedLesson, begun_lessons
from quiz_app.courses.tables import Course, CourseVersion, LessonVersion, Progress
from quiz_app.exams.modes import EXTRA, MOCK, OFFICIAL
from quiz_app.exams.queries.listing import OpenExam, open_exams
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor, ancestors
from quiz_app.organizations.kinds import BRANCH
from quiz_app.organizations.permissions import Permission, Role
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit
from quiz_app.records.queries.mine import YearFigures, year_figures

MOST_EXAMS = 5
MOST_LESSONS = 3
MOST_NAMES = 6
MOST_COURSES = 20


@dataclass(frozen=True, slots=True)
class NextLesson:
    """A lesson to go on with (`is_begun`), or the next one that was never opened."""

    course_id: int
    course_title: str
    lesson_id: int
    title: str
    position: int
    minutes: int
    is_begun: bool
    awaits_quiz: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """The own branch (or unit), with how many of its roster took part in the exam that leads the page."""

    unit_id: int
    name: str
    path: str
    roster: int
    entrants: int

    @property
    def participation(self) -> float:
        return 100 * self.entrants / self.roster if self.roster else 0.0


@dataclass(frozen=True, slots=True)
class Today:
    """Everybody's part of the home page; `contest` with its stage where the exam that leads is one. `branch` has no
    figures where only those who are equal in a contest may sit it."""

    exams: list[OpenExam]
    lead: OpenExam | None
    contest: Contest | None
    stage: Stage | None
    branch: Branch
    lessons: list[NextLesson]
    year: YearFigures

    @property
    def things(self) -> int:
        """How many things are to be done: open exams not handed in yet, and lessons that were begun."""
        waiting = [each for each in self.exams if each.open_attempt_id or not each.attempts_used]
        return len(waiting) + sum(lesson.is_begun for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class RunningExam:
    """An open exam of a unit that one organizes for, with its participation there."""

    exam_id: int
    title: str
    closes_at: datetime | None
    unit_name: str
    roster: int
    entrants: int

    @property
    def participation(self) -> float:
        return 100 * self.entrants / self.roster if self.roster else 0.0


@dataclass(frozen=True, slots=True)
class WorkFigures:
    """What a trainer's and an administrator's work amounts to: question banks, questions with unpublished changes,
    versions that wait for one's review and reports that wait for an answer; people on the rosters, those who have not
    used their initial password, and those who have none."""

    banks: int
    drafts: int
    reviews: int
    reports: int
    members: int
    waiting: int
    without: int


def today(session: Session, actor: Actor, *, at: datetime) -> Today:
    exams = open_exams(session, actor, at=at, limit=MOST_EXAMS, modes=(OFFICIAL, MOCK, EXTRA))
    stages = stages_of_exams(session, actor, [each.exam.id for each in exams])
    lead = _lead(exams, stages)
    contest, stage = stages.get(lead.exam.id, (None, None)) if lead else (None, None)
    return Today(
        exams=exams,
        lead=lead,
        contest=contest,
        stage=stage,
        branch=_own_branch(session, actor, lead if lead and lead.exam.mode != EXTRA else None),
        lessons=_next_lessons(session, actor),
        year=year_figures(session, actor.member_id, at=at),
    )


def absent_from(session: Session, exam: Exam, branch: Branch) -> list[str]:
    """The first names of the branch's roster that have not handed in the exam."""
    took_part = exists().where(
        Standing.board_id == exam.board_id, Standing.member_id == Member.id, Standing.entries > 0
    )
    query = (
        select(Member.name)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Unit.path.like(f"{branch.path}%"), Member.left_at.is_(None), ~took_part)
        .order_by(Member.id)
        .limit(MOST_NAMES)
    )
    return list(session.scalars(query))


def running_exams(session: Session, actor: Actor, *, at: datetime) -> list[RunningExam]:
    """The exams that are open now in units that the actor manages exams in, the one that closes first on top."""
    query = (
        select(
            Exam.id,
            Exam.title,
            Exam.closes_at,
            Unit.name,
            func.coalesce(UnitSum.roster, 0),
            func.coalesce(UnitSum.entrants, 0),
        )
        .join(Unit, Unit.id == Exam.unit_id)
        .outerjoin(UnitSum, and_(UnitSum.board_id == Exam.board_id, UnitSum.unit_id == Exam.unit_id))
        .where(
            Exam.kind == "exam",
            Exam.mode != EXTRA,
            Exam.edition_id.is_not(None),
            Exam.opens_at <= at,
            or_(Exam.closes_at.is_(None), Exam.closes_at > at),
            below(Unit.path, actor.reach(Permission.EXAM_MANAGE)),
        )
        .order_by(case((Exam.closes_at.is_(None), 1), else_=0), Exam.closes_at, Exam.id)
        .limit(MOST_EXAMS)
    )
    return [RunningExam(*row) for row in session.execute(query)]


def unpublished_courses(session: Session, actor: Actor) -> list[ManagedCourse]:
    """The first of the actor's courses whose latest version members do not see."""
    courses = managed_courses(session, actor, limit=MOST_COURSES)
    return [each for each in courses if not each.is_current][:MOST_LESSONS]


def work_figures(session: Session, actor: Actor) -> WorkFigures:
    """Nothing outside the actor's reach is counted; all in one query."""
    mine = below(Unit.path, actor.reach(Permission.QUESTION_WRITE))
    banks = select(func.count()).select_from(QuestionBank).join(Unit, Unit.id == QuestionBank.unit_id).where(mine)
    drafts = (
        select(func.count())
        .select_from(Question)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .join(Unit, Unit.id == QuestionBank.unit_id)
        .outerjoin(QuestionVersion, QuestionVersion.id == Question.published_version_id)
        .where(
            mine,
            Question.retired_at.is_(None),
            or_(QuestionVersion.id.is_(None), QuestionVersion.number < Question.latest_number),
        )
    )
    on_roster = (
        select(func.count())
        .select_from(Member)
        .join(Unit, Unit.id == Member.unit_id)
        .where(below(Unit.path, actor.reach(Permission.MEMBER_MANAGE)), Member.left_at.is_(None))
    )
    waiting = on_roster.where(Member.initial_key.is_not(None))
    without = on_roster.where(Member.initial_key.is_(None), Member.password_hash.is_(None))
    asked = (banks, drafts, how_many_wait(actor), how_many_open(actor), on_roster, waiting, without)
    counts = session.execute(select(*(each.scalar_subquery() for each in asked))).one()
    return WorkFigures(*map(int, counts))


def answers(session: Session) -> bool:
    """Whether the database answers."""
    return session.scalar(text("SELECT 1")) == 1


def _lead(exams: list[OpenExam], stages: Collection[int]) -> OpenExam | None:
    """The exam that leads the page: one that was begun, or else one still to take, that of a contest before others and
    the one that closes first."""
    begun = [each for each in exams if each.open_attempt_id]
    in_contests = [each for each in exams if each.exam.id in stages]
    to_take = [each for each in exams if not each.attempts_used]
    again = [each for each in exams if each.attempts_left != 0]
    contest_again = [each for each in in_contests if each.attempts_left != 0]
    for candidates in (begun, contest_again, to_take, again, in_contests, exams):
        if candidates:
            return min(candidates, key=_closing)
    return None


def _closing(found: OpenExam) -> tuple[bool, datetime]:
    """Sorts by when an exam closes, those without an end last."""
    closes_at = found.exam.closes_at
    return closes_at is None, closes_at or found.exam.opens_at


def _own_branch(session: Session, actor: Actor, lead: OpenExam | None) -> Branch:
    board_id = lead.exam.board_id if lead else None
    query = (
        select(Unit.id, Unit.name, Unit.path, func.coalesce(UnitSum.roster, 0), func.coalesce(UnitSum.entrants, 0))
        .outerjoin(UnitSum, and_(UnitSum.unit_id == Unit.id, UnitSum.board_id == board_id))
        .where(Unit.id.in_(ancestors(actor.unit_path)), or_(Unit.kind == BRANCH, Unit.id == actor.unit_id))
        .order_by(func.length(Unit.path))
        .limit(1)
    )
    return Branch(*session.execute(query).one())


def _next_lessons(session: Session, actor: Actor) -> list[NextLesson]:
    """The lessons that were begun, and behind them the next ones of the own units' courses."""
    begun = [_begun(each) for each in begun_lessons(session, actor, limit=MOST_LESSONS)]
    if len(begun) == MOST_LESSONS:
        return begun
    rank = case(*((CourseVersion.area == area, number) for number, area in enumerate(AREAS)), else_=len(AREAS))
    opened = exists().where(Progress.member_id == actor.member_id, Progress.lesson_id == LessonVersion.lesson_id)
    query = (
        select(
            Course.id,
            CourseVersion.title,
            LessonVersion.lesson_id,
            LessonVersion.title,
            LessonVersion.position,
            LessonVersion.minutes,
        )
        .join(CourseVersion, CourseVersion.id == Course.published_version_id)
        .join(LessonVersion, LessonVersion.course_version_id == CourseVersion.id)
        .where(Course.unit_id.in_(ancestors(actor.unit_path)), ~opened)
        .order_by(rank, Course.id, LessonVersion.position)
        .limit(MOST_LESSONS - len(begun))
    )
    fresh = [NextLesson(*row, is_begun=False, awaits_quiz=False) for row in session.execute(query)]
    return begun + fresh


def _begun(lesson: StudiedLesson) -> NextLesson:
    return NextLesson(
        lesson.course_id,
        lesson.course_title,
        lesson.progress.lesson_id,
        lesson.text.title,
        lesson.text.position,
        lesson.text.minutes,
        is_begun=True,
        awaits_quiz=lesson.progress.read_at is not None,
    )


def watches_own_branch(actor: Actor, branch: Branch) -> bool:
    """Whether the secretary's part of the page is about the own branch."""
    return actor.holds(Role.SECRETARY) and actor.can(Permission.BRANCH_WATCH, branch.path)
