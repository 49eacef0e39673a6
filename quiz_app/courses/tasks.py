"""Lessons are completed by what happens in the room below: a quiz that was passed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quiz_app.core.clock import Clock
from quiz_app.core.db import MILLISECOND, Database
from quiz_app.courses.actions.following import advance
from quiz_app.courses.actions.studying import finish
from quiz_app.courses.queries import following
from quiz_app.courses.queries.following import Waiting
from quiz_app.exams.queries.listing import passed_quizzes_since

BATCH = 200
IN_ONE_COMMIT = 20
OVERLAP = timedelta(seconds=60)

Passed = tuple[int, int, datetime]


def follow_quizzes(database: Database, clock: Clock) -> int:
    """Complete the lessons whose quiz was passed since the last time; how many were completed.

    Results become visible a little out of order, so each run looks again at the last minute that the one before saw.
    """
    with database.reading() as session:
        seen = following.followed_to(session)
    since, completed = seen - OVERLAP, 0
    while True:
        with database.reading() as session:
            facts = passed_quizzes_since(session, since, limit=BATCH)
            waiting = _still_waiting(session, facts)
        completed += _complete(database, waiting)
        if facts and facts[-1][2] > seen:
            seen = facts[-1][2]
            with database.transaction() as session:
                advance(session, seen)
        if len(facts) < BATCH:
            return completed
        since = max(facts[-1][2], since + MILLISECOND)


def sweep_quizzes(database: Database, clock: Clock) -> int:
    """Complete what `follow_quizzes` could not see in time, such as quizzes that were closed after a long outage."""
    with database.reading() as session:
        waiting = following.passed_and_waiting(session, limit=BATCH)
    return _complete(database, waiting)


def _still_waiting(session: Session, facts: Sequence[Passed]) -> list[tuple[Waiting, datetime]]:
    first: dict[tuple[int, int], datetime] = {}
    for member_id, quiz_id, moment in facts:
        first.setdefault((member_id, quiz_id), moment)
    if not first:
        return []
    found = following.waiting_for(session, {member for member, _ in first}, {quiz for _, quiz in first})
    return [(each, first[each.member_id, each.quiz_id]) for each in found if (each.member_id, each.quiz_id) in first]


def _complete(database: Database, waiting: Sequence[tuple[Waiting, datetime]]) -> int:
    """A lesson is finished at whichever came later, the reading or the quiz, not when a task noticed."""
    completed = 0
    for start in range(0, len(waiting), IN_ONE_COMMIT):
        with database.transaction() as session:
            for each, passed_at in waiting[start : start + IN_ONE_COMMIT]:
                moment = max(each.read_at, passed_at)
                completed += finish(
                    session, each.member_id, each.lesson_id, each.quarter_hours, by_quiz=True, at=moment
                )
    return completed
