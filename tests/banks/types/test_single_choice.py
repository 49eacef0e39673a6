"""Single choice: one of three to eight options is right."""

import pytest

from quiz_app.banks.questions import Key
from quiz_app.banks.types.protocol import CreditRule
from quiz_app.banks.types.single_choice import TYPE
from tests.banks.types.examples import problems


@pytest.mark.parametrize(
    ("key", "options", "says"),
    [
        ((0,), ("甲", "乙"), "至少要 3 个"),
        ((0,), tuple("甲乙丙丁戊己庚辛壬"), "最多 8 个"),
        ((3,), ("甲", "乙", "丙"), "答案 D 不在选项里"),
        ((0, 1), ("甲", "乙", "丙"), "现在有 2 个"),
        ((), ("甲", "乙", "丙"), "现在有 0 个"),
        ((0,), ("甲", " ", "丙"), "选项 B 是空的"),
        ((-1,), ("甲", "乙", "丙"), "从 A 到 H"),
        ((("甲",),), ("甲", "乙", "丙"), "从 A 到 H"),
    ],
)
def test_a_malformed_question_is_told_what_to_do(key: Key, options: tuple[str, ...], says: str) -> None:
    assert says in problems("single_choice", key, options)


@pytest.mark.parametrize("rule", list(CreditRule))
def test_one_choice_is_right_or_wrong_under_every_rule(rule: CreditRule) -> None:
    assert TYPE.grade((1,), frozenset({1}), rule) == 1
    for wrong in (frozenset({0}), frozenset({0, 1}), frozenset({-1}), frozenset(), ("1",)):
        assert TYPE.grade((1,), wrong, rule) == 0
