"""Written answers and their marks, for readers without names and for members once published."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import Session

from quiz_app.banks.types.short_answer import Rubric, rubric
from quiz_app.core.errors import NotFound
from quiz_app.exams import sheets
from quiz_app.exams.editions import EditionQuestion
from quiz_app.exams.grading import PersonMark
from quiz_app.exams.marking.claims import stages_for
from quiz_app.exams.marking.deciding import Given, Stage, counted
from quiz_app.exams.queries import hot
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tables.marking import Mark, MarkingTask, Reader
from quiz_app.organizations.actors import Actor

NO_TASK = "没有找到这份答案，或者它不归你评阅。请回到阅卷页，领下一份。"
NO_READING = "没有找到这场考试的阅卷任务：只有组织者指定的阅卷人可以打开。"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer as its reader meets it: no name and no unit. `title` is the exam's, `given` are all marks so far, in
    order of time."""

    task: MarkingTask
    reader: Reader
    title: str
    question: EditionQuestion
    rubric: Rubric
    text: str
    given: tuple[Given, ...]

    @property
    def worth(self) -> tuple[int, ...]:
        return self.rubric.worth(self.task.points)


@dataclass(frozen=True, slots=True)
class Reading:
    """An exam that the actor reads, with how many answers wait for this reader."""

    exam: Exam
    reader: Reader
    waiting: int
    marked: int


def own_reader(session: Session, actor: Actor, exam_id: int) -> Reader:
    """The actor as a reader of an exam."""
    query = select(Reader).where(
        Reader.exam_id == exam_id, Reader.member_id == actor.member_id, Reader.dismissed_at.is_(None)
    )
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(NO_READING)
    return found


def reads_anything(session: Session, actor: Actor) -> bool:
    query = select(exists().where(Reader.member_id == actor.member_id, Reader.dismissed_at.is_(None)))
    return bool(session.scalar(query))


def readings(session: Session, actor: Actor, *, limit: int) -> list[Reading]:
    """The exams that the actor reads, the latest first; one query."""
    return _readings(session, actor, limit)


def reading(session: Session, actor: Actor, exam_id: int) -> Reading:
    found = _readings(session, actor, 1, exam_id)
    if not found:
        raise NotFound(NO_READING)
    return found[0]


def in_hand(session: Session, reader: Reader, *, at: datetime) -> int | None:
    """The answer that the reader has claimed and not marked yet."""
    query = select(MarkingTask.id).where(MarkingTask.claimed_by == reader.id, MarkingTask.claimed_until > at)
    return session.scalars(query.where(MarkingTask.exam_id == reader.exam_id).limit(1)).first()


def free_task(session: Session, reader: Reader, stages: Sequence[Stage], *, at: datetime) -> MarkingTask | None:
    """The next answer for a reader, question by question, since one question is marked alike when it is marked in a
    row; never the reader's own, nor one that the reader has marked before."""
    for stage in stages:
        query = (
            select(MarkingTask)
            .where(
                MarkingTask.exam_id == reader.exam_id,
                MarkingTask.stage == stage,
                MarkingTask.member_id != reader.member_id,
                or_(MarkingTask.claimed_until.is_(None), MarkingTask.claimed_until <= at),
                ~_marked_by(reader.id),
            )
            .order_by(MarkingTask.question, MarkingTask.id)
            .limit(1)
        )
        found = session.scalars(query.execution_options(populate_existing=True)).first()
        if found is not None:
            return found
    return None


def task_to_mark(session: Session, actor: Actor, task_id: int, *, held: bool = False) -> Marked:
    """An answer that the actor has claimed or marked, as a reader of its exam; `held` until the transaction ends."""
    query = (
        select(MarkingTask, Reader)
        .join(Reader, Reader.exam_id == MarkingTask.exam_id)
        .where(
            MarkingTask.id == task_id,
            MarkingTask.member_id != actor.member_id,
            Reader.member_id == actor.member_id,
            Reader.dismissed_at.is_(None),
            or_(MarkingTask.claimed_by == Reader.id, _marked_by(Reader.id)),
        )
    )
    row = session.execute(query.with_for_update(of=MarkingTask) if held else query).first()
    if row is None:
        raise NotFound(NO_TASK)
    task, reader = row
    attempt = session.get_one(Attempt, task.attempt_id)
    edition = hot.prepared_by_id(session, attempt.edition_id).edition
    question = edition.questions[task.question]
    response = sheets.decode(attempt.sheet).get(task.number)
    text = "\n".join(response.values) if response else ""
    return Marked(task, reader, edition.title, question, rubric(question.key), text, given(session, task_id))


def given(session: Session, task_id: int) -> tuple[Given, ...]:
    return _given(session, [task_id]).get(task_id, ())


def own_marks(session: Session, reader: Reader, *, limit: int) -> list[tuple[MarkingTask, Given]]:
    """What the reader marked last, each answer once."""
    last = select(func.max(Mark.id)).where(Mark.reader_id == reader.id).group_by(Mark.task_id)
    query = (
        select(MarkingTask, Mark)
        .join(Mark, Mark.task_id == MarkingTask.id)
        .where(Mark.id.in_(last))
        .order_by(Mark.id.desc())
        .limit(limit)
    )
    return [(task, _as_given(mark)) for task, mark in session.execute(query)]


def marks_of(session: Session, attempt_ids: Collection[int]) -> dict[int, dict[int, PersonMark]]:
    """What counts on each attempt by question number, decided answers alone; comments are those that count."""
    found: dict[int, dict[int, PersonMark]] = defaultdict(dict)
    wanted = sorted(attempt_ids)
    for start in range(0, len(wanted), AT_ONCE):
        query = select(MarkingTask).where(
            MarkingTask.attempt_id.in_(wanted[start : start + AT_ONCE]), MarkingTask.stage == Stage.DONE
        )
        tasks = session.scalars(query).all()
        said = _given(session, [task.id for task in tasks])
        for task in tasks:
            comments = tuple(each.comment for each in counted(said.get(task.id, ())) if each.comment)
            found[task.attempt_id][task.number] = PersonMark(tuple(task.shares or ()), comments)
    return dict(found)


def _readings(session: Session, actor: Actor, limit: int, exam_id: int | None = None) -> list[Reading]:
    stages = or_(
        MarkingTask.stage.in_(stages_for(adjudicates=False)),
        Reader.adjudicates & (MarkingTask.stage == Stage.ADJUDICATION),
    )
    own = _marked_by(Reader.id)
    waits = stages & (MarkingTask.member_id != Reader.member_id) & ~own
    query = (
        select(Exam, Reader, func.sum(case((waits, 1), else_=0)), func.sum(case((own, 1), else_=0)))
        .join(Reader, Reader.exam_id == Exam.id)
        .outerjoin(MarkingTask, MarkingTask.exam_id == Exam.id)
        .where(Reader.member_id == actor.member_id, Reader.dismissed_at.is_(None))
        .group_by(Exam.id, Reader.id)
        .order_by(Exam.id.desc())
        .limit(limit)
    )
    if exam_id is not None:
        query = query.where(Exam.id == exam_id)
    return [Reading(exam, reader, waiting, marked) for exam, reader, waiting, marked in session.execute(query)]


def _marked_by(reader_id: object) -> ColumnElement[bool]:
    """SQL for "this reader has marked the answer"."""
    return exists().where(Mark.task_id == MarkingTask.id, Mark.reader_id == reader_id)


def _given(session: Session, task_ids: Sequence[int]) -> dict[int, tuple[Given, ...]]:
    found: dict[int, list[Given]] = defaultdict(list)
    for mark in session.scalars(select(Mark).where(Mark.task_id.in_(task_ids)).order_by(Mark.id)):
        found[mark.task_id].append(_as_given(mark))
    return {task_id: tuple(each) for task_id, each in found.items()}


def _as_given(mark: Mark) -> Given:
    return Given(mark.reader_id, Stage(mark.stage), tuple(mark.shares), mark.comment)
