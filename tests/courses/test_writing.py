"""Trainers mend, preview and publish courses."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from quiz_app.courses.tables import Course, Lesson
from quiz_app.exams.tables.exams import Exam
from quiz_app.regulations.tables import RegulationDocument, RegulationVersion
from tests.conftest import NOW
from tests.courses.conftest import (
    ENOUGH,
    PNG,
    counted,
    course_files,
    lesson_ids,
    lesson_text,
    newest,
    the_course,
    zipped,
)

CLAUSE = "\n\n> 党员必须履行下列义务\n>\n> ——《{title}》（2022）第三条"


def lesson_form(client: FlaskClient, page: str, **changes: str) -> dict[str, str]:
    """What the lesson's form holds, as a browser would send it back, with some fields changed."""
    html = client.get(page).text
    body = re.search(r'<textarea[^>]*id="body"[^>]*>(.*?)</textarea>', html, re.DOTALL)[1]
    fields = {name: re.search(rf'id="{name}"[^>]*value="([^"]*)"', html) for name in ("version", "title", "minutes")}
    form = {name: found[1] for name, found in fields.items()}
    form |= {"quarter_hours": "1", "knowledge_points": "党员义务", "quiz_questions": "0", "body": body.strip()}
    return form | changes


@pytest.mark.parametrize("who", ["ann", "ben", "dora"])
def test_without_the_right_to_write_courses_all_of_this_is_closed(app, cast, sign_in, upload, uploaded, who) -> None:
    client = sign_in(app.test_client(), getattr(cast, who))
    lesson = "1"
    assert client.get("/courses/manage").status_code == 403
    assert client.get("/courses/upload").status_code == 403
    assert upload(zipped(course_files()), client=client).status_code == 403
    for page in ("edit", "preview", f"lessons/{lesson}/edit", f"preview/{lesson}"):
        assert client.get(f"/courses/{uploaded.id}/{page}").status_code == 404
    for page in ("edit", f"lessons/{lesson}/edit", "publish"):
        assert client.post(f"/courses/{uploaded.id}/{page}", data={"version": "2"}).status_code == 404
    assert client.get(f"/courses/{uploaded.id}/files/images/seal.png?of=latest").status_code == 404


def test_publishing_shows_the_course_to_members_and_gives_lessons_their_quizzes(
    upload, uploaded, questions, as_tom, as_ann, cast, database
) -> None:
    answer = as_tom.post(f"/courses/{uploaded.id}/publish", data={"version": str(uploaded.version)})
    assert answer.status_code == 302
    page = as_tom.get(answer.location).text
    assert "发布了，临江市的党员现在就能学。" in page
    assert "《少有人考的义务》暂时没有小测" in page
    course = the_course(database)
    assert (course.published_by, course.published_at) == (cast.tom.member_id, NOW)
    with database.reading() as session:
        quiz = session.scalars(select(Exam)).one()
        lesson = session.scalars(select(Lesson).where(Lesson.quiz_id == quiz.id)).one()
    assert (quiz.kind, quiz.unit_id, lesson.slug) == ("quiz", cast.units["临江市"].id, "01-eight")
    assert "八项义务" in as_ann.get(f"/courses/{course.id}").text


def test_a_course_with_errors_is_not_published(upload, as_tom, as_ann, database) -> None:
    upload(zipped(course_files(lesson_2=lesson_text("学习", more="\n\n![](images/seal.png)"))))
    course = the_course(database)
    page = as_tom.get(f"/courses/{course.id}/edit").text
    assert "发布前要改 1 处" in page
    assert "第 2 课《学习》 · 正文第 5 行" in page
    answer = as_tom.post(f"/courses/{course.id}/publish", data={"version": str(course.version)})
    assert answer.status_code == 422
    assert "检查还有 1 处要改" in answer.text
    assert as_ann.get(f"/courses/{course.id}").status_code == 404


def test_a_clause_must_cite_a_registered_document(upload, as_tom, database) -> None:
    with database.transaction() as session:
        document = RegulationDocument(code="charter", title="中国共产党章程")
        session.add(document)
        session.flush()
        session.add(RegulationVersion(document_id=document.id, label="2022", issued_on="2022-10-22", coverage="full"))
    known, unknown = CLAUSE.format(title="中国共产党章程"), CLAUSE.format(title="没有登记的条例")
    upload(zipped(course_files(lesson_2=lesson_text("学习", more=known), lesson_3=lesson_text("别的", more=unknown))))
    page = as_tom.get(f"/courses/{the_course(database).id}/edit").text
    assert "没有登记的条例" in page
    assert "发布前要改 1 处" in page


def test_a_trainer_mends_what_the_check_names_and_publishes(upload, as_tom, as_ann, database) -> None:
    upload(zipped(course_files(lesson_2=lesson_text("学习", more="\n\n![](images/seal.png)"))))
    course = the_course(database)
    page = f"/courses/{course.id}/lessons/{lesson_ids(database, course)[1]}/edit"
    assert "图片没有替代文字" in as_tom.get(page).text
    form = lesson_form(as_tom, page)
    form["body"] = form["body"].replace("![]", "![党徽]")
    assert as_tom.post(page, data=form).status_code == 302
    assert "图片没有替代文字" not in as_tom.get(page).text
    course = the_course(database)
    assert as_tom.post(f"/courses/{course.id}/publish", data={"version": str(course.version)}).status_code == 302
    assert 'alt="党徽"' in as_ann.get(page.removesuffix("/edit")).text


def test_members_see_the_published_version_until_the_next_is_published(uploaded, as_tom, as_ann, database) -> None:
    as_tom.post(f"/courses/{uploaded.id}/publish", data={"version": str(uploaded.version)})
    page = f"/courses/{uploaded.id}/lessons/{lesson_ids(database, uploaded)[1]}"
    as_tom.post(f"{page}/edit", data=lesson_form(as_tom, f"{page}/edit", body=f"## 新\n\n草稿里的话。{ENOUGH}"))
    assert "草稿里的话" not in as_ann.get(page).text
    assert "有未发布的修改" in as_tom.get("/courses/manage").text
    assert "草稿里的话" in as_tom.get(f"/courses/{uploaded.id}/preview/{page.rsplit('/', 1)[1]}").text
    as_tom.post(f"/courses/{uploaded.id}/publish", data={"version": str(the_course(database).version)})
    assert "草稿里的话" in as_ann.get(page).text


def test_two_editors_never_overwrite_each_other(uploaded, as_tom, as_root, database) -> None:
    page = f"/courses/{uploaded.id}/lessons/{lesson_ids(database, uploaded)[1]}/edit"
    toms, roots = (lesson_form(client, page) for client in (as_tom, as_root))
    assert as_tom.post(page, data=toms | {"body": "## 田明\n\n田明写的。"}).status_code == 302
    refused = as_root.post(page, data=roots | {"body": "## 管理员\n\n管理员写的。"})
    assert refused.status_code == 409
    assert "田明 在 11月23日 14:00 保存了另一个版本" in refused.text
    assert "田明写的。" in refused.text
    assert "管理员写的。" in refused.text
    assert "田明写的。" in as_root.get(page).text
    again = re.search(r'id="version"[^>]*value="(\d+)"', refused.text)[1]
    assert as_root.post(page, data=roots | {"body": "## 合并\n\n两人写的。", "version": again}).status_code == 302
    assert "两人写的。" in as_tom.get(page).text
    assert counted(database) == (1, 3)


def test_two_editors_of_the_course_itself_see_both_texts(uploaded, as_tom, as_root, database) -> None:
    page = f"/courses/{uploaded.id}/edit"
    form = {"version": str(uploaded.version), "area": "party_basics", "audience": "全体党员"}
    assert as_tom.post(page, data=form | {"title": "田明的名称", "summary": "甲"}).status_code == 302
    refused = as_root.post(page, data=form | {"title": "管理员的名称", "summary": "乙"})
    assert refused.status_code == 409
    assert "田明的名称" in refused.text
    assert "管理员的名称" in refused.text
    assert newest(database, uploaded).title == "田明的名称"


def test_publishing_what_one_has_not_seen_is_refused(uploaded, as_tom, as_root, database) -> None:
    page = f"/courses/{uploaded.id}/lessons/{lesson_ids(database, uploaded)[1]}/edit"
    as_root.post(page, data=lesson_form(as_root, page, body="## 新\n\n没看过的话。"))
    answer = as_tom.post(f"/courses/{uploaded.id}/publish", data={"version": str(uploaded.version)})
    assert answer.status_code == 409
    assert "课程刚刚被修改过" in answer.text
    assert the_course(database).published_version_id is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "请写这一课的标题。"),
        ({"minutes": "许多"}, "时长（分钟）"),
        ({"minutes": "0"}, "时长（分钟）"),
        ({"quarter_hours": "999"}, "学时"),
        ({"quiz_questions": "99"}, "小测题数"),
        ({"body": ""}, "请写正文。"),
        ({"body": "[" * 30_000}, "Markdown 太复杂"),
        ({"version": "abc"}, "保存了另一个版本"),
    ],
)
def test_a_wrong_field_keeps_what_was_typed_and_saves_nothing(uploaded, as_tom, database, changes, words) -> None:
    page = f"/courses/{uploaded.id}/lessons/{lesson_ids(database, uploaded)[1]}/edit"
    form = lesson_form(as_tom, page, knowledge_points="我刚写的知识点") | changes
    answer = as_tom.post(page, data=form)
    assert answer.status_code in (409, 422)
    assert words in answer.text
    assert "我刚写的知识点" in answer.text
    assert counted(database) == (1, 1)


def test_the_longest_lesson_can_be_saved_from_the_form(uploaded, as_tom, database) -> None:
    page = f"/courses/{uploaded.id}/lessons/{lesson_ids(database, uploaded)[1]}/edit"
    longest = "## 长\n\n" + "党员必须履行义务。\n" * 4990
    assert as_tom.post(page, data=lesson_form(as_tom, page, body=longest)).status_code == 302
    assert counted(database) == (1, 2)


def test_hostile_words_in_a_form_come_out_as_words(uploaded, as_tom, database) -> None:
    page = f"/courses/{uploaded.id}/lessons/{lesson_ids(database, uploaded)[1]}/edit"
    hostile = "</textarea><script>alert(1)</script>\x00"
    form = lesson_form(as_tom, page, title=f"课{hostile}", body=f"## 一\n\n{hostile}")
    assert as_tom.post(page, data=form).status_code == 302
    for address in (page, page.replace("/edit", "").replace("lessons", "preview"), f"/courses/{uploaded.id}/edit"):
        html = as_tom.get(address).text
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_the_preview_is_a_frame_of_a_phone_that_only_this_site_may_show(uploaded, as_tom, database) -> None:
    lesson = lesson_ids(database, uploaded)[0]
    page = as_tom.get(f"/courses/{uploaded.id}/preview?lesson={lesson}")
    assert f'src="/courses/{uploaded.id}/preview/{lesson}" width="390"' in page.text
    assert 'sandbox="allow-same-origin"' in page.text
    assert 'width="100%"' in as_tom.get(f"/courses/{uploaded.id}/preview?lesson={lesson}&on=desktop").text
    frame = as_tom.get(f"/courses/{uploaded.id}/preview/{lesson}")
    assert "frame-ancestors 'self'" in frame.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert f"/courses/{uploaded.id}/files/images/seal.png?of=latest" in frame.text
    assert as_tom.get(f"/courses/{uploaded.id}/files/images/seal.png?of=latest").data == PNG


def test_the_list_of_courses_to_write_has_those_in_reach(uploaded, as_tom, app, cast, sign_in, database) -> None:
    page = as_tom.get("/courses/manage").text
    assert "党员的义务" in page
    assert "<h1>课程管理</h1>" in page
    with database.transaction() as session:
        session.get_one(Course, uploaded.id).unit_id = cast.units["云岭县"].id
    assert "党员的义务" not in as_tom.get("/courses/manage").text
    assert as_tom.get(f"/courses/{uploaded.id}/edit").status_code == 404
