"""Fill-in: blanks, what belongs in them, and when two texts count as the same."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.banks.questions import Key
from quiz_app.banks.types.fill_blank import TYPE, blanks_in, normal
from quiz_app.banks.types.protocol import CreditRule
from tests.banks.types.examples import problems

NONE, HALF, PROPORTIONAL = CreditRule.NONE, CreditRule.HALF, CreditRule.PROPORTIONAL


@pytest.mark.parametrize(
    ("stem", "key", "says"),
    [
        ("没有空。", (("三",),), "没有空"),
        ("一个空____。", (("三",), ("四",)), "题干有 1 个空，答案有 2 个"),
        ("五个下划线_____。", (("三",),), "长短不对"),
        ("两处____和___。", (("三",),), "长短不对"),
        ("一个空____。", ((),), "是空的"),
        ("一个空____。", ((" 。",),), None),
        ("一个空____。", (("\u200b",),), "是空的"),
        ("一个空____。", (("ABC", "ａｂｃ"),), "重复"),
    ],
)
def test_blanks_and_their_answers_must_agree(stem: str, key: Key, says: str | None) -> None:
    found = problems("fill_blank", key, (), stem)
    assert says in found if says else found == ""


def test_a_fill_in_question_has_no_options() -> None:
    assert "不写选项" in problems("fill_blank", (("三",),), ("三", "四", "五"), "____个月")


BLANKS = [
    (NONE, ("三", "半数"), 1),
    (NONE, ("三", ""), 0),
    (HALF, ("3", ""), Fraction(1, 2)),
    (HALF, ("", "半数"), Fraction(1, 2)),
    (HALF, ("三", "三分之二"), 0),
    (HALF, ("三",), Fraction(1, 2)),
    (PROPORTIONAL, ("三", "三分之二"), Fraction(1, 2)),
    (PROPORTIONAL, ("四", "三分之二"), 0),
    (PROPORTIONAL, (), 0),
    (PROPORTIONAL, ("三", "半数", "多余"), 0),
]


@pytest.mark.parametrize(("rule", "texts", "share"), BLANKS)
def test_two_blanks_earn_by_the_rule(rule: CreditRule, texts: tuple[str, ...], share: Fraction) -> None:
    assert TYPE.grade((("三", "3"), ("半数",)), texts, rule) == share


@pytest.mark.parametrize(
    ("written", "accepted"),
    [
        ("１０", "10"),
        (" 一 年 ", "一年"),
        ("Ｐａｒｔｙ", "party"),
        ("《章程》", "〈章程〉"),
        ("“四个意识”", '"四个意识"'),
        ("一年。", "一年"),
        ("甲、乙", "甲，乙"),
        ("2％", "2%"),
        ("三\u200b个月", "三个月"),
        ("㈠", "(一)"),
        ("半數", "半數"),
        ("1—2", "1-2"),
    ],
)
def test_texts_that_differ_only_in_typing_are_the_same(written: str, accepted: str) -> None:
    assert normal(written) == normal(accepted)


@pytest.mark.parametrize(("written", "accepted"), [("三", "3"), ("一年", "1年"), ("半数以上", "半数"), ("0.5", "05")])
def test_texts_that_say_it_otherwise_are_not_the_same(written: str, accepted: str) -> None:
    assert normal(written) != normal(accepted)


COMBINING = st.text(st.sampled_from("aİßǰ .,;。\u0301\u0345\u200d\u00a8\u0308Ωﬁ㈠１"), max_size=12)


@given(st.one_of(st.text(max_size=40), COMBINING))
def test_the_form_of_comparison_is_final(text: str) -> None:
    assert normal(normal(text)) == normal(text)


def test_a_blank_is_exactly_four_underscores() -> None:
    assert blanks_in("_____和____和__") == 1
    assert TYPE.blanks("每____个月____次") == 2
