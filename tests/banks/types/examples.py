"""A question of each type as it can be asked, with an answer that is right and one that is wrong throughout."""

from collections.abc import Mapping
from dataclasses import dataclass

from quiz_app.banks.questions import Key, Part, QuestionText
from quiz_app.banks.types.protocol import Response
from quiz_app.banks.types.table import TYPES


def question(
    kind: str,
    key: Key,
    options: tuple[str, ...] = (),
    stem: str = "码头几时关门？",
    prompts: tuple[str, ...] = (),
    parts: tuple[Part, ...] = (),
) -> QuestionText:
    return QuestionText(
        "q-1", kind, 1, "party_basics", stem, options, key, "解析", ("码头",), (), prompts=prompts, parts=parts
    )


def problems(
    kind: str,
    key: Key,
    options: tuple[str, ...] = (),
    stem: str = "码头几时关门？",
    prompts: tuple[str, ...] = (),
    parts: tuple[Part, ...] = (),
) -> str:
    """What is wrong with such a question, as one text."""
    return "\n".join(TYPES[kind].problems(question(kind, key, options, stem, prompts, parts)))


@dataclass(frozen=True)
class Example:
    """`right` and `wrong` are answers as the type takes them."""

    asked: QuestionText
    right: Response
    wrong: Response


STEPS = ("核对船名", "放下软梯", "引航员登船", "缆绳系牢")
PLACES = ("码头", "灯塔", "仓库")

EXAMPLES: Mapping[str, Example] = {
    "single_choice": Example(question("single_choice", (1,), ("日出", "日落", "正午")), frozenset({1}), frozenset({0})),
    "multiple_choice": Example(
        question("multiple_choice", (0, 2), ("手电", "阳伞", "对讲机", "钓竿")), frozenset({0, 2}), frozenset({1})
    ),
    "true_false": Example(question("true_false", (1,), stem="大风天可以吊装。"), frozenset({1}), frozenset({0})),
    "fill_blank": Example(
        question("fill_blank", (("两", "2"), ("五",)), stem="潮位每____小时记录一次，保存____年。"),
        ("2", "五"),
        ("三", "六"),
    ),
    "ordering": Example(
        question("ordering", (1, 0, 2, 3), (STEPS[1], STEPS[0], *STEPS[2:]), "按先后排列。"),
        (1, 0, 2, 3),
        (0, 3, 1, 2),
    ),
    "matching": Example(question("matching", (1, 0), PLACES, "各在哪里？", ("点灯", "系缆")), (1, 0), (2, 2)),
    "numeric": Example(question("numeric", (("32", "0.5"),), stem="水深多少米？"), ("31.5",), ("31.49",)),
    "cloze": Example(
        question(
            "cloze",
            (("每季度",), ("船员大会", "大会")),
            stem="____召开一次____。",
            prompts=("每季度 / 每月 / 每周", ""),
        ),
        ("每季度", "大会"),
        ("每月", "班会"),
    ),
    "short_answer": Example(
        question(
            "short_answer",
            (("夜间能见度低，引航员看不清水位，\n所以日落关门。",), ("说出能见度低", "2"), ("说出看不清水位", "3")),
            stem="码头为什么日落关门？",
        ),
        ("能见度低，看不清水位。",),
        ("不知道。",),
    ),
    "case": Example(
        question(
            "case",
            (
                ("single_choice", "B"),
                ("multiple_choice", "AC"),
                ("true_false", "B"),
                ("fill_blank", "三", "3"),
                ("numeric", "12", "0.5"),
            ),
            stem="大雾天，一艘货船请求靠泊，\n码头当班的有三人。",
            parts=(
                Part("single_choice", "谁先登船？", ("船长", "引航员", "装卸工")),
                Part("multiple_choice", "要带什么？", ("雾笛", "阳伞", "对讲机", "钓竿")),
                Part("true_false", "雾中可以不等引航。"),
                Part("fill_blank", "当班的至少____人。"),
                Part("numeric", "缆绳多少米？"),
            ),
        ),
        ("B", "AC", "B", "3", "11.5"),
        ("A", "AB", "A", "四", "13"),
    ),
}
