"""Places, advancing, awards and settling, over plain values."""

from dataclasses import replace
from fractions import Fraction

from quiz_app.contests.advancing import GoingOn, Standing, choose, undecided
from quiz_app.contests.awarding import Candidate, give
from quiz_app.contests.figures import UnitFigures
from quiz_app.contests.ranking import rank_units
from quiz_app.contests.rules import AwardRule, PlacePoints, Rules, SmallUnits, problems
from quiz_app.contests.settling import Row, StageRows, settle
from quiz_app.contests.states import FOLLOWS, MAY_CHANGE, Part, State
from quiz_app.contests.templates import TEMPLATES
from tests.conftest import NOW


def unit(number: int, *, roster: int = 10, entrants: int = 5, total: int = 40000, **more: int) -> UnitFigures:
    return UnitFigures(
        number, f"/1/{number}/", "party_branch", f"第{number}支部", "县", roster, entrants, total, **more
    )


def test_rules_survive_being_stored() -> None:
    rules = Rules(
        awards=(AwardRule("a", "甲奖", "unit", 3, by="composite", level="city", excludes=("a",)),),
        place_points=(PlacePoints(1, 3, 5),),
        small_units=SmallUnits(3, 2),
    )
    assert Rules.from_json(rules.to_json()) == rules


def test_every_template_can_be_announced_as_it_is_but_for_its_scope() -> None:
    levels = ["province", "city", "county", "party_branch"]
    for template in TEMPLATES.values():
        made = template.make("知识竞赛", NOW)
        assert problems(made.contest.rules, levels=levels) == {}, template.code
        assert len(made.exams) == len(made.contest.stages)


def test_units_of_equal_composite_are_told_apart_by_the_chain_and_else_share_a_place() -> None:
    rules = Rules(composite="参赛平均分", unit_ties=("participation",))
    more, less, same = unit(1, entrants=8, total=64000), unit(2), unit(3)
    found = rank_units([less, same, more], rules.formula(), rules.unit_ties, rules.small_units)
    assert [(each.figures.unit_id, each.place) for each in found] == [(1, 1), (2, 2), (3, 2)]


def test_a_unit_below_the_least_size_stands_outside_the_ranking_but_is_shown() -> None:
    small = replace(unit(1, total=50000), roster=2, entrants=2)
    found = rank_units([unit(2), small], Rules(composite="参赛平均分").formula(), (), SmallUnits(least=3))
    assert [(each.figures.unit_id, each.place) for each in found] == [(2, 1), (1, None)]


def test_shrinking_draws_one_lucky_member_towards_the_mean_of_all() -> None:
    lucky, large = unit(1, roster=1, entrants=1, total=10000), unit(2, roster=100, entrants=100, total=950000)
    formula = Rules(composite="参赛平均分").formula()
    plain = rank_units([lucky, large], formula, (), SmallUnits())
    fair = rank_units([lucky, large], formula, (), SmallUnits(shrink=10))
    assert plain[0].figures.unit_id == 1
    mean = Fraction(960000, 101)
    assert fair[0].score > fair[1].score - 1
    assert abs(next(e for e in fair if e.figures.unit_id == 1).score - (10000 + 10 * mean) / 11 / 100) < 1


def standing(member: int, place: int, score: int, city: int = 1) -> Standing:
    return Standing(member, place, score, {"city": city})


def test_the_top_of_each_unit_go_on_and_equals_of_the_last_one_where_the_rule_says_so() -> None:
    rows = [standing(1, 1, 900), standing(2, 2, 800, 2), standing(3, 3, 700), standing(4, 3, 700)]
    rule = GoingOn("top_of_each", 2, level="city")
    assert [each.member_id for each in choose(rule, rows, {})] == [1, 2, 3]
    assert [each.member_id for each in choose(replace(rule, ties_go_on=True), rows, {})] == [1, 2, 3, 4]
    assert undecided(rule, rows) == [3, 4]


def test_a_score_line_has_no_number_of_places_and_quotas_have_one_for_each_unit() -> None:
    rows = [standing(1, 1, 9000), standing(2, 2, 8000, 2), standing(3, 3, 7000)]
    assert [each.member_id for each in choose(GoingOn("score", 80), rows, {})] == [1, 2]
    quotas = GoingOn("quotas", quotas=((1, 1), (2, 1)))
    assert [each.member_id for each in choose(quotas, rows, {})] == [1, 2]
    assert choose(GoingOn("quotas", quotas=((9, 3),)), rows, {}) == []


def test_who_holds_an_excluded_award_is_passed_over_and_conditions_hold() -> None:
    rules = (
        AwardRule("first", "一等奖", "unit", 1, by="composite", level="city"),
        AwardRule("org", "组织奖", "unit", 2, by="entrants", level="city", excludes=("first",), least_participation=50),
    )
    best = [Candidate(("unit", 1), 1, {}, 10, 90.0), Candidate(("unit", 2), 2, {}, 10, 40.0)]
    largest = [*best, Candidate(("unit", 3), 3, {}, 10, 60.0)]
    given = give(rules, {"first": best, "org": largest}, ties_win=False)
    assert [(each.code, each.holder[1]) for each in given] == [("first", 1), ("org", 3)]


def test_whoever_reached_a_later_stage_stands_before_all_who_did_not() -> None:
    first = StageRows(1, [Row(1, 1, 100, 100), Row(2, 1, 90, 90), Row(3, 1, 80, 80, seconds=5)])
    last = StageRows(2, [Row(3, 1, 10, 10), Row(2, 1, 10, 10)])
    found = settle([first, last], final="last_stage", ties=())
    assert [(each.member_id, each.place, each.stage) for each in found] == [(2, 1, 2), (3, 1, 2), (1, 3, 1)]
    added = settle([first, replace(last, weight=2)], final="sum", ties=("time",))
    assert [(each.member_id, each.place, each.score) for each in added] == [(2, 1, 110), (1, 2, 100), (3, 3, 100)]


def test_every_state_but_the_archive_leads_on_and_no_paper_may_be_changed_while_members_sit() -> None:
    assert all(FOLLOWS[state] for state in State if state is not State.ARCHIVED)
    for state in (State.OPEN, State.FROZEN, State.CLOSED, State.UNDER_APPEAL, State.FINAL, State.ARCHIVED):
        assert not MAY_CHANGE[state] & {Part.RULES, Part.STAGES, Part.SCOPE}
