"""Cases: a material with several questions, each marked by its own type."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.banks.questions import Key, Part
from quiz_app.banks.types.case import (
    PART_TYPES,
    TYPE,
    key_entry,
    part_key,
    part_questions,
    part_values,
    takes,
)
from quiz_app.banks.types.protocol import CreditRule
from tests.banks.types.examples import EXAMPLES, problems

NONE, HALF, PROPORTIONAL = CreditRule.NONE, CreditRule.HALF, CreditRule.PROPORTIONAL
ASKED = EXAMPLES["case"].asked
KEY, PARTS = ASKED.key, ASKED.parts
ONE, MANY, VERDICT, BLANK, NUMBER = range(5)
SHARES = [
    (NONE, ("B", "", "", "", ""), Fraction(1, 5)),
    (NONE, ("B", "A", "B", "3", "12"), Fraction(4, 5)),
    (HALF, ("B", "A", "B", "3", "12"), Fraction(9, 10)),
    (HALF, ("B", "AB", "B", "3", "12"), Fraction(4, 5)),
    (PROPORTIONAL, ("", "C", "", "", ""), Fraction(1, 10)),
    (PROPORTIONAL, ("A", "ABC", "A", "四", "13"), 0),
    (PROPORTIONAL, ("B",), Fraction(1, 5)),
    (PROPORTIONAL, ("B", "AC", "B", "3", "12", "B"), 0),
    (PROPORTIONAL, ("b", "CA", "错", " 三 ", "１２．５"), Fraction(3, 5)),
]


@pytest.mark.parametrize(("rule", "texts", "share"), SHARES)
def test_each_part_has_an_equal_share_and_the_rule_holds_inside_of_it(
    rule: CreditRule, texts: tuple[str, ...], share: Fraction
) -> None:
    assert TYPE.grade(KEY, texts, rule) == share


@given(st.permutations(range(5)), st.sampled_from(list(CreditRule)))
def test_the_order_of_the_parts_changes_nothing_in_their_shares(order: list[int], rule: CreditRule) -> None:
    texts = ("B", "A", "A", "3", "13")
    key = tuple(KEY[place] for place in order)
    assert TYPE.grade(key, tuple(texts[place] for place in order), rule) == TYPE.grade(KEY, texts, rule)


@pytest.mark.parametrize(
    ("place", "part", "entry", "says"),
    [
        (ONE, Part("single_choice", "谁？", ("船长", "引航员")), ("single_choice", "B"), "第 1 小题：只有 2 个选项"),
        (ONE, replace(PARTS[ONE], stem=" "), KEY[ONE], "第 1 小题：没有题干"),
        (ONE, PARTS[ONE], ("single_choice", "BC"), "第 1 小题：单选题的答案写一个字母"),
        (ONE, PARTS[ONE], ("single_choice", ""), "第 1 小题：单选题的答案写一个字母"),
        (ONE, PARTS[ONE], ("multiple_choice", "AB"), "第 1 小题：答案和题型对不上"),
        (ONE, PARTS[ONE], ("single_choice", "甲"), "第 1 小题：答案和题型对不上"),
        (ONE, replace(PARTS[ONE], options=("甲\n乙", "丙", "丁")), KEY[ONE], "写成一行"),
        (MANY, PARTS[MANY], ("multiple_choice", "AH"), "第 2 小题：答案 H 不在选项里"),
        (VERDICT, replace(PARTS[VERDICT], options=("对", "错")), KEY[VERDICT], "第 3 小题：判断题不写选项"),
        (BLANK, Part("fill_blank", "____的____。"), ("fill_blank", "三"), "第 4 小题：填空的小题只有一个空"),
        (BLANK, Part("fill_blank", "没有空。"), ("fill_blank", "三"), "第 4 小题：题干里没有空"),
        (BLANK, PARTS[BLANK], ("fill_blank",), "第 4 小题：填空的小题只有一个空"),
        (NUMBER, PARTS[NUMBER], ("numeric", "十二", "0"), "第 5 小题：答案里的数看不懂"),
        (NUMBER, Part("ordering", "先后？", ("甲", "乙", "丙")), ("ordering", "ABC"), "小题的题型只能是单选、多选"),
    ],
)
def test_what_is_wrong_with_a_part_is_said_with_its_number(
    place: int, part: Part, entry: tuple[str, ...], says: str
) -> None:
    key = tuple(entry if at == place else each for at, each in enumerate(KEY))
    parts = tuple(part if at == place else each for at, each in enumerate(PARTS))
    found = problems("case", key, stem=ASKED.stem, parts=parts)
    assert says in found
    assert all(line.startswith(f"第 {place + 1} 小题：") for line in found.split("\n"))


@pytest.mark.parametrize(
    ("key", "count", "says"),
    [
        (KEY[:1], 1, "有 1 个小题，要写 2 到 8 个"),
        ((), 0, "有 0 个小题"),
        (KEY[:2], 3, "有 3 个小题，答案有 2 个"),
        (KEY[:1] * 9, 9, "有 9 个小题"),
        (KEY[:1] * 8, 8, ""),
    ],
)
def test_a_case_has_two_to_eight_parts_with_a_key_each(key: Key, count: int, says: str) -> None:
    parts = (PARTS * 2)[:count] if count <= len(PARTS) else PARTS[:1] * count
    found = problems("case", key, stem=ASKED.stem, parts=parts)
    assert says in found if says else found == ""


def test_options_stand_in_the_parts_and_not_beside_the_material() -> None:
    assert "材料下面不写选项" in problems("case", KEY, ("甲", "乙", "丙"), ASKED.stem, parts=PARTS)


def test_a_part_by_itself_is_a_question_of_its_own_type() -> None:
    alone = part_questions(ASKED)
    assert [(each.type, each.stem, each.options) for each in alone] == [
        (part.type, part.stem, part.options) for part in PARTS
    ]
    assert [each.key for each in alone] == [(1,), (0, 2), (1,), (("三", "3"),), (("12", "0.5"),)]
    assert all(PART_TYPES[each.type].problems(each) == [] and not each.parts for each in alone)


@pytest.mark.parametrize("entry", KEY)
def test_the_key_of_a_part_becomes_its_entry_again(entry: tuple[str, ...]) -> None:
    assert key_entry(entry[0], part_key(entry)) == entry
    assert part_key(list(entry)) == part_key(entry)


def test_two_blanks_in_one_part_make_an_entry_that_is_complained_of() -> None:
    assert key_entry("fill_blank", (("三",), ("四",))) == ("fill_blank",)


@pytest.mark.parametrize(
    ("code", "text", "is_taken"),
    [
        ("single_choice", "", True),
        ("single_choice", "C", True),
        ("single_choice", "D", False),
        ("single_choice", "AB", False),
        ("multiple_choice", "ABC", True),
        ("multiple_choice", "CA", False),
        ("multiple_choice", "AA", False),
        ("multiple_choice", "a", False),
        ("true_false", "B", True),
        ("true_false", "C", False),
        ("true_false", "对", False),
        ("fill_blank", "随便什么 A", True),
        ("numeric", "约 12 米", True),
    ],
)
def test_letters_must_be_those_of_the_part_and_texts_may_be_any(code: str, text: str, is_taken: bool) -> None:
    options = ("甲", "乙", "丙") if code.endswith("choice") else ()
    assert takes(code, options, text) is is_taken


@pytest.mark.parametrize(("letters", "many"), list(product(("", "B"), (True, False))))
def test_letters_of_a_part_are_values_of_their_own(letters: str, many: bool) -> None:
    assert part_values("multiple_choice" if many else "single_choice", letters) == tuple(letters)
    assert part_values("fill_blank", "AB") == ("AB",)
    assert part_values("multiple_choice", "AC") == ("A", "C")
