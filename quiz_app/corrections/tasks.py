"""The server sums previews and applies what was approved, a batch at a time, so that nothing beside it waits long."""

import time

from quiz_app.core.clock import Clock
from quiz_app.core.db import Database
from quiz_app.corrections.actions import previewing, regrading
from quiz_app.corrections.queries import corrections as queries

BATCH = 5000
"""Attempts that are marked at once: the fewer times the statistics are written the better, and what else this process
does waits so long."""
PART = 200
"""Attempts that are written in one transaction on SQLite, where everybody who writes waits for it."""
PART_OF_ROWS = 1000
"""The same on PostgreSQL, where only they whose attempts these are wait for it."""
PAUSE = 0.01
"""Seconds between two transactions on SQLite, where whoever waits for the writer's place asks for it now and then."""


def preview_corrections(database: Database, clock: Clock) -> int:
    """Take each preview a batch further; how many there were."""
    with database.reading() as session:
        waiting = queries.to_preview(session)
    for correction_id in waiting:
        with database.reading() as session:
            correction = queries.at_hand(session, correction_id)
            preview, up_to = previewing.extended(session, correction, most=BATCH)
        with database.transaction() as session:
            previewing.store(session, correction, preview, up_to, at=clock.now())
    return len(waiting)


def apply_corrections(database: Database, clock: Clock) -> int:
    """Take each approved correction a step further; how many there were."""
    with database.reading() as session:
        waiting = queries.to_apply(session)
    for correction_id in waiting:
        step(database, clock, correction_id)
    return len(waiting)


def step(database: Database, clock: Clock, correction_id: int) -> int:
    """Begin a correction, or deal with its next batch; how many attempts changed. What changed meanwhile is read again
    at the next step."""
    with database.reading() as session:
        correction = queries.at_hand(session, correction_id)
        batch = regrading.prepare(session, correction, most=BATCH) if correction.began_at else None
        actor_id = queries.decided_by(session, correction_id)
    changed = 0
    try:
        if batch is None:
            with database.transaction() as session:
                regrading.put_in_force(session, queries.held(session, correction_id), at=clock.now())
            return 0
        for part in batch.parts(PART if database.is_sqlite else PART_OF_ROWS):
            with database.transaction() as session:
                changed += regrading.rescore(session, batch, part, actor_id=actor_id, at=clock.now())
            if database.is_sqlite:
                time.sleep(PAUSE)
        with database.transaction() as session:
            regrading.finish(session, batch, at=clock.now())
    except regrading.ReadAgain:
        pass
    return changed
