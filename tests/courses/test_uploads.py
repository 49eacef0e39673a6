"""Trainers upload courses; files from outside are hostile until shown otherwise."""

from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import select

from quiz_app.courses.tables import Course, LessonVersion
from tests.courses.conftest import (
    COURSE,
    PNG,
    counted,
    course_files,
    lesson_ids,
    lesson_text,
    newest,
    the_course,
    zipped,
)


def word() -> bytes:
    document = Document()
    document.add_heading("怎样开好党小组会", 0)
    document.add_paragraph("两课学完，能主持一次党小组会。")
    for title in ("会前", "会后"):
        document.add_heading(title, 1)
        document.add_heading("做什么", 2)
        document.add_paragraph(f"{title}要做的事：确定议题，通知党员。<script>alert(1)</script>")
    document.add_picture(BytesIO(PNG))
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def test_a_zip_of_a_course_folder_becomes_a_draft(upload, as_tom, as_ann, database) -> None:
    answer = upload(zipped(course_files()))
    course = the_course(database)
    assert answer.location == f"/courses/{course.id}/edit"
    assert (course.code, course.origin, course.published_version_id) == ("duties", "site", None)
    page = as_tom.get(answer.location).text
    assert "收下了" in page
    assert page.count("课　") == 3
    assert as_ann.get(f"/courses/{course.id}").status_code == 404
    assert "还没有课程" in as_ann.get("/courses").text


def test_a_word_document_becomes_a_draft_with_a_lesson_for_each_first_level_heading(upload, as_tom, database) -> None:
    answer = upload(word(), "怎样开好党小组会.docx")
    assert answer.status_code == 302
    course = the_course(database)
    edition = newest(database, course)
    assert (edition.title, edition.area) == ("怎样开好党小组会", "branch_daily_work")
    with database.reading() as session:
        query = select(LessonVersion).where(LessonVersion.course_version_id == edition.id)
        texts = session.scalars(query.order_by(LessonVersion.position)).all()
    assert [text.title for text in texts] == ["会前", "会后"]
    assert texts[0].body.startswith("## 做什么\n\n会前要做的事")
    page = as_tom.get(f"/courses/{course.id}/edit").text
    assert "发布前要改" in page
    assert "图片没有替代文字" in page
    assert "HTML 标签 &lt;script&gt; 不会生效" in page
    frame = as_tom.get(f"/courses/{course.id}/preview/{lesson_ids(database, course)[0]}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in frame
    assert "<script" not in frame


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (zipped({"course.md": COURSE.encode()}, folder="../../"), 422, "指向包外或不规范，没有收下任何内容"),
        (zipped(course_files() | {"bomb.md": bytes(5_000_000)}), 413, "压缩比不正常"),
        (zipped({"readme.txt": b"x"}), 422, "压缩包里没有 course.md"),
        (zipped(course_files() | {"more/course.md": COURSE.encode()}), 422, "2 个 course.md"),
        (zipped(course_files() | {"run.exe": b"MZ"}), 422, "课程文件夹里不收这个文件"),
        (zipped(course_files() | {"images/seal.png": b"<svg onload='alert(1)'/>"}), 422, "不是图片，或者已损坏"),
        (zipped(course_files(lesson_2=b"\xff\xfe\x00")), 422, "不是 UTF-8 编码的文本"),
        (zipped(course_files(lesson_2="没有开头的信息".encode())), 422, "开头的信息之后要有单独一行 ---"),
        (zipped(course_files(lesson_2=lesson_text("学习", minutes="十分钟"))), 422, "现在是“十分钟”"),
        (zipped(course_files(course=COURSE.replace("编码: duties", "编码: ../x").encode())), 422, "编码“../x”只能用"),
        (zipped(course_files(lesson_2=lesson_text("学" * 200))), 422, "超过 120 个字"),
        (zipped(course_files(lesson_2=lesson_text("学习", more="党" * 50_001))), 422, "超过 50000 个字"),
        (zipped(course_files(lesson_2=lesson_text("学习", more="[" * 30_000))), 422, "Markdown 太复杂"),
        (b"PK\x03\x04 broken", 422, "不是一个完整的 zip 文件"),
        (word()[:3000], 422, "不是一个完整的 zip 文件"),
        ("这是一段文字".encode(), 422, "这个文件不是课程包"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), 422, "另存为 .docx"),
        (b"%PDF-1.7", 422, "这个文件不是课程包"),
    ],
    ids=[
        *("climbing names", "a bomb", "no course", "two courses", "a program", "a drawing as png", "no text"),
        *(
            "no header",
            "no number",
            "a climbing code",
            "a long title",
            "a long text",
            "a Markdown trap",
            "broken zip",
            "broken docx",
        ),
        *("plain text", "old word", "pdf"),
    ],
)
def test_a_bad_file_gets_its_sentence_and_nothing_is_lost(
    upload, course, database, data: bytes, status: int, words: str
) -> None:
    before = counted(database)
    answer = upload(data)
    assert answer.status_code == status
    assert words in answer.text
    assert counted(database) == before
    assert the_course(database).published_version_id == course.published_version_id


def test_an_upload_without_a_file_says_so(as_tom, cast) -> None:
    answer = as_tom.post("/courses/upload", data={"unit": str(cast.units["临江市"].id), "area": "key_work"})
    assert answer.status_code == 422
    assert "请选择一个文件。" in answer.text


def test_the_same_upload_twice_changes_nothing(upload, uploaded, database, as_tom) -> None:
    answer = upload(zipped(course_files()))
    assert "完全相同" in as_tom.get(answer.location).text
    assert counted(database) == (1, 1)


def test_a_code_that_belongs_elsewhere_is_refused(database, cast, upload, uploaded) -> None:
    with database.transaction() as session:
        session.get_one(Course, uploaded.id).unit_id = cast.units["云岭县"].id
    answer = upload(zipped(course_files()))
    assert answer.status_code == 409
    assert "编码“duties”已经用在别的课程上" in answer.text


def test_a_unit_outside_ones_reach_is_no_choice(upload, cast, database) -> None:
    answer = upload(zipped(course_files()), unit="云岭县")
    assert answer.status_code == 422
    assert counted(database) == (0, 0)
