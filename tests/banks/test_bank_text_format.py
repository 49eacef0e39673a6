"""Bank files: reading, its tolerance and its complaints, and writing back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.banks.areas import AREAS
from quiz_app.banks.keys import UnreadableKey, read_key
from quiz_app.banks.questions import LegalBasis, QuestionText
from quiz_app.banks.text_format.grammar import LABELS, BankFile, BankHeader, tidy
from quiz_app.banks.text_format.reader import read
from quiz_app.banks.text_format.writer import write
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


WORDS = st.text(st.sampled_from("党员大会甲乙AB12 .、:：；|/\\_*#-（）“”…"), min_size=1, max_size=20).map(
    lambda text: " ".join(text.split())
)
SENTENCE = WORDS.filter(bool)
STRUCTURE = st.sampled_from(
    ["A. 日落", "Ｂ、乙", "答案: A", "解析：无", "## a-1 单选 易", "\\A. x", "\\\\答案: x", "---", "  缩进"]
)
MARKDOWN = st.lists(st.one_of(SENTENCE, STRUCTURE, st.just("")), min_size=1, max_size=5).map("\n".join).map(tidy)
STEM = MARKDOWN.filter(lambda text: bool(text.strip()))
BODY = MARKDOWN.map(lambda text: tidy(text.strip()))
POINT = SENTENCE.map(lambda text: text.replace("；", "").replace(";", "").strip()).filter(bool)
CODE = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
BASIS = st.builds(
    LegalBasis,
    st.builds(
        Citation, st.sampled_from(["海港章程", "条例（试行）"]), st.just("2022"), st.sampled_from(["第三条", "总纲"])
    ),
    st.one_of(st.just(""), SENTENCE),
)
KIND_OPTIONS_KEY = st.one_of(
    st.tuples(st.just("single_choice"), st.lists(BODY, min_size=3, max_size=8).map(tuple), st.just((1,))),
    st.tuples(st.just("multiple_choice"), st.lists(BODY, min_size=3, max_size=8).map(tuple), st.just((0, 2))),
    st.tuples(st.just("true_false"), st.just(()), st.sampled_from([(0,), (1,)])),
    st.tuples(
        st.just("fill_blank"),
        st.just(()),
        st.lists(st.lists(SENTENCE, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple),
    ),
)


@st.composite
def questions(draw: st.DrawFn) -> QuestionText:
    kind, options, key = draw(KIND_OPTIONS_KEY)
    return QuestionText(
        code=draw(CODE),
        type=kind,
        difficulty=draw(st.integers(1, 3)),
        area="key_work",
        stem=draw(STEM),
        options=options,
        key=key,
        explanation=draw(BODY),
        knowledge_points=tuple(draw(st.lists(POINT, max_size=3))),
        bases=tuple(draw(st.lists(BASIS, max_size=3))),
        draft_reason=draw(st.one_of(st.none(), SENTENCE)),
    )


@given(st.builds(BankHeader, CODE, SENTENCE, st.just("key_work"), SENTENCE), st.lists(questions(), max_size=4))
def test_what_is_written_reads_back_the_same(header: BankHeader, written: list[QuestionText]) -> None:
    bank = BankFile(header, tuple(written))
    again = read(write(bank), "again.md")
    assert again.problems == ()
    assert again == bank


@given(st.lists(st.sampled_from([*LABELS, "A", "B. 乙", "##", "## a-1 单选 易", ":", "：", "\\", "  ", "甲", "|"])))
def test_no_file_makes_the_reader_stumble(parts: list[str]) -> None:
    for text in ("".join(parts), HEADER + "\n".join(parts), HEADER + "## a-1 填空 难\n" + ": ".join(parts)):
        bank = read(text, "any.md")
        assert read(write(bank), "any.md").questions == bank.questions


def test_the_four_areas_are_those_of_the_format() -> None:
    assert list(AREAS.values()) == ["党的基础知识", "党的基层组织", "党支部日常工作", "党建部门重点工作"]
