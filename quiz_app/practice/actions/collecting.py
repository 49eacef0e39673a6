"""The mistakes of exams come into the book: when their member looks, not when they happen, so that whoever never
practises costs nothing."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.exams.queries.mistakes import reviewed
from quiz_app.organizations.actors import Actor
from quiz_app.practice.actions.answering import put
from quiz_app.practice.days import day_of
from quiz_app.practice.queries import collecting, standing
from quiz_app.practice.repetition import after
from quiz_app.practice.tables import CollectedAttempt, PractisedQuestion

AT_ONCE = 200


def collect(session: Session, actor: Actor, *, at: datetime) -> int:
    """Take over the mistakes of the actor's latest `AT_ONCE` attempts that explain themselves by now; how many attempts
    were collected. A question that was practised after it was answered wrongly in an exam stays as it is."""
    standing.hold(session, actor)
    found = reviewed(session, actor, collecting.uncollected(session, actor, at=at, limit=AT_ONCE), at=at)
    ids = standing.ids_of(session, {code for each in found for code in each.wrong})
    rows = standing.practised(session, actor, list(ids.values()))
    for each in found:
        session.add(CollectedAttempt(attempt_id=each.attempt_id, collected_at=at))
        for question_id in (ids[code] for code in each.wrong if code in ids):
            row = rows.get(question_id)
            if row is None:
                row = rows[question_id] = PractisedQuestion(
                    member_id=actor.member_id, question_id=question_id, times_right=0, times_wrong=0, version=0
                )
                session.add(row)
            elif row.answered_at > each.submitted_at:
                row.times_wrong += 1
                continue
            put(row, after(None, right=False, day=day_of(at)))
            row.times_wrong += 1
            row.last_right, row.answered_at = False, each.submitted_at
            row.version += 1
    return len(found)
