"""What the check tells a trainer on the site: clauses against the texts, points, and lessons that are none."""

from io import BytesIO
from pathlib import Path

from docx import Document

from tests.courses.conftest import course_files, lesson_text, the_course, zipped

QUOTED = "\n\n> {words}\n>\n> ——《中国共产党章程》（2022）{article}"
NOT_COMPARED = "条款和引文没有核对"


def quoting(words: str, article: str) -> dict[str, bytes]:
    return course_files(lesson_2=lesson_text("学习的义务", more=QUOTED.format(words=words, article=article)))


def edit_page(client, database) -> str:
    return client.get(f"/courses/{the_course(database).id}/edit").text


def test_an_invented_clause_stands_in_the_way_of_publishing(
    with_texts: Path, our_register, upload, as_tom, database
) -> None:
    upload(zipped(quoting("党员可以不读书", "第一条")))
    course = the_course(database)
    page = edit_page(as_tom, database)
    assert "“党员可以不读书”不在第一条里" in page
    assert "发布前要改 1 处" in page
    assert NOT_COMPARED not in page
    answer = as_tom.post(f"/courses/{course.id}/publish", data={"version": str(course.version)})
    assert answer.status_code == 422
    assert the_course(database).published_version_id is None


def test_an_article_that_is_not_there_is_named(with_texts: Path, our_register, upload, as_tom, database) -> None:
    upload(zipped(quoting("党员必须履行下列义务", "第九百条")))
    assert "手边的文本里没有第九百条" in edit_page(as_tom, database)


def test_words_that_stand_there_are_published(with_texts: Path, our_register, upload, as_tom, database) -> None:
    upload(zipped(quoting("党员必须履行下列义务", "第三条")))
    course = the_course(database)
    assert as_tom.post(f"/courses/{course.id}/publish", data={"version": str(course.version)}).status_code == 302


def test_without_texts_the_pages_say_that_nothing_was_compared(our_register, upload, as_tom, database) -> None:
    upload(zipped(quoting("党员可以不读书", "第九百条")))
    page = edit_page(as_tom, database)
    assert NOT_COMPARED in page
    assert "不在第九百条里" not in page
    lesson = page.split("/lessons/")[1].split("/")[0]
    assert NOT_COMPARED in as_tom.get(f"/courses/{the_course(database).id}/lessons/{lesson}/edit").text


def test_the_trainer_is_told_which_lessons_earn_no_points(uploaded, as_tom, database) -> None:
    assert edit_page(as_tom, database).count("党员读完只记学时，不计积分") == 1


def test_a_lesson_of_four_characters_is_not_published(upload, as_tom, database) -> None:
    header = lesson_text("空").decode().split("---\n")[0]
    upload(zipped(course_files(lesson_2=f"{header}---\n\n还没有写\n".encode())))
    course = the_course(database)
    assert "正文只有 4 字，不成一课" in edit_page(as_tom, database)
    answer = as_tom.post(f"/courses/{course.id}/publish", data={"version": str(course.version)})
    assert answer.status_code == 422


def test_a_word_document_without_introduction_waits_for_a_summary_and_shows_no_code(upload, as_tom, database) -> None:
    document = Document()
    document.add_heading("怎样开好党小组会", 0)
    document.add_heading("会前", 1)
    document.add_paragraph("确定议题，通知党员，准备签到表。" * 5)
    target = BytesIO()
    document.save(target)
    upload(target.getvalue(), "怎样开好党小组会.docx")
    course = the_course(database)
    page = edit_page(as_tom, database)
    assert course.code not in page
    assert "开头缺少“简介”，请补上。" in page
    assert "没有小测：党员读完只记学时" in page
    answer = as_tom.post(f"/courses/{course.id}/publish", data={"version": str(course.version)})
    assert answer.status_code == 422
