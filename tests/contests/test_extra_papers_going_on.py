"""Equals on a line of going on sit an extra paper before the list is set; behind a freeze there is none."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from quiz_app.contests.actions import entrants, running
from quiz_app.contests.advancing import GoingOn
from quiz_app.contests.drafts import StageDraft
from quiz_app.contests.queries.contests import stages_of
from quiz_app.contests.queries.going_on import who_goes_on
from quiz_app.contests.stages import Kind
from quiz_app.core.errors import Conflict, Invalid
from tests.conftest import NOW
from tests.contests.acting import on_stage
from tests.contests.conftest import Stand
from tests.contests.extra import HOUR, RULES, extras, open_extra, over, placed, sit_extra, ties

Write = Callable[..., Stand]
LINE = (StageDraft(Kind.PRELIMINARY, "初赛", GoingOn("top", 1)), StageDraft(Kind.FINAL, "决赛"))


def on_the_line(write_contest: Write, **more: object) -> Stand:
    """A first stage of two hours in which Ann and Ben are equal on the line, and Tom behind them."""
    opens = NOW + HOUR
    times = ({"closes_at": opens + 2 * HOUR}, {"opens_at": opens + 5 * HOUR})
    stand = write_contest(rules=RULES, exams=times, stages=LINE, **more)
    stand.announce()
    stand.pass_to(opens)
    for person, right in ((stand.cast.ann, 8), (stand.cast.ben, 8), (stand.cast.tom, 4)):
        stand.sit(person, right=right)
    assert ties(stand) == [], "they may still be parted by another attempt"
    stand.pass_to(opens + 2 * HOUR)
    return stand


def going(stand: Stand) -> list[int]:
    with stand.database.reading() as session:
        return [
            each.member_id for each in who_goes_on(session, stand.contest(), stages_of(session, stand.contest())[0])
        ]


def test_an_extra_paper_decides_who_goes_on(write_contest: Write) -> None:
    stand = on_the_line(write_contest)
    [tie] = ties(stand)
    assert tie.members == tuple(sorted((stand.cast.ann.member_id, stand.cast.ben.member_id)))
    with stand.database.reading() as session:
        chosen = who_goes_on(session, stand.contest(), stages_of(session, stand.contest())[0])
    with pytest.raises(Conflict) as refusal:
        on_stage(stand, entrants.open_stage, 2, chosen)
    assert refusal.value.code == "undecided"
    found = open_extra(stand)
    with pytest.raises(Conflict) as refusal:
        on_stage(stand, entrants.open_stage, 2, chosen)
    assert refusal.value.code == "extra_running"
    with pytest.raises(Invalid):
        stand.act(running.freeze_from, freezes_at=stand.clock.now() + HOUR / 2)
    sit_extra(stand, found, stand.cast.ben, right=2)
    over(stand)
    assert going(stand) == [stand.cast.ben.member_id]
    assert ties(stand) == []
    with stand.database.reading() as session:
        chosen = who_goes_on(session, stand.contest(), stages_of(session, stand.contest())[0])
    on_stage(stand, entrants.open_stage, 2, chosen)
    assert placed(stand) == {"ben": 1, "ann": 2, "tom": 3}
    stand.pass_to(stand.exam(2).opens_at)
    stand.sit(stand.cast.ben, right=1, position=2)
    stand.catch_up()
    assert placed(stand) == {"ben": 1, "ann": 2, "tom": 3}


def test_who_is_equal_after_the_paper_goes_on_together(write_contest: Write) -> None:
    stand = on_the_line(write_contest)
    open_extra(stand)
    over(stand)
    assert set(going(stand)) == {stand.cast.ann.member_id, stand.cast.ben.member_id}
    with stand.database.reading() as session:
        chosen = who_goes_on(session, stand.contest(), stages_of(session, stand.contest())[0])
    on_stage(stand, entrants.open_stage, 2, chosen)
    assert len(extras(stand)) == 1


def test_behind_a_freeze_none_is_opened_and_none_reaches_into_one(write_contest: Write) -> None:
    stand = write_contest(rules=RULES, exams=({}, {}), stages=LINE)
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    for person in (stand.cast.ann, stand.cast.ben):
        stand.sit(person, right=8)
    freezes = stand.clock.now() + 3 * HOUR
    stand.act(running.freeze_from, freezes_at=freezes)
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))
    with pytest.raises(Conflict) as refusal:
        open_extra(stand)
    assert refusal.value.code == "frozen"
    stand.act(running.reveal)
    stand.catch_up()
    found = open_extra(stand)
    assert found.exam.frozen_from is None
