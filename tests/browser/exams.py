"""Exams of the demo's province made without clicking, for tests that are about sitting them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from quiz_app.core.db import Database
from quiz_app.exams.actions import publishing
from quiz_app.exams.actions.publishing import ExamDraft
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.reviews import PRESETS
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import operator
from quiz_app.organizations.tables import Unit
from tests.browser.conftest import Site


@contextmanager
def open_exam(site: Site, title: str, cells: Sequence[Cell]) -> Iterator[int]:
    """A published exam from all banks, as many attempts as one likes, open until the block ends."""
    database, now = Database(f"sqlite:///{site.database}"), datetime.now(UTC)
    with database.transaction() as session:
        province = session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
        [(organizer,)] = site.sql("SELECT id FROM members WHERE number = 'organizer'")
        actor = replace(operator(province.path), member_id=organizer)
        draft = ExamDraft(
            title=title,
            description="",
            opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(days=1),
            minutes=120,
            attempts_allowed=None,
            pass_percent=60,
            credit_rule="proportional",
            review=PRESETS["at_once"],
            blueprint=Blueprint(tuple(cells)),
        )
        made = publishing.create(session, actor, province, draft, at=now)
        publishing.publish(session, actor, made, province, at=now)
        number = made.id
    try:
        yield number
    finally:
        with database.transaction() as session:
            session.get_one(Exam, number).closes_at = datetime.now(UTC)
        database.dispose()
