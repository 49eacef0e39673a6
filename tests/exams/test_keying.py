"""What stands on paper becomes the answers of a save: letters in any writing, texts as they are, nothing in silence."""

import pytest

from quiz_app.exams import keying, sheets
from quiz_app.exams.delivery import Delivered, DeliveredOption, DeliveredPart


def options(count: int) -> tuple[DeliveredOption, ...]:
    return tuple(DeliveredOption(letter, f"选项{letter}") for letter in "ABCDEFGH"[:count])


def asked(no: int, kind: str, *, count: int = 4, blanks: int = 0, prompts: tuple[str, ...] = (), parts=()) -> Delivered:
    return Delivered(no, kind, "题干", 2, options(count), blanks, prompts, parts)


PAPER = [
    asked(1, "single_choice"),
    asked(2, "multiple_choice"),
    asked(3, "true_false", count=2),
    asked(4, "ordering"),
    asked(5, "matching", count=3, prompts=("甲", "乙", "丙")),
    asked(6, "fill_blank", count=0, blanks=2),
    asked(7, "short_answer", count=0, blanks=1),
    asked(
        8,
        "case",
        count=0,
        parts=(
            DeliveredPart("single_choice", "小题", options(3), 0),
            DeliveredPart("fill_blank", "小题 ____", (), 1),
        ),
    ),
]
TYPED = {
    "1": "b",
    "2": "ｄ，a",
    "3": "×",
    "4": "CABD",
    "5": "b-a",
    "6-1": "三",
    "6-2": "",
    "7": "夜里看不清。",
    "8-1": "C",
    "8-2": "季度",
}
READ = {
    1: ("B",),
    2: ("A", "D"),
    3: ("B",),
    4: ("C", "A", "B", "D"),
    5: ("B", "", "A"),
    6: ("三", ""),
    7: ("夜里看不清。",),
    8: ("C", "季度"),
}


def test_letters_are_read_in_any_case_width_and_order_and_texts_as_they_are():
    found = keying.read(PAPER, TYPED)
    assert found.problems == {}
    assert found.answers == READ


def test_what_was_read_stands_in_the_fields_again_and_is_a_sheet_as_any_other():
    again = keying.read(PAPER, keying.written(PAPER, READ))
    assert again.answers == READ
    kept = sheets.decode(sheets.encode(keying.as_sheet(READ)))
    assert keying.answers_of(kept) == READ
    assert {response.seconds for response in kept.values()} == {keying.NO_TIME}


def test_an_empty_field_is_no_answer():
    assert keying.read(PAPER, {}).answers == {}
    assert keying.read(PAPER, {"5": "---", "6-1": " ", "8-1": ""}).answers == {}


@pytest.mark.parametrize(
    "name, text, said",
    [
        ("1", "E", "没有“E”：写 A 到 D"),
        ("3", "C", "没有“C”：写 A 到 B"),
        ("4", "ABCDA", "最多 4 个字母"),
        ("5", "ABCA", "最多 3 个字母"),
        ("7", "长" * 501, "最多 500 字"),
        ("8-1", "AB", "这一小题只能有一个字母"),
    ],
)
def test_what_the_paper_has_no_place_for_is_named_at_its_field(name, text, said):
    assert said in keying.read(PAPER, TYPED | {name: text}).problems[name]


def test_two_boxes_that_were_blackened_where_one_is_right_are_kept_as_they_stand():
    assert keying.read(PAPER, {"1": "AB"}).answers == {1: ("A", "B")}


@pytest.mark.parametrize("sign, letter", [("对", "A"), ("√", "A"), ("错", "B"), ("X", "B"), ("b", "B")])
def test_a_judgement_may_be_typed_as_it_was_written(sign, letter):
    assert keying.read(PAPER, {"3": sign}).answers == {3: (letter,)}


def test_where_two_people_differ_is_told_by_numbers_alone():
    assert keying.differences(READ, READ) == []
    assert keying.differences(READ, {**READ, 2: ("A",)}) == [2]
    assert keying.differences({1: ("A",)}, {2: ("A",)}) == [1, 2]


def test_the_grid_has_a_field_for_every_place():
    rows = keying.rows(PAPER)
    assert [[field.name for field in row.fields] for row in rows] == [
        ["1"],
        ["2"],
        ["3"],
        ["4"],
        ["5"],
        ["6-1", "6-2"],
        ["7"],
        ["8-1", "8-2"],
    ]
    assert [row.fields[0].letters for row in rows[:3]] == ["ABCD", "ABCD", "AB"]
