"""Multiple choice: two or more right options, and credit for some of them."""

from fractions import Fraction

import pytest

from quiz_app.banks.questions import Key
from quiz_app.banks.types.multiple_choice import TYPE
from quiz_app.banks.types.protocol import CreditRule
from tests.banks.types.examples import problems

NONE, HALF, PROPORTIONAL = CreditRule.NONE, CreditRule.HALF, CreditRule.PROPORTIONAL


@pytest.mark.parametrize(("key", "options"), [((0, 7), tuple("甲乙丙丁戊己庚辛")), ((0, 1, 2), ("甲", "乙", "丙"))])
def test_eight_options_may_be_shown_and_all_be_right(key: Key, options: tuple[str, ...]) -> None:
    assert problems("multiple_choice", key, options) == ""


@pytest.mark.parametrize(
    ("key", "options", "says"),
    [
        ((1,), ("甲", "乙", "丙"), "至少写两个字母"),
        ((1, 4, 5), ("甲", "乙", "丙"), "答案 E、F 不在选项里"),
        ((1, 1), ("甲", "乙", "丙"), "重复"),
        ((2, 1), ("甲", "乙", "丙"), "顺序"),
    ],
)
def test_a_malformed_question_is_told_what_to_do(key: Key, options: tuple[str, ...], says: str) -> None:
    assert says in problems("multiple_choice", key, options)


MULTIPLE = [
    (NONE, {0, 1, 2}, 1),
    (NONE, {0, 1}, 0),
    (HALF, {0, 1, 2}, 1),
    (HALF, {0}, Fraction(1, 2)),
    (HALF, {0, 3}, 0),
    (HALF, set(), 0),
    (PROPORTIONAL, {0, 1, 2}, 1),
    (PROPORTIONAL, {0, 1}, Fraction(2, 3)),
    (PROPORTIONAL, {0, 1, 3}, 0),
    (PROPORTIONAL, {0, 1, 2, 3}, 0),
    (PROPORTIONAL, {3}, 0),
    (PROPORTIONAL, {0, -1}, 0),
    (PROPORTIONAL, set(), 0),
]


@pytest.mark.parametrize(("rule", "chosen", "share"), MULTIPLE)
def test_three_right_options_of_four_earn_by_the_rule(rule: CreditRule, chosen: set[int], share: Fraction) -> None:
    assert TYPE.grade((0, 1, 2), frozenset(chosen), rule) == share
