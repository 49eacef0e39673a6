"""The columns of a question table: the titles of our template, and what others call them."""

import re
from dataclasses import dataclass

from quiz_app.banks.formats.answers import LETTERS
from quiz_app.banks.formats.texts import plain

SHEET = "试题"
OPTION = "option"
SHOWN_OPTIONS = 8


@dataclass(frozen=True, slots=True)
class QuestionColumn:
    """A column by its name in `Parts`, its title, what else it is called, and what to write into it."""

    key: str
    title: str
    width: int
    hint: str
    called: tuple[str, ...] = ()
    always: bool = True


TYPE = QuestionColumn(
    "type_name",
    "题型",
    10,
    "从列表里选；空着时由答案判断。",
    ("试题类型", "题目类型", "类型", "题类", "试题题型", "题目题型"),
)
STEM = QuestionColumn(
    "stem",
    "题干",
    56,
    "必填。填空题用四个下划线 ____ 表示一个空。",
    ("题目", "试题", "问题", "题目内容", "试题内容", "试题题干", "题目题干", "题面", "考题", "内容"),
)
ANSWER = QuestionColumn(
    "answer",
    "答案",
    14,
    "必填，简答题可空。单选如 B；多选如 ABD；判断写对或错；填空各空用 | 隔开，一个空的几种写法用“ / ”隔开；"
    "排序按正确的顺序写字母，如 CABD；数值写数字，允许误差写成 3.14±0.01；简答写参考答案。",
    ("正确答案", "参考答案", "标准答案", "试题答案", "题目答案", "正确选项", "答案选项", "key"),
)
COLUMNS = (
    TYPE,
    STEM,
    ANSWER,
    QuestionColumn(
        "explanation",
        "解析",
        40,
        "可空。",
        ("答案解析", "试题解析", "题目解析", "解释", "说明", "答案说明", "详解", "讲解"),
    ),
    QuestionColumn(
        "difficulty", "难度", 8, "可空。易、中或难。", ("难易度", "难易程度", "难度等级", "难度系数", "试题难度")
    ),
    QuestionColumn(
        "knowledge_points",
        "知识点",
        20,
        "可空。几个知识点用“；”隔开，最主要的写在前面。",
        ("考点", "知识要点", "所属知识点", "标签"),
    ),
    QuestionColumn(
        "points", "分值", 8, "可空。数字，如 2 或 0.5。", ("分数", "得分", "题目分值", "试题分值", "本题分值")
    ),
    QuestionColumn(
        "documents",
        "依据",
        36,
        "可空。文件名和版本，如《中国共产党章程》（2022）。几条依据每条一行。",
        ("依据文件", "出处", "法规依据", "来源", "文件"),
    ),
    QuestionColumn("articles", "条款", 18, "可空。如第三条第二款。与依据逐行对应。", ("依据条款", "条文", "条目")),
    QuestionColumn(
        "quotations", "引文", 36, "可空。条文里决定答案的原话，一字不差。与依据逐行对应。", ("原文", "条文原文")
    ),
    QuestionColumn(
        "code", "编号", 16, "可空。试题自己的编号。", ("试题编号", "题目编号", "代码", "编码"), always=False
    ),
    QuestionColumn(
        "category", "分类", 24, "可空。各级之间用“/”隔开。", ("章节", "目录", "题库分类", "所属分类"), always=False
    ),
)
OPTION_HINT = "选择题和排序题的各项，从选项A起连续填写，不要再写字母。"

_COUNTERS = ("序号", "题号", "NO", "NO.", "#")
_ALL_OPTIONS = ("选项", "备选项", "备选答案", "答案选项", "选项内容")
_BY_NAME = {plain(name): column.key for column in COLUMNS for name in (column.title, *column.called)}
_OPTION = re.compile(
    r"(?:备?选?答案|备?选项|候选项)?(?P<letter>[A-Z])(?:选?项)?|(?:备?选项|备选答案)(?P<number>[1-9]|1\d|2[0-6]|[一二三四五六七八九])"
)
_NUMERALS = "一二三四五六七八九"
_IN_BRACKETS = re.compile(r"[(\[【〔].*$")


def place_of(title: str) -> tuple[str, int] | None:
    """The key of the column that a title names and, for `option`, which one from 0 (-1: all options in one cell);
    None for a title that means nothing here. A counter of rows is known by an empty key."""
    name = _IN_BRACKETS.sub("", plain(title)).strip("*:：")
    if name in _COUNTERS:
        return "", 0
    if name in _BY_NAME:
        return _BY_NAME[name], 0
    if name in _ALL_OPTIONS:
        return OPTION, -1
    match = _OPTION.fullmatch(name)
    if match is None:
        return None
    if match["letter"]:
        return OPTION, LETTERS.index(match["letter"])
    number = match["number"]
    return OPTION, int(number) - 1 if number.isdecimal() else _NUMERALS.index(number)
