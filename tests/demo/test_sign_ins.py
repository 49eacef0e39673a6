"""The people who can be tried out, and what they find."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from quiz_app.app import create_app
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.passwords import matches
from quiz_app.courses.queries.totals import begun_lessons, finished_lessons
from quiz_app.demo.sign_ins import PASSWORD, SIGN_INS
from quiz_app.exams.queries import hot
from quiz_app.exams.queries.listing import coming_exams, open_exams, past_exams
from quiz_app.members.queries.accounts import typed
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission, Role
from quiz_app.records.tasks import boards_audit
from tests.conftest import NOW, SECRET
from tests.demo.conftest import CLOCK


@pytest.mark.parametrize("number", SIGN_INS)
def test_each_sign_in_of_the_demo_has_the_password_that_is_announced(shared: Database, number: str) -> None:
    with shared.reading() as session:
        account = typed(session, number, b"").account
    assert account is not None
    assert matches(account.password_hash, PASSWORD)
    assert account.initial_key is None


def test_nobody_else_can_sign_in(shared: Database) -> None:
    with shared.reading() as session:
        able = session.scalars(select(Member.number).where(Member.password_hash.is_not(None)))
        assert set(able) == set(SIGN_INS)


def test_each_sign_in_has_the_role_that_it_is_named_for(known: Callable[[str], Actor]) -> None:
    assert known("member").grants == ()
    secretary = known("secretary")
    assert known("member").unit_path.startswith(secretary.grants[0].path)
    assert secretary.can(Permission.BRANCH_WATCH, known("member").unit_path)
    for number in ("trainer", "organizer", "admin"):
        actor = known(number)
        assert [grant.role for grant in actor.grants] == [Role(number)]
        assert known("member").unit_path.startswith(actor.grants[0].path)


def test_the_member_finds_exams_open_running_and_coming_lessons_begun_and_a_past(
    shared: Database, known: Callable[[str], Actor]
) -> None:
    ann = known("member")
    with shared.reading() as session:
        opened = open_exams(session, ann, at=NOW, limit=9)
        assert [each.attempts_used for each in opened] == [0, 0, 0]
        assert {(each.exam.minutes, each.attempts_left) for each in opened} == {(30, 3), (20, 1), (15, 5)}
        large = max(opened, key=lambda each: each.exam.minutes)
        assert hot.prepared_by_id(session, large.exam.edition_id).edition.size == 50
        assert len(coming_exams(session, ann, at=NOW, limit=9)) == 1
        past = past_exams(session, ann, at=NOW, limit=20)
        assert len(past) >= 11
        assert sum(each.standing is not None for each in past) > len(past) / 2
        assert len(finished_lessons(session, ann.member_id, limit=50)) > 5
        assert len(begun_lessons(session, ann, limit=9)) >= 1


def test_the_member_signs_in_and_sits_the_open_exam(own: Database, tmp_path: Path) -> None:
    settings = Settings.read(
        {
            "QUIZ_APP_INSTANCE": str(tmp_path),
            "QUIZ_APP_SECRET_KEY": SECRET,
            "QUIZ_APP_DATABASE_URL": own.engine.url.render_as_string(hide_password=False),
        }
    )
    client = create_app(settings, database=own, clock=CLOCK).test_client()
    answer = client.post("/api/v1/session", json={"username": "member", "password": PASSWORD})
    assert answer.status_code == 200
    bearer = {"Authorization": f"Bearer {answer.json['token']}"}
    exams = client.get("/api/v1/exams", headers=bearer).json["items"]
    exam = max(exams, key=lambda each: each["minutes"])
    begun = client.post(f"/api/v1/exams/{exam['id']}/attempts", json={}, headers=bearer)
    assert begun.status_code == 201
    assert len(begun.json["questions"]) == 50
    receipt = client.post(f"/api/v1/attempts/{begun.json['id']}/submission", json={}, headers=bearer)
    assert (receipt.json["score"], receipt.json["max_score"]) == (0, 100)
    assert not boards_audit(own, CLOCK).drift
