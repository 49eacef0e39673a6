"""Every SELECT about jobs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.core.errors import NotFound
from quiz_app.core.jobs.tables import ENDED, WAITING, WORKING, Job

NO_JOB = "没有找到这个任务：它不是你交办的，或者已经过了保存期。"


def find(session: Session, job_id: int, *, asked_by: int, watched: Sequence[str] = ()) -> Job:
    """A job of one's own, or one asked for below a `watched` path."""
    job = session.get(Job, job_id)
    if job is None or not (job.asked_by == asked_by or any(job.scope.startswith(path) for path in watched)):
        raise NotFound(NO_JOB)
    return job


def find_any(session: Session, job_id: int | None) -> Job | None:
    """A job by its number, for whoever was already found to own what it works on."""
    return session.get(Job, job_id) if job_id else None


def own(session: Session, asked_by: int, *, limit: int, before: int | None = None) -> list[Job]:
    """The jobs that somebody asked for, the latest first."""
    query = select(Job).where(Job.asked_by == asked_by).order_by(Job.id.desc()).limit(limit)
    return list(session.scalars(query.where(Job.id < before) if before else query))


def next_waiting(session: Session) -> Job | None:
    return session.scalars(select(Job).where(Job.state == WAITING).order_by(Job.id).limit(1)).first()


def unfinished(session: Session, kind: str) -> list[Job]:
    """Jobs of a kind that wait or are worked on: few, for jobs end."""
    return list(session.scalars(select(Job).where(Job.state.not_in(ENDED), Job.kind == kind).order_by(Job.id)))


def silent(session: Session, since: datetime) -> list[Job]:
    """Jobs whose runner gave no sign of life since then."""
    return list(session.scalars(select(Job).where(Job.state == WORKING, Job.heard_at < since).order_by(Job.id)))


def old(session: Session, before: datetime, *, most: int) -> list[int]:
    """Jobs that ended and were asked for before then."""
    return list(session.scalars(select(Job.id).where(Job.asked_at < before, Job.state.in_(ENDED)).limit(most)))
