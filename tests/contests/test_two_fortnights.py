"""A published regulation: two weeks of mock attempts, two weeks of official ones; individual, collective and
organization prizes. Each sentence of it is looked at; prizes are scaled down to a province of some dozens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from quiz_app.contests.rules import AwardRule
from quiz_app.contests.templates import TEMPLATES
from quiz_app.core.db import Database
from quiz_app.core.errors import Forbidden
from quiz_app.exams.modes import MOCK, OFFICIAL
from quiz_app.exams.papers import draw
from quiz_app.exams.queries.hot import prepared_by_id
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.organizations import kinds
from tests.conftest import NOW
from tests.contests import regulations
from tests.contests.regulations import Numbers, Total
from tests.contests.stage import DAY, Hold, Land, build_land

MADE = TEMPLATES["two_fortnights"].make("知识竞赛", NOW + DAY)
SCALED = {
    "individual": 8,
    "collective_province": 1,
    "collective_city": 2,
    "collective_branch": 3,
    "organization": 4,
}


@pytest.fixture
def held(database: Database, hold: Callable[..., Hold]) -> Hold:
    land = build_land(database, cities=3, counties=2, branches=2, members=4)
    return hold(land, MADE, awards=[replace(each, count=SCALED[each.code]) for each in MADE.contest.rules.awards])


def test_the_prizes_are_those_of_the_regulation() -> None:
    prizes: dict[str, AwardRule] = {each.code: each for each in MADE.contest.rules.awards}
    assert {code: (each.who, each.count, each.level) for code, each in prizes.items()} == {
        "individual": ("member", 800, None),
        "collective_province": ("unit", 10, kinds.CITY),
        "collective_city": ("unit", 40, kinds.COUNTY),
        "collective_branch": ("unit", 150, kinds.BRANCH),
        "organization": ("unit", 200, kinds.BRANCH),
    }
    assert set(prizes["organization"].excludes) == {"collective_province", "collective_city", "collective_branch"}


def test_each_paper_has_sixty_single_ten_multiple_and_ten_true_or_false_and_thirty_minutes(held: Hold) -> None:
    for position, mode, length in ((1, MOCK, timedelta(days=14)), (2, OFFICIAL, timedelta(days=14, hours=14))):
        exam = held.exam(position)
        assert (exam.mode, exam.minutes, exam.closes_at - exam.opens_at) == (mode, 30, length)  # type: ignore[operator]
        assert exam.edition_id is not None
        with held.database.reading() as session:
            edition = prepared_by_id(session, exam.edition_id).edition
        paper = draw(edition, b"seed" * 8, 1)
        asked = [edition.questions[item.question].type for item in paper]
        assert [asked.count(kind) for kind in ("single_choice", "multiple_choice", "true_false")] == [60, 10, 10]
        assert edition.max_score == 10000


def test_five_mock_attempts_a_day_and_none_of_them_counts(held: Hold) -> None:
    ann = held.land.people[0]
    held.pass_to(held.exam(1).opens_at)
    for _ in range(5):
        held.sit(ann, right=80, seconds=60)
    with pytest.raises(Forbidden, match="今天的 5 次机会已经用完"):
        held.begin(ann, 1)
    with pytest.raises(Forbidden, match="开始"):
        held.begin(ann, 2)
    held.clock.moment += DAY
    held.sit(ann, right=80, seconds=60)
    held.to_the_end()
    held.finish()
    with held.database.reading() as session:
        assert regulations.settled(session, held.contest()) == {}
        assert [regulations.given(session, held.contest(), code) for code in SCALED] == [[], [], [], [], []]


def test_five_official_attempts_in_all_and_the_best_counts(held: Hold) -> None:
    ann = held.land.people[0]
    held.pass_to(held.exam(2).opens_at)
    for day, right in enumerate((40, 70, 60, 70, 10)):
        held.clock.moment = held.exam(2).opens_at + day * DAY
        held.sit(ann, right=right, seconds=900 - 100 * day, position=2)
    held.clock.moment += DAY
    with pytest.raises(Forbidden, match="5 次"):
        held.begin(ann, 2)
    held.to_the_end()
    held.finish()
    best = regulations.best(held, 2)[ann.member_id]
    assert (best.score, best.seconds) == (8750, 600)
    with held.database.reading() as session:
        place = regulations.settled(session, held.contest())
    assert place == {ann.member_id: 1}


def test_the_server_hands_in_what_is_there_when_the_thirty_minutes_end(held: Hold) -> None:
    ann = held.land.people[0]
    held.pass_to(held.exam(2).opens_at)
    attempt_id, number = held.begin(ann, 2)
    held.clock.pass_by(minutes=20)
    held.save(ann, attempt_id, held.right(ann, 2, number, 40))
    held.pass_to(held.clock.moment + timedelta(minutes=10, seconds=10))
    with held.database.reading() as session:
        row = session.get_one(Attempt, attempt_id)
        assert (row.score, row.submitted_at) == (5000, held.exam(2).opens_at + timedelta(minutes=30))


def test_the_contest_does_not_close_over_an_attempt_that_the_server_has_not_handed_in(held: Hold) -> None:
    closes = held.exam(2).closes_at
    assert closes is not None
    held.pass_to(held.exam(2).opens_at)
    held.clock.moment = closes - timedelta(minutes=5)
    attempt_id, _ = held.begin(held.land.people[0], 2)
    held.pass_to(closes + timedelta(seconds=10))
    with held.database.reading() as session:
        assert session.get_one(Attempt, attempt_id).submitted_at == closes
    assert held.contest().state == "closed"


def test_prizes_go_by_the_sentences_of_the_regulation(held: Hold) -> None:
    """Individuals by best score, then duration; units by mean and participation; organization prizes by headcount,
    participation and mean, but for units that have won."""
    random, opens = Random(7), held.exam(2).opens_at
    held.pass_to(opens)
    tries = [
        (opens + day * DAY + timedelta(minutes=random.randrange(600)), who)
        for who in held.land.people
        if random.random() < 0.75
        for day in sorted(random.sample(range(14), random.randint(1, 2)))
    ]
    for at, who in sorted(tries, key=lambda each: (each[0], each[1].member_id)):
        held.clock.moment = at
        held.sit(who, right=random.randint(30, 80), seconds=random.choice((300, 600, 900)), position=2)
    held.to_the_end()
    held.finish()
    totals = regulations.best(held, 2)
    expected = _prizes(held.land, held, totals)
    with held.database.reading() as session:
        contest = held.contest()
        wanted = regulations.places(regulations.keyed(totals, _by_score_then_duration))
        assert regulations.settled(session, contest) == wanted
        found = {code: regulations.given(session, contest, code) for code in SCALED}
    assert {code: sorted(found[code]) for code in found} == {code: sorted(expected[code]) for code in expected}
    assert {code: len(units) for code, units in expected.items()} == SCALED


def _by_score_then_duration(total: Total) -> tuple[int, int, int]:
    return -total.score, total.seconds, total.ended


def _prizes(land: Land, held: Hold, totals: dict[int, Total]) -> dict[str, list[int]]:
    def composite(unit: Numbers) -> tuple[float, ...]:
        return -(unit.entrant_mean / 2 + unit.participation / 2), -unit.participation

    def headcount(unit: Numbers) -> tuple[float, ...]:
        return -unit.entrants, -unit.participation, -unit.entrant_mean

    won: dict[str, list[int]] = {
        "individual": regulations.top(
            regulations.keyed(totals, _by_score_then_duration), SCALED["individual"], all_go_on=True
        )
    }
    for code, kind in (
        ("collective_province", kinds.CITY),
        ("collective_city", kinds.COUNTY),
        ("collective_branch", kinds.BRANCH),
    ):
        units = regulations.numbers(held, totals, kind, excellent=9000)
        won[code] = regulations.top(
            {u: composite(n) for u, n in units.items() if n.entrants}, SCALED[code], all_go_on=True
        )
    before = {unit for code in won if code != "individual" for unit in won[code]}
    branches = regulations.numbers(held, totals, kinds.BRANCH, excellent=9000)
    left = {u: headcount(n) for u, n in branches.items() if n.entrants and u not in before}
    won["organization"] = regulations.top(left, SCALED["organization"], all_go_on=True)
    return won
