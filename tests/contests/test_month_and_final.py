"""A published regulation: thirty-one days of ten questions in ten minutes, three tries a day; a unit's score from
organization, coverage, scores and activity; the top eight go to a final on site."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from quiz_app.contests.actions import entrants, teams
from quiz_app.contests.figures import UnitFigures
from quiz_app.contests.queries.entrants import qualifiers
from quiz_app.contests.queries.going_on import who_goes_on
from quiz_app.contests.queries.teams import team_scores
from quiz_app.contests.ranking import rank_units
from quiz_app.contests.rules import Rules
from quiz_app.contests.tables.entrants import Team
from quiz_app.contests.templates import TEMPLATES
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Forbidden, Gone
from quiz_app.exams.papers import draw
from quiz_app.exams.queries.hot import prepared_by_id
from quiz_app.members.tables import Member
from quiz_app.organizations import kinds
from quiz_app.organizations.tables import Unit
from tests.conftest import NOW
from tests.contests import regulations
from tests.contests.regulations import Numbers
from tests.contests.stage import DAY, Hold, build_land

MADE = TEMPLATES["month_and_final"].make("每日答题", NOW + DAY)
RULES: Rules = MADE.contest.rules
ALIKE = ("市7", "市8")
WEAKEST = "市9"


@pytest.fixture
def held(database: Database, hold: Callable[..., Hold]) -> Hold:
    return hold(build_land(database, cities=10, counties=1, branches=2, members=3), MADE)


def test_thirty_one_days_of_ten_questions_in_ten_minutes_and_three_tries_a_day(held: Hold) -> None:
    exam, ann = held.exam(), held.land.people[0]
    assert exam.closes_at is not None
    assert (exam.minutes, exam.closes_at - exam.opens_at) == (10, timedelta(days=31))
    assert exam.edition_id is not None
    with held.database.reading() as session:
        edition = prepared_by_id(session, exam.edition_id).edition
    assert len(draw(edition, b"seed" * 8, 1)) == 10
    held.pass_to(exam.opens_at)
    for day in (0, 1, 30):
        held.clock.moment = exam.opens_at + day * DAY + timedelta(hours=9)
        for _ in range(3):
            held.sit(ann, right=5, seconds=60)
        with pytest.raises(Forbidden, match="今天的 3 次机会已经用完"):
            held.begin(ann, 1)
    held.clock.moment = exam.opens_at + 31 * DAY
    with pytest.raises(Gone, match="已经结束"):
        held.begin(ann, 1)


def test_the_top_eight_and_whoever_equals_the_eighth_go_to_the_final_on_site(held: Hold) -> None:
    random, opens = Random(11), held.exam().opens_at
    held.pass_to(opens)
    for at, who, right in sorted(_tries(held, random), key=lambda each: (each[0], each[1].member_id)):
        held.clock.moment = max(opens + at, held.clock.moment)
        held.sit(who, right=right, seconds=120)
    held.pass_to(opens + 31 * DAY + timedelta(seconds=10))
    for city in held.land.of_kind(kinds.CITY):
        _found_team(held, city)
    expected = _gone_on(held)
    with held.database.reading() as session:
        chosen = who_goes_on(session, held.contest(), held.found(1))
    assert [each.member_id for each in chosen] == [
        who.member_id for city in expected for who in _best_three(held, city)
    ]
    cities = {name: unit.id for name, unit in held.land.units.items()}
    assert len(expected) == 9
    assert {cities[name] for name in ALIKE} <= set(expected)
    assert cities[WEAKEST] not in expected
    held.act_on(entrants.open_stage, 2, chosen)
    with pytest.raises(Conflict, match="名单已经定了"):
        held.act_on(entrants.open_stage, 2, chosen)
    with held.database.reading() as session:
        assert [row.member_id for row, _ in qualifiers(session, held.found(2).stage.id)] == [
            each.member_id for each in sorted(chosen, key=lambda each: (each.place, each.member_id))
        ]
        assert chosen[0].why.endswith("综合分第 1 名")


def test_the_final_on_site_decides_among_those_who_were_there(held: Hold) -> None:
    held.pass_to(held.exam().opens_at)
    for city, right in (("市0", 9), ("市1", 8), ("市2", 10)):
        for who in held.land.below(city)[:3]:
            held.sit(who, right=right, seconds=60)
    made = {name: _found_team(held, held.land.units[name]) for name in ("市0", "市1", "市2")}
    held.act_on(entrants.enter_score, 2, score=8000, team_id=made["市0"])
    held.act_on(entrants.enter_score, 2, score=1000, team_id=made["市1"])
    held.act_on(entrants.enter_score, 2, score=9000, team_id=made["市1"])
    held.to_the_end()
    held.finish()
    with held.database.reading() as session:
        found = [(each.team.id, place) for each, place in team_scores(session, held.contest(), RULES)]
    assert found == [(made["市1"], 1), (made["市0"], 2), (made["市2"], 3)]
    with pytest.raises(Conflict, match="不能改现场成绩"):
        held.act_on(entrants.enter_score, 2, score=1, team_id=made["市0"])


def test_equal_units_are_told_apart_by_participation_then_high_scores_then_attempts_a_head_then_all_go_on() -> None:
    def unit(number: int, **more: Any) -> UnitFigures:
        plain = {"roster": 10, "entrants": 6, "total": 42000, "entries": 93, "branches": 2, "active_branches": 2}
        return UnitFigures(number, f"/1/{number}/", kinds.CITY, f"市{number}", "省", **plain | more)

    plain = unit(1)
    less_participation = unit(2, entrants=5, total=40000)
    more_high_scores = unit(3, excellent=1, total=40000)
    more_attempts = unit(4, entries=186, total=40000)
    alike = unit(5)
    found = rank_units(
        [less_participation, plain, alike, more_attempts, more_high_scores],
        RULES.formula(),
        RULES.unit_ties,
        RULES.small_units,
    )
    assert len({each.score for each in found}) == 1
    assert [(each.figures.unit_id, each.place) for each in found] == [(3, 1), (4, 2), (1, 3), (5, 3), (2, 5)]
    assert RULES.last_tie == "all_go_on"


def _tries(held: Hold, random: Random) -> list[tuple[timedelta, Any, int]]:
    """Strong cities 0 to 6 at random, two that do exactly the same, and one where hardly anybody takes part."""
    found = []
    for number in range(7):
        for who in held.land.below(f"市{number}"):
            for day in random.sample(range(31), random.randint(1, 3)):
                found.append((day * DAY + timedelta(hours=9), who, random.randint(7, 10)))
    for city in ALIKE:
        for index, who in enumerate(held.land.below(city)[:4]):
            found += [(day * DAY + timedelta(hours=10), who, 4 + index) for day in (3, 17)]
    return [*found, (5 * DAY + timedelta(hours=9), held.land.below(WEAKEST)[0], 2)]


def _best_three(held: Hold, city: int) -> list[Any]:
    return [each for each in held.land.people if f"/{city}/" in each.unit_path][:3]


def _found_team(held: Hold, city: Unit) -> int:
    with held.database.transaction() as session:
        unit = session.get_one(Unit, city.id)
        members = [session.get_one(Member, each.member_id) for each in _best_three(held, city.id)]
        made: Team = teams.found_team(
            session, held.land.organizer, held.contest(), unit, f"{city.name}代表队", members, at=held.clock.now()
        )
        return made.id


def _gone_on(held: Hold) -> list[int]:
    units = regulations.numbers(held, regulations.best(held, 1), kinds.CITY, excellent=9000)

    def key(unit: Numbers) -> tuple[Any, ...]:
        activity = min(unit.attempts_a_head, 93) / 93 * 100
        score = 2 * unit.organization + 3 * unit.participation + 3 * unit.entrant_mean + unit.high_scores + activity
        return -score, -unit.participation, -unit.high_scores, -unit.attempts_a_head

    return regulations.top({each: key(numbers) for each, numbers in units.items()}, 8, all_go_on=True)
