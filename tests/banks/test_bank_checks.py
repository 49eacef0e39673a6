"""What `banks check` refuses, one fault at a time on a bank that is otherwise sound."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.banks.checks import check, question_problems
from quiz_app.banks.duplicates import THRESHOLD, bigrams, duplicates, jaccard, plain
from quiz_app.banks.keys import key_texts
from quiz_app.banks.questions import LegalBasis, QuestionText
from quiz_app.banks.text_format.grammar import BankFile, BankHeader
from quiz_app.core.problems import Problem
from quiz_app.regulations import registry
from quiz_app.regulations.citations import parse
from quiz_app.regulations.texts import Texts, gather

REGISTRY = registry.read(
    """
[[document]]
code = "harbour"
title = "海港章程"
[[document.version]]
label = "2010"
issued_on = "2010"
superseded_on = "2022"
[[document.version]]
label = "2022"
issued_on = "2022"
coverage = "full"
text = "章程.txt"
[[document]]
code = "pilots"
title = "引航条例"
[[document.version]]
label = "2018"
issued_on = "2018"
coverage = "partial"
text = "条例.txt"
[[document.version]]
label = "试行"
issued_on = "2001"
"""
)
TEXTS = gather(
    REGISTRY,
    {
        "章程.txt": "来源：某站\n第一条 码头日落关门。\n第二条 守港人每月检查缆绳1次。\n（一）冬季加查。\n",
        "条例.txt": "来源：摘录\n第一条【见 a】 引航员由港长指定。\n第二条【见大意 b】 引航要鸣笛。\n"
        "第三条【部分见 a】 引航员每船1人。（以下未见）\n第四条【见 a，条号为常识】 引航要挂旗。\n",
    },
)
SOUND = QuestionText(
    code="harbour-0001",
    type="single_choice",
    difficulty=1,
    area="party_basics",
    stem="码头几时关门？",
    options=("日落", "日出", "正午", "子夜"),
    key=(0,),
    explanation="日落关门，日出是开门的时间。",
    knowledge_points=("码头",),
    bases=(LegalBasis(parse("《海港章程》（2022）第一条"), "码头日落关门", 9),),
    file="harbour.md",
    line=3,
)


def bank(*questions: QuestionText, file: str = "harbour.md", code: str = "harbour") -> BankFile:
    return BankFile(BankHeader(code, "海港题库", "party_basics", ""), questions, (), file)


def found(question: QuestionText, texts: Texts | None = TEXTS) -> list[Problem]:
    return list(question_problems(question, REGISTRY, texts))


def based(citation: str, quotation: str) -> QuestionText:
    return replace(SOUND, bases=(LegalBasis(parse(citation), quotation, 9),))


def test_a_sound_bank_has_no_problems() -> None:
    draft = replace(SOUND, code="harbour-0002", stem="引航要做什么？", draft_reason="只见大意")
    report = check([bank(SOUND, draft)], REGISTRY, TEXTS)
    assert REGISTRY.problems == ()
    assert (report.questions, report.published, report.drafts, report.problems) == (2, 1, 1, ())
    assert report.measures["harbour"].questions == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"options": ("日落", "日 落", "正午", "子夜")}, "选项 A 和 B 相同"),
        ({"options": ("日落", "ＡＢ", "ab", "子夜")}, "选项 B 和 C 相同"),
        ({"key": (5,)}, "答案 F 不在选项里"),
        ({"explanation": " "}, "没有解析"),
        ({"knowledge_points": ()}, "没有知识点"),
        ({"knowledge_points": ("码头", "码头")}, "知识点写重了"),
        ({"bases": ()}, "没有依据"),
        ({"stem": " "}, "没有题干"),
        ({"options": ("日落", "日出", "正午", "以上都对")}, "借别的选项作答"),
        ({"options": ("日落", "日出", "正午", "以上均不正确")}, "借别的选项作答"),
        ({"options": ("日落", "日出", "正午", "以上三项都是")}, "借别的选项作答"),
        ({"options": ("日落", "日出", "正午", "A和B都对")}, "借别的选项作答"),
        ({"options": ("A. 日落", "日出", "正午", "子夜")}, "又写了一遍字母"),
        ({"explanation": "选项B是开门的时间。"}, "解析提到了选项的字母"),
        ({"explanation": "B项是开门的时间。"}, "解析提到了选项的字母"),
        ({"explanation": "第二个选项是开门的时间。"}, "解析提到了选项的字母或位置"),
        ({"type": "ordering", "key": (0, 1)}, "各写一次"),
        ({"type": "numeric", "options": (), "key": (("三", "0"),)}, "看不懂"),
        ({"stem": "今年码头几时关门？"}, "随时间变化"),
        ({"stem": "码头在太阳落山以后关门，几时关门？", "options": ("太阳落山", "日出", "正午", "子夜")}, "泄露了答案"),
    ],
)
def test_each_fault_of_a_question_is_named_at_its_line(change: dict[str, object], says: str) -> None:
    problems = found(replace(SOUND, **change))
    assert any(says in problem.reason and problem.line == 3 for problem in problems), problems


@pytest.mark.parametrize(
    "change",
    [
        {"options": ("都是志愿者", "日出", "正午", "全体守港人都参加")},
        {"explanation": "甲方案的项目与A4纸无关，ABC三港不同。"},
        {"stem": "太阳落山、日出以后，码头几时关门？", "options": ("太阳落山", "太阳升起", "正午", "日出以后")},
        {"type": "ordering", "stem": "从太阳落山起排列。", "options": ("太阳落山", "子夜", "日出"), "key": (0, 1, 2)},
    ],
)
def test_innocent_wording_passes(change: dict[str, object]) -> None:
    assert found(replace(SOUND, **change)) == []


@pytest.mark.parametrize(
    ("citation", "quotation", "says"),
    [
        ("《渔港章程》（2022）第一条", "码头日落关门", "没有登记：核对文件名"),
        ("《海港章程》（2023）第一条", "码头日落关门", "已登记的有 2010、2022"),
        ("《海港章程》（2010）第一条", "码头日落关门", "被取代，改引 2022 版"),
        ("《海港章程》（2022）第九条", "码头日落关门", "里没有第九条"),
        ("《海港章程》（2022）第二条", "码头日落关门", "不在第二条里"),
        ("《海港章程》（2022）第一条", "码头日落时关门", "不在第一条里"),
        ("《海港章程》（2022）第一条", "", "没有引文"),
        ("《海港章程》（2022）第二条第（二）项", "冬季加查", "里没有第二条第（二）项"),
        ("《引航条例》（2018）第二条", "引航要鸣笛", "只有这一条的大意或转述"),
        ("《引航条例》（2018）第四条", "引航要挂旗", "不能证明这一条的条号"),
        ("《引航条例》（2018）第三条", "以下未见", "不在第三条里"),
        ("《引航条例》（试行）第一条", "引航员由港长指定", "核对不了"),
    ],
)
def test_each_fault_of_a_basis_is_named_at_its_line(citation: str, quotation: str, says: str) -> None:
    (problem,) = found(based(citation, quotation))
    assert says in problem.reason
    assert (problem.file, problem.line) == ("harbour.md", 9)


@pytest.mark.parametrize(
    ("citation", "quotation"),
    [
        ("《海港章程》（2022）第二条第（一）项", "冬季加查"),
        ("《引航条例》（2018）第一条", "引航员由港长指定"),
        ("《引航条例》（2018）第三条", "引航员每船1人"),
    ],
)
def test_words_that_were_seen_may_be_asked(citation: str, quotation: str) -> None:
    assert found(based(citation, quotation)) == []


def test_a_draft_may_rest_on_what_was_not_seen_but_not_misquote_what_was() -> None:
    for citation, quotation in [("《引航条例》（2018）第二条", ""), ("《引航条例》（试行）第八条", "引航员值夜")]:
        assert found(replace(based(citation, quotation), draft_reason="未见原文")) == []
    wrong = replace(based("《海港章程》（2022）第一条", "码头日出关门"), draft_reason="待核")
    assert "不在第一条里" in found(wrong)[0].reason


def test_without_texts_only_what_the_register_knows_is_compared() -> None:
    assert found(based("《海港章程》（2022）第九条", "没有的话"), None) == []
    assert found(based("《海港章程》（2010）第一条", "码头日落关门"), None) != []


def test_codes_are_unique_over_all_banks() -> None:
    other = replace(SOUND, stem="守港人多久检查缆绳？", key=(3,), file="other.md", line=8)
    report = check([bank(SOUND), bank(other, file="other.md")], REGISTRY, TEXTS)
    assert [(problem.file, problem.line) for problem in report.problems] == [("other.md", 1), ("other.md", 8)]
    assert "harbour.md:3" in report.problems[1].reason


def test_the_same_question_in_another_bank_is_named_with_both_places() -> None:
    options = ("子夜", "正午", "日落", "日出")
    again = replace(SOUND, code="other-1", stem="码头几时关门?", options=options, key=(2,), file="other.md", line=8)
    report = check([bank(SOUND), bank(again, file="other.md", code="other")], REGISTRY, TEXTS)
    (problem,) = report.problems
    assert (problem.file, problem.line) == ("other.md", 8)
    assert "harbour-0001（harbour.md:3）问的是同一件事" in problem.reason


def test_several_right_options_in_another_order_are_the_same_key() -> None:
    first = replace(SOUND, type="multiple_choice", options=("缆绳", "灯火", "闸门", "船名"), key=(0, 1))
    second = replace(first, options=("船名", "灯火", "缆绳", "闸门"), key=(1, 2))
    assert [pair.same_key for pair in duplicates([first, second])] == [True]


def test_the_same_stem_and_options_with_another_key_is_a_contradiction() -> None:
    again = replace(SOUND, code="harbour-0002", key=(1,), line=8)
    (problem,) = check([bank(SOUND, again)], REGISTRY, TEXTS).problems
    assert "答案却不同" in problem.reason


@pytest.mark.parametrize(
    "change",
    [
        {"stem": "码头几时开门？", "key": (1,)},
        {"stem": "灯塔几时亮灯，由哪一位守港人负责？"},
        {"options": ("日落", "辰时", "巳时", "午时"), "stem": "下列时间中，属于关闭闸门的是哪一个？"},
    ],
)
def test_questions_that_ask_something_else_are_not_duplicates(change: dict[str, object]) -> None:
    assert duplicates([SOUND, replace(SOUND, code="harbour-0002", **change)]) == []


PAIRED = replace(
    SOUND, type="matching", stem="各在哪里？", options=("码头", "灯塔", "仓库"), prompts=("点灯", "系缆"), key=(1, 0)
)


def test_a_pairing_in_another_order_is_the_same_and_another_pairing_a_contradiction() -> None:
    turned = replace(PAIRED, options=("灯塔", "仓库", "码头"), prompts=("系缆", "点灯"), key=(2, 0))
    assert [pair.same_key for pair in duplicates([PAIRED, turned])] == [True]
    assert [pair.same_key for pair in duplicates([PAIRED, replace(PAIRED, key=(0, 1))])] == [False]
    assert duplicates([PAIRED, replace(PAIRED, prompts=("验货", "值夜"))]) == []


def test_an_order_is_known_by_its_steps_and_not_by_how_they_are_listed() -> None:
    first = replace(SOUND, type="ordering", options=("日落", "日出", "正午"), key=(1, 2, 0))
    assert [
        pair.same_key for pair in duplicates([first, replace(first, options=("日出", "正午", "日落"), key=(0, 1, 2))])
    ] == [True]
    assert [pair.same_key for pair in duplicates([first, replace(first, key=(2, 1, 0))])] == [False]


def statement(text: str, verdict: int = 0) -> QuestionText:
    return replace(SOUND, type="true_false", stem=text, options=(), key=(verdict,))


@given(st.lists(st.text("甲乙丙丁戊", min_size=1, max_size=12), max_size=14), st.integers(0, 1))
def test_prefix_filtering_finds_exactly_what_comparing_all_pairs_finds(stems: list[str], verdict: int) -> None:
    questions = [statement(stem, verdict) for stem in stems]
    sets = [bigrams(plain(question.stem) + "".join(key_texts(question))) for question in questions]
    slow = {(i, j) for j in range(len(sets)) for i in range(j) if jaccard(sets[i], sets[j]) >= THRESHOLD}
    assert {(pair.first, pair.second) for pair in duplicates(questions)} == slow


def test_twenty_thousand_questions_are_compared_without_comparing_all_pairs() -> None:
    random = Random(7)
    signs = [chr(0x4E00 + index) for index in range(400)]
    questions = [statement("".join(random.choices(signs, k=30)), index % 2) for index in range(20_000)]
    copy = replace(questions[123], stem=questions[123].stem + "。")
    pairs = duplicates([*questions, copy])
    assert [(pair.first, pair.second) for pair in pairs] == [(123, 20_000)]
