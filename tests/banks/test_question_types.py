"""The question types: what can be asked, and what an answer is worth."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.banks.questions import Key, QuestionText
from quiz_app.banks.types.fill_blank import blanks_in, normal
from quiz_app.banks.types.protocol import CreditRule, Interaction, Response
from quiz_app.banks.types.table import TYPES, type_labelled

NONE, HALF, PROPORTIONAL = CreditRule.NONE, CreditRule.HALF, CreditRule.PROPORTIONAL


def question(kind: str, key: Key, options: tuple[str, ...] = (), stem: str = "码头几时关门？") -> QuestionText:
    return QuestionText("q-1", kind, 1, "party_basics", stem, options, key, "解析", ("码头",), ())


def problems(kind: str, key: Key, options: tuple[str, ...] = (), stem: str = "码头几时关门？") -> str:
    return "\n".join(TYPES[kind].problems(question(kind, key, options, stem)))


def test_each_type_has_its_own_names_and_stands_under_its_code() -> None:
    assert [kind.code for kind in TYPES.values()] == list(TYPES)
    assert {kind.interaction for kind in TYPES.values()} <= set(Interaction)
    for kind in TYPES.values():
        assert type_labelled(kind.label) is kind
        assert kind.section_title == f"{kind.label}题"
    assert type_labelled("论述") is None


@pytest.mark.parametrize(
    ("kind", "key", "options", "stem"),
    [
        ("single_choice", (1,), ("甲", "乙", "丙"), "问"),
        ("multiple_choice", (0, 7), tuple("甲乙丙丁戊己庚辛"), "问"),
        ("multiple_choice", (0, 1, 2), ("甲", "乙", "丙"), "问"),
        ("true_false", (0,), (), "陈述。"),
        ("true_false", (1,), (), "陈述。"),
        ("fill_blank", (("三", "3"), ("半数",)), (), "每 ____ 个月，超过____。"),
    ],
)
def test_well_formed_questions_have_no_problems(kind: str, key: Key, options: tuple[str, ...], stem: str) -> None:
    assert problems(kind, key, options, stem) == ""


@pytest.mark.parametrize(
    ("kind", "key", "options", "says"),
    [
        ("single_choice", (0,), ("甲", "乙"), "至少要 3 个"),
        ("single_choice", (0,), tuple("甲乙丙丁戊己庚辛壬"), "最多 8 个"),
        ("single_choice", (3,), ("甲", "乙", "丙"), "答案 D 不在选项里"),
        ("single_choice", (0, 1), ("甲", "乙", "丙"), "现在有 2 个"),
        ("single_choice", (), ("甲", "乙", "丙"), "现在有 0 个"),
        ("single_choice", (0,), ("甲", " ", "丙"), "选项 B 是空的"),
        ("single_choice", (-1,), ("甲", "乙", "丙"), "从 A 到 H"),
        ("single_choice", (("甲",),), ("甲", "乙", "丙"), "从 A 到 H"),
        ("multiple_choice", (1,), ("甲", "乙", "丙"), "至少写两个字母"),
        ("multiple_choice", (1, 4, 5), ("甲", "乙", "丙"), "答案 E、F 不在选项里"),
        ("multiple_choice", (1, 1), ("甲", "乙", "丙"), "重复"),
        ("multiple_choice", (2, 1), ("甲", "乙", "丙"), "顺序"),
        ("true_false", (2,), (), "写“对”或“错”"),
        ("true_false", (0, 1), (), "写“对”或“错”"),
        ("true_false", (0,), ("对", "错"), "不写选项"),
    ],
)
def test_a_malformed_question_is_told_what_to_do(kind: str, key: Key, options: tuple[str, ...], says: str) -> None:
    assert says in problems(kind, key, options)


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
    assert TYPES["multiple_choice"].grade((0, 1, 2), frozenset(chosen), rule) == share


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
    assert TYPES["fill_blank"].grade((("三", "3"), ("半数",)), texts, rule) == share


@pytest.mark.parametrize("kind", ["single_choice", "true_false"])
@pytest.mark.parametrize("rule", list(CreditRule))
def test_one_choice_is_right_or_wrong_under_every_rule(kind: str, rule: CreditRule) -> None:
    grade = TYPES[kind].grade
    assert grade((1,), frozenset({1}), rule) == 1
    for wrong in (frozenset({0}), frozenset({0, 1}), frozenset({-1}), frozenset(), ("1",)):
        assert grade((1,), wrong, rule) == 0


RESPONSES = st.one_of(st.frozensets(st.integers(-1, 7)), st.lists(st.sampled_from(["三", "半数", ""])).map(tuple))
KEYS = st.sampled_from(
    [
        ("single_choice", (2,)),
        ("multiple_choice", (0, 2, 5)),
        ("true_false", (1,)),
        ("fill_blank", (("三",), ("半数", "一半"))),
    ]
)


@given(KEYS, RESPONSES)
def test_whatever_is_sent_a_share_is_between_nothing_and_all_and_rules_only_add(
    typed: tuple[str, Key], response: Response
) -> None:
    kind = TYPES[typed[0]]
    shares = {rule: kind.grade(typed[1], response, rule) for rule in CreditRule}
    assert all(0 <= share <= 1 for share in shares.values())
    assert shares[NONE] <= shares[HALF] and shares[NONE] <= shares[PROPORTIONAL]
    assert {share == 1 for share in shares.values()} == {kind.is_correct(typed[1], response)}


@given(KEYS)
def test_keys_that_come_back_from_storage_as_lists_grade_the_same(typed: tuple[str, Key]) -> None:
    kind, key = TYPES[typed[0]], typed[1]
    stored = [list(part) if isinstance(part, tuple) else part for part in key]
    right = ("三", "一半") if kind.interaction is Interaction.FILL else frozenset(part for part in key)
    assert kind.grade(stored, right, NONE) == kind.grade(key, right, NONE) == 1


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


def test_takers_are_shown_the_options_as_written_the_two_verdicts_or_blanks() -> None:
    options = ("甲", "乙", "丙")
    assert TYPES["single_choice"].shown_options(options) == options
    assert TYPES["true_false"].shown_options(()) == ("对", "错")
    assert TYPES["fill_blank"].shown_options(()) == ()
    assert [kind.option_count(options) for kind in TYPES.values()] == [3, 3, 2, 0]
    assert [kind.blanks("每____个月____次") for kind in TYPES.values()] == [0, 0, 0, 2]
    assert [kind.shuffles_options for kind in TYPES.values()] == [True, True, False, False]
    assert blanks_in("_____和____和__") == 1


def test_a_digest_follows_what_a_question_says_and_nothing_else() -> None:
    first = question("single_choice", (1,), ("甲", "乙", "丙"))
    assert first.digest == replace(first, code="q-2", file="b.md", line=9).digest
    assert len(bytes.fromhex(first.digest)) == 32
    changed = [
        replace(first, stem="码头几时开门？"),
        replace(first, key=(2,)),
        replace(first, options=("甲", "乙丙", "")),
        replace(first, difficulty=2),
        replace(first, explanation="别的"),
        replace(first, knowledge_points=()),
        replace(first, draft_reason="未见原文"),
        replace(first, area="key_work"),
        replace(first, type="multiple_choice"),
    ]
    assert len({each.digest for each in [first, *changed]}) == len(changed) + 1
