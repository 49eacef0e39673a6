"""What is typed in rows becomes options and a key; what is wrong goes back to the row that it stands in."""

import pytest

from quiz_app.banks.composing import Miswritten, answer_rows, compose, points
from quiz_app.banks.fields import by_field
from quiz_app.banks.types.protocol import Interaction
from quiz_app.core.problems import Problem


def test_empty_rows_are_no_options_and_the_key_moves_with_its_option() -> None:
    rows = ["船名", "", "餐单 ", " ", "颜色"]
    assert compose(Interaction.CHOOSE_MANY, rows, [4, 0]) == (("船名", "餐单", "颜色"), (), (0, 2))


def test_a_right_option_without_words_is_named_by_its_letter() -> None:
    with pytest.raises(Miswritten, match="选项 B") as fault:
        compose(Interaction.CHOOSE_ONE, ["船名", " ", "餐单"], [1])
    assert fault.value.field == "right"


def test_a_verdict_has_no_options() -> None:
    assert compose(Interaction.JUDGE, ["残留", ""], [1], ["残留"], ["残留"]) == ((), (), (1,))
    assert compose(Interaction.JUDGE) == ((), (), ())


def test_spellings_are_separated_by_slashes_with_blanks_around_them() -> None:
    options, prompts, key = compose(Interaction.FILL, answers=["三 / 3", "1/3", "", ""])
    assert (options, prompts, key) == ((), (), (("三", "3"), ("1/3",)))
    assert answer_rows(Interaction.FILL, key) == ["三 / 3", "1/3"]
    assert answer_rows(Interaction.CHOOSE_ONE, [0]) == []


def test_a_blank_without_an_answer_between_others_is_named() -> None:
    with pytest.raises(Miswritten, match="第 2 空") as fault:
        compose(Interaction.FILL, answers=["三", "", "五"])
    assert fault.value.field == "answers"


def test_an_order_is_read_from_the_numbers_beside_the_options() -> None:
    rows = ["靠泊", "", "引航", "系缆"]
    assert compose(Interaction.ORDER, rows, answers=["2", "2", "1", "7"]) == (("靠泊", "引航", "系缆"), (), (1, 0, 2))
    assert answer_rows(Interaction.ORDER, [1, 0, 2]) == ["2", "1", "3"]


@pytest.mark.parametrize(("answers", "says"), [(["1", "", "二"], "选项 B 没有写先后"), (["1", "２", "2"], "第 2")])
def test_an_order_without_a_number_or_with_one_twice_is_named(answers: list[str], says: str) -> None:
    with pytest.raises(Miswritten, match=says) as fault:
        compose(Interaction.ORDER, ["靠泊", "引航", "系缆"], answers=answers)
    assert fault.value.field == "answers"


def test_a_pairing_moves_with_the_rows_that_hold_something() -> None:
    composed = compose(
        Interaction.PAIR,
        ["", "码头", "灯塔", "仓库"],
        answers=["C", "", "B", ""],
        prompts=["点灯", " ", "系缆", ""],
    )
    assert composed == (("码头", "灯塔", "仓库"), ("点灯", "系缆"), (1, 0))
    assert answer_rows(Interaction.PAIR, composed.key) == ["B", "A"]


@pytest.mark.parametrize(("answers", "says"), [(["", "B"], "左边第 1 项没有选"), (["B", "D"], "选项 D")])
def test_a_prompt_without_an_option_is_named(answers: list[str], says: str) -> None:
    with pytest.raises(Miswritten, match=says):
        compose(Interaction.PAIR, ["码头", "灯塔", "仓库", ""], answers=answers, prompts=["点灯", "系缆"])


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        (["３２", ""], ("32", "0")),
        ([" 1,234 ", "０．５"], ("1234", "0.5")),
        (["三", "少许"], ("三", "少许")),
        (["32"], ("32", "0")),
    ],
)
def test_a_number_is_kept_plain_and_what_is_none_as_it_was_typed(answers: list[str], key: tuple[str, str]) -> None:
    assert compose(Interaction.NUMBER, answers=answers) == ((), (), (key,))
    assert answer_rows(Interaction.NUMBER, (key,)) == list(key)


def test_a_number_has_to_be_written() -> None:
    with pytest.raises(Miswritten, match="没有写答案"):
        compose(Interaction.NUMBER, answers=["", "0.5"])


def test_gaps_keep_their_choices_and_typed_ones_have_none() -> None:
    composed = compose(Interaction.GAPS, answers=["每季度", "大会 / 全会", ""], prompts=["每月  /  每季度", "", "", ""])
    assert composed == ((), ("每月 / 每季度", ""), (("每季度",), ("大会", "全会")))
    assert answer_rows(Interaction.GAPS, composed.key) == ["每季度", "大会 / 全会"]
    assert compose(Interaction.GAPS, answers=["甲"], prompts=["", "甲 / 乙"]).prompts == ("", "甲 / 乙")


def test_knowledge_points_take_both_semicolons_and_each_once() -> None:
    assert points(" 引航；靠泊;引航； ") == ("引航", "靠泊")


def test_a_problem_finds_the_field_that_it_speaks_of() -> None:
    problems = [
        Problem("", 0, "题干里有“今年”。"),
        Problem("", 0, "只有 2 个选项。"),
        Problem("", 0, "答案 D 不在选项里。"),
        Problem("", 3, "没有登记。"),
        Problem("", 3, "没有引文。"),
    ]
    assert by_field(Interaction.CHOOSE_ONE, problems) == {
        "stem": "题干里有“今年”。",
        "options": "只有 2 个选项。",
        "right": "答案 D 不在选项里。",
        "bases-2": "没有登记。没有引文。",
    }
    assert list(by_field(Interaction.FILL, [Problem("", 0, "第 1 个空的答案是空的。")])) == ["answers"]


def test_a_key_that_is_written_in_rows_is_blamed_there() -> None:
    said = [
        Problem("", 0, "答案要写选项的字母。"),
        Problem("", 0, "左边第 2 项是空的。"),
        Problem("", 0, "只有 2 个选项。"),
    ]
    assert list(by_field(Interaction.PAIR, said)) == ["answers", "prompts", "options"]
    assert list(by_field(Interaction.NUMBER, [Problem("", 0, "答案里的数看不懂。")])) == ["answers"]
