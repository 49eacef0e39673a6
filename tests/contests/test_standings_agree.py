"""Standings, final places and awards agree with a slow, obvious implementation, whatever happened and when."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from quiz_app.contests.actions import entrants, outcomes, planning, running
from quiz_app.contests.queries import previewing
from quiz_app.core.db import Database
from quiz_app.organizations import kinds
from quiz_app.organizations.tables import Unit
from tests.conftest import NOW, SettableClock
from tests.contests import regulations
from tests.contests.lived import HAPPENINGS, Lived, Slow, Step, assert_agrees, made
from tests.contests.stage import Answers, build_land

STEPS = st.lists(
    st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 200), st.integers(0, 200), st.integers(0, 240)),
    min_size=25,
    max_size=45,
)
AFTERWARDS = st.lists(
    st.tuples(st.sampled_from(("disqualify", "reinstate")), st.integers(0, 200), st.just(0), st.just(0)), max_size=4
)
CODES = count(1)
LIVES = settings(
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""What fails is long and in a database: it is not made shorter, which would take minutes."""


@pytest.fixture
def begin(
    database: Database, clock: SettableClock, right_answers: Answers, run_jobs: Callable[[], int]
) -> Callable[[], Lived]:
    """A contest that has just opened, in a land of its own."""

    def run() -> Lived:
        clock.moment = NOW
        land = build_land(database, cities=2, counties=2, branches=2, members=2, code=f"L{next(CODES)}-")
        draft = made()
        with database.transaction() as session:
            root = session.get_one(Unit, land.root.id)
            row = planning.create(session, land.organizer, root, draft.contest, draft.exams, at=clock.now())
            contest_id = row.id
        held = Lived(database, clock, land, contest_id, right_answers, run_jobs)
        held.act(running.announce)
        held.pass_to(draft.contest.opens_at)
        return held

    return run


@settings(parent=LIVES, max_examples=3)
@given(steps=STEPS, afterwards=AFTERWARDS)
def test_standings_places_and_awards_agree_with_a_slow_obvious_implementation(
    begin: Callable[[], Lived], steps: list[Step], afterwards: list[Step]
) -> None:
    _look_all_the_way(begin(), steps, afterwards)


@pytest.mark.slow
@settings(parent=LIVES, max_examples=40)
@given(steps=STEPS, afterwards=AFTERWARDS)
def test_they_agree_through_many_lives(begin: Callable[[], Lived], steps: list[Step], afterwards: list[Step]) -> None:
    _look_all_the_way(begin(), steps, afterwards)


@pytest.mark.parametrize("broken", ["a_disqualification_does_nothing", "nothing_is_frozen", "time_decides_nothing"])
def test_a_broken_rule_is_seen(begin: Callable[[], Lived], monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    """The control: standings that are computed wrongly do not agree."""
    if broken == "a_disqualification_does_nothing":
        monkeypatch.setattr(entrants, "exclude", lambda *_, **__: None)
    elif broken == "nothing_is_frozen":
        monkeypatch.setattr(running, "freeze_board", lambda *_, **__: 0)
    else:
        monkeypatch.setattr(previewing, "settle", _settle_without_time)
    held, random = begin(), Random(5)
    steps = [(random.choice(HAPPENINGS[:10]), random.randrange(200), random.randrange(200), 80) for _ in range(50)]
    with pytest.raises(AssertionError):
        _look_all_the_way(held, steps, [])


def _look_all_the_way(held: Lived, steps: list[Step], afterwards: list[Step]) -> None:
    """From the opening to the final places: while it is frozen, after the reveal, and after what came under appeal."""
    half = len(steps) // 2
    held.live(steps[:half])
    held.catch_up()
    frozen = held.at_the_freeze
    assert frozen is not None
    assert_agrees(held, frozen, live=False)
    assert_agrees(held, held.slow(), live=True)
    held.live(steps[half:])
    held.catch_up()
    assert_agrees(held, frozen, live=False)
    held.to_the_end()
    assert_agrees(held, held.slow(), live=True)
    assert_agrees(held, frozen, live=False)
    held.act(running.reveal)
    held.publish()
    held.catch_up()
    assert_agrees(held, held.slow(), live=False)
    _assert_settled(held, held.slow())
    held.live(afterwards)
    held.pass_to(held.clock.now() + timedelta(days=4))
    held.act(outcomes.ask_to_finalize)
    held.run_jobs()
    assert held.contest().state == "final"
    _assert_settled(held, held.slow())


def _assert_settled(held: Lived, slow: Slow) -> None:
    contest, branches = held.contest(), [unit.id for unit in held.land.of_kind(kinds.BRANCH)]
    counties = [unit.id for unit in held.land.of_kind(kinds.COUNTY)]
    places = slow.places(held.land.root.id)
    by_branch = slow.units(branches, by_composite=True)
    won = _first(by_branch, 2)
    left = [unit for unit in branches if unit not in won]
    headcount = [each for each in slow.units(branches, by_composite=False) if each[1] in left]
    with held.database.reading() as session:
        assert regulations.settled(session, contest) == places
        found = {
            code: set(regulations.given(session, contest, code))
            for code in ("winner", "county", "branch", "organization")
        }
    assert found == {
        "winner": set(_first([(place, member) for member, place in places.items()], 3)),
        "county": set(_first(slow.units(counties, by_composite=True), 2)),
        "branch": set(won),
        "organization": set(_first(headcount, 2)),
    }


def _first(order: list[tuple[int, int]], places: int) -> list[int]:
    """The first so many, and whoever is equal to the last of them."""
    order = sorted(order)
    return [each for place, each in order if place <= order[min(places, len(order)) - 1][0]]


def _settle_without_time(stages: list, **known: object) -> list:  # type: ignore[type-arg]
    del known["ties"]
    return _SETTLE(stages, ties=(), **known)  # type: ignore[arg-type]


_SETTLE = previewing.settle
