"""Papers as people paste them: each awkward text with what comes of it."""

import pytest

from quiz_app.banks.formats.protocol import Item, Reading, Unreadable
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.types.protocol import Interaction

PAPER = FORMATS["paper_text"]
FOUR = ("一", "二", "三", "四")


def read(text: str) -> Reading:
    return PAPER.read(text.encode())


def one(text: str) -> Item:
    reading = read(text)
    assert reading.refused == ()
    assert len(reading.items) == 1
    return reading.items[0]


def keys(text: str) -> list[tuple]:
    reading = read(text)
    assert reading.refused == ()
    return [item.key for item in reading.items]


@pytest.mark.parametrize(
    "mark", ["1. ", "1、", "1．", "（1）", "(1) ", "第1题 ", "第1题：", "1) ", "【1】", "１．", "  1. ", "　　1、"]
)
def test_stems_are_numbered_in_many_ways(mark: str) -> None:
    assert one(f"{mark}党的根本宗旨是什么？\nA. 一\nB. 二\n答案：B").stem == "党的根本宗旨是什么？"


@pytest.mark.parametrize(
    "options",
    [
        "A．一\nB．二\nC．三\nD．四",
        "A、一\nB、二\nC、三\nD、四",
        "A.一 B.二 C.三 D.四",
        "A.一B.二C.三D.四",
        "A. 一　　B. 二\nC. 三　　D. 四",
        "Ａ．一\tＢ．二\tＣ．三\tＤ．四",
        "（A）一\n（B）二\n（C）三\n（D）四",
        "A：一\n\nB：二\n\nC：三\n\nD：四",
    ],
)
def test_options_stand_one_to_a_line_or_several_in_one(options: str) -> None:
    assert one(f"1. 问（ ）\n{options}\n答案：C").options == FOUR


def test_options_may_follow_the_stem_in_its_line() -> None:
    item = one("1. 问（ B ） A. 一 B. 二 C. 三 D. 四")
    assert (item.stem, item.options, item.key) == ("问（　　）", FOUR, (1,))


@pytest.mark.parametrize(
    "answer", ["答案：AC", "【答案】A、C", "正确答案: AC", "参考答案：A C", "答案 ：ac", "【答案】：A，C。"]
)
def test_answers_behind_labels(answer: str) -> None:
    assert one(f"1. 问\nA. 一\nB. 二\nC. 三\nD. 四\n{answer}").key == (0, 2)


def test_answer_and_explanation_may_share_a_line() -> None:
    item = one("1. 问\nA. 一\nB. 二\n【答案】A【解析】因为\n所以\n\n1. 其一")
    assert (item.key, item.explanation) == ((0,), "因为\n所以\n\n1. 其一")


@pytest.mark.parametrize(
    ("stem", "key"),
    [
        ("对的（√）", (0,)),
        ("错的。（ × ）", (1,)),
        ("对的(对)", (0,)),
        ("错的（错误）。", (1,)),
        ("多（AC）选", (0, 2)),
        ("单（　B　）选", (1,)),
    ],
)
def test_the_answer_in_the_brackets_of_the_stem(stem: str, key: tuple[int, ...]) -> None:
    item = one(f"1. {stem}" + ("\nA. 一\nB. 二\nC. 三" if "选" in stem else ""))
    assert item.key == key
    assert "（　　）" in item.stem


def test_the_answer_in_brackets_goes_where_it_is_also_behind_a_label() -> None:
    item = one("1. 单（B）选\nA. 一\nB. 二\n答案：B")
    assert item.stem == "单（　　）选"


def test_brackets_that_are_not_the_answer_stay() -> None:
    item = one("1. 方案（A）和方案（B）哪个好\nA. 前者\nB. 后者\n答案：B")
    assert item.stem == "方案（A）和方案（B）哪个好"


@pytest.mark.parametrize(
    ("heading", "interaction", "points"),
    [
        ("一、单选题（每题2分，共20分）", Interaction.CHOOSE_ONE, 2),
        ("二．单项选择题(每小题 1.5 分)", Interaction.CHOOSE_ONE, 1.5),
        ("第一部分 不定项选择题：共10题，共30分", Interaction.CHOOSE_MANY, 3),
        ("（三）多选题", Interaction.CHOOSE_MANY, None),
        ("单选题", Interaction.CHOOSE_ONE, None),
        ("一、选择题（每题２分）", Interaction.CHOOSE_ONE, 2),
    ],
)
def test_headings_set_type_and_points(heading: str, interaction: Interaction, points: float | None) -> None:
    item = one(f"{heading}\n1. 问\nA. 一\nB. 二\n答案：B")
    assert (item.interaction, item.points) == (interaction, points)


def test_a_type_in_brackets_goes_before_the_heading() -> None:
    item = one("一、单选题\n1.（多选题）问\nA. 一\nB. 二\n答案：AB")
    assert (item.interaction, item.stem) == (Interaction.CHOOSE_MANY, "问")


def test_years_and_decimals_are_no_numbers_of_questions() -> None:
    reading = read("1.1921年7月\n7.5倍增长的是（√）\n2. 第二题（×）")
    assert [item.stem for item in reading.items] == ["1921年7月\n7.5倍增长的是（　　）", "第二题（　　）"]


def test_a_number_out_of_order_is_a_question_still() -> None:
    assert keys("1. 甲（√）\n2. 乙（×）\n2. 丙（√）\n5. 丁（×）") == [(0,), (1,), (0,), (1,)]


def test_sub_numbers_in_another_style_belong_to_the_stem() -> None:
    assert (
        one("1. 下列说法\n（1）甲\n（2）乙\n正确的是\nA. 一\nB. 二\n答案：A").stem
        == "下列说法\n（1）甲\n（2）乙\n正确的是"
    )


CHOICES = "1. 甲\nA. 一 B. 二 C. 三 D. 四\n2. 乙\nA. 一 B. 二 C. 三 D. 四\n3. 丙\nA. 一 B. 二 C. 三 D. 四\n"
JUDGED = "1. 丁（ ）\n2. 戊（ ）\n"


@pytest.mark.parametrize(
    "answers",
    [
        "答案：1-3 ABD",
        "参考答案\n1-3 ABD",
        "参考答案：\n1.A 2.B 3.D",
        "答案\n1A 2B 3D",
        "【参考答案】\n1、A\n2、B\n3、D",
        "标准答案\n1～3：A B D",
        "答案：1. A；2. B；3. D",
        "参考答案及解析\n1.【答案】A【解析】因为\n2.【答案】B\n3.【答案】D",
    ],
)
def test_the_list_of_answers_at_the_end(answers: str) -> None:
    assert keys(f"一、单选题\n{CHOICES}\n{answers}\n") == [(0,), (1,), (3,)]


def test_a_list_of_answers_by_sections_whose_numbers_begin_anew() -> None:
    many = CHOICES.replace("甲", "己")
    text = f"一、单选题\n{CHOICES}二、多选题\n{many}三、判断题\n{JUDGED}参考答案\n"
    answers = "一、单选题\n1-3 ABD\n二、多选题 1.AB 2.ACD 3.BC\n三、判断题\n1-2 √×"
    expected = [(0,), (1,), (3,), (0, 1), (0, 2, 3), (1, 2), (0,), (1,)]
    assert keys(text + answers) == expected
    assert keys(text + "1-3 ABD\n1-3 AB ACD BC\n1-2 对错") == expected


def test_a_list_of_answers_with_explanations() -> None:
    reading = read(f"一、单选题\n{CHOICES}参考答案\n1. A\n解析：因为\n所以\n2. B\n3. D")
    assert [item.explanation for item in reading.items] == ["因为\n所以", "", ""]


def test_a_list_of_answers_that_does_not_fit_is_named() -> None:
    reading = read(f"{CHOICES}答案：1-2 ABC\n3.D 4.A")
    assert [(refused.row, refused.column, refused.reason) for refused in reading.refused] == [
        (1, "答案", "没有写答案。"),
        (3, "答案", "没有写答案。"),
        (7, "答案", "答案列表里“1-2”是 2 道题，答案的个数对不上。"),
        (8, "答案", "没有找到第 4 题，它的答案没有用上。"),
    ]


@pytest.mark.parametrize(
    ("text", "row", "column", "reason"),
    [
        ("1. 问\nA. 一\nC. 二\n答案：A", 1, "", "选项的字母乱了：该写 B，写的是 C。"),
        ("题目\n1. 问\nA. 一\nB. 二\n答案：A\n答案：B", 2, "", "“答案”写了两次。"),
        ("1. 问\nA. 一\nB. 二\n答案：丙丁", 1, "答案", "答案“丙丁”看不懂。"),
        ("一、案例分析题\n1. 问\n答案：甲", 2, "题型", "题型“案例分析题”不认识。"),
        ("1. 问____\n答案：一 | 二", 1, "答案", "题干有 1 个空，答案有 2 个。"),
    ],
)
def test_a_refused_question_says_where_and_why(text: str, row: int, column: str, reason: str) -> None:
    reading = read(text)
    assert [(refused.row, refused.column, refused.reason) for refused in reading.refused[:1]] == [(row, column, reason)]
    assert all(refused.mend for refused in reading.refused)


def test_lines_that_belong_nowhere_are_named() -> None:
    reading = read("考试试卷\n姓名：\n得分：\n1. 问（√）\n难度：易\n又及")
    assert [(unsupported.row, unsupported.what) for unsupported in reading.unsupported] == [
        (1, "第一道题前面有 3 行文字不是试题，没有收下。"),
        (6, "“又及”不知道属于哪一部分，没有收下。"),
    ]


@pytest.mark.parametrize("text", ["", "没有题号的文字", "一、单选题\n"])
def test_a_text_without_questions_ends_in_a_sentence(text: str) -> None:
    with pytest.raises(Unreadable, match=r"题号.*。"):
        read(text)


def test_a_paper_is_recognised_by_its_content() -> None:
    text = "一、单选题\n1. 问（ ）\nA. 一\n答案：A"
    assert PAPER.recognises(text.encode("gb18030"), "x.dat")
    assert not PAPER.recognises(b"Which?\nA. one\nB. two\nANSWER: A\n", "x.txt")
    assert not PAPER.recognises(FORMATS["docx"].write([], "").data, "x.txt")
    assert [FORMATS[code].recognises(FORMATS[code].write([], "x").data, "") for code in ("xlsx", "docx", "json")] == [
        True
    ] * 3
