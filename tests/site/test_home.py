"""The home page: what there is to do today, and the work of each role."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from quiz_app.core.db import Database
from quiz_app.courses.tables import Lesson, Progress
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import Actor
from quiz_app.site import greetings
from tests.conftest import NOW, Cast, SettableClock, bearer
from tests.exams.conftest import Queries


@pytest.fixture
def home(app: Flask, sign_in: Callable) -> Callable[[Actor], str]:
    def read(actor: Actor) -> str:
        answer = sign_in(app.test_client(), actor).get("/")
        assert answer.status_code == 200
        return answer.get_data(as_text=True).replace("\N{NO-BREAK SPACE}", " ")

    return read


def test_whoever_is_not_signed_in_is_sent_to_sign_in(app: Flask) -> None:
    answer = app.test_client().get("/")
    assert (answer.status_code, answer.location) == (302, "/sign-in")


def test_ann_reads_the_date_what_is_to_do_and_how_to_begin(
    home: Callable, cast: Cast, exam: Exam, lessons: list[Lesson]
) -> None:
    page = home(cast.ann)
    assert "11月23日 星期一" in page
    assert "还有一件事要做" in page
    assert "还剩 1 天，你有 2 次机会" in page
    assert "10 题 · 30 分钟 · 取最好成绩 · 本支部参加 0 / 4 人（0%）" in page
    assert f'href="/exams/{exam.id}"' in page
    assert "进入答题" in page
    assert "党员大会怎样开" in page
    assert "三会一课 · 第 1 课 · 约 9 分钟" in page


def test_an_attempt_that_was_begun_leads_and_a_finished_one_leaves_the_list(
    home: Callable,
    app: Flask,
    cast: Cast,
    clock: SettableClock,
    exam: Exam,
    lessons: list[Lesson],
    hand_in: Callable,
    settle: Callable,
) -> None:
    headers = {"Authorization": f"Bearer {bearer(cast.ann)}"}
    app.test_client().post(f"/api/v1/exams/{exam.id}/attempts", json={}, headers=headers)
    clock.pass_by(minutes=3)
    page = home(cast.ann)
    assert "有一次作答还没有交卷，还剩 27 分钟，14:30 截止" in page
    assert re.search(r'<a class="btn" href="/exams/attempts/\d+">继续答题</a>', page)
    hand_in(cast.ann, exam)
    hand_in(cast.ann, exam)
    settle()
    page = home(cast.ann)
    assert "眼下的事都做完了" in page
    assert "看成绩和名次" in page
    assert "本支部参加 1 / 4 人（25%）" in page


def test_the_exam_still_to_take_that_closes_first_leads(
    home: Callable, cast: Cast, publish_exam: Callable[..., Exam]
) -> None:
    publish_exam(title="慢的考试", closes_at=NOW + timedelta(days=9))
    publish_exam(title="急的考试", closes_at=NOW + timedelta(hours=5))
    publish_exam(title="长期的练习", closes_at=None)
    page = home(cast.ann)
    assert "还剩 5 小时，你有 2 次机会" in page
    assert page.index("急的考试") < page.index("慢的考试")
    assert "还有三件事要做" in page


def test_lessons_that_were_begun_come_first(
    home: Callable, cast: Cast, database: Database, lessons: list[Lesson]
) -> None:
    with database.transaction() as session:
        session.add(Progress(member_id=cast.ann.member_id, lesson_id=lessons[1].id, opened_at=NOW))
    page = home(cast.ann)
    assert page.index("党小组会怎样开") < page.index("党员大会怎样开")
    assert "接着学" in page


def test_courses_on_the_basics_come_before_those_on_the_work_of_departments(
    home: Callable, cast: Cast, write_course: Callable
) -> None:
    write_course("key", "重点工作", "key_work", ("后学的课",))
    write_course("basics", "基础知识", "party_basics", ("先学的课",))
    page = home(cast.ann)
    assert page.index("先学的课") < page.index("后学的课")


def test_the_year_has_points_hours_and_exams(
    home: Callable, cast: Cast, exam: Exam, hand_in: Callable, lessons: list[Lesson], finish_lesson: Callable
) -> None:
    finish_lesson(cast.ann, lessons[0])
    hand_in(cast.ann, exam)
    page = home(cast.ann)
    assert "<dt>积分</dt><dd>10</dd>" in page
    assert "<dt>学时 / 32</dt><dd>1.5</dd>" in page
    assert "<dt>考试合格</dt><dd>1</dd>" in page


def test_each_role_finds_its_work_and_no_other(
    home: Callable, cast: Cast, exam: Exam, hand_in: Callable, lessons: list[Lesson], settle: Callable
) -> None:
    hand_in(cast.ann, exam)
    settle()
    pages = {name: home(getattr(cast, name)) for name in ("ann", "ben", "tom", "dora", "root", "cleo")}
    assert "还没有参加：本立、朵拉、田明" in pages["ben"]
    assert "教员的案头" in pages["tom"]
    assert "临江市 · 参加 1 / 4 人" in pages["dora"]
    assert 'href="/units"' in pages["root"]
    assert "<dt>在册党员</dt><dd>6</dd>" in pages["root"]
    for name, page in pages.items():
        assert ("还没有参加" in page) == (name == "ben")
        assert ("教员的案头" in page) == (name == "tom")
        assert ("进行中的考试" in page) == (name == "dora")
        assert ("在册党员" in page) == (name == "root")
        assert page.find("我的工作") < page.index("今天的学习")
        assert ("我的工作" in page) == (name not in ("ann", "cleo"))
        assert ('href="/units"' in page) == (name == "root")
    assert "支部工作知识测试" not in pages["cleo"]


def test_a_home_page_costs_at_most_16_queries_whatever_the_role(
    app: Flask, cast: Cast, everything: Actor, exam: Exam, lessons: list[Lesson], sign_in: Callable, queries: Queries
) -> None:
    actors = {name: getattr(cast, name) for name in ("ann", "ben", "tom", "dora", "root", "cleo")}
    for name, actor in (actors | {"everything": everything}).items():
        client = sign_in(app.test_client(), actor)
        with queries:
            assert client.get("/").status_code == 200
        assert len(queries) <= 16, (name, queries.statements)


def test_a_home_page_costs_the_same_with_many_exams_and_lessons(
    app: Flask,
    cast: Cast,
    everything: Actor,
    publish_exam: Callable[..., Exam],
    lessons: list[Lesson],
    sign_in: Callable,
    queries: Queries,
) -> None:
    client = sign_in(app.test_client(), everything)
    publish_exam()
    with queries:
        client.get("/")
    few = len(queries)
    for number in range(6):
        publish_exam(title=f"考试 {number}")
    with queries:
        client.get("/")
    assert len(queries) == few


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=3, hours=9), "还剩 3 天"),
        (timedelta(hours=23, minutes=59), "还剩 23 小时"),
        (timedelta(minutes=59), "还剩 59 分钟"),
        (timedelta(seconds=5), "还剩 1 分钟"),
    ],
)
def test_what_remains_is_told_in_the_largest_whole_unit(left: timedelta, words: str) -> None:
    assert greetings.remaining(NOW + left, NOW) == words


def test_words_for_counts_dates_and_chances() -> None:
    assert greetings.greeting("安然", 2) == ("安然同志，", "还有两件事要做")
    assert greetings.greeting("安然", 12) == ("安然同志，", "还有 12 件事要做")
    assert greetings.date_line(datetime(2026, 11, 29, 16, 30, tzinfo=UTC)) == "11月30日 星期一"
    assert greetings.remaining(None, NOW) == "长期开放"
    assert (greetings.chances(None), greetings.chances(1)) == ("次数不限", "你有 1 次机会")


def test_the_clock_of_the_server_decides_what_is_open(
    home: Callable, cast: Cast, clock: SettableClock, exam: Exam
) -> None:
    clock.pass_by(hours=23)
    assert "支部工作知识测试" in home(cast.ann)
    exam_closed_at = NOW + timedelta(days=1)
    clock.moment = exam_closed_at - timedelta(milliseconds=1)
    assert "支部工作知识测试" in home(cast.ann)
