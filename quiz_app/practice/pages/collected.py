"""Whoever opens the book finds the mistakes of exams in it."""

from datetime import datetime

from quiz_app.core.web.services import database
from quiz_app.organizations.actors import Actor
from quiz_app.practice.actions.collecting import collect
from quiz_app.practice.queries.collecting import uncollected


def collect_first(me: Actor, at: datetime) -> None:
    """Take over what waits; where nothing does, which is nearly always, nothing is written and no writer waited for."""
    with database().reading() as session:
        waiting = uncollected(session, me, at=at, limit=1)
    if waiting:
        with database().transaction() as session:
            collect(session, me, at=at)
