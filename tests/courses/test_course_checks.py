"""What `courses check` refuses and advises, one fault at a time in a lesson that is otherwise sound."""

import pytest

from quiz_app.core.problems import Problem
from quiz_app.courses.checks import Report, check, course_problems, length
from quiz_app.courses.text_format import read
from quiz_app.regulations import registry
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
"""
)
TEXTS = gather(
    REGISTRY,
    {
        "章程.txt": "来源：某站\n第一条 码头日落关门。\n"
        "第二条 守港人必须做到：\n（一）按时；\n（二）清点缆绳；\n（三）报告。\n",
        "条例.txt": "来源：摘录\n第二条【见大意 b】 引航要鸣笛。\n第四条【见 a，条号为常识】 引航要挂旗。\n",
    },
)
HEADER = "标题: 关门\n时长: 9\n学时: 0.25\n知识点: 码头\n小测: 5\n---\n"
COURSE = "编码: harbour\n名称: 守港\n领域: 党支部日常工作\n简介: 学会守港。\n---\n"
FILLER = "\n\n" + "守港人按时关门，清点缆绳，写好记录。" * 50
BODY_LINE = 8


def report(body: str, *, texts: Texts | None = TEXTS, asked: list[frozenset[str]] | None = None) -> Report:
    files = {
        "course.md": COURSE.encode(),
        "01-closing.md": f"{HEADER}\n{body}{FILLER}\n".encode(),
        "images/map.png": b"\x89PNG",
    }
    return check([read(files, "harbour")], REGISTRY, texts, asked=asked)


def found(body: str) -> tuple[Problem, ...]:
    return report(body).problems


@pytest.mark.parametrize(
    "body",
    [
        "## 规定\n\n> 码头日落关门\n>\n> ——《海港章程》（2022）第一条",
        "> 守港人必须做到：……（三）报告。\n> ——《海港章程》（2022）第二条",
        "> - **（一）按时；**\n> - （二）清点缆绳；\n> ——《海港章程》（2022）第二条",
        "## 一\n\n### 二\n\n#### 三\n\n## 四",
        "![码头的位置](images/map.png)\n\n[本课](01-closing.md#s1)",
        "[外面](https://example.org) [信](mailto:a@example.org)",
        "`<script>` 写在代码里。\n\n```\n<div>\n# 不是标题\n> 不是引用\n/// 不是块\n```",
        "三个数 3 < 5 > 4，<https://example.org>。",
        "/// case | 一个支部\n小段。\n///\n\n/// checklist | 清单\n- 缆绳\n///",
        "| 一 | 二 | 三 | 四 |\n|---|:-:|--:|---|\n| 1 | 2 | 3 | 4 |",
    ],
)
def test_a_sound_lesson_has_no_problems(body: str) -> None:
    assert found(body) == ()


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ("# 关门", 0, "从二级“##”用起"),
        ("### 关门", 0, "跳了级"),
        ("## 一\n\n#### 二", 2, "跳了级"),
        ("![](images/map.png)", 0, "没有替代文字"),
        ("![ ](images/map.png)", 0, "没有替代文字"),
        ("![图](images/none.png)", 0, "找不到“images/none.png”"),
        ("![图](../images/map.png)", 0, "找不到"),
        ("![图](https://example.org/a.png)", 0, "外部图片不会显示"),
        ("![图](//example.org/a.png)", 0, "外部图片不会显示"),
        ("![图](data:image/png;base64,AA)", 0, "外部图片不会显示"),
        ("[下一课](02-none.md)", 0, "找不到“02-none.md”"),
        ("[点这里](javascript:alert)", 0, "不会生效"),
        ("[](https://example.org)", 0, "链接没有文字"),
        ("[空]()", 0, "链接没有地址"),
        ("一\n\n<script>alert(1)</script>", 2, "HTML 标签 <script> 不会生效"),
        ('<iframe src="https://example.org"></iframe>', 0, "HTML 标签 <iframe>"),
        ("a<br/>b", 0, "HTML 标签 <br>"),
        ("<!-- 注 -->", 0, "HTML 标签 <!"),
        ("| 一 | 二 | 三 | 四 | 五 |\n|---|---|---|---|---|", 1, "超过 4 列"),
        ("/// note | 提示\n甲\n///", 0, "不认识“note”"),
        ("/// case\n甲\n///", 0, "缺少标题"),
        ("/// case | 甲\n乙", 0, "没有结束"),
        ("/// case | 甲\n乙\n\n/// mistake | 丙\n丁\n///", 0, "没有结束"),
        ("甲\n///", 1, "没有开头"),
        ("> 码头日出关门\n> ——《海港章程》（2022）第一条", 1, "不在第一条里"),
        ("> 按时；（三）报告。\n> ——《海港章程》（2022）第二条", 1, "不在第二条里"),
        ("> 守港人必须做到：……\n> （四）休息\n> ——《海港章程》（2022）第二条", 2, "不在第二条里"),
        ("> 码头日落关门\n> ——《海港章程》（2022）第九条", 1, "没有第九条"),
        ("> 码头日落关门\n> ——《海港章程》（2010）第一条", 1, "被取代"),
        ("> 码头日落关门\n> ——《海港章程》（2030）第一条", 1, "没有登记“2030”"),
        ("> 码头日落关门\n> ——《渔港章程》（2022）第一条", 1, "没有登记：核对文件名"),
        ("> 码头日落关门\n> ——章程第一条", 1, "依据要写成"),
        ("> ——《海港章程》（2022）第一条", 0, "只有出处"),
        ("> 引航要鸣笛\n> ——《引航条例》（2018）第二条", 1, "大意或转述"),
    ],
)
def test_each_fault_is_named_at_its_line(body: str, line: int, says: str) -> None:
    (problem,) = found(body)
    assert says in problem.reason
    assert (problem.file, problem.line, problem.level) == ("harbour/01-closing.md", BODY_LINE + line, "error")


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ("> 谁说的一句话", 0, "引用块没有出处"),
        ("> 引航要挂旗\n> ——《引航条例》（2018）第四条", 1, "不能证明第四条的条号"),
        ("长" * 2000, 0, "800 到 2000 字"),
    ],
)
def test_advice_is_no_refusal(body: str, line: int, says: str) -> None:
    (problem,) = found(body)
    assert says in problem.reason
    assert (problem.line, problem.level) == (BODY_LINE + line, "warning")


def test_without_texts_clauses_are_not_compared() -> None:
    assert report("> 没有的话\n> ——《海港章程》（2022）第九条", texts=None).problems == ()


def test_a_quiz_needs_points_that_questions_have() -> None:
    assert report("甲", asked=[frozenset({"码头", "灯塔"})] * 10).problems == ()
    (problem,) = report("甲", asked=[frozenset({"灯塔"})] * 10).problems
    assert "知识点“码头”" in problem.reason


@pytest.mark.parametrize(
    ("size", "level", "says"), [(4, "error", "只有 4 题"), (5, "warning", "几乎是原题"), (9, "warning", "只有 9 题")]
)
def test_a_quiz_needs_enough_questions_for_another_try(size: int, level: str, says: str) -> None:
    (problem,) = report("甲", asked=[frozenset({"码头"})] * size + [frozenset({"灯塔"})] * 50).problems
    assert problem.level == level
    assert says in problem.reason


def test_a_lesson_on_the_rules_has_a_quiz() -> None:
    text = f"{HEADER}\n> 码头日落关门。\n> ——《海港章程》（2022）第一条{FILLER}\n".replace("小测: 5", "小测: 0")
    files = {"course.md": COURSE.encode(), "01-closing.md": text.encode()}
    (problem,) = check([read(files, "harbour")], REGISTRY, TEXTS, asked=[frozenset({"码头"})]).problems
    assert (problem.level, "没有小测" in problem.reason) == ("warning", True)


def test_two_courses_may_not_share_a_code() -> None:
    files = {"course.md": COURSE.encode(), "01-closing.md": f"{HEADER}\n甲{FILLER}\n".encode()}
    both = check([read(files, "harbour"), read(files, "copy")], REGISTRY, TEXTS)
    assert (both.courses, both.lessons) == (2, 2)
    (problem,) = both.problems
    assert (problem.file, problem.line) == ("copy/course.md", 1)
    assert "harbour/course.md" in problem.reason


def test_one_course_is_checked_by_itself_with_what_its_reading_found() -> None:
    found_there = course_problems(read({"course.md": COURSE.encode()}), REGISTRY, TEXTS)
    assert any("没有一课" in problem.reason for problem in found_there)


@pytest.mark.parametrize(
    ("markdown", "size"),
    [
        ("## 四字标题\n\n正 文\n", 6),
        ("- **粗**体\n- 二", 3),
        ("/// case | 标题\n正文\n///", 2),
        ("> 引文\n> ——《章》", 7),
        ("![图](images/map.png)和[课](01-closing.md)", 3),
        ("| 一 | 二 |\n|---|---|", 2),
    ],
)
def test_length_counts_what_a_reader_sees(markdown: str, size: int) -> None:
    assert length(markdown) == size
