"""What an extra paper decides, by plain values; what it is made of; and what the regulations say of it."""

from quiz_app.contests.advancing import GoingOn, Standing, choose, undecided, undecided_groups, with_extras
from quiz_app.contests.awarding import Candidate, across, give
from quiz_app.contests.extras import Extra, Tie, joined, offsets, parted, sentences, smaller
from quiz_app.contests.rules import AwardRule, Rules
from quiz_app.contests.settling import Row, StageRows, settle
from quiz_app.exams.blueprints import Blueprint, Cell


def extra(*members: int, position: int = 1, **results: int) -> Extra:
    """Who came reached so many points, by `m` and the number."""
    return Extra(position, frozenset(members), {int(name[1:]): (-score,) for name, score in results.items()})


def test_it_parts_a_group_and_puts_those_last_who_did_not_come() -> None:
    assert parted([1, 2, 3, 4], [extra(1, 2, 3, 4, m3=5, m1=2, m4=2)]) == [[3], [1, 4], [2]]
    assert offsets([[1, 2, 3, 4], [9]], [extra(1, 2, 3, 4, m3=5, m1=2, m4=2)]) == {1: 1, 4: 1, 2: 3}


def test_a_second_one_parts_what_the_first_left() -> None:
    first, second = extra(1, 2, 3, m1=5, m2=5, m3=1), extra(1, 2, m2=3, m1=1)
    assert parted([1, 2, 3], [first, second]) == [[2], [1], [3]]
    assert parted([1, 2, 3], [second]) == [[1, 2, 3]], "not all of them could sit it"


def test_it_decides_in_its_own_stage_alone_and_moves_nobody_else() -> None:
    first = StageRows(1, [Row(1, 1, 80, 80), Row(2, 1, 80, 80), Row(3, 1, 80, 80), Row(4, 1, 90, 90)])
    second = StageRows(2, [Row(1, 1, 50, 50), Row(2, 1, 50, 50)])
    tie = extra(1, 2, 3, m2=9, m3=5)
    assert {each.member_id: each.place for each in settle([first], final="last_stage", ties=(), extras=[tie])} == {
        4: 1,
        2: 2,
        3: 3,
        1: 4,
    }
    both = settle([first, second], final="last_stage", ties=(), extras=[tie])
    assert {each.member_id: each.place for each in both} == {1: 1, 2: 1, 4: 3, 3: 4}
    sums = settle([first], final="sum", ties=(), extras=[tie])
    assert [each.place for each in sums] == [1, 2, 2, 2], "one for going on says nothing about sums"


def test_within_a_county_those_of_the_county_sit_it_though_others_are_equal() -> None:
    rule = GoingOn("top_of_each", 1, level="county")
    rows = [Standing(m, 1, 80, {"county": 7 if m < 3 else 8}) for m in (1, 2, 3)]
    assert undecided_groups(rule, rows) == [[1, 2]]
    decided = with_extras(rule, rows, [extra(1, 2, m2=3)])
    assert [each.member_id for each in choose(rule, decided, {})] == [2, 3]
    assert undecided(rule, decided) == []


def test_an_award_is_won_by_as_many_as_it_has_places_once_it_is_decided() -> None:
    rules = [AwardRule("one", "一等奖", "member", 1), AwardRule("two", "二等奖", "member", 1, excludes=("one",))]
    order = [Candidate(("member", m), place, {}, stage=1) for m, place in ((1, 1), (2, 2), (3, 2), (4, 4))]
    orders = {"one": order, "two": order}
    [(rule, equals)] = across(rules, orders)
    assert (rule.code, [each.holder[1] for each in equals]) == ("two", [2, 3])
    decided = [extra(2, 3, m3=4)]
    given = give(rules, orders, ties_win=True, extras=decided)
    assert [(each.code, each.holder[1]) for each in given] == [("one", 1), ("two", 3)]
    assert across(rules, orders, decided) == []
    other = give(rules, orders, ties_win=True, extras=[extra(2, 3, position=2, m3=4)])
    assert len(other) == 3, "one of another stage decides nothing here"


def test_one_paper_for_a_group_says_all_that_it_decides() -> None:
    [tie] = joined([Tie(1, 3, (4, 5), "一等奖"), Tie(1, 3, (4, 5), "谁晋级")])
    assert tie.why == "一等奖；谁晋级"
    assert tie.name != Tie(1, 3, (4, 5, 6), "").name


def test_it_has_fewer_questions_in_the_proportion_of_the_rows() -> None:
    cells = (
        Cell(60, 100, type="single_choice"),
        Cell(10, 200, type="multiple_choice"),
        Cell(10, 100, type="true_false"),
    )
    made = smaller(Blueprint(cells, banks=(3,), required=("a-1",), most_exposure=20), 9)
    assert [(cell.type, cell.count) for cell in made.cells] == [
        ("single_choice", 7),
        ("multiple_choice", 1),
        ("true_false", 1),
    ]
    assert (made.banks, made.required, made.most_exposure) == ((3,), (), None)
    assert sum(cell.count for cell in smaller(Blueprint(cells), 200).cells) == 80


def test_the_regulations_say_so_only_where_there_are_any() -> None:
    said = "".join(sentences(Rules(last_tie="extra_paper", member_ties=("time", "fewer_attempts"), appeal_days=3)))
    assert "没有参加加赛的，排在参加的后面" in said and "用时少的在前" in said and "答题次数" not in said
    assert "还有 3 天可以申诉" in said
    assert sentences(Rules()) == ()
