"""GIFT as people write it: each piece of the grammar, and what is refused with what advice."""

import pytest

from quiz_app.banks.formats.gift.format import FORMAT
from quiz_app.banks.formats.protocol import Item, Unreadable
from quiz_app.banks.types.protocol import Interaction

CHOOSE_ONE, CHOOSE_MANY, JUDGE = Interaction.CHOOSE_ONE, Interaction.CHOOSE_MANY, Interaction.JUDGE
FILL, PAIR, NUMBER, WRITE = Interaction.FILL, Interaction.PAIR, Interaction.NUMBER, Interaction.WRITE


def one(text: str) -> Item:
    reading = FORMAT.read(text.encode())
    assert reading.refused == ()
    (item,) = reading.items
    return item


def named(text: str) -> list[str]:
    return [found.what for found in FORMAT.read(text.encode()).unsupported]


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("几时关门？{=日落 ~日出 ~正午}", Item(CHOOSE_ONE, "几时关门？", ("日落", "日出", "正午"), key=(0,))),
        ("几时关门？{\n~日出\n=日落\n}", Item(CHOOSE_ONE, "几时关门？", ("日出", "日落"), key=(1,))),
        ("港口在{~山上 =海边}。", Item(CHOOSE_ONE, "港口在____。", ("山上", "海边"), key=(1,))),
        ("选颜色{~%50%红 ~%50%黄 ~%-100%蓝}", Item(CHOOSE_MANY, "选颜色", ("红", "黄", "蓝"), key=(0, 1))),
        ("关门了。{T}", Item(JUDGE, "关门了。", key=(0,))),
        ("关门了。{FALSE}", Item(JUDGE, "关门了。", key=(1,))),
        ("谁管码头？{=港务局 =港口局}", Item(FILL, "谁管码头？____", key=(("港务局", "港口局"),))),
        ("由{=港务局}管理。", Item(FILL, "由____管理。", key=(("港务局",),))),
        ("由 _____ 管理。{=港务局}", Item(FILL, "由 ____ 管理。", key=(("港务局",),))),
        ("谁管码头？{港务局}", Item(FILL, "谁管码头？____", key=(("港务局",),))),
        ("连一连{=日出 -> 开门 =日落 -> 关门}", Item(PAIR, "连一连", ("开门", "关门"), ("日出", "日落"), (0, 1))),
        ("连{=甲 -> 一 =乙 -> 一 = -> 二}", Item(PAIR, "连", ("一", "二"), ("甲", "乙"), (0, 0))),
        ("几米？{#3}", Item(NUMBER, "几米？", key=(("3", "0"),))),
        ("几米？{#3.14:0.05}", Item(NUMBER, "几米？", key=(("3.14", "0.05"),))),
        ("几米？{#1..5}", Item(NUMBER, "几米？", key=(("3", "2"),))),
        ("几米？{#=1822:0\n}", Item(NUMBER, "几米？", key=(("1822", "0"),))),
        ("谈谈码头。{}", Item(WRITE, "谈谈码头。")),
        (
            "几时？{=日落#对了 ~日出#不对}",
            Item(CHOOSE_ONE, "几时？", ("日落", "日出"), key=(0,), feedback=("对了", "不对")),
        ),
        ("几时？{T####日落关门。}", Item(JUDGE, "几时？", key=(0,), explanation="日落关门。")),
        (r"2\=2\: \{集合\}\~\#\\{T}", Item(JUDGE, "2=2: {集合}~#\\", key=(0,))),
        (r"第一行\n第二行{T}", Item(JUDGE, "第一行\n第二行", key=(0,))),
        ("两行\n题干{T}", Item(JUDGE, "两行\n题干", key=(0,))),
        ("[html]<p>甲<b>乙</b></p>{T}", Item(JUDGE, "甲**乙**", key=(0,))),
        ("[plain]<b>甲</b>{T}", Item(JUDGE, "<b>甲</b>", key=(0,))),
        ("甲<br>乙{T}", Item(JUDGE, "甲\n乙", key=(0,))),
        ("a < b > c{T}", Item(JUDGE, "a < b > c", key=(0,))),
        ("甲{=[html]<i>乙</i> ~[markdown]*丙*}", Item(CHOOSE_ONE, "甲", ("*乙*", "*丙*"), key=(0,))),
        ("// 说明\n甲{T}\n// 尾注", Item(JUDGE, "甲", key=(0,))),
        ("::甲::甲乙{T}", Item(JUDGE, "甲乙", key=(0,))),
        ("::harbour-1::甲乙{T}", Item(JUDGE, "甲乙", key=(0,), code="harbour-1")),
        ("$CATEGORY: $course$/top/港口/时间\n\n甲{T}", Item(JUDGE, "甲", key=(0,), category="港口/时间")),
        ("$CATEGORY: 港口//码头\n甲{T}", Item(JUDGE, "甲", key=(0,), category="港口／码头")),
        (
            "// [id:q-1] [tag:码头] [tag:难度：难]\n甲{T}",
            Item(JUDGE, "甲", key=(0,), code="q-1", knowledge_points=("码头",), difficulty=3),
        ),
        ("甲{\n=乙\n\n~丙\n}", Item(CHOOSE_ONE, "甲", ("乙", "丙"), key=(0,))),
    ],
)
def test_each_piece_of_the_grammar_is_read(text: str, item: Item) -> None:
    assert one(text) == item


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("甲{=乙 ~%50%丙}", "部分分"),
        ("甲{~%80%乙 ~%20%丙}", "不同的得分比例"),
        ("甲{=%100%乙 =%50%丙}", "部分分"),
        ("甲{=乙*}", "任意文字"),
        ("甲{=乙#好}", "反馈"),
        ("甲{T#错了#对了}", "反馈"),
        ("甲{#=3:1 =%50%3:2}", "其他答案"),
        ("::题目一::甲{T}", "标题“题目一”"),
        ("[html]甲<script>x()</script>{T}", "脚本"),
        ("[html]甲<img src='https://example.org/a.png'>{T}", "以外的图片"),
    ],
)
def test_what_we_have_no_place_for_is_named(text: str, what: str) -> None:
    assert any(what in found for found in named(text))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("只是说明。", "说明文字"),
        ("甲{=乙", "不成对"),
        ("甲}乙{", "不成对"),
        ("甲{=乙}丙{=丁}", "几处花括号"),
        ("甲{=乙 =丙 ~丁}", "2 个得满分"),
        ("甲{~乙 ~丙}", "没有一个选项"),
        ("甲{乙 ~丙}", "没有 = 或 ~"),
        ("甲{#三}", "不是数值"),
        ("甲{#}", "得满分"),
        ("{T}", "没有题干"),
        ("甲{= ~乙}", "空的"),
        ("甲{=乙 -> }", "没有写全"),
        ("甲 ____ 乙 ____{=丙}", "3 个空"),
    ],
)
def test_a_question_that_cannot_be_taken_says_where_why_and_how_to_mend_it(text: str, reason: str) -> None:
    reading = FORMAT.read(f"好{{T}}\n\n{text}\n".encode())
    (refused,) = reading.refused
    assert refused.row == 3
    assert reason in refused.reason
    assert refused.mend.endswith("。")
    assert len(reading.items) == 1


def test_rows_are_lines_and_a_bad_question_does_not_hide_the_next() -> None:
    reading = FORMAT.read("// 卷首\n\n甲{T}\n\n乙{\n\n丙{F}\n".encode())
    assert [item.row for item in reading.items] == [3, 7]
    assert [refused.row for refused in reading.refused] == [5]


def test_an_empty_file_says_so() -> None:
    with pytest.raises(Unreadable, match="没有找到题目"):
        FORMAT.read(b"// nothing\n")


def test_gift_is_recognised_by_what_it_says() -> None:
    assert FORMAT.recognises("几时关门？{=日落 ~日出}".encode(), "题.txt")
    assert FORMAT.recognises("::题::甲{T}".encode("utf-16"), "题.txt")
    assert not FORMAT.recognises("一、单选题\n1. 几时关门？\nA. 日落".encode(), "题.txt")
    assert not FORMAT.recognises(b"PK\x03\x04", "a.gift")
