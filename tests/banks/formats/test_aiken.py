"""Aiken: single choice in plain text."""

import pytest

from quiz_app.banks.formats.aiken import FORMAT
from quiz_app.banks.formats.protocol import Item, Unreadable
from quiz_app.banks.types.protocol import Interaction

TEXT = "几时关门？\nA. 日落\nB) 日出\nANSWER: A\n\n谁管码头？\nA. 港务局\nB. 气象台\nC. 学校\nanswer: b\n"


def test_questions_follow_each_other() -> None:
    reading = FORMAT.read(TEXT.encode())
    assert reading.refused == ()
    assert reading.items == (
        Item(Interaction.CHOOSE_ONE, "几时关门？", ("日落", "日出"), key=(0,)),
        Item(Interaction.CHOOSE_ONE, "谁管码头？", ("港务局", "气象台", "学校"), key=(1,)),
    )
    assert [item.row for item in reading.items] == [1, 6]


def test_a_stem_may_have_lines() -> None:
    (item,) = FORMAT.read("题目\n\n续行\nA. 甲\nB. 乙\nANSWER: B".encode("gb18030")).items
    assert (item.stem, item.key) == ("题目\n续行", (1,))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("甲\nA. 一\nB. 二\n", "没有 ANSWER"),
        ("甲\nA. 一\nB. 二\nANSWER: C", "不是一个选项"),
        ("甲\nA. 一\nB. 二\nANSWER: A, B", "不是一个选项"),
        ("甲\nA. 一\nC. 二\nANSWER: A", "没有从 A 起"),
        ("甲\nA. 一\nANSWER: A", "至少要两个"),
        ("甲\nANSWER: A", "至少要两个"),
        ("甲\nA. 一\nB.\nANSWER: A", "是空的"),
        ("ANSWER: A", "没有题干"),
    ],
)
def test_what_is_wrong_is_named_and_the_next_question_is_taken(text: str, reason: str) -> None:
    reading = FORMAT.read(f"{text}\n\n{TEXT}".encode())
    assert [reason in refused.reason for refused in reading.refused] == [True]
    assert len(reading.items) == 2


def test_an_empty_file_says_so() -> None:
    with pytest.raises(Unreadable, match="没有找到题目"):
        FORMAT.read(b" \n")


def test_aiken_is_recognised_by_its_answers() -> None:
    assert FORMAT.recognises(TEXT.encode(), "a.txt")
    assert not FORMAT.recognises("一、单选题\n1. 题\nA. 甲\n答案：A".encode(), "a.txt")
