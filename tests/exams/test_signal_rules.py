"""The rules by which something stands out, each with what must not stand out: plain values, no database."""

import random
import time
from dataclasses import replace
from itertools import combinations

import pytest

from quiz_app.exams.signals import alike, browser, history, quick, reading
from quiz_app.exams.signals.protocol import Seen
from quiz_app.exams.signals.table import SIGNALS

PLAIN = Seen(1, 1, 1, started=0, ended=600_000, last_change=550, reading=3000, answered=30, score=90, full=100)
QUESTIONS = 40
WRONG_OPTIONS = ("1", "2", "3")
ODDS = (0.5, 0.3, 0.2)


def honest(number: int, chance: random.Random, *, unit: int = 1, ended: int | None = None) -> Seen:
    """Somebody who knows two thirds, and of the wrong options is drawn to some more than to others."""
    wrong = {place: chance.choices(WRONG_OPTIONS, ODDS)[0] for place in range(QUESTIONS) if chance.random() < 1 / 3}
    everything = (1 << QUESTIONS) - 1
    return replace(
        PLAIN,
        attempt_id=number,
        member_id=number,
        unit_id=unit,
        ended=ended if ended is not None else 600_000 + number * 1000,
        shown=everything,
        right=everything - sum(1 << place for place in wrong),
        wrong=wrong,
        score=QUESTIONS - len(wrong),
        full=QUESTIONS,
    )


def many(count: int, *, unit_size: int, seed: int = 7) -> list[Seen]:
    chance = random.Random(seed)
    return [honest(number, chance, unit=number // unit_size) for number in range(count)]


def least_sure(crowd: list[Seen]) -> Seen:
    """Whoever is wrong most often: the more is wrong, the more likeness says."""
    return max(crowd, key=lambda each: len(each.wrong))


def test_whoever_needs_longer_than_reading_does_not_stand_out_and_who_is_faster_does() -> None:
    at_the_limit = replace(PLAIN, last_change=180)
    faster = replace(PLAIN, attempt_id=5, last_change=179)
    assert reading.find([PLAIN, at_the_limit]) == []
    [found] = reading.find([at_the_limit, faster])
    assert (found.subject, found.attempts) == ("5", (5,))
    assert "3,000 字" in found.sentence and "179 秒" in found.sentence and "90%" in found.sentence


def test_clicking_through_without_knowing_is_no_matter_of_integrity() -> None:
    hurried = replace(PLAIN, last_change=20)
    assert reading.find([replace(hurried, score=49)]) == reading.find([replace(hurried, answered=4)]) == []
    assert reading.find([hurried]) != []


def test_the_tail_of_the_poisson_binomial_is_what_counting_every_case_gives() -> None:
    chances = (0.2, 0.5, 0.35, 0.9, 0.05)
    for count in range(len(chances) + 1):
        cases = 0.0
        for size in range(count, len(chances) + 1):
            for same in combinations(range(len(chances)), size):
                product = 1.0
                for place, each in enumerate(chances):
                    product *= each if place in same else 1 - each
                cases += product
        assert alike.at_least(chances, count) == pytest.approx(cases)


def test_the_chance_of_two_equal_wrong_answers_is_near_the_true_one_and_careful_while_few_answered() -> None:
    chance = random.Random(3)
    crowd = alike.same_by_chance([honest(number, chance) for number in range(600)])
    assert all(abs(each - 0.38) < 0.05 for each in crowd.values())
    two = [replace(PLAIN, attempt_id=number, wrong={0: "1"}) for number in (1, 2)]
    assert alike.same_by_chance(two)[0] > 0.5


def test_two_who_are_wrong_alike_stand_out_among_many_who_are_not() -> None:
    crowd = many(200, unit_size=50)
    source = least_sure(crowd)
    copied = replace(source, attempt_id=1000, member_id=1000, ended=source.ended + 60_000)
    assert alike.find(crowd) == []
    [found] = alike.find([*crowd, copied])
    assert found.attempts == (source.attempt_id, 1000) and found.subject == str(source.attempt_id)
    assert f"都答错的 {len(copied.wrong)} 道里，{len(copied.wrong)} 道错得一模一样" in found.sentence


@pytest.mark.parametrize(
    "elsewhere",
    [{"unit_id": 9}, {"ended": PLAIN.ended + alike.WINDOW * 2}, {"member_id": None}],
    ids=["in another unit", "hours later", "by the same member"],
)
def test_likeness_is_looked_for_between_members_of_one_unit_near_in_time(elsewhere: dict[str, int | None]) -> None:
    crowd = many(200, unit_size=50)
    source = least_sure(crowd)
    changes = {name: source.member_id if value is None else value for name, value in elsewhere.items()}
    assert alike.find([*crowd, replace(source, attempt_id=1000, **{"member_id": 1000} | changes)]) == []
    assert alike.find([*crowd, replace(source, attempt_id=1000, member_id=1000)]) != []


def test_right_answers_alike_say_nothing() -> None:
    perfect = [replace(honest(number, random.Random(1)), wrong={}, right=(1 << QUESTIONS) - 1) for number in range(50)]
    assert alike.find(perfect) == []


def test_a_whole_branch_with_one_sheet_is_one_finding() -> None:
    crowd = many(300, unit_size=20)
    sheet = least_sure(many(100, unit_size=20, seed=11))
    branch = [
        replace(sheet, attempt_id=500 + number, member_id=500 + number, unit_id=99, ended=700_000 + number)
        for number in range(12)
    ]
    [found] = alike.find([*crowd, *branch])
    assert found.attempts == tuple(range(500, 512)) and "共 12 份答卷" in found.sentence


def test_chance_alone_seldom_stands_out() -> None:
    """Each exam of people who answer by themselves may have 0.1 such pairs: 30 exams about three, here fewer."""
    assert sum(len(alike.find(many(60, unit_size=30, seed=seed))) for seed in range(30)) <= 3


def test_work_grows_with_the_attempts_and_not_with_their_square() -> None:
    compared = [alike._compare(many(count, unit_size=count))[0] for count in (400, 800)]
    assert compared[1] - compared[0] == 400 * alike.NEAREST


@pytest.mark.slow
def test_twenty_thousand_attempts_in_one_unit_are_looked_through_in_a_minute() -> None:
    crowd = many(20_000, unit_size=20_000)
    source = least_sure(crowd)
    crowd.append(replace(source, attempt_id=30_000, member_id=30_000))
    began = time.perf_counter()
    found = {kind: signal.find(crowd) for kind, signal in SIGNALS.items()}
    took = time.perf_counter() - began
    assert [each.attempts for each in found["alike"]] == [(source.attempt_id, 30_000)]
    assert took < 60, f"{took:.1f} s"


def test_many_members_in_one_browser_stand_out_and_an_address_plays_no_part() -> None:
    own = [replace(PLAIN, attempt_id=n, member_id=n, browsers=frozenset({n})) for n in range(1, 9)]
    assert browser.find(own) == []
    shared = [replace(each, browsers=frozenset({77})) for each in own[:3]]
    assert browser.find(shared[:2]) == []
    [found] = browser.find([*shared, *own[3:]])
    assert found.attempts == (1, 2, 3) and found.subject == "4d"
    assert "3 名党员" in found.sentence and "3 对作答的时间有重叠" in found.sentence
    in_turn = [replace(each, started=each.attempt_id * 10**6, ended=(each.attempt_id + 1) * 10**6) for each in shared]
    assert "互不重叠" in browser.find(in_turn)[0].sentence
    assert not [name for name in Seen.__dataclass_fields__ if "address" in name]


def test_several_attempts_of_one_member_in_one_browser_are_nothing() -> None:
    assert browser.find([replace(PLAIN, attempt_id=n, browsers=frozenset({7})) for n in range(5)]) == []


def test_a_result_far_above_the_earlier_ones_stands_out_and_a_usual_one_does_not() -> None:
    steady = replace(PLAIN, earlier=(50.0, 52.0, 48.0), score=90)
    [found] = history.find([steady])
    assert "平均 50%" in found.sentence and "90%" in found.sentence
    for usual in (
        replace(steady, score=70),
        replace(steady, earlier=(50.0, 52.0)),
        replace(steady, earlier=(30.0, 60.0, 90.0)),
        replace(steady, earlier=()),
    ):
        assert history.find([usual]) == []


def test_a_time_far_below_all_others_stands_out_where_the_result_is_good() -> None:
    chance = random.Random(5)
    times = [replace(PLAIN, attempt_id=n, ended=int(chance.lognormvariate(6.4, 0.3) * 1000)) for n in range(60)]
    assert quick.find(times) == []
    rushed = replace(PLAIN, attempt_id=99, ended=40_000)
    [found] = quick.find([*times, rushed])
    assert found.attempts == (99,) and "40 秒" in found.sentence
    assert quick.find([*times, replace(rushed, score=20)]) == []
    assert quick.find([rushed, *times[:10]]) == []


def test_every_signal_says_by_what_rule_and_what_else_it_may_be() -> None:
    for signal in SIGNALS.values():
        assert signal.means.endswith("。") and signal.proves_not.endswith("。")
    assert max(map(len, SIGNALS)) <= 12
