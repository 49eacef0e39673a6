"""What members see of courses, and what strangers do not."""

import re

import pytest
from sqlalchemy import event, func, select

from quiz_app.courses.tables import Course, Lesson, Progress
from tests.conftest import bearer
from tests.courses.conftest import course_files, lesson_text


def page_of(course: Course, lesson: Lesson) -> str:
    return f"/courses/{course.id}/lessons/{lesson.id}"


@pytest.mark.parametrize("path", ["", "/lessons/{lesson}", "/files/images/seal.png", "/edit", "/preview"])
def test_to_cleo_from_another_county_the_course_does_not_exist(client, cast, sign_in, course, lessons, path) -> None:
    sign_in(client, cast.cleo)
    answer = client.get(f"/courses/{course.id}{path.format(lesson=lessons[0].id)}")
    assert answer.status_code == 404
    assert "党员的义务" not in answer.text


def test_cleo_finds_an_empty_list_and_can_read_nothing(app, client, cast, sign_in, course, lessons, database) -> None:
    sign_in(client, cast.cleo)
    assert "还没有课程" in client.get("/courses").text
    headers = {"Authorization": f"Bearer {bearer(cast.cleo)}"}
    assert client.get("/api/v1/courses", headers=headers).json == {"items": [], "next": None}
    assert client.get(f"/api/v1/courses/{course.id}", headers=headers).status_code == 404
    assert client.post(f"{page_of(course, lessons[0])}/reading").status_code == 404
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Progress)) == 0


@pytest.mark.parametrize(
    "path", ["/courses", "/courses/1", "/courses/1/lessons/1", "/courses/manage", "/courses/upload"]
)
def test_who_is_not_signed_in_is_asked_to(client, course, path) -> None:
    assert client.get(path).location.startswith("/sign-in")


def test_a_picture_is_served_by_its_content_and_can_do_nothing(as_ann, course) -> None:
    answer = as_ann.get(f"/courses/{course.id}/files/images/seal.png")
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    assert answer.data.startswith(b"\x89PNG")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    again = as_ann.get(f"/courses/{course.id}/files/images/seal.png", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["images/other.png", "../course.md", "..%2f..%2fquiz.db", "01-eight.md"])
def test_nothing_but_pictures_of_the_course_is_served(as_ann, course, name) -> None:
    assert as_ann.get(f"/courses/{course.id}/files/{name}").status_code == 404


def test_the_lesson_shows_the_picture_of_its_course(as_ann, course, lessons) -> None:
    page = as_ann.get(page_of(course, lessons[0])).text
    assert f'<img alt="党徽" loading="lazy" src="/courses/{course.id}/files/images/seal.png">' in page
    assert "党的基础知识 · 第 1 课 / 3 · 约 10 分钟 · 0.25 学时" in page


def test_the_api_shows_courses_and_progress(as_ann, cast, course, lessons, clock) -> None:
    as_ann.get(page_of(course, lessons[1]))
    clock.pass_by(minutes=3)
    as_ann.post(f"{page_of(course, lessons[1])}/reading")
    headers = {"Authorization": f"Bearer {bearer(cast.ann)}"}
    listed = as_ann.get("/api/v1/courses", headers=headers).json
    assert listed["next"] is None
    assert listed["items"][0] | {"summary": ""} == {
        "id": course.id,
        "title": "党员的义务",
        "area": "party_basics",
        "summary": "",
        "unit": "临江市",
        "lessons": 3,
        "finished": 1,
        "minutes": 30,
    }
    detail = as_ann.get(f"/api/v1/courses/{course.id}", headers=headers).json
    assert [each["state"] for each in detail["lessons"]] == ["new", "finished", "new"]
    assert [each["quiz"] is not None for each in detail["lessons"]] == [True, False, False]
    assert detail["lessons"][1]["finished_at"].startswith("2026-11-23T06:03")


def test_the_list_pages_by_cursor_and_asks_few_questions(as_ann, cast, database, load_course, course) -> None:
    areas = ["党的基层组织", "党建部门重点工作", "党的基础知识"]
    for number in range(34):
        text = f"编码: c{number}\n名称: 课程{number}\n领域: {areas[number % 3]}\n简介: 简介。\n---\n"
        load_course({"course.md": text.encode(), "01-a.md": lesson_text("一"), "02-b.md": lesson_text("二")})
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    first = as_ann.get("/courses")
    counted = len([each for each in statements if each.lstrip().upper().startswith(("SELECT", "WITH"))])
    assert counted <= 12
    following = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    second = as_ann.get(following)
    titles = re.findall(r'd-block">(课程\d+|党员的义务)<', first.text + second.text)
    assert len(titles) == len(set(titles)) == 35
    assert first.text.index("党的基层组织</h2>") < first.text.index("党建部门重点工作</h2>")
    only = as_ann.get("/courses?area=key_work").text
    assert len(re.findall(r'd-block">课程\d+<', only)) == 11


@pytest.mark.parametrize("page", ["/courses/{course}", "/courses/{course}/lessons/{lesson}", "/courses/manage"])
def test_pages_ask_few_questions_however_many_lessons_there_are(
    app, cast, sign_in, database, load_course, course, lessons, page
) -> None:
    client = sign_in(app.test_client(), cast.tom)
    many = {f"{number:02d}-a.md": lesson_text(f"第{number}课") for number in range(4, 40)}
    address = page.format(course=course.id, lesson=lessons[0].id)
    counts = []
    for files in (course_files(), course_files() | many):
        load_course(files)
        client.get(address)
        statements: list[str] = []
        listen = (database.engine, "before_cursor_execute", lambda *args, kept=statements: kept.append(args[2]))
        event.listen(*listen)
        assert client.get(address).status_code == 200
        event.remove(*listen)
        counts.append(len([each for each in statements if "SELECT" in each.upper()]))
    assert counts[0] == counts[1] <= 12


def test_a_damaged_cursor_is_refused_with_a_sentence(as_ann, course) -> None:
    answer = as_ann.get("/courses?after=nonsense!")
    assert answer.status_code == 422
    assert "请从页面上的链接重新进入" in answer.text
