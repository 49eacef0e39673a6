"""How the tests of actions bring a contest to where they need it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from quiz_app.contests.advancing import GoingOn
from quiz_app.contests.drafts import StageDraft
from quiz_app.contests.queries.contests import held_contest, stages_of
from quiz_app.contests.stages import Kind
from quiz_app.organizations.tables import Unit
from tests.contests.conftest import Stand

HOUR = timedelta(hours=1)
Write = Callable[..., Stand]
TWO_STAGES = (StageDraft(Kind.PRELIMINARY, "初赛", GoingOn("top", 1, wild_cards=1)), StageDraft(Kind.SEMIFINAL, "复赛"))


def on_stage(stand: Stand, action: Callable[..., Any], position: int, *args: Any, **more: Any) -> Any:
    """Call an action that takes a stage: the one at a position."""
    with stand.database.transaction() as session:
        contest = held_contest(session, stand.contest_id)
        unit = session.get_one(Unit, contest.unit_id)
        found = stages_of(session, contest)[position - 1]
        return action(session, stand.cast.dora, contest, unit, found, *args, at=stand.clock.now(), **more)


def opened(write_contest: Write, **more: Any) -> Stand:
    stand = write_contest(**more)
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    return stand


def ended(stand: Stand) -> None:
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))
