"""A member studies: the server decides what was opened, read and finished."""

import threading

from flask import Flask
from sqlalchemy import func, select

from quiz_app.core.db import Database
from quiz_app.courses.actions.studying import finish
from quiz_app.courses.queries import totals
from quiz_app.courses.tables import Course, Lesson, Progress
from quiz_app.courses.tasks import follow_quizzes
from quiz_app.points.rules.table import LESSON_FINISHED
from quiz_app.points.tables import LedgerEntry
from tests.conftest import NOW, Cast, SettableClock, bearer
from tests.courses.conftest import course_files, lesson_text


def page_of(course: Course, lesson: Lesson) -> str:
    return f"/courses/{course.id}/lessons/{lesson.id}"


def progress_of(database: Database, cast: Cast, lesson: Lesson) -> Progress | None:
    with database.reading() as session:
        return session.get(Progress, (cast.ann.member_id, lesson.id))


def points_of(database: Database, cast: Cast) -> int:
    with database.reading() as session:
        query = select(func.coalesce(func.sum(LedgerEntry.amount), 0))
        return session.scalar(query.where(LedgerEntry.member_id == cast.ann.member_id)) or 0


def pass_quiz(app: Flask, actor, quiz_id: int, *, right: bool = True) -> None:
    """Answer the quiz through the exam API, as a phone does."""
    client, headers = app.test_client(), {"Authorization": f"Bearer {bearer(actor)}"}
    sitting = client.post(f"/api/v1/exams/{quiz_id}/attempts", json={}, headers=headers).json
    wanted = "对" if right else "错"
    answers = {
        str(question["no"]): [next(option["key"] for option in question["options"] if option["text"] == wanted)]
        for question in sitting["questions"]
    }
    body = {"revision": 1, "writer": sitting["writer"], "answers": answers}
    answer = client.post(f"/api/v1/attempts/{sitting['id']}/submission", json=body, headers=headers)
    assert answer.status_code == 200
    assert answer.json["passed"] is right


def test_a_lesson_without_a_quiz_is_finished_by_reading_it_with_hours_and_no_points(
    as_ann, course, lessons, database, cast, clock: SettableClock
) -> None:
    page = page_of(course, lessons[1])
    assert as_ann.get(page).status_code == 200
    clock.pass_by(minutes=2)
    answer = as_ann.post(f"{page}/reading")
    assert answer.location == page_of(course, lessons[2])
    done = progress_of(database, cast, lessons[1])
    assert (done.read_at, done.finished_at, done.quarter_hours) == (clock.now(), clock.now(), 1)
    assert points_of(database, cast) == 0
    assert "学完了，记 0.25 学时" in as_ann.get(answer.location).text
    assert "小测合格才记；没有小测的课只记学时" in as_ann.get("/me/points").text


def test_reading_cannot_be_faked_by_pressing_the_button_at_once(as_ann, course, lessons, database, cast, clock) -> None:
    page = page_of(course, lessons[1])
    as_ann.get(page)
    clock.pass_by(seconds=119)
    answer = as_ann.post(f"{page}/reading")
    assert answer.status_code == 409
    assert "这一课至少要读 2 分钟，从第一次打开算起，还差 1 秒。" in answer.text
    assert "学习的义务不能选择" in answer.text
    assert progress_of(database, cast, lessons[1]).read_at is None
    assert points_of(database, cast) == 0


def test_reading_cannot_be_faked_without_opening_the_lesson(as_ann, course, lessons, database, cast) -> None:
    answer = as_ann.post(f"{page_of(course, lessons[1])}/reading")
    assert answer.status_code == 409
    assert "还没有打开过这一课" in answer.text
    assert progress_of(database, cast, lessons[1]) is None


def test_opening_a_lesson_again_does_not_set_its_clock_back(as_ann, course, lessons, database, cast, clock) -> None:
    page = page_of(course, lessons[1])
    as_ann.get(page)
    clock.pass_by(minutes=1)
    as_ann.get(page)
    assert progress_of(database, cast, lessons[1]).opened_at == NOW


def test_times_that_a_client_sends_change_nothing(as_ann, course, lessons, database, cast) -> None:
    page = page_of(course, lessons[1])
    as_ann.get(page, query_string={"opened_at": "2020-01-01"}, headers={"Date": "Wed, 01 Jan 2020 00:00:00 GMT"})
    answer = as_ann.post(f"{page}/reading", data={"opened_at": "2020-01-01", "read_at": "2020-01-01", "finished": "1"})
    assert answer.status_code == 409
    assert progress_of(database, cast, lessons[1]).opened_at == NOW


def test_a_lesson_with_a_quiz_leads_to_it_and_is_finished_within_seconds_of_passing(
    app, as_ann, course, lessons, database, cast, clock
) -> None:
    page = page_of(course, lessons[0])
    assert "读完了，做 5 道小测" in as_ann.get(page).text
    clock.pass_by(minutes=3)
    assert as_ann.post(f"{page}/reading").location == f"/exams/{lessons[0].quiz_id}"
    assert progress_of(database, cast, lessons[0]).finished_at is None
    assert follow_quizzes(database, clock) == 0

    passed_at = clock.pass_by(minutes=4)
    pass_quiz(app, cast.ann, lessons[0].quiz_id)
    clock.pass_by(seconds=2)
    assert follow_quizzes(database, clock) == 1
    done = progress_of(database, cast, lessons[0])
    assert (done.finished_at, done.quarter_hours) == (passed_at, 1)
    assert points_of(database, cast) == LESSON_FINISHED.amount
    assert "已学完" in as_ann.get(page).text


def test_a_failed_quiz_finishes_nothing_and_a_passed_one_after_it_does(
    app, as_ann, course, lessons, database, cast, clock
) -> None:
    page = page_of(course, lessons[0])
    as_ann.get(page)
    clock.pass_by(minutes=3)
    as_ann.post(f"{page}/reading")
    pass_quiz(app, cast.ann, lessons[0].quiz_id, right=False)
    assert follow_quizzes(database, clock) == 0
    assert "做 5 道小测" in as_ann.get(page).text
    clock.pass_by(minutes=1)
    pass_quiz(app, cast.ann, lessons[0].quiz_id)
    assert follow_quizzes(database, clock) == 1


def test_a_quiz_that_was_passed_before_reading_finishes_the_lesson_when_it_is_read(
    app, as_ann, course, lessons, database, cast, clock
) -> None:
    pass_quiz(app, cast.ann, lessons[0].quiz_id)
    assert follow_quizzes(database, clock) == 0
    assert progress_of(database, cast, lessons[0]) is None
    page = page_of(course, lessons[0])
    as_ann.get(page)
    clock.pass_by(minutes=3)
    assert as_ann.post(f"{page}/reading").location == page_of(course, lessons[1])
    assert progress_of(database, cast, lessons[0]).finished_at == clock.now()
    assert points_of(database, cast) == LESSON_FINISHED.amount


def test_a_lesson_whose_quiz_the_banks_cannot_fill_is_finished_by_reading(
    as_ann, course, lessons, database, cast, clock
) -> None:
    assert lessons[2].quiz_id is None
    page = page_of(course, lessons[2])
    assert "这一课没有小测，不计积分。" in as_ann.get(page).text
    clock.pass_by(minutes=3)
    assert as_ann.post(f"{page}/reading").location == f"/courses/{course.id}"
    assert progress_of(database, cast, lessons[2]).finished_at == clock.now()
    assert points_of(database, cast) == 0


def test_finishing_from_many_threads_at_once_awards_once(database, cast, course, lessons, clock) -> None:
    with database.transaction() as session:
        session.add(Progress(member_id=cast.ann.member_id, lesson_id=lessons[0].id, opened_at=NOW, read_at=NOW))
    results: list[bool] = []

    def run() -> None:
        with database.transaction() as session:
            results.append(finish(session, cast.ann.member_id, lessons[0].id, 1, by_quiz=True, at=clock.now()))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 7 + [True]
    assert points_of(database, cast) == LESSON_FINISHED.amount


def test_a_new_version_leaves_what_was_finished_as_it_was(
    as_ann, course, lessons, database, cast, clock, load_course
) -> None:
    page = page_of(course, lessons[1])
    as_ann.get(page)
    clock.pass_by(minutes=3)
    as_ann.post(f"{page}/reading")
    assert load_course(course_files(lesson_2=lesson_text("学习的义务", minutes=20, more="补充一段。"))) == "updated"
    assert "补充一段。" in as_ann.get(page).text
    assert "已学完" in as_ann.get(page).text
    with database.reading() as session:
        assert totals.quarter_hours(session, cast.ann.member_id) == 1


def test_a_withdrawn_lesson_is_not_found_and_its_hours_stay(
    as_ann, course, lessons, database, cast, clock, load_course
) -> None:
    page = page_of(course, lessons[1])
    as_ann.get(page)
    clock.pass_by(minutes=3)
    as_ann.post(f"{page}/reading")
    load_course(course_files(lesson_2=None))
    answer = as_ann.get(page)
    assert answer.status_code == 404
    assert "没有找到这一课" in answer.text
    with database.reading() as session:
        assert totals.quarter_hours(session, cast.ann.member_id) == 1


def test_rooms_above_can_ask_for_hours_and_lessons(as_ann, course, lessons, database, cast, clock) -> None:
    for lesson in lessons[1:]:
        as_ann.get(page_of(course, lesson))
        clock.pass_by(minutes=3)
    as_ann.get(page_of(course, lessons[0]))
    as_ann.post(f"{page_of(course, lessons[1])}/reading")
    clock.pass_by(minutes=1)
    as_ann.post(f"{page_of(course, lessons[2])}/reading")
    with database.reading() as session:
        member = cast.ann.member_id
        assert totals.quarter_hours(session, member) == 2
        assert totals.quarter_hours(session, member, since=clock.now()) == 1
        first = totals.finished_lessons(session, member, limit=1)
        rest = totals.finished_lessons(session, member, limit=9, after=first[0].cursor)
        assert [each.text.title for each in first + rest] == ["少有人考的义务", "学习的义务"]
        assert [each.text.title for each in totals.begun_lessons(session, cast.ann, limit=9)] == ["八项义务"]
        assert totals.lesson_titles(session, [lessons[0].id]) == {lessons[0].id: "八项义务"}
