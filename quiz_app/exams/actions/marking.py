"""Written answers wait for their readers, are claimed, marked and published."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.statements import AnyWork, Statement
from quiz_app.exams.grading import says_something
from quiz_app.exams.marking.claims import claim_until, stages_for
from quiz_app.exams.marking.deciding import Decision, Rule, Stage, decide, faults, latest
from quiz_app.exams.papers import Paper
from quiz_app.exams.queries import marking as queries
from quiz_app.exams.queries import markings
from quiz_app.exams.queries.hot import AttemptRow
from quiz_app.exams.queries.marking import Marked
from quiz_app.exams.sheets import Sheet
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tables.marking import Mark, MarkingTask, MarkPublication, Reader
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

MOST_ROUNDS = 2
TRIES = 5

_WAIT = Statement(
    "INSERT INTO marking_tasks (exam_id, attempt_id, member_id, number, question, points, stage, revision)"
    " VALUES (:exam, :attempt, :member, :number, :question, :points, :stage, 0)"
)
_CLAIM = Statement(
    "UPDATE marking_tasks SET claimed_by = :reader, claimed_until = :until, revision = revision + 1"
    " WHERE id = :task AND revision = :revision AND stage = :stage AND member_id <> :member"
    " AND (claimed_until IS NULL OR claimed_until <= :at OR claimed_by = :reader)"
)
_RELEASE = Statement(
    "UPDATE marking_tasks SET claimed_by = NULL, claimed_until = NULL, revision = revision + 1"
    " WHERE id = :task AND claimed_by = :reader"
)


def make_tasks(work: AnyWork, attempt: AttemptRow, paper: Paper, sheet: Sheet, written: Sequence[int]) -> None:
    """One task for each answer that was written, in the transaction that closes the attempt."""
    rows = [
        {
            "exam": attempt.exam_id,
            "attempt": attempt.id,
            "member": attempt.member_id,
            "number": no,
            "question": paper[no - 1].question,
            "points": paper[no - 1].points,
            "stage": Stage.FIRST.value,
        }
        for no in written
        if says_something(sheet.get(no))
    ]
    if rows:
        _WAIT.run(work, rows)


def set_rule(
    session: Session, actor: Actor, exam: Exam, unit: Unit, *, rounds: int, tolerance: int, version: int
) -> None:
    """How often each answer is read, and how far two marks may differ, in hundredths; fixed once anybody has marked."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    marking = markings.marking_held(session, exam)
    if not 1 <= rounds <= MOST_ROUNDS:
        raise Invalid("评阅方式选单评或双评。", fields={"rounds": "请选一项"})
    if tolerance < 0:
        raise Invalid("允许相差的分数不能是负数。", fields={"tolerance": "不能是负数"})
    if marking.version != version:
        raise Conflict("别人刚刚改过评阅规则。请重新打开，看过再改。", code="changed_meanwhile")
    if markings.any_mark(session, exam):
        raise Conflict("已经有人评了分，评阅规则不能再改。", code="marking_begun")
    marking.rounds, marking.tolerance = rounds, tolerance
    marking.version += 1


def appoint(
    session: Session, actor: Actor, exam: Exam, unit: Unit, member: Member, *, adjudicates: bool, at: datetime
) -> Reader:
    """Let a member mark the exam's written answers; appointing again changes what the reader may decide."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    markings.marking_held(session, exam)
    reader = markings.reader_by_member(session, exam, member.id)
    if reader is None:
        reader = Reader(exam_id=exam.id, member_id=member.id, appointed_at=at)
        session.add(reader)
    reader.adjudicates, reader.dismissed_at = adjudicates, None
    reader.appointed_by = actor.member_id
    session.flush()
    return reader


def dismiss(session: Session, actor: Actor, exam: Exam, unit: Unit, reader_id: int, *, at: datetime) -> None:
    """Take the exam's answers from a reader; the marks that were given stay."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    reader = markings.reader_of_exam(session, exam, reader_id)
    reader.dismissed_at = at
    mine = update(MarkingTask).where(MarkingTask.exam_id == exam.id, MarkingTask.claimed_by == reader.id)
    session.execute(mine.values(claimed_by=None, claimed_until=None, revision=MarkingTask.revision + 1))


def claim_next(session: Session, actor: Actor, exam_id: int, *, at: datetime) -> int | None:
    """The id of the answer that the actor shall mark next: the one in hand, or a free one that is claimed now; None
    where nothing waits for this reader."""
    reader = queries.own_reader(session, actor, exam_id)
    in_hand = queries.in_hand(session, reader, at=at)
    if in_hand is not None:
        return in_hand
    stages = stages_for(adjudicates=reader.adjudicates)
    for _ in range(TRIES):
        free = queries.free_task(session, reader, stages, at=at)
        if free is None:
            return None
        values = {
            "reader": reader.id,
            "member": reader.member_id,
            "task": free.id,
            "stage": free.stage,
            "revision": free.revision,
            "until": to_milliseconds(claim_until(at)),
            "at": to_milliseconds(at),
        }
        if _CLAIM.run(session, values).rowcount:
            return free.id
    raise Conflict("很多人同时在领答卷，请再点一次。", code="claimed_elsewhere")


def release(session: Session, actor: Actor, task_id: int) -> int:
    """Put an answer back; the exam's id."""
    found = queries.task_to_mark(session, actor, task_id)
    _RELEASE.run(session, {"task": task_id, "reader": found.reader.id})
    return found.task.exam_id


def give(
    session: Session, actor: Actor, task_id: int, *, shares: Sequence[int], comment: str, at: datetime
) -> Decision:
    """Mark an answer that is in the actor's hands, or change the actor's own mark before publication; `shares` are
    hundredths for each marking point."""
    found = queries.task_to_mark(session, actor, task_id, held=True)
    task, reader = found.task, found.reader
    marking = markings.marking_shared(session, task.exam_id)
    wrong = "".join(faults(shares, found.worth, comment))
    if wrong:
        raise Invalid(wrong, fields={"shares": wrong})
    if markings.is_published(session, task):
        raise Conflict("成绩已经公布，分数不能再改。", code="published")
    stage = _stage(found)
    session.add(Mark(task_id=task.id, reader_id=reader.id, stage=stage, shares=list(shares), comment=comment, at=at))
    session.flush()
    decision = decide(Rule(marking.rounds, marking.tolerance), queries.given(session, task.id))
    if task.stage != decision.stage or task.claimed_by == reader.id:
        task.claimed_by = task.claimed_until = None
    task.stage = decision.stage
    task.shares = None if decision.shares is None else list(decision.shares)
    task.score = None if decision.shares is None else sum(decision.shares)
    task.revision += 1
    return decision


def publish_marks(session: Session, actor: Actor, exam: Exam, unit: Unit, *, at: datetime) -> MarkPublication:
    """Let a task give out the scores; refuses, saying why, while any answer or paper is still open."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    markings.marking_held(session, exam)
    if markings.running(session, exam) is not None:
        raise Conflict("成绩正在公布，请稍等。", code="publishing")
    reasons = markings.obstacles_to_publishing(session, exam, at=at)
    if reasons:
        raise Conflict("".join(reasons), code="marking_open")
    publication = MarkPublication(
        exam_id=exam.id, attempts=markings.count_unscored(session, exam), published_by=actor.member_id, at=at
    )
    session.add(publication)
    session.flush()
    return publication


def finish(session: Session, publication: MarkPublication, *, at: datetime) -> None:
    """Nothing more waits for this publication."""
    publication.finished_at = at


def _stage(found: Marked) -> Stage:
    """The stage that the reader marks at: an own one again, or the one that the claimed answer waits for."""
    standing = latest(found.given)
    own = next((stage for stage, each in standing.items() if each.reader_id == found.reader.id), None)
    if own is not None and own != Stage.ADJUDICATION and Stage.ADJUDICATION in standing:
        raise Conflict("这份答案已经仲裁，你的分数不再改变结果。", code="adjudicated")
    if own is None and (found.task.claimed_by != found.reader.id or found.task.stage == Stage.DONE):
        raise Conflict("这份答案不在你手里了：领的时间过了，已经给了别人。请领下一份。", code="claim_lost")
    return own or Stage(found.task.stage)
