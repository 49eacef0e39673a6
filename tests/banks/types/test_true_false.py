"""A statement is right or wrong."""

import pytest

from quiz_app.banks.questions import Key
from quiz_app.banks.types.protocol import CreditRule
from quiz_app.banks.types.true_false import TYPE
from tests.banks.types.examples import problems


@pytest.mark.parametrize(
    ("key", "options", "says"),
    [
        ((2,), (), "写“对”或“错”"),
        ((0, 1), (), "写“对”或“错”"),
        ((0,), ("对", "错"), "不写选项"),
    ],
)
def test_a_malformed_question_is_told_what_to_do(key: Key, options: tuple[str, ...], says: str) -> None:
    assert says in problems("true_false", key, options)


@pytest.mark.parametrize("rule", list(CreditRule))
def test_one_choice_is_right_or_wrong_under_every_rule(rule: CreditRule) -> None:
    assert TYPE.grade((1,), frozenset({1}), rule) == 1
    for wrong in (frozenset({0}), frozenset({0, 1}), frozenset({-1}), frozenset(), ("1",)):
        assert TYPE.grade((1,), wrong, rule) == 0


def test_both_verdicts_can_be_right_and_are_shown_in_their_order() -> None:
    assert problems("true_false", (0,)) == problems("true_false", (1,)) == ""
    assert TYPE.shown_options(()) == ("对", "错")
