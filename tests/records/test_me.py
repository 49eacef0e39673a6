"""A member's own record."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from quiz_app.courses.tables import Lesson
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import Actor
from quiz_app.records.hours import in_hours, share
from tests.conftest import NOW, Cast, SettableClock, bearer
from tests.exams.conftest import Queries


def record(app: Flask, actor: Actor) -> dict:
    headers = {"Authorization": f"Bearer {bearer(actor)}"}
    return app.test_client().get("/api/v1/members/me/record", headers=headers).get_json()


def test_the_record_has_the_years_points_hours_exams_and_results(
    app: Flask, cast: Cast, exam: Exam, hand_in: Callable, lessons: list[Lesson], finish_lesson: Callable
) -> None:
    finish_lesson(cast.ann, lessons[0])
    hand_in(cast.ann, exam, right=False)
    hand_in(cast.ann, exam)
    found = record(app, cast.ann)
    assert (found["points"], found["study_hours"], found["hours_target"]) == (10, 1.5, 32)
    assert (found["exams_passed"], found["exams_taken"], found["year"]) == (1, 1, 2026)
    assert found["member"] == {"id": cast.ann.member_id, "name": "安然", "unit": "港口党支部"}
    assert [(each["number"], each["score"], each["max_score"], each["passed"]) for each in found["results"]] == [
        (2, 100, 100, True),
        (1, 0, 100, False),
    ]


def test_another_year_does_not_count(
    app: Flask, cast: Cast, clock: SettableClock, lessons: list[Lesson], finish_lesson: Callable
) -> None:
    clock.moment -= timedelta(days=365)
    finish_lesson(cast.ann, lessons[0])
    clock.moment = NOW
    found = record(app, cast.ann)
    assert (found["points"], found["study_hours"]) == (0, 0)


def test_a_withheld_score_is_told_nowhere_before_the_exam_has_closed(
    app: Flask,
    cast: Cast,
    clock: SettableClock,
    publish_exam: Callable[..., Exam],
    hand_in: Callable,
    sign_in: Callable,
) -> None:
    exam = publish_exam(review_rule="all_after_close", closes_at=NOW + timedelta(hours=1))
    hand_in(cast.ann, exam)
    found = record(app, cast.ann)
    assert (found["results"][0]["score"], found["results"][0]["passed"]) == (None, None)
    assert (found["exams_passed"], found["exams_taken"]) == (0, 1)
    page = sign_in(app.test_client(), cast.ann).get("/me/results").get_data(as_text=True)
    assert "待公布" in page
    assert "合格" not in page
    clock.pass_by(hours=2)
    found = record(app, cast.ann)
    assert (found["results"][0]["score"], found["exams_passed"]) == (100, 1)


def test_the_pages_show_the_year_the_results_and_the_lessons(
    app: Flask,
    cast: Cast,
    exam: Exam,
    hand_in: Callable,
    lessons: list[Lesson],
    finish_lesson: Callable,
    sign_in: Callable,
    queries: Queries,
) -> None:
    finish_lesson(cast.ann, lessons[0])
    hand_in(cast.ann, exam)
    client = sign_in(app.test_client(), cast.ann)
    me = client.get("/me").get_data(as_text=True)
    assert "《中国共产党党员教育管理工作条例》第二十条" in me
    assert "1.5" in me
    assert 'action="/sign-out"' in me
    assert "100<span" in client.get("/me/results").get_data(as_text=True)
    assert "还没有交过卷" in client.get("/me/results?kind=quiz").get_data(as_text=True)
    learning = client.get("/me/learning").get_data(as_text=True)
    assert "党员大会怎样开" in learning
    assert "1.5 学时" in learning
    for address in ("/me", "/me/points", "/me/results", "/me/learning"):
        with queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= 12, queries.statements


def test_nobody_reads_a_record_without_signing_in(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    for address in ("/me", "/me/points", "/me/results", "/me/learning", "/branch"):
        answer = client.get(address)
        assert (answer.status_code, answer.location) == (302, f"/sign-in?next={address}")
    assert client.get("/api/v1/members/me/record").status_code == 401
    assert client.get("/api/v1/members/me/points").status_code == 401


def test_hours_are_quarters_and_the_target_is_not_passed() -> None:
    assert [in_hours(quarters) for quarters in (0, 6, 8, 107)] == [0, 1.5, 2, 26.75]
    assert [share(quarters) for quarters in (0, 64, 128, 500)] == [0.0, 50.0, 100.0, 100.0]
