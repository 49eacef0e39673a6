"""Where the points came from, as their member reads it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from flask import Flask

from quiz_app.core.db import Database
from quiz_app.courses.tables import Lesson
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import Actor
from quiz_app.points.actions import award
from quiz_app.points.rules.table import LESSON_FINISHED
from quiz_app.points.tables import LedgerEntry
from quiz_app.records.ledger import running_totals
from tests.conftest import Cast, SettableClock, bearer


def points(app: Flask, actor: Actor, **arguments: object) -> dict:
    headers = {"Authorization": f"Bearer {bearer(actor)}"}
    return app.test_client().get("/api/v1/members/me/points", query_string=arguments, headers=headers).get_json()


def test_every_entry_has_its_reason_and_what_its_month_came_to(
    app: Flask,
    cast: Cast,
    clock: SettableClock,
    exam: Exam,
    hand_in: Callable,
    lessons: list[Lesson],
    finish_lesson: Callable,
) -> None:
    now = clock.now()
    clock.moment -= timedelta(days=40)
    finish_lesson(cast.ann, lessons[0])
    clock.moment = now
    finish_lesson(cast.ann, lessons[1])
    hand_in(cast.ann, exam)
    found = points(app, cast.ann)
    assert found["balance"] == 12
    assert [(each["amount"], each["category"], each["reason"], each["month_total"]) for each in found["items"]] == [
        (3, "pioneer", "考试《支部工作知识测试》满分", 10),
        (5, "base", "考试《支部工作知识测试》合格", 7),
        (2, "base", "学完课时《党小组会怎样开》", 2),
        (2, "base", "学完课时《党员大会怎样开》", 2),
    ]
    assert found["next"] is None
    assert points(app, cast.ben) == {"balance": 0, "items": [], "next": None}


def test_the_page_links_each_reason_and_explains_the_rules(
    app: Flask,
    cast: Cast,
    exam: Exam,
    hand_in: Callable,
    lessons: list[Lesson],
    finish_lesson: Callable,
    sign_in: Callable,
) -> None:
    hand_in(cast.ann, exam)
    finish_lesson(cast.ann, lessons[0])
    page = sign_in(app.test_client(), cast.ann).get("/me/points").get_data(as_text=True)
    assert f'href="/exams/{exam.id}"' in page
    assert f'href="/courses/{lessons[0].course_id}/lessons/{lessons[0].id}"' in page
    assert "考试《…》满分" in page
    assert "先锋指数" in page
    assert "登录、停留时长和转发都不计分" in page


def test_pages_follow_one_another_without_a_gap_and_totals_go_on_across_them(
    app: Flask, cast: Cast, clock: SettableClock, database: Database
) -> None:
    with database.transaction() as session:
        for source in range(1, 121):
            at = clock.now() - timedelta(hours=6 * (source % 90))
            award(session, LESSON_FINISHED, member_id=cast.ann.member_id, source_id=source, at=at)
    seen, after = [], None
    while True:
        found = points(app, cast.ann, **({"after": after} if after else {}))
        assert found["balance"] == 240
        seen += found["items"]
        after = found["next"]
        if after is None:
            break
    assert len({each["id"] for each in seen}) == len(seen) == 120
    assert [each["at"] for each in seen] == sorted((each["at"] for each in seen), reverse=True)
    for one, earlier in pairwise(seen):
        before = earlier["month_total"] if earlier["month"] == one["month"] else 0
        assert one["month_total"] == before + one["amount"]
    assert seen[-1]["month_total"] == 2


def test_a_reversal_says_that_it_is_one(app: Flask, cast: Cast, clock: SettableClock, database: Database) -> None:
    with database.transaction() as session:
        award(session, LESSON_FINISHED, member_id=cast.ann.member_id, source_id=1, at=clock.now())
        entry = session.query(LedgerEntry).one()
        session.add(
            LedgerEntry(
                member_id=cast.ann.member_id,
                rule=1,
                rule_version=1,
                source_id=1,
                serial=1,
                amount=-2,
                at=clock.now(),
                reverses_id=entry.id,
            )
        )
    found = points(app, cast.ann)
    assert found["balance"] == 0
    assert [each["reason"] for each in found["items"]] == [
        "冲正：学完课时《已撤下的内容》",
        "学完课时《已撤下的内容》",
    ]


def test_running_totals_begin_anew_at_midnight_in_shanghai() -> None:
    last_of_october = datetime(2026, 10, 31, 15, 59, tzinfo=UTC)
    first_of_november = last_of_october + timedelta(minutes=1)
    movements = [
        (last_of_october, 1, 5),
        (last_of_october, 2, 3),
        (first_of_november, 3, 2),
        (first_of_november, 4, -2),
    ]
    assert running_totals(movements) == {1: 5, 2: 8, 3: 2, 4: 0}
