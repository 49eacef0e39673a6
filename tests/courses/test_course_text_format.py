"""Course folders: reading, and what is wrong by file and line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.courses.passages import passages
from quiz_app.courses.text_format import CourseFiles, read
from quiz_app.regulations.citations import Citation

COURSE = """编码: harbour
名称: 守港
领域: 党支部日常工作
简介: 学会守港。
对象: 全体
---

先学规定。
"""
LESSON = """标题: 关门
时长: 9
学时: 0.25
知识点: 码头；时间
小测: 5
---

学完这一课，你能按时关门。

## 规定

> 码头日落关门
>
> ——《海港章程》（2022）第一条
"""
FILES = {"course.md": COURSE, "01-closing.md": LESSON, "02-opening.md": LESSON.replace("关门", "开门")}


def course(**changes: str | bytes | None) -> CourseFiles:
    files = {name: text.encode() for name, text in FILES.items()}
    for name, content in changes.items():
        if content is None:
            del files[name]
        else:
            files[name] = content.encode() if isinstance(content, str) else content
    return read(files, "harbour")


def complaints(found: CourseFiles) -> list[tuple[str, int, str]]:
    return [(problem.file, problem.line, problem.reason) for problem in found.problems]


def test_a_course_is_read_with_its_lessons_in_order_and_its_pictures() -> None:
    found = course(**{"images/map.png": b"\x89PNG", "images/码头.webp": b"RIFF"})
    assert found.problems == ()
    assert found.file == "harbour/course.md"
    assert (found.header.code, found.header.area, found.header.audience) == ("harbour", "branch_daily_work", "全体")
    assert found.header.introduction == "先学规定。"
    assert [(lesson.position, lesson.slug) for lesson in found.lessons] == [(1, "01-closing"), (2, "02-opening")]
    first = found.lessons[0]
    assert (first.title, first.minutes, first.hours, first.quiz_count) == ("关门", 9, Decimal("0.25"), 5)
    assert first.knowledge_points == ("码头", "时间")
    assert first.body.startswith("学完这一课") and first.body.endswith("第一条")
    assert (first.body_line, first.file) == (8, "harbour/01-closing.md")
    assert [image.path for image in found.images] == ["images/map.png", "images/码头.webp"]


def test_quoted_clauses_are_found_with_their_places_and_lines() -> None:
    (passage,) = course().lessons[0].citations
    assert passage.quotation == "码头日落关门"
    assert passage.citation == Citation("海港章程", "2022", "第一条")
    assert passage.citation_line == 14
    assert LESSON.split("\n")[13].startswith("> ——")


def test_litter_of_systems_is_overlooked() -> None:
    assert course(**{"__MACOSX/._course.md": b"x", ".DS_Store": b"x", "images/Thumbs.db": b"x"}).problems == ()


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_marks_and_line_endings_make_no_difference(mark: str, ending: str) -> None:
    text = mark + LESSON.replace("\n", ending).replace(": ", "：")
    assert course(**{"01-closing.md": text}).lessons[0] == course().lessons[0]


@pytest.mark.parametrize(
    ("name", "content", "file", "line", "says"),
    [
        ("course.md", None, "course.md", 0, "没有 course.md"),
        ("course.md", COURSE.replace("党支部日常工作", "其他"), "course.md", 3, "不是四方面内容"),
        ("course.md", COURSE.replace("harbour", "守港"), "course.md", 1, "小写字母"),
        ("course.md", COURSE.replace("简介: 学会守港。\n", ""), "course.md", 1, "缺少“简介”"),
        ("course.md", "编码: harbour\n".encode("gb18030"), "course.md", 0, "UTF-8"),
        ("01-closing.md", b"\x00\x01", "01-closing.md", 0, "不是文本文件"),
        ("01-closing.md", "没有开头的正文", "01-closing.md", 1, "单独一行 ---"),
        ("01-closing.md", LESSON.replace("时长: 9", "时长: 九"), "01-closing.md", 2, "“时长”要写 1 到 240"),
        ("01-closing.md", LESSON.replace("时长: 9", "时长: 0"), "01-closing.md", 2, "“时长”要写 1 到 240"),
        ("01-closing.md", LESSON.replace("0.25", "0.3"), "01-closing.md", 3, "以 0.25 为单位"),
        ("01-closing.md", LESSON.replace("0.25", "-1"), "01-closing.md", 3, "以 0.25 为单位"),
        ("01-closing.md", LESSON.replace("0.25", "NaN"), "01-closing.md", 3, "以 0.25 为单位"),
        ("01-closing.md", LESSON.replace("0.25", "半"), "01-closing.md", 3, "以 0.25 为单位"),
        ("01-closing.md", LESSON.replace("小测: 5", "小测: 五"), "01-closing.md", 5, "“小测”要写 0 到 50"),
        ("01-closing.md", LESSON.replace("小测: 5\n", ""), "01-closing.md", 1, "缺少“小测”"),
        ("01-closing.md", LESSON.replace("知识点: 码头；时间\n", ""), "01-closing.md", 4, "请写“知识点”"),
        ("01-closing.md", LESSON.split("---", maxsplit=1)[0] + "---\n\n", "01-closing.md", 7, "没有正文"),
        ("1-closing.md", LESSON, "1-closing.md", 0, "01-duties.md 这样"),
        ("03-关门.md", LESSON, "03-关门.md", 0, "01-duties.md 这样"),
        ("images/map.svg", b"<svg/>", "images/map.svg", 0, "图片只收"),
        ("images/my map.png", b"x", "images/my map.png", 0, "图片只收"),
        ("images/../x.png", b"x", "images/../x.png", 0, "图片只收"),
        ("notes.txt", b"x", "notes.txt", 0, "不收这个文件"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_line(
    name: str, content: str | bytes | None, file: str, line: int, says: str
) -> None:
    found = complaints(course(**{name: content}))
    assert any(at == f"harbour/{file}" and number == line and says in why for at, number, why in found), found


def test_a_course_needs_a_lesson() -> None:
    found = course(**{"01-closing.md": None, "02-opening.md": None})
    assert any("没有一课" in reason for _, _, reason in complaints(found))


@pytest.mark.parametrize(
    ("markdown", "quotation", "citation", "fault"),
    [
        ("> 一\n> ——《章程》（2022）第一条", "一", "《章程》（2022）第一条", ""),
        (">一\n>二\n>\n> —— 《章程》(2022)第一条", "一\n二", "《章程》（2022）第一条", ""),
        ("> **一**\n> - 二\n> 1. 三\n>\n> ——《章程》（2022）第一条", "一\n二\n三", "《章程》（2022）第一条", ""),
        ("> 一句话", "一句话", None, ""),
        ("> 一\n> ——某人", "一", None, "依据要写成"),
        ("> ——《章程》（2022）第一条", "", "《章程》（2022）第一条", ""),
    ],
)
def test_a_block_quotation_gives_its_words_and_its_place(
    markdown: str, quotation: str, citation: str | None, fault: str
) -> None:
    (passage,) = passages(f"前文。\n\n{markdown}\n\n后文。", 1)
    assert passage.quotation == quotation
    assert (str(passage.citation) if passage.citation else None) == citation
    assert fault in passage.fault and bool(fault) == bool(passage.fault)


def test_quotation_marks_in_code_are_no_quotation_and_two_blocks_are_two() -> None:
    assert passages("```\n> 一\n```\n", 1) == ()
    assert [passage.citation_line for passage in passages("> 一\n\n文\n\n> 二", 10)] == [10, 14]


@given(st.binary(max_size=200), st.sampled_from(["course.md", "01-closing.md"]))
def test_no_content_makes_the_reader_stumble(content: bytes, name: str) -> None:
    course(**{name: content})


@given(
    st.lists(st.sampled_from([">", "> ——", "《章程》（2022）第一条", "\n", "---", "标题: 甲", "学时: 1e9", "小测: ９"]))
)
def test_no_order_of_signs_makes_the_reader_stumble(parts: list[str]) -> None:
    course(**{"01-closing.md": "".join(parts), "course.md": "\n".join(parts)})
