"""An upload never takes the place of a course unseen, publishing says what changes, and earlier versions come back."""

from datetime import timedelta

import pytest

from quiz_app.core.errors import NotFound
from quiz_app.core.files.holding import Holding
from quiz_app.courses.comparing import Change, compare
from quiz_app.courses.drafts import LessonFields
from quiz_app.courses.tables import Course
from tests.banks.forms_sent import as_sent
from tests.conftest import NOW
from tests.courses.conftest import (
    ENOUGH,
    counted,
    course_files,
    lesson_ids,
    lesson_text,
    newest,
    the_course,
    zipped,
)

FEWER = course_files(lesson_1=lesson_text("八项义务", more="另一种说法。"), lesson_2=None, lesson_3=None)


def agreed(page: str) -> dict[str, object]:
    """The confirmation as a browser would send it."""
    return as_sent(page.replace('class="submit-row" method="post"', 'class="form" method="post"'))


def published(as_tom, course: Course) -> None:
    assert as_tom.post(f"/courses/{course.id}/publish", data={"version": str(course.version)}).status_code == 302


def test_an_upload_that_would_replace_a_course_says_what_changes_and_takes_nothing_yet(
    upload, uploaded, database
) -> None:
    answer = upload(zipped(FEWER))
    assert answer.status_code == 200
    assert "这会成为《党员的义务》的新一版" in answer.text
    assert "3 课变 1 课" in answer.text
    assert "<dt>撤下</dt>" in answer.text
    for title in ("学习的义务", "少有人考的义务"):
        assert title in answer.text
    assert counted(database) == (1, 1)


def test_once_confirmed_it_is_the_next_version_of_the_same_course(upload, uploaded, as_tom, database) -> None:
    before = lesson_ids(database, uploaded)
    page = upload(zipped(course_files(lesson_2=lesson_text("学习的义务", more="补充。")))).text
    assert "仍是 3 课" in page
    answer = as_tom.post("/courses/upload/confirmation", data=agreed(page))
    assert answer.location == f"/courses/{uploaded.id}/edit"
    assert counted(database) == (1, 2)
    assert lesson_ids(database, uploaded) == before
    again = as_tom.post("/courses/upload/confirmation", data=agreed(page))
    assert again.status_code == 404
    assert "请重新上传" in again.text


def test_what_changed_after_the_question_is_asked_again(upload, uploaded, as_tom, as_root, database) -> None:
    page = upload(zipped(FEWER)).text
    form = {"version": str(uploaded.version), "area": "party_basics", "title": "管理员改的名称", "summary": "乙"}
    assert as_root.post(f"/courses/{uploaded.id}/edit", data=form).status_code == 302
    asked = as_tom.post("/courses/upload/confirmation", data=agreed(page))
    assert "这会成为《管理员改的名称》的新一版" in asked.text
    assert "名称不同" in asked.text
    assert counted(database) == (1, 2)
    assert as_tom.post("/courses/upload/confirmation", data=agreed(asked.text)).status_code == 302
    assert newest(database, uploaded).title == "党员的义务"


def test_nobody_confirms_the_upload_of_another_or_an_invented_one(upload, uploaded, as_tom, as_root, database) -> None:
    sent = agreed(upload(zipped(FEWER)).text)
    assert as_root.post("/courses/upload/confirmation", data=sent).status_code == 404
    for held in ("0" * 64, "../../secret-key", ""):
        assert as_tom.post("/courses/upload/confirmation", data=sent | {"held": held}).status_code in (404, 422)
    assert as_tom.post("/courses/upload/confirmation", data=sent | {"unit": "999"}).status_code == 422
    assert counted(database) == (1, 1)


def test_a_file_that_waits_goes_after_a_day(tmp_path) -> None:
    holding = Holding(tmp_path / "held")
    first = holding.hold(1, b"first", at=NOW)
    holding.hold(1, b"second", at=NOW + timedelta(hours=23))
    assert holding.read(1, first) == b"first"
    holding.hold(1, b"third", at=NOW + timedelta(hours=25))
    with pytest.raises(NotFound):
        holding.read(1, first)
    assert len(list((tmp_path / "held").iterdir())) == 2


def test_publishing_over_a_published_version_shows_what_members_lose(upload, uploaded, as_tom, as_ann, database):
    published(as_tom, uploaded)
    as_tom.post("/courses/upload/confirmation", data=agreed(upload(zipped(FEWER)).text))
    edit = as_tom.get(f"/courses/{uploaded.id}/edit").text
    assert f'<a class="btn primary" href="/courses/{uploaded.id}/publish">' in edit
    page = as_tom.get(f"/courses/{uploaded.id}/publish").text
    assert "3 课变 1 课" in page
    assert "学习的义务" in page
    assert "学习的义务" in as_ann.get(f"/courses/{uploaded.id}").text
    assert as_tom.post(f"/courses/{uploaded.id}/publish", data=agreed(page)).status_code == 302
    assert "学习的义务" not in as_ann.get(f"/courses/{uploaded.id}").text


def test_an_earlier_version_is_brought_back_and_published_and_nothing_is_lost(
    upload, uploaded, as_tom, as_ann, database
) -> None:
    published(as_tom, uploaded)
    as_tom.post("/courses/upload/confirmation", data=agreed(upload(zipped(FEWER)).text))
    published(as_tom, the_course(database))
    edit = as_tom.get(f"/courses/{uploaded.id}/edit").text
    assert "第 2 版，党员看到的" in edit
    assert "恢复上一版" in edit
    restore = f"/courses/{uploaded.id}/versions/1/restoration"
    answer = as_tom.post(restore, data={"version": str(the_course(database).version)})
    assert answer.location == f"/courses/{uploaded.id}/publish"
    page = as_tom.get(answer.location).text
    assert "第 1 版的内容取回来了，成为第 3 版" in page
    assert "1 课变 3 课" in page
    assert as_tom.post(answer.location, data=agreed(page)).status_code == 302
    assert "学习的义务" in as_ann.get(f"/courses/{uploaded.id}").text
    assert as_ann.get(f"/courses/{uploaded.id}/files/images/seal.png").status_code == 200
    assert counted(database) == (1, 3)


def test_a_version_that_the_check_refuses_comes_back_as_a_draft_to_mend(upload, uploaded, as_tom, database) -> None:
    sound = the_course(database)
    short = course_files(lesson_2=lesson_text("学习", more="\n\n![](images/seal.png)"))
    as_tom.post("/courses/upload/confirmation", data=agreed(upload(zipped(short)).text))
    as_tom.post(f"/courses/{sound.id}/versions/1/restoration", data={"version": str(the_course(database).version)})
    published(as_tom, the_course(database))
    restore = f"/courses/{sound.id}/versions/2/restoration"
    answer = as_tom.post(restore, data={"version": str(the_course(database).version)})
    assert answer.location == f"/courses/{sound.id}/edit"
    assert "发布前要改 1 处" in as_tom.get(answer.location).text


def test_restoring_what_one_has_not_seen_or_what_never_was_is_refused(uploaded, as_tom, as_ann, database) -> None:
    version = str(uploaded.version)
    assert as_tom.post(f"/courses/{uploaded.id}/versions/1/restoration", data={"version": "99"}).status_code == 409
    assert as_tom.post(f"/courses/{uploaded.id}/versions/7/restoration", data={"version": version}).status_code == 404
    assert as_ann.post(f"/courses/{uploaded.id}/versions/1/restoration", data={"version": version}).status_code == 404
    assert counted(database) == (1, 1)


def test_lessons_are_compared_by_their_slugs() -> None:
    def lesson(title: str, body: str = ENOUGH) -> LessonFields:
        return LessonFields(title, 8, 1, (), 0, body)

    before = {"01-a": lesson("甲"), "02-b": lesson("乙"), "03-c": lesson("丙")}
    after = {"01-a": lesson("甲"), "02-b": lesson("乙", "另一种"), "04-d": lesson("丁"), "05-e": lesson("戊")}
    assert compare(before, after) == Change(3, 4, ("丁", "戊"), ("丙",), ("乙",))
