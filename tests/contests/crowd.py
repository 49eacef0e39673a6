"""Two branches of one committee with people of their own, for standings that have something to say."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from quiz_app.core.db import Database
from quiz_app.members import tokens
from quiz_app.members.pages.identity import COOKIE
from quiz_app.members.tables import Member, SignIn
from quiz_app.organizations import kinds
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.tables import Unit
from tests.conftest import NOW, SECRET, Cast

STAY = timedelta(days=60)


@dataclass(frozen=True)
class Crowd:
    """`harbour` are four more of Ann's branch, `pier` four of the branch next door, `wharf` one who is there alone."""

    harbour: tuple[Actor, ...]
    pier: tuple[Actor, ...]
    wharf: Actor
    units: dict[str, Unit]


@pytest.fixture
def crowd(database: Database, cast: Cast) -> Crowd:
    with database.transaction() as session:
        session.execute(update(SignIn).values(expires_at=NOW + STAY))
        committee = cast.units["海湾县港务局党委"]
        units = {}
        for name in ("码头党支部", "栈桥党支部"):
            unit = Unit(name=name, kind=kinds.BRANCH, parent_id=committee.id, path=f"/new-{name}/")
            session.add(unit)
            session.flush()
            unit.path = f"{committee.path}{unit.id}/"
            units[name] = unit
        session.flush()

        def person(number: str, name: str, home: Unit) -> Actor:
            member = Member(number=number, name=name, unit_id=home.id)
            session.add(member)
            session.flush()
            sign_in = SignIn(member_id=member.id, started_at=NOW, expires_at=NOW + STAY)
            session.add(sign_in)
            session.flush()
            return Actor(member.id, name, home.id, home.name, home.path, sign_in.id, ())

        harbour = cast.units["港口党支部"]
        names = ("郝大海", "孔小帆", "罗远航", "江平")
        return Crowd(
            tuple(person(f"H{n}", name, harbour) for n, name in enumerate(names)),
            tuple(
                person(f"P{n}", name, units["码头党支部"]) for n, name in enumerate(("林一", "林二三", "林四", "林五"))
            ),
            person("W0", "孤舟", units["栈桥党支部"]),
            units,
        )


def as_actor(app: Flask, who: Actor | None) -> FlaskClient:
    """A client of an actor whose sign-in outlasts a contest, or of nobody's."""
    client = app.test_client()
    if who is not None:
        token = tokens.Token(who.sign_in_id, who.member_id, NOW + STAY)
        client.set_cookie(COOKIE, tokens.issue(SECRET.encode(), token))
    return client
