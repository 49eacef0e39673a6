"""Ordering: the whole order is right, or some neighbours of it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.banks.questions import Key
from quiz_app.banks.types.ordering import TYPE
from quiz_app.banks.types.protocol import CreditRule
from tests.banks.types.examples import STEPS, problems

NONE, HALF, PROPORTIONAL = CreditRule.NONE, CreditRule.HALF, CreditRule.PROPORTIONAL
KEY = (2, 0, 3, 1)


@pytest.mark.parametrize(
    ("key", "options", "says"),
    [
        ((0, 1, 2), STEPS, "各写一次"),
        ((0, 1, 2, 2), STEPS, "各写一次"),
        ((0, 1, 2, 4), STEPS, "答案 E 不在选项里"),
        ((("甲",),), STEPS, "从 A 到 H"),
        ((1, 0), STEPS[:2], "至少要 3 个"),
        ((1, 0, 2, 3), (*STEPS[:3], ""), "选项 D 是空的"),
        (KEY, STEPS, ""),
    ],
)
def test_every_option_has_one_place(key: Key, options: tuple[str, ...], says: str) -> None:
    found = problems("ordering", key, options)
    assert says in found if says else found == ""


ORDERS = [
    (NONE, (2, 0, 3, 1), 1),
    (NONE, (2, 0, 1, 3), 0),
    (HALF, (2, 0, 3, 1), 1),
    (HALF, (2, 0, -1, -1), Fraction(1, 2)),
    (HALF, (-1, 0, -1, 1), Fraction(1, 2)),
    (HALF, (2, 3, -1, -1), 0),
    (HALF, (2, 0, 1, 3), 0),
    (HALF, (-1, -1, -1, -1), 0),
    (PROPORTIONAL, (2, 0, 3, 1), 1),
    (PROPORTIONAL, (2, 0, 1, 3), Fraction(1, 3)),
    (PROPORTIONAL, (1, 2, 0, 3), Fraction(2, 3)),
    (PROPORTIONAL, (3, 1, 2, 0), Fraction(2, 3)),
    (PROPORTIONAL, (1, 3, 0, 2), 0),
    (PROPORTIONAL, (2, -1, 0, 3), Fraction(1, 3)),
    (PROPORTIONAL, (2, 0, 3, 1, 2), 0),
    (PROPORTIONAL, frozenset({0, 1, 2, 3}), 0),
]


@pytest.mark.parametrize(("rule", "given", "share"), ORDERS)
def test_four_options_earn_by_the_rule(rule: CreditRule, given: tuple[int, ...], share: Fraction) -> None:
    assert TYPE.grade(KEY, given, rule) == share


@given(st.permutations(range(5)), st.integers(0, 4))
def test_a_right_order_that_begins_elsewhere_loses_one_pair_of_neighbours(order: list[int], turn: int) -> None:
    turned = (*order[turn:], *order[:turn])
    assert TYPE.grade(order, turned, PROPORTIONAL) == (1 if turn == 0 else Fraction(3, 4))


@given(st.lists(st.integers(-1, 4), max_size=5).map(tuple))
def test_naming_an_option_twice_never_pays(given_order: tuple[int, ...]) -> None:
    if len(set(given_order)) < 5:
        assert TYPE.grade((0, 1, 2, 3, 4), given_order, PROPORTIONAL) < 1
