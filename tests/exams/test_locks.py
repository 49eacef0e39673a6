"""Submissions into one board lock no row in common, so that sixty-four at once wait for the disk alone."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from quiz_app.core.db import Database
from quiz_app.core.statements import Statement
from quiz_app.exams.actions import sitting
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor
from quiz_app.schema import METADATA
from tests.conftest import Cast, SettableClock, bearer

OWN = {"attempts", "ledger_entries", "members", "sign_ins", "standings"}
pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def started(app: Flask, actor: Actor, exam: Exam) -> int:
    headers = {"Authorization": f"Bearer {bearer(actor)}"}
    return int(app.test_client().post(f"/api/v1/exams/{exam.id}/attempts", json={}, headers=headers).get_json()["id"])


def locked(database: Database) -> dict[str, int]:
    """How many rows of each table somebody holds at this moment."""
    found = {}
    with database.transaction() as session:
        for name in METADATA.tables:
            free = session.execute(text(f'SELECT 1 FROM "{name}" FOR UPDATE SKIP LOCKED')).all()
            there = session.scalar(text(f'SELECT COUNT(*) FROM "{name}"')) or 0
            if there > len(free):
                found[name] = there - len(free)
    return found


def while_handed_in(
    app: Flask,
    database: Database,
    clock: SettableClock,
    actor: Actor,
    exam: Exam,
    also: str = "",
) -> dict[str, int]:
    """What a submission holds right before its commit."""
    attempt, token = (
        started(app, actor, exam),
        Token(actor.sign_in_id, actor.member_id, clock.now() + timedelta(days=1)),
    )
    with database.brief() as work:
        sitting.submit(work, token, attempt, at=clock.now(), revision=None, writer=None, answers=None)
        if also:
            Statement(also).run(work, {}).fetchall()
        return locked(database)


def test_a_submission_holds_the_members_own_rows_and_nothing_that_others_write(
    app: Flask,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    exam: Exam,
) -> None:
    first = while_handed_in(app, database, clock, cast.ann, exam)
    second = while_handed_in(app, database, clock, cast.ben, exam)
    for held in (first, second):
        assert held.keys() <= OWN
        assert set(held.values()) == {1}


def test_a_reference_to_the_board_would_be_found(
    app: Flask,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    exam: Exam,
) -> None:
    held = while_handed_in(app, database, clock, cast.ann, exam, also="SELECT 1 FROM boards FOR KEY SHARE")
    assert held["boards"] >= 1
