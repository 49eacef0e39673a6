"""Matching: each prompt goes with one option."""

from fractions import Fraction

import pytest

from quiz_app.banks.questions import Key
from quiz_app.banks.types.matching import TYPE
from quiz_app.banks.types.protocol import CreditRule
from tests.banks.types.examples import PLACES, problems

NONE, HALF, PROPORTIONAL = CreditRule.NONE, CreditRule.HALF, CreditRule.PROPORTIONAL


@pytest.mark.parametrize(
    ("key", "prompts", "options", "says"),
    [
        ((1,), ("点灯",), PLACES, "左边有 1 项，要写 2 到 20 项"),
        ((), (), PLACES, "左边有 0 项"),
        ((0,) * 21, tuple(f"第 {n} 种" for n in range(21)), PLACES, "左边有 21 项"),
        ((1, 0), ("点灯", " "), PLACES, "左边第 2 项是空的"),
        ((1, 0), ("点灯", "点 灯"), PLACES, "左边有相同的两项"),
        ((1, 0, 2), ("点灯", "系缆"), PLACES, "左边有 2 项，答案有 3 个"),
        ((1, 3), ("点灯", "系缆"), PLACES, "答案 D 不在选项里"),
        ((1, 0), ("点灯", "系缆"), PLACES[:2], "至少要 3 个"),
        ((1, 0), ("点灯", "系缆"), PLACES, ""),
        ((1, 1), ("点灯", "值夜"), PLACES, ""),
    ],
)
def test_each_prompt_names_an_option(key: Key, prompts: tuple[str, ...], options: tuple[str, ...], says: str) -> None:
    found = problems("matching", key, options, prompts=prompts)
    assert says in found if says else found == ""


PAIRINGS = [
    (NONE, (2, 0, 1), 1),
    (NONE, (2, 0, 0), 0),
    (HALF, (2, 0, 1), 1),
    (HALF, (2, -1, -1), Fraction(1, 2)),
    (HALF, (2,), Fraction(1, 2)),
    (HALF, (2, 1, -1), 0),
    (HALF, (-1, -1, -1), 0),
    (PROPORTIONAL, (2, 0, 0), Fraction(2, 3)),
    (PROPORTIONAL, (2, -1, 0), Fraction(1, 3)),
    (PROPORTIONAL, (0, 1, 2), 0),
    (PROPORTIONAL, (2, 0, 1, 1), 0),
    (PROPORTIONAL, frozenset({0, 1, 2}), 0),
]


@pytest.mark.parametrize(("rule", "given", "share"), PAIRINGS)
def test_three_prompts_earn_by_the_rule(rule: CreditRule, given: tuple[int, ...], share: Fraction) -> None:
    assert TYPE.grade((2, 0, 1), given, rule) == share


def test_prompts_stay_in_their_order() -> None:
    assert TYPE.shown_prompts(["系缆", "点灯"]) == ("系缆", "点灯")
