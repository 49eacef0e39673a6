"""Cloze: gaps that are chosen and gaps that are typed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.banks.questions import Key
from quiz_app.banks.types.cloze import TYPE, choices_of
from quiz_app.banks.types.protocol import CreditRule
from tests.banks.types.examples import problems

NONE, HALF, PROPORTIONAL = CreditRule.NONE, CreditRule.HALF, CreditRule.PROPORTIONAL
STEM = "____召开一次____。"
PROMPTS = ("每月 / 每季度", "")
KEY = (("每季度",), ("大会", "船员大会"))


@pytest.mark.parametrize(
    ("key", "prompts", "stem", "says"),
    [
        (KEY, PROMPTS, "没有空。", "没有空"),
        (KEY[:1], PROMPTS, STEM, "题干有 2 个空，答案有 1 个"),
        (KEY, PROMPTS[:1], STEM, "题干有 2 个空，备选有 1 行"),
        (KEY, ("", ""), STEM, "改为填空题"),
        (KEY, ("每季度", ""), STEM, "第 1 个空只有一个备选"),
        (KEY, ("每季度 / 每季 度", ""), STEM, "相同"),
        (KEY, ("每月 / 每年", ""), STEM, "第 1 个空的答案不在它的备选里"),
        ((("每季度", "每月"), ("大会",)), PROMPTS, STEM, "全是答案"),
        (((" ",), ("大会",)), PROMPTS, STEM, "是空的"),
        (KEY, PROMPTS, STEM, ""),
        ((("每季度", "每3个月"), ("大会",)), ("每月 / 每季度 / 每3个月", ""), STEM, ""),
    ],
)
def test_gaps_choices_and_answers_must_agree(key: Key, prompts: tuple[str, ...], stem: str, says: str) -> None:
    found = problems("cloze", key, stem=stem, prompts=prompts)
    assert says in found if says else found == ""


def test_choices_do_not_stand_among_options() -> None:
    assert "不写 A、B、C" in problems("cloze", KEY, ("甲", "乙", "丙"), STEM, PROMPTS)


GAPS = [
    (NONE, ("每季度", "船员大会"), 1),
    (NONE, ("每季度", ""), 0),
    (HALF, ("每季度", ""), Fraction(1, 2)),
    (HALF, ("每季度", "班会"), 0),
    (PROPORTIONAL, ("每月", "大 会。"), Fraction(1, 2)),
    (PROPORTIONAL, ("每季度", "大会", "多余"), 0),
]


@pytest.mark.parametrize(("rule", "texts", "share"), GAPS)
def test_two_gaps_earn_by_the_rule(rule: CreditRule, texts: tuple[str, ...], share: Fraction) -> None:
    assert TYPE.grade(KEY, texts, rule) == share


@given(st.permutations(["每月", "每季度", "半年", "每年"]))
def test_the_order_of_choices_tells_nothing_of_how_they_were_written(choices: list[str]) -> None:
    assert TYPE.shown_prompts([" / ".join(choices), ""]) == ("半年 / 每季度 / 每年 / 每月", "")


def test_choices_are_separated_by_slashes_with_blanks_around_them() -> None:
    assert choices_of(" 1/3 /  一半 ／ 全 部") == ("1/3", "一半", "全 部")
    assert choices_of(" ") == ()
