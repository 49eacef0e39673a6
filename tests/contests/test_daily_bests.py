"""A published regulation: thirty questions in fifteen minutes, five tries a day for thirty-five days; the best of each
day counts, and equals are told apart by less time."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from quiz_app.boards.tables import Board, Standing
from quiz_app.boards.values import score_of, seconds_of
from quiz_app.contests.queries.standings import boards_of, figures
from quiz_app.contests.templates import TEMPLATES
from quiz_app.core.db import Database
from quiz_app.core.errors import Forbidden, Gone
from quiz_app.exams.papers import draw
from quiz_app.exams.queries.hot import prepared_by_id
from quiz_app.organizations import kinds
from tests.conftest import NOW
from tests.contests import regulations
from tests.contests.regulations import Total
from tests.contests.stage import DAY, Hold, build_land

MADE = TEMPLATES["daily_bests"].make("每日答题", NOW + DAY)


@pytest.fixture
def held(database: Database, hold: Callable[..., Hold]) -> Hold:
    return hold(build_land(database, cities=1, counties=2, branches=2, members=3), MADE)


def test_thirty_questions_in_fifteen_minutes_and_five_tries_a_day_for_thirty_five_days(held: Hold) -> None:
    exam, ann = held.exam(), held.land.people[0]
    assert exam.closes_at is not None
    assert (exam.minutes, exam.closes_at - exam.opens_at, exam.attempts_allowed) == (15, timedelta(days=35), None)
    assert exam.edition_id is not None
    with held.database.reading() as session:
        edition = prepared_by_id(session, exam.edition_id).edition
    assert len(draw(edition, b"seed" * 8, 1)) == 30
    held.pass_to(exam.opens_at)
    for day in (0, 34):
        held.clock.moment = exam.opens_at + day * DAY + timedelta(hours=23)
        for _ in range(5):
            held.sit(ann, right=5, seconds=60)
        with pytest.raises(Forbidden, match="今天的 5 次机会已经用完"):
            held.begin(ann, 1)
    held.clock.moment = exam.opens_at + 35 * DAY
    with pytest.raises(Gone, match="已经结束"):
        held.begin(ann, 1)


def test_a_day_is_one_of_shanghai_and_its_best_counts_however_often_somebody_tries(held: Hold) -> None:
    ann, opens = held.land.people[0], held.exam().opens_at
    held.pass_to(opens)
    held.clock.moment = opens + timedelta(hours=23, minutes=50)
    held.sit(ann, right=20, seconds=300)
    held.sit(ann, right=10, seconds=100)
    held.clock.moment = opens + DAY
    held.sit(ann, right=5, seconds=200)
    held.catch_up()
    assert regulations.daily(held, 1)[ann.member_id] == Total(10000, 500, round(held.log[-1].at.timestamp() * 1000), 3)
    assert _counted(held)[ann.member_id] == (10000, 500)


def test_over_the_weeks_the_best_of_each_day_are_added_up_and_less_time_goes_first(held: Hold) -> None:
    random, opens = Random(3), held.exam().opens_at
    held.pass_to(opens)
    tries = [
        (opens + day * DAY + timedelta(hours=8 + hour), who)
        for who in held.land.people[:-1]
        for day in random.sample(range(35), 4)
        for hour in random.sample(range(12), random.randint(1, 2))
    ]
    for at, who in sorted(tries, key=lambda each: (each[0], each[1].member_id)):
        held.clock.moment = at
        held.sit(who, right=random.choice((15, 30)), seconds=random.choice((300, 600)))
    held.to_the_end()
    totals = regulations.daily(held, 1)
    assert _counted(held) == {member: (each.score, each.seconds) for member, each in totals.items()}
    held.finish()
    key = regulations.keyed(totals, lambda each: (-each.score, each.seconds, each.ended))
    with held.database.reading() as session:
        assert regulations.settled(session, held.contest()) == regulations.places(key)
        boards = boards_of(session, held.exam().board_id or 0, live=False)
        found = {each.unit_id: each for each in figures(session, held.contest(), boards, kind=kinds.BRANCH)}
        assert regulations.given(session, held.contest(), "individual") == regulations.top(key, 100)
    for unit, numbers in regulations.numbers(held, totals, kinds.BRANCH, excellent=12000 * 35 * 9 // 10).items():
        here = found[unit]
        assert (here.roster, here.entrants, here.total, here.entries, here.excellent) == (
            numbers.roster,
            numbers.entrants,
            numbers.points * 100,
            numbers.attempts,
            numbers.excellent,
        )


def test_with_equal_scores_the_one_who_took_less_time_on_the_days_that_count_stands_first(held: Hold) -> None:
    ann, ben, opens = held.land.people[0], held.land.people[1], held.exam().opens_at
    held.pass_to(opens)
    held.sit(ann, right=20, seconds=300)
    held.sit(ben, right=20, seconds=200)
    held.sit(ann, right=10, seconds=10)
    held.clock.moment = opens + DAY
    held.sit(ann, right=20, seconds=300)
    held.sit(ben, right=20, seconds=399)
    held.to_the_end()
    held.finish()
    with held.database.reading() as session:
        assert regulations.settled(session, held.contest()) == {ben.member_id: 1, ann.member_id: 2}


def _counted(held: Hold) -> dict[int, tuple[int, int | None]]:
    """What the board has of everybody: (score, seconds)."""
    with held.database.reading() as session:
        board = session.get_one(Board, held.exam().board_id)
        rows = session.execute(select(Standing.member_id, Standing.value).where(Standing.board_id == board.id))
        return {member: (score_of(value, board.tie_span), seconds_of(value, board.tie_span)) for member, value in rows}
