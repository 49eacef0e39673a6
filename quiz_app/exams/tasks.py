"""The server hands in what is due: for everybody at the deadline, pressed or not; gives out published marks; counts
what was handed in; looks through what has closed, and forgets what it saw after a while."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy.orm import Session

from quiz_app.core.clock import Clock
from quiz_app.core.db import Database, to_milliseconds
from quiz_app.core.jobs.kinds import Asked, Finish, Kind, Means, Outcome
from quiz_app.core.progress import Tell, unheard
from quiz_app.core.queueing import LONGEST_WAIT
from quiz_app.exams.actions import marking, signals, visits
from quiz_app.exams.actions import tallying as counting
from quiz_app.exams.actions.closing import Marked, close_due, credit_withheld, mark, score_marked
from quiz_app.exams.marking.deciding import Stage
from quiz_app.exams.queries import hot, markings, tallying
from quiz_app.exams.queries import signals as signal_queries
from quiz_app.exams.queries.marking import marks_of
from quiz_app.exams.queries.seen import seen
from quiz_app.exams.signals.protocol import Finding
from quiz_app.exams.signals.table import SIGNALS

BATCH = 20
BATCH_OF_ROWS = 100
"""On PostgreSQL, where nobody else waits for what one transaction holds."""
CLOSERS = 4
"""Threads there, each with batches of its own: most of closing is waiting for the database."""
MOST_AT_A_TURN = 500
TALLY_BATCH = 250
FORGET_BATCH = 200


def close_expired(database: Database, clock: Clock) -> int:
    """Close some batches of attempts whose deadline has passed, one after another, since a deadline is common to many
    and whatever else is done in between takes longer; how many were closed.

    It comes as much later as a request may wait for its turn: a save that arrived before the deadline still counts.
    """
    ms = to_milliseconds(clock.now() - timedelta(seconds=LONGEST_WAIT))
    with database.reading() as session:
        if not hot.anything_due(session, at=ms):
            return 0
    if database.is_sqlite:
        return _close(database, ms, BATCH)
    with ThreadPoolExecutor(CLOSERS) as threads:
        return sum(threads.map(lambda _: _close(database, ms, BATCH_OF_ROWS), range(CLOSERS)))


def credit_closed(database: Database, clock: Clock) -> int:
    """Credit a batch of attempts whose scores, and so their points, waited for the exam to close."""
    ms = to_milliseconds(clock.now())
    with database.transaction() as session:
        waiting = hot.uncredited_attempts(session, at=ms, most=BATCH)
        for found in waiting:
            credit_withheld(session, found)
    return len(waiting)


def publish_marks(database: Database, clock: Clock) -> int:
    """Score a batch of attempts of each exam whose marks were published; how many were scored."""
    with database.reading() as session:
        waiting = markings.any_running(session)
    return sum(_publish_batch(database, clock, publication_id) for publication_id in waiting)


def count_attempts(database: Database, clock: Clock) -> int:
    """Count a batch of attempts into the sums of their questions; how many ids were dealt with.

    All is read and computed before the transaction, which then holds other writers for no longer than its rows take.
    """
    at = clock.now()
    with database.reading() as session:
        due = tallying.due(session, at=at, most=TALLY_BATCH)
        if not due.size:
            return 0
        change = counting.changed(session, tallying.observed(session, due.attempts))
    with database.transaction() as session:
        return due.size if counting.store(session, due, change, at=at) else 0


def ask_for_signals(database: Database, clock: Clock) -> int:
    """Ask for a look through each exam that closed lately. The look is a job, so that closing waits for none."""
    at = clock.now()
    with database.reading() as session:
        if not signal_queries.not_looked_at(session, at=at):
            return 0
    with database.transaction() as session:
        due = signal_queries.not_looked_at(session, at=at)
        for exam, unit in due:
            signals.ask_after_closing(session, exam, unit, at=at)
    return len(due)


def look(database: Database, exam_id: int, tell: Tell = unheard) -> tuple[int, dict[str, list[Finding]]]:
    """How many attempts of an exam were looked through, and what stands out, by the name of the signal."""
    with database.reading() as session:
        attempts = seen(session, exam_id, tell)
    found = {}
    for place, (kind, signal) in enumerate(SIGNALS.items()):
        tell("比较", place, len(SIGNALS))
        found[kind] = signal.find(attempts)
    return len(attempts), found


def forget_traces(kept: timedelta, database: Database, clock: Clock) -> int:
    """Delete a batch of what is kept of attempts for no longer than `kept` after their exam has closed."""
    with database.transaction() as session:
        old = {"at": clock.now(), "kept": kept, "most": FORGET_BATCH}
        return visits.forget(session, **old) + signals.forget(session, **old)


def _look(means: Means, asked: Asked, tell: Tell) -> Finish:
    exam_id = asked.arguments["exam"]
    attempts, found = look(means.database, exam_id, tell)

    def finish(session: Session) -> Outcome:
        count = signals.store(session, exam_id, attempts, found, at=means.clock.now())
        return Outcome(f"看了 {attempts:,} 份作答，有 {count:,} 处要人看。")

    return finish


FIND_SIGNALS = Kind(signal_queries.LOOK, _look)


def _close(database: Database, ms: int, most: int) -> int:
    """Some batches, leaving to others what they hold; in the order of members, as others lock what is theirs."""
    closed = 0
    for _ in range(MOST_AT_A_TURN // most):
        ahead = _marked_ahead(database, ms, most) if database.is_sqlite else {}
        with database.brief() as work:
            due = hot.due_attempts(work, at=ms, most=most)
            close_due(work, sorted(due, key=lambda each: each.attempt.member_id), ahead)
        closed += len(due)
        if len(due) < most:
            break
    return closed


def _marked_ahead(database: Database, ms: int, most: int) -> dict[int, Marked]:
    """Those that are due, marked before SQLite's one writer is taken, for which everybody who saves waits."""
    with database.separate() as work:
        return {each.attempt.id: mark(work, each) for each in hot.due_attempts(work, at=ms, most=most)}


def _publish_batch(database: Database, clock: Clock, publication_id: int) -> int:
    """What is scored is not found again, so that a batch that is repeated finds the rest."""
    with database.transaction() as session:
        publication, exam = markings.publication_held(session, publication_id)
        ms = to_milliseconds(publication.at)
        due = hot.scorable_attempts(session, exam.id, at=ms, done=Stage.DONE, most=BATCH)
        marks = marks_of(session, [found.attempt.id for found in due])
        scored = sum(score_marked(session, found, marks.get(found.attempt.id, {}), ms=ms) for found in due)
        if not scored:
            marking.finish(session, publication, at=clock.now())
    return scored
