"""The runner of jobs: one at a time, prepared without a transaction and finished in a short one."""

import logging
import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quiz_app.core.errors import Conflict, Refusal
from quiz_app.core.jobs import actions, queries
from quiz_app.core.jobs.kinds import Again, Asked, Finish, Kind, Means
from quiz_app.core.jobs.tables import Job

TELLS_EVERY = 0.5
LIVES_EVERY = 3.0
LOOKS_EVERY = 0.1
RECOVERS_EVERY = 2.0
MOST_PREPARATIONS = 3
BROKE = "处理时出了错，已经记录下来，没有改动任何内容。请再提交一次；还是不行，请联系管理员。"
NEVER_STILL = "处理期间内容一直在变，没有写入。请过一会儿再提交一次。"
NO_SUCH_KIND = "这个版本不认识这种任务。请联系管理员，确认网站和后台任务是同一个版本。"

log = logging.getLogger(__name__)


class Stopped(BaseException):
    """The runner is told to stop, or has lost its job: what was prepared is thrown away."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is told of a job: the present step, and how much of it is done."""

    step: str = ""
    done: int = 0
    total: int = 0


def run_until(stop: threading.Event, means: Means, kinds: Sequence[Kind]) -> None:
    """Run whatever waits, one after another, and take up what lost its runner, until `stop` is set."""
    runner = Runner(means, kinds, stop)
    rounds = round(RECOVERS_EVERY / LOOKS_EVERY)
    count = 0
    while not stop.is_set():
        try:
            if count % rounds == 0:
                runner.recover()
            if not runner.run_next():
                stop.wait(LOOKS_EVERY)
        except Exception:
            log.exception("the queue of jobs could not be read; it is read again in %s s", RECOVERS_EVERY)
            stop.wait(RECOVERS_EVERY)
        count += 1


class Runner:
    """Takes jobs under a number of its own."""

    def __init__(self, means: Means, kinds: Sequence[Kind], stop: threading.Event | None = None) -> None:
        self._means = means
        self._kinds: Mapping[str, Kind] = {kind.name: kind for kind in kinds}
        self._stop = stop or threading.Event()
        self.number = secrets.randbits(62)

    def recover(self) -> int:
        repeatable = frozenset(name for name, kind in self._kinds.items() if kind.repeats)
        with self._means.database.reading() as session:
            if not queries.silent(session, self._means.clock.now() - actions.LOST_AFTER):
                return 0
        with self._means.database.transaction() as session:
            return actions.recover(session, repeatable, at=self._means.clock.now())

    def run_next(self) -> bool:
        """Take the oldest job that waits and run it to its end; False when none waits."""
        with self._means.database.reading() as session:
            job = queries.next_waiting(session)
        if job is None:
            return False
        with self._means.database.transaction() as session:
            taken = actions.take(session, job, self.number, at=self._means.clock.now())
        if taken:
            self._run(job)
        return True

    def _run(self, job: Job) -> None:
        asked = Asked(job.id, job.arguments, job.asked_by, job.asked_at)
        try:
            kind = self._kinds.get(job.kind)
            if kind is None:
                raise Conflict(NO_SUCH_KIND)
            self._prepare_and_finish(kind, asked)
        except Stopped:
            self._leave(job)
        except Refusal as refusal:
            self._fail(job, refusal.message)
        except Exception:
            log.exception("job %s (%s) failed", job.id, job.kind)
            self._fail(job, BROKE)

    def _prepare_and_finish(self, kind: Kind, asked: Asked) -> None:
        for _attempt in range(MOST_PREPARATIONS):
            with Telling(self._means, asked.id, self.number, self._stop) as telling:
                finish = kind.prepare(self._means, asked, telling.tell)
            try:
                self._finish(asked, finish)
            except Again:
                continue
            return
        raise Conflict(NEVER_STILL)

    def _finish(self, asked: Asked, finish: Finish) -> None:
        """The job's end comes first: whoever has lost it writes nothing, and nobody takes it meanwhile."""
        with self._means.database.transaction() as session:
            if not actions.end(session, asked.id, self.number, at=self._means.clock.now()):
                raise Stopped
            outcome = finish(session)
            actions.keep_result(session, asked.id, outcome.said, outcome.result)

    def _leave(self, job: Job) -> None:
        """Stop before the end. A job that was lost is no longer this runner's, and stays as it is."""
        kind = self._kinds.get(job.kind)
        with self._means.database.transaction() as session:
            if kind is not None and kind.repeats:
                actions.give_back(session, job.id, self.number)
            else:
                actions.fail(session, job.id, self.number, actions.MAY_BE_HALF_DONE, at=self._means.clock.now())

    def _fail(self, job: Job, said: str) -> None:
        with self._means.database.transaction() as session:
            actions.fail(session, job.id, self.number, said, at=self._means.clock.now())


class Telling:
    """Writes down how far a job is, beside it, at most every `TELLS_EVERY` seconds and each in a commit of its own."""

    def __init__(self, means: Means, job_id: int, runner: int, stop: threading.Event) -> None:
        self._means, self._job_id, self._runner, self._stop = means, job_id, runner, stop
        self._now = Progress()
        self._lost = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep_telling, name="job-progress", daemon=True)

    def __enter__(self) -> "Telling":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def tell(self, step: str, done: int, total: int) -> None:
        if self._lost or self._stop.is_set():
            raise Stopped
        self._now = Progress(step, done, total)

    def _keep_telling(self) -> None:
        told, silent = Progress(), 0.0
        while not self._over.wait(TELLS_EVERY):
            silent += TELLS_EVERY
            if self._now == told and silent < LIVES_EVERY:
                continue
            now, silent = self._now, 0.0
            try:
                self._lost = not self._write(now)
            except Exception:
                log.exception("how far job %s is could not be written; it is tried again", self._job_id)
            else:
                told = now

    def _write(self, now: Progress) -> bool:
        with self._means.database.transaction() as session:
            at = self._means.clock.now()
            return actions.tell(session, self._job_id, self._runner, now.step, now.done, now.total, at=at)


def run_waiting(means: Means, kinds: Sequence[Kind]) -> int:
    """Run all that waits now, in this thread; how many jobs that were."""
    runner, count = Runner(means, kinds), 0
    while runner.run_next():
        count += 1
    return count
