"""The home page of everybody, with an exam, lessons and somebody who holds every role."""

from datetime import timedelta

import pytest

from quiz_app.core.db import Database
from quiz_app.members.tables import Member, SignIn
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import RoleGrant
from tests.conftest import NOW, Cast
from tests.records.conftest import (  # noqa: F401
    draft,
    exam,
    finish_lesson,
    hand_in,
    lessons,
    publish_exam,
    queries,
    questions,
    right_answers,
    settle,
    write_course,
    write_exam,
)


@pytest.fixture
def everything(database: Database, cast: Cast) -> Actor:
    """A member of Harbour branch who holds every role that there is."""
    with database.transaction() as session:
        member = Member(number="E001", name="全能", unit_id=cast.ben.unit_id)
        session.add(member)
        session.flush()
        sign_in = SignIn(member_id=member.id, started_at=NOW, expires_at=NOW + timedelta(days=1))
        session.add(sign_in)
        for role in Role:
            session.add(RoleGrant(member_id=member.id, role=role, unit_id=cast.units["东山省"].id, granted_at=NOW))
        session.flush()
        return Actor(member.id, member.name, cast.ben.unit_id, cast.ben.unit_name, cast.ben.unit_path, sign_in.id)
