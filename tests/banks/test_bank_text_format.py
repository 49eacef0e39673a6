"""Bank files: reading, its tolerance and its complaints, and writing back."""

import pytest

from quiz_app.banks.areas import AREAS
from quiz_app.banks.keys import UnreadableKey, read_key
from quiz_app.banks.questions import LegalBasis, QuestionText
from quiz_app.banks.text_format.grammar import BankHeader
from quiz_app.banks.text_format.reader import read
from quiz_app.banks.types.protocol import Interaction
from quiz_app.regulations.citations import Citation

HEADER = "编码: harbour\n名称: 海港题库\n领域: 党的基础知识\n说明: 练习。\n---\n"
SINGLE = """
## harbour-0001 单选 易

码头几时关门？

A. 日落
B. 日出
C. 正午

答案: A
解析: 日落关门。
知识点: 码头；时间
依据: 《海港章程》（2022）第三条
引文: 日落关门
"""


def one(body: str) -> QuestionText:
    bank = read(HEADER + body, "harbour.md")
    assert bank.problems == ()
    (question,) = bank.questions
    return question


def complaints(body: str, header: str = HEADER) -> list[tuple[int, str]]:
    return [(problem.line, problem.reason) for problem in read(header + body, "harbour.md").problems]


def test_a_question_is_read_with_everything_it_says_and_where_it_stands() -> None:
    question = one(SINGLE)
    assert question == QuestionText(
        code="harbour-0001",
        type="single_choice",
        difficulty=1,
        area="party_basics",
        stem="码头几时关门？",
        options=("日落", "日出", "正午"),
        key=(0,),
        explanation="日落关门。",
        knowledge_points=("码头", "时间"),
        bases=(LegalBasis(Citation("海港章程", "2022", "第三条"), "日落关门"),),
    )
    assert (question.file, question.line, question.bases[0].line) == ("harbour.md", 7, 18)


def test_the_header_names_the_bank() -> None:
    assert read(HEADER + SINGLE, "h.md").header == BankHeader("harbour", "海港题库", "party_basics", "练习。")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("答案: A", "答案：A"),
        ("答案: A", "答案 ： Ａ  "),
        ("A. 日落\nB. 日出\nC. 正午", "A．日落\nB、日出\nＣ． 正午  "),
        ("## harbour-0001 单选 易", "##  harbour-0001\u3000单选  易  "),
        ("知识点: 码头；时间", "知识点：码头; 时间；"),
        ("依据: 《海港章程》（2022）第三条", "依据: 《海港章程》(2022) 第三条"),
        ("\n", "\r\n"),
        ("A. 日落\nB. 日出", "A. 日落\n\nB. 日出"),
        ("引文: 日落关门", "引文: 日落\n  关门"),
        ("\n答案", "\n\n\n答案"),
    ],
)
def test_ways_of_typing_make_no_difference(old: str, new: str) -> None:
    assert old in SINGLE
    assert one(SINGLE.replace(old, new)) == one(SINGLE)


@pytest.mark.parametrize(
    ("text", "interaction", "key"),
    [
        ("B", Interaction.CHOOSE_ONE, (1,)),
        ("ＡＢＤ", Interaction.CHOOSE_MANY, (0, 1, 3)),
        ("D、B，A", Interaction.CHOOSE_MANY, (0, 1, 3)),
        ("a c", Interaction.CHOOSE_MANY, (0, 2)),
        ("对", Interaction.JUDGE, (0,)),
        ("×", Interaction.JUDGE, (1,)),
        ("√", Interaction.JUDGE, (0,)),
        ("正确", Interaction.JUDGE, (0,)),
        ("Ｆ", Interaction.JUDGE, (1,)),
        ("三 / 3 | 半数", Interaction.FILL, (("三", "3"), ("半数",))),
        ("三个月|半数", Interaction.FILL, (("三个月",), ("半数",))),
        ("1/3", Interaction.FILL, (("1/3",),)),
        (r"甲\|乙 / 丙 \/ 丁", Interaction.FILL, (("甲|乙", "丙 / 丁"),)),
        (r"a\\b", Interaction.FILL, (("a\\b",),)),
        ("BADC", Interaction.ORDER, (1, 0, 3, 2)),
        ("ｂ → a → d、c", Interaction.ORDER, (1, 0, 3, 2)),
        ("B-A-C", Interaction.ORDER, (1, 0, 2)),
        ("1B 2A 3C", Interaction.PAIR, (1, 0, 2)),
        ("２－Ａ，１－Ｂ", Interaction.PAIR, (1, 0)),
        ("1.B、2.B", Interaction.PAIR, (1, 1)),
        ("1b2a", Interaction.PAIR, (1, 0)),
        ("32", Interaction.NUMBER, (("32", "0"),)),
        ("３２．０±０．５", Interaction.NUMBER, (("32.0", "0.5"),)),
        ("-1,234 +/- 10", Interaction.NUMBER, (("-1234", "10"),)),
        ("每季度 | 大会 / 船员大会", Interaction.GAPS, (("每季度",), ("大会", "船员大会"))),
    ],
)
def test_keys_are_read_as_people_write_them(text: str, interaction: Interaction, key: object) -> None:
    assert read_key(text, interaction) == key


@pytest.mark.parametrize(
    ("text", "interaction"),
    [
        ("", Interaction.CHOOSE_ONE),
        ("AA", Interaction.CHOOSE_MANY),
        ("I", Interaction.CHOOSE_ONE),
        ("甲", Interaction.CHOOSE_ONE),
        ("是", Interaction.JUDGE),
        ("A", Interaction.JUDGE),
        ("", Interaction.FILL),
        ("三 | ", Interaction.FILL),
        ("三 /  / 四", Interaction.FILL),
        ("ABB", Interaction.ORDER),
        ("1→2", Interaction.ORDER),
        ("", Interaction.PAIR),
        ("BA", Interaction.PAIR),
        ("1B 3A", Interaction.PAIR),
        ("1B 1A", Interaction.PAIR),
        ("1B 2", Interaction.PAIR),
        ("0A 1B", Interaction.PAIR),
        ("", Interaction.NUMBER),
        ("32 米", Interaction.NUMBER),
        ("32 ± ", Interaction.NUMBER),
        ("约 32", Interaction.NUMBER),
        ("32 ± 1 ± 1", Interaction.NUMBER),
        ("每季度 | ", Interaction.GAPS),
    ],
)
def test_a_key_that_cannot_be_read_is_refused(text: str, interaction: Interaction) -> None:
    with pytest.raises(UnreadableKey, match="答案"):
        read_key(text, interaction)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("## harbour-0001 单选 易", "## harbour-0001 单选", 7, "编号 题型 难度"),
        ("单选", "论述", 7, "不认识题型“论述”"),
        ("单选 易", "单选 简单", 7, "不认识难度“简单”"),
        ("harbour-0001", "Harbour_1", 7, "小写字母"),
        ("码头几时关门？\n", "", 7, "没有题干"),
        ("答案: A\n", "", 7, "没有“答案”"),
        ("答案: A", "答案: 甲", 15, "看不懂"),
        ("答案: A", "答案: A\n答案: B", 16, "写了两次"),
        ("B. 日出", "D. 日出", 12, "这里应是 B，不是 D"),
        ("A. 日落", "B. 日落", 11, "这里应是 A，不是 B"),
        ("解析: 日落关门。", "解析: 日落关门。\n难度: 易", 17, "续行前空两格"),
        ("解析: 日落关门。", "解析: 日落关门。\n所以选它。", 17, "续行前空两格"),
        ("引文: 日落关门", "引文: 日落关门\nD. 子夜", 20, "续行前空两格"),
        ("第三条\n", "\n", 18, "依据要写成"),
        ("引文: 日落关门", "引文: 日落关门\n引文: 日出开门", 20, "紧跟在它的“依据”之后"),
        ("依据: 《海港章程》（2022）第三条\n", "", 18, "紧跟在它的“依据”之后"),
        ("引文: 日落关门", "引文: 日落关门\n草稿:", 20, "写明原因"),
    ],
)
def test_what_is_wrong_is_named_by_its_line(old: str, new: str, line: int, says: str) -> None:
    assert old in SINGLE
    found = complaints(SINGLE.replace(old, new, 1))
    assert any(at == line and says in reason for at, reason in found), found


def test_lines_before_the_first_question_and_a_bad_header_are_named() -> None:
    assert any(line == 6 and "不属于任何题" in reason for line, reason in complaints("散落的一行\n" + SINGLE))
    assert any("不是四方面内容" in reason for _, reason in complaints(SINGLE, HEADER.replace("党的基础知识", "其他")))
    assert any("小写字母" in reason for _, reason in complaints(SINGLE, HEADER.replace("harbour", "海港")))
    assert any("缺少“名称”" in reason for _, reason in complaints(SINGLE, HEADER.replace("名称: 海港题库\n", "")))
    assert any("---" in reason for _, reason in complaints("", "编码: harbour\n"))


def test_one_bad_question_does_not_hide_the_next() -> None:
    bank = read(HEADER + SINGLE.replace("单选", "论述") + SINGLE.replace("0001", "0002"), "h.md")
    assert [question.code for question in bank.questions] == ["harbour-0002"]
    assert len(bank.problems) == 1


def test_a_stem_may_have_paragraphs_and_an_explanation_lines() -> None:
    question = one(
        SINGLE.replace("码头几时关门？", "某港规定如下。\n\n- 一\n- 二\n\n几时关门？").replace(
            "解析: 日落关门。", "解析: 第一行\n  第二行\n\n  另一段"
        )
    )
    assert question.stem == "某港规定如下。\n\n- 一\n- 二\n\n几时关门？"
    assert question.explanation == "第一行\n第二行\n\n另一段"


def test_a_backslash_keeps_a_line_in_the_stem() -> None:
    question = one(SINGLE.replace("码头几时关门？", "看告示：\n\\A. 关门\n\\答案: 无\n\\## 标题\n\\普通"))
    assert question.stem == "看告示：\nA. 关门\n答案: 无\n## 标题\n\\普通"


def test_a_wrong_citation_does_not_lend_its_quotation_to_the_one_before() -> None:
    broken = SINGLE.replace("引文: 日落关门", "引文: 日落关门\n依据: 章程第四条\n引文: 日出开门")
    bank = read(HEADER + broken, "h.md")
    assert [basis.quotation for basis in bank.questions[0].bases] == ["日落关门"]
    assert len(bank.problems) == 1


def test_the_four_areas_are_those_of_the_format() -> None:
    assert list(AREAS.values()) == ["党的基础知识", "党的基层组织", "党支部日常工作", "党建部门重点工作"]


MATCHING = """
## harbour-0002 匹配 中

各在哪里？

1. 点灯
2、系缆

A. 码头
B. 灯塔
C. 仓库

答案: 1B 2A
"""


def test_prompts_are_numbered_lines_before_the_options() -> None:
    question = one(MATCHING)
    assert (question.prompts, question.options, question.key) == (("点灯", "系缆"), ("码头", "灯塔", "仓库"), (1, 0))


def test_the_prompts_of_a_cloze_are_choices_or_nothing_but_the_number() -> None:
    question = one("\n## harbour-0003 完形 中\n\n____召开____。\n\n1. 每月 / 每季度\n2.\n\n答案: 每季度 | 大会\n")
    assert (question.stem, question.prompts) == ("____召开____。", ("每月 / 每季度", ""))


def test_prompts_are_counted_from_one() -> None:
    assert any(at == 12 and "这里应是 2，不是 3" in said for at, said in complaints(MATCHING.replace("2、", "3、")))


def test_numbered_lines_belong_to_the_stem_where_a_type_has_no_prompts() -> None:
    assert one(SINGLE.replace("码头几时关门？", "看：\n1. 甲\n2. 乙")).stem == "看：\n1. 甲\n2. 乙"
    assert one(MATCHING.replace("各在哪里？", "宽 1.5 米：\n\\1. 甲")).stem == "宽 1.5 米：\n1. 甲"
