"""Looking through an exam, keeping what stands out, and what people decide about it. Nothing here touches a score."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.core.jobs.actions import enqueue
from quiz_app.core.jobs.tables import Job
from quiz_app.exams.queries import signals as queries
from quiz_app.exams.queries.signals import LOOK, Listed
from quiz_app.exams.signals.protocol import Finding
from quiz_app.exams.signals.verdicts import CLOSING, REOPENED, is_open, label
from quiz_app.exams.tables.exams import Exam
from quiz_app.exams.tables.signals import (
    LONGEST_REASON,
    LONGEST_SENTENCE,
    LONGEST_SUBJECT,
    Signal,
    SignalAttempt,
    SignalDecision,
    SignalRun,
)
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

OWN = "这一条里有你自己的作答，要由别的组织者来判断。"


def ask(session: Session, actor: Actor, exam: Exam, unit: Unit, *, at: datetime) -> Job:
    """A job that looks through the exam; the one that is under way already, if one is."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    if exam.edition_id is None:
        raise Conflict("这场考试还没有发布，没有作答可看。")
    return queries.unfinished_look(session, exam.id) or _enqueued(session, exam, unit, actor.member_id, at=at)


def ask_after_closing(session: Session, exam: Exam, unit: Unit, *, at: datetime) -> None:
    """The same by the site itself."""
    _enqueued(session, exam, unit, 0, at=at)


def store(
    session: Session, exam_id: int, attempts: int, found: Mapping[str, Sequence[Finding]], *, at: datetime
) -> int:
    """Keep what stands out, each thing once however often the exam is looked through; how many there are.

    What no longer stands out, because of a correction, is taken away unless somebody has decided on it.
    """
    known, decided = queries.known(session, exam_id), queries.decided_among(session, exam_id)
    kept = {(kind, each.subject[:LONGEST_SUBJECT]): each for kind, findings in found.items() for each in findings}
    gone = [signal.id for key, signal in known.items() if key not in kept and signal.id not in decided]
    session.execute(delete(Signal).where(Signal.id.in_(gone)))
    for (kind, subject), finding in kept.items():
        signal = known.get((kind, subject))
        if signal is None:
            signal = Signal(exam_id=exam_id, kind=kind, subject=subject, found_at=at)
            session.add(signal)
        signal.sentence = finding.sentence[:LONGEST_SENTENCE]
        session.flush()
        session.execute(delete(SignalAttempt).where(SignalAttempt.signal_id == signal.id))
        session.add_all(SignalAttempt(signal_id=signal.id, attempt_id=each) for each in finding.attempts)
    session.merge(SignalRun(exam_id=exam_id, attempts=attempts, at=at))
    session.flush()
    return len(kept)


def decide(
    session: Session,
    actor: Actor,
    unit: Unit,
    listed: Listed,
    *,
    verdict: str,
    reason: str,
    seen: int,
    at: datetime,
) -> SignalDecision:
    """What a person makes of a signal, with a reason, beside all that was decided before. `seen` is how many decisions
    the actor has seen; the caller holds the exam, so that decisions follow one another."""
    require(actor, Permission.EXAM_MANAGE, unit.path)
    if any(each.member_id == actor.member_id for each in listed.about):
        raise Forbidden(OWN)
    if verdict not in (*CLOSING, REOPENED) or (verdict == REOPENED) == is_open(listed.verdict):
        raise Invalid("请选一个现在能作的判断。", fields={"verdict": f"现在是“{label(listed.verdict)}”"})
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid("请写理由。", fields={"reason": f"写 1 到 {LONGEST_REASON} 字"})
    number = len(queries.decisions(session, listed.signal.id))
    if number != seen:
        raise Conflict("别人刚刚也作了判断。请先看过，再决定要不要改。")
    decision = SignalDecision(
        signal_id=listed.signal.id,
        number=number + 1,
        verdict=verdict,
        reason=reason,
        decided_by=actor.member_id,
        decided_at=at,
    )
    session.add(decision)
    session.flush()
    return decision


def forget(session: Session, *, at: datetime, kept: timedelta, most: int) -> int:
    """Delete up to `most` signals, with their decisions, of exams that closed longer ago; how many."""
    old = queries.old_signals(session, at - kept, most)
    session.execute(delete(Signal).where(Signal.id.in_(old)))
    return len(old)


def _enqueued(session: Session, exam: Exam, unit: Unit, asked_by: int, *, at: datetime) -> Job:
    page = {"endpoint": "exams.signals.index", "exam_id": exam.id}
    return enqueue(
        session,
        LOOK,
        {"exam": exam.id},
        title=f"找出“{exam.title}”里要人看的作答",
        asked_by=asked_by,
        scope=unit.path,
        at=at,
        pages={"done": page, "failed": page},
    )
