"""What is typed in rows becomes options and a key; what is wrong goes back to the row that it stands in."""

import pytest

from quiz_app.banks.composing import Miswritten, answer_rows, compose, points
from quiz_app.banks.fields import by_field
from quiz_app.banks.types.protocol import Interaction
from quiz_app.core.problems import Problem


def test_empty_rows_are_no_options_and_the_key_moves_with_its_option() -> None:
    rows = ["船名", "", "餐单 ", " ", "颜色"]
    assert compose(Interaction.CHOOSE_MANY, rows, [4, 0], []) == (("船名", "餐单", "颜色"), (0, 2))


def test_a_right_option_without_words_is_named_by_its_letter() -> None:
    with pytest.raises(Miswritten, match="选项 B") as fault:
        compose(Interaction.CHOOSE_ONE, ["船名", " ", "餐单"], [1], [])
    assert fault.value.field == "right"


def test_a_verdict_has_no_options() -> None:
    assert compose(Interaction.JUDGE, ["残留", ""], [1], ["残留"]) == ((), (1,))
    assert compose(Interaction.JUDGE, [], [], []) == ((), ())


def test_spellings_are_separated_by_slashes_with_blanks_around_them() -> None:
    options, key = compose(Interaction.FILL, [], [], ["三 / 3", "1/3", "", ""])
    assert (options, key) == ((), (("三", "3"), ("1/3",)))
    assert answer_rows(Interaction.FILL, key) == ["三 / 3", "1/3"]
    assert answer_rows(Interaction.CHOOSE_ONE, [0]) == []


def test_a_blank_without_an_answer_between_others_is_named() -> None:
    with pytest.raises(Miswritten, match="第 2 空") as fault:
        compose(Interaction.FILL, [], [], ["三", "", "五"])
    assert fault.value.field == "answers"


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
