"""How an exam is marked: its rule, its readers, how far they are, and what was published."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session, aliased

from quiz_app.core.errors import Conflict, NotFound
from quiz_app.exams.marking.progress import Progress, ReaderLine, obstacles, progress
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tables.marking import Mark, Marking, MarkingTask, MarkPublication, Reader
from quiz_app.members.tables import Member
from quiz_app.organizations.tables import Unit


def marking_of(session: Session, exam: Exam) -> Marking:
    found = session.get(Marking, exam.id)
    if found is None:
        raise NotFound("这场考试没有要人工评阅的题。")
    return found


def has_marking(session: Session, exam: Exam) -> bool:
    return session.get(Marking, exam.id) is not None


def marking_held(session: Session, exam: Exam) -> Marking:
    """Held until the transaction ends: no mark is given and nothing published meanwhile."""
    session.get(Marking, exam.id, with_for_update=True)
    return marking_of(session, exam)


def marking_shared(session: Session, exam_id: int) -> Marking:
    """Held against publication, not against other readers."""
    return session.get_one(Marking, exam_id, with_for_update={"read": True})


def progress_of(session: Session, exam: Exam, *, at: datetime) -> Progress:
    query = (
        select(MarkingTask.stage, func.count(), func.sum(case((MarkingTask.claimed_until > at, 1), else_=0)))
        .where(MarkingTask.exam_id == exam.id)
        .group_by(MarkingTask.stage)
    )
    rows = session.execute(query).all()
    return progress({stage: count for stage, count, _ in rows}, sum(int(claimed) for *_, claimed in rows))


def reader_lines(session: Session, exam: Exam) -> list[ReaderLine]:
    """Every reader with what they did; of an answer that was marked again the last mark counts."""
    later = aliased(Mark)
    replaced = exists().where(later.task_id == Mark.task_id, later.stage == Mark.stage, later.id > Mark.id)
    marks = session.execute(
        select(Mark.reader_id, Mark.shares, MarkingTask.points)
        .join(MarkingTask, MarkingTask.id == Mark.task_id)
        .where(MarkingTask.exam_id == exam.id, ~replaced)
    )
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for reader_id, shares, points in marks:
        known = sums[reader_id]
        known[0], known[1], known[2] = known[0] + 1, known[1] + sum(shares), known[2] + points
    query = (
        select(Reader, Member.number, Member.name, Unit.name)
        .join(Member, Member.id == Reader.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Reader.exam_id == exam.id)
        .order_by(Reader.dismissed_at.is_not(None), Reader.id)
    )
    return [
        ReaderLine(
            reader.id,
            number,
            name,
            unit_name,
            reader.adjudicates,
            reader.dismissed_at is not None,
            sums[reader.id][0],
            100 * sums[reader.id][1] / sums[reader.id][2] if sums[reader.id][2] else None,
        )
        for reader, number, name, unit_name in session.execute(query)
    ]


def reader_by_member(session: Session, exam: Exam, member_id: int) -> Reader | None:
    return session.scalars(select(Reader).where(Reader.exam_id == exam.id, Reader.member_id == member_id)).first()


def reader_of_exam(session: Session, exam: Exam, reader_id: int) -> Reader:
    reader = session.get(Reader, reader_id)
    if reader is None or reader.exam_id != exam.id:
        raise NotFound("没有找到这位阅卷人，请刷新页面再看。")
    if reader.dismissed_at is not None:
        raise Conflict("这位阅卷人已经撤下。", code="dismissed")
    return reader


def any_mark(session: Session, exam: Exam) -> bool:
    query = select(exists().where(Mark.task_id == MarkingTask.id, MarkingTask.exam_id == exam.id))
    return bool(session.scalar(query))


def obstacles_to_publishing(session: Session, exam: Exam, *, at: datetime) -> list[str]:
    open_papers = select(func.count()).where(
        Attempt.exam_id == exam.id, Attempt.submitted_at.is_(None), Attempt.deadline_at <= at
    )
    return obstacles(
        progress_of(session, exam, at=at),
        sitting=session.scalar(open_papers) or 0,
        is_closed=exam.closes_at is None or exam.closes_at <= at,
        waiting=count_unscored(session, exam),
    )


def count_unscored(session: Session, exam: Exam) -> int:
    """How many attempts were handed in and have no score yet."""
    query = select(func.count()).where(
        Attempt.exam_id == exam.id, Attempt.submitted_at.is_not(None), Attempt.score.is_(None)
    )
    return session.scalar(query) or 0


def is_published(session: Session, task: MarkingTask) -> bool:
    """Whether the score is out, or is just being given out."""
    score = session.scalar(select(Attempt.score).where(Attempt.id == task.attempt_id))
    return score is not None or running(session, session.get_one(Exam, task.exam_id)) is not None


def running(session: Session, exam: Exam) -> MarkPublication | None:
    query = select(MarkPublication).where(MarkPublication.exam_id == exam.id, MarkPublication.finished_at.is_(None))
    return session.scalars(query).first()


def any_running(session: Session) -> list[int]:
    return list(session.scalars(select(MarkPublication.id).where(MarkPublication.finished_at.is_(None))))


def publication_held(session: Session, publication_id: int) -> tuple[MarkPublication, Exam]:
    publication = session.get_one(MarkPublication, publication_id, with_for_update=True)
    return publication, session.get_one(Exam, publication.exam_id)


def publications(session: Session, exam: Exam) -> list[MarkPublication]:
    query = select(MarkPublication).where(MarkPublication.exam_id == exam.id).order_by(MarkPublication.id.desc())
    return list(session.scalars(query.limit(20)))
