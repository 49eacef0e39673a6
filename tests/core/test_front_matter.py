"""The header of bank and course files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.core import front_matter

LABELS = ("编码", "名称", "说明")


def read(text: str) -> front_matter.FrontMatter:
    return front_matter.read(text, "a.md", labels=LABELS, required=("编码",))


def test_a_header_gives_values_with_their_lines_and_the_body_its_first_line() -> None:
    front = read("编码: basics\n名称: 题库\n---\n\n正文\n")
    assert front.problems == ()
    assert (front.value("编码"), front.line("名称")) == ("basics", 2)
    assert (front.body, front.body_line) == ("\n正文\n", 4)


@pytest.mark.parametrize(
    "text",
    [
        "编码: basics\n---\n",
        "编码：basics\n---\n",
        "\ufeff编码 ： basics  \r\n---\r\n",
        "\n编码:basics\n\n--- \n",
        "编码:\u3000basics\u3000\n---\n",
    ],
)
def test_colons_blanks_marks_and_line_endings_make_no_difference(text: str) -> None:
    front = read(text)
    assert (front.value("编码"), front.problems) == ("basics", ())


def test_a_wrapped_line_goes_on_without_a_blank_in_chinese_and_with_one_in_english() -> None:
    assert read("编码: a\n说明: 党章、\n  党员义务\n---").value("说明") == "党章、党员义务"
    assert read("编码: a\n说明: two\n  words\n---").value("说明") == "two words"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("编码: a\n名称: b\n", 1, "单独一行 ---"),
        ("编码: a\n作者: 某某\n---", 2, "不认识“作者”"),
        ("编码: a\n随便写的一行\n---", 2, "看不懂"),
        ("编码: a\n编码: b\n---", 2, "写了两次"),
        ("名称: b\n---", 1, "缺少“编码”"),
        ("名称: b\n编码:\n---", 2, "缺少“编码”"),
        ("  续行没有上一行\n编码: a\n---", 1, "看不懂"),
    ],
)
def test_what_is_wrong_is_named_by_its_line(text: str, line: int, says: str) -> None:
    (problem,) = read(text).problems
    assert (problem.file, problem.line) == ("a.md", line)
    assert says in problem.reason


ONE_LINE = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=30)


@given(ONE_LINE, ONE_LINE)
def test_what_is_written_reads_back(code: str, note: str) -> None:
    front = read(front_matter.write({"编码": code, "名称": "", "说明": note}) + "正文")
    assert (front.value("编码"), front.value("说明"), front.body, front.problems) == (code, note, "正文", ())
