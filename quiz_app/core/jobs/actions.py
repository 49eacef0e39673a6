"""The life of a job: asked for, taken, told of, ended. Each step is one conditional update; the database decides.

A runner is a random number; whoever lost a job to another runner finds no row under its own number any more.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from quiz_app.core.jobs import queries
from quiz_app.core.jobs.tables import DONE, FAILED, LONGEST_SENTENCE, LONGEST_TITLE, WAITING, WORKING, Job

MOST_TRIES = 3
LOST_AFTER = timedelta(seconds=15)
KEPT = timedelta(days=7)
GAVE_UP = "处理中断了，没有留下任何改动。请重新提交一次；还是不行，请把文件拆小一些，或者联系管理员。"
MAY_BE_HALF_DONE = "处理中断了，不能确定做到了哪里。请先核对结果，再决定是否重新提交。"


def enqueue(
    session: Session,
    kind: str,
    arguments: Mapping[str, Any],
    *,
    title: str,
    asked_by: int,
    scope: str,
    at: datetime,
    pages: Mapping[str, Mapping[str, Any]] | None = None,
) -> Job:
    """A job that waits, in the caller's transaction: it is there when what it works on is there."""
    job = Job(
        kind=kind,
        title=title[:LONGEST_TITLE],
        arguments=dict(arguments),
        pages={state: dict(page) for state, page in (pages or {}).items()},
        asked_by=asked_by,
        scope=scope,
        asked_at=at,
    )
    session.add(job)
    session.flush()
    return job


def take(session: Session, job: Job, runner: int, *, at: datetime) -> bool:
    """Whether this runner has the job now; another may have been quicker."""
    taken = update(Job).where(Job.id == job.id, Job.state == WAITING)
    values = {"state": WORKING, "runner": runner, "begun_at": at, "heard_at": at, "tries": Job.tries + 1}
    return _changed(session, taken.values(**values)) == 1


def tell(session: Session, job_id: int, runner: int, step: str, done: int, total: int, *, at: datetime) -> bool:
    """A sign of life and how far the job is; False for a runner that has lost it."""
    values = {"heard_at": at, "step": step, "done": done, "total": total}
    return _changed(session, _held(job_id, runner).values(**values)) == 1


def end(session: Session, job_id: int, runner: int, *, at: datetime) -> bool:
    """The job is done, if the rest of the caller's transaction succeeds; False for a runner that has lost it."""
    values = {"state": DONE, "ended_at": at, "arguments": {}}
    return _changed(session, _held(job_id, runner).values(**values)) == 1


def keep_result(session: Session, job_id: int, said: str, result: Mapping[str, Any]) -> None:
    """What `end` ended with."""
    session.execute(update(Job).where(Job.id == job_id).values(said=said[:LONGEST_SENTENCE], result=dict(result)))


def fail(session: Session, job_id: int, runner: int, said: str, *, at: datetime) -> bool:
    """The job ends with a sentence that says what to do."""
    values = {"state": FAILED, "ended_at": at, "arguments": {}, "said": said[:LONGEST_SENTENCE]}
    return _changed(session, _held(job_id, runner).values(**values)) == 1


def give_back(session: Session, job_id: int, runner: int) -> None:
    """The runner stops before the end: the job waits again, as if it had not been taken."""
    values = {"state": WAITING, "runner": None, "tries": Job.tries - 1, "step": "", "done": 0, "total": 0}
    session.execute(_held(job_id, runner).values(**values))


def recover(session: Session, repeatable: frozenset[str], *, at: datetime) -> int:
    """Jobs whose runner was lost wait again if they may be repeated and were not tried too often; else they fail."""
    found = queries.silent(session, at - LOST_AFTER)
    for job in found:
        still = update(Job).where(Job.id == job.id, Job.runner == job.runner, Job.heard_at == job.heard_at)
        if job.kind in repeatable and job.tries < MOST_TRIES:
            session.execute(still.values(state=WAITING, runner=None, step="", done=0, total=0))
        else:
            said = GAVE_UP if job.kind in repeatable else MAY_BE_HALF_DONE
            session.execute(still.values(state=FAILED, runner=None, ended_at=at, arguments={}, said=said))
    return len(found)


def forget(session: Session, *, at: datetime, most: int) -> int:
    """Delete jobs that ended, `KEPT` after they were asked for; how many."""
    ids = queries.old(session, at - KEPT, most=most)
    session.execute(delete(Job).where(Job.id.in_(ids)))
    return len(ids)


def _held(job_id: int, runner: int) -> Any:
    return update(Job).where(Job.id == job_id, Job.runner == runner, Job.state == WORKING)


def _changed(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
