"""Final places and awards agree with a slow, obvious implementation where many are equal and sit extra papers, whoever
came to them, and whoever was disqualified or reinstated before and after."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from quiz_app.contests import settling
from quiz_app.contests.actions import extras as actions
from quiz_app.contests.actions import outcomes, planning, running
from quiz_app.contests.extras import ExtraDraft
from quiz_app.contests.queries.extra_ties import ties_that_matter
from quiz_app.contests.queries.extras import FoundExtra, extras_of
from quiz_app.contests.rules import AwardRule
from quiz_app.core.db import Database
from quiz_app.exams.actions import sitting
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.tables import Unit
from tests.conftest import NOW, SettableClock
from tests.contests import regulations
from tests.contests.lived import Lived, Step, made
from tests.contests.slow import SlowExtra
from tests.contests.stage import DAY, Answers, build_land
from tests.contests.test_standings_agree import LAST_APPEALS, LIVES

HOUR = timedelta(hours=1)
CODES = count(1)
WINNERS = 3
EQUALS = (6, 39, 7)
"""Three ways to sit that come to two results."""
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("sit",) * 8 + ("disqualify", "reinstate", "fold")),
        st.integers(0, 200),
        st.sampled_from(EQUALS),
        st.integers(0, 120),
    ),
    min_size=15,
    max_size=30,
)
AFTERWARDS = st.lists(
    st.tuples(st.sampled_from(("disqualify", "reinstate")), st.integers(0, 200), st.just(0), st.just(0)), max_size=3
)
SEEDS = st.integers(0, 10_000)


@pytest.fixture
def begin(
    database: Database, clock: SettableClock, right_answers: Answers, run_jobs: Callable[[], int]
) -> Callable[[], Lived]:
    """A contest that has just opened, whose last tie-breaker is an extra paper, in a land of its own."""

    def run() -> Lived:
        clock.moment = NOW
        land = build_land(database, cities=2, counties=1, branches=2, members=3, code=f"X{next(CODES)}-")
        draft = made()
        awards = (AwardRule("winner", "优胜奖", "member", WINNERS),)
        contest = replace(draft.contest, rules=replace(draft.contest.rules, last_tie="extra_paper", awards=awards))
        with database.transaction() as session:
            root = session.get_one(Unit, land.root.id)
            row = planning.create(session, land.organizer, root, contest, draft.exams, at=clock.now())
            contest_id = row.id
        held = Lived(database, clock, land, contest_id, right_answers, run_jobs)
        held.act(running.announce)
        held.pass_to(contest.opens_at)
        return held

    return run


@settings(parent=LIVES, max_examples=3)
@given(steps=STEPS, afterwards=AFTERWARDS, seed=SEEDS)
def test_places_and_awards_agree_however_often_equals_sit_extra_papers(
    begin: Callable[[], Lived], steps: list[Step], afterwards: list[Step], seed: int
) -> None:
    _look_all_the_way(begin(), steps, afterwards, Random(seed))


@pytest.mark.slow
@settings(parent=LIVES, max_examples=30)
@given(steps=STEPS, afterwards=AFTERWARDS, seed=SEEDS)
def test_they_agree_through_many_contests(
    begin: Callable[[], Lived], steps: list[Step], afterwards: list[Step], seed: int
) -> None:
    _look_all_the_way(begin(), steps, afterwards, Random(seed))


@pytest.mark.parametrize("broken", ["an_extra_paper_decides_nothing", "who_did_not_show_up_comes_first"])
def test_a_broken_rule_is_seen(begin: Callable[[], Lived], monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    """The control: what agrees as it is does not where places are settled otherwise."""
    steps = [("sit", who, EQUALS[0], 30) for who in range(8)]
    _look_all_the_way(begin(), steps, [], Random(3))
    if broken == "an_extra_paper_decides_nothing":
        monkeypatch.setattr(settling, "offsets", lambda *_: {})
    else:
        real = settling.offsets
        monkeypatch.setattr(
            settling, "offsets", lambda groups, extras: real(groups, [replace(each, results={}) for each in extras])
        )
    with pytest.raises(AssertionError):
        _look_all_the_way(begin(), steps, [], Random(3))


def _look_all_the_way(held: Lived, steps: list[Step], afterwards: list[Step], random: Random) -> None:
    """From the opening to the final places, with extra papers before the result is shown and under appeal."""
    held.live(steps)
    held.to_the_end()
    held.act(running.reveal)
    held.catch_up()
    _hold_extras(held, random, times=1)
    held.publish()
    held.catch_up()
    _assert_settled(held)
    held.live(afterwards)
    held.catch_up()
    _hold_extras(held, random, times=5)
    until = held.contest().appeals_until
    assert until is not None
    held.pass_to(until + LAST_APPEALS)
    held.act(outcomes.ask_to_finalize)
    held.run_jobs()
    assert held.contest().state == "final"
    _assert_settled(held)


def _hold_extras(held: Lived, random: Random, *, times: int) -> None:
    """Let those who are equal across the last award sit extra papers: some come, some do not."""
    for _ in range(times):
        with held.database.reading() as session:
            ties = ties_that_matter(session, held.contest(), at=held.clock.now())
        if not ties:
            return
        now = held.clock.now()
        for tie in ties:
            held.act(actions.open_extra, tie.name, ExtraDraft(now, now + HOUR, 10, 5))
            found = _extras(held)[-1]
            for who in held.land.people:
                if who.member_id in tie.members and random.random() < 0.7:
                    _sit(held, found, who, right=random.randrange(3), seconds=random.choice((20, 40)))
        held.pass_to(now + HOUR + timedelta(seconds=10))


def _sit(held: Lived, found: FoundExtra, who: Actor, *, right: int, seconds: int) -> None:
    token, exam = Token(who.sign_in_id, who.member_id, held.clock.now() + DAY), found.exam
    with held.database.transaction() as session:
        begun = sitting.start(session, token, exam.id, at=held.clock.now(), new_writer=who.member_id)
    sheet = dict(list(held.answers(exam, who.member_id, 1).items())[:right])
    held.clock.pass_by(seconds=seconds)
    with held.database.transaction() as session:
        sitting.submit(
            session,
            token,
            begun.attempt.id,
            at=held.clock.now(),
            revision=1,
            writer=who.member_id,
            answers=sheet,
        )


def _extras(held: Lived) -> list[FoundExtra]:
    with held.database.reading() as session:
        return extras_of(session, held.contest())


def _slow_extras(held: Lived) -> list[SlowExtra]:
    """What came of each extra paper, by looking at every attempt."""
    out, found = held._out(), []
    for each in _extras(held):
        assert each.extra.over_at is not None
        with held.database.reading() as session:
            attempts = session.scalars(select(Attempt).where(Attempt.exam_id == each.exam.id)).all()
        results: dict[int, tuple[int, ...]] = {}
        for attempt in attempts:
            assert attempt.score is not None
            assert attempt.submitted_at is not None
            if attempt.member_id not in out:
                seconds = int((attempt.submitted_at - attempt.started_at).total_seconds())
                results[attempt.member_id] = (0, -attempt.score, seconds)
        found.append(SlowExtra(each.members, results))
    return found


def _assert_settled(held: Lived) -> None:
    contest = held.contest()
    places = held.slow().places_after(held.land.root.id, _slow_extras(held))
    order = sorted((place, member) for member, place in places.items())
    last = order[min(WINNERS, len(order)) - 1][0] if order else 0
    with held.database.reading() as session:
        assert regulations.settled(session, contest) == places
        won = set(regulations.given(session, contest, "winner"))
    assert won == {member for place, member in order if place <= last}
