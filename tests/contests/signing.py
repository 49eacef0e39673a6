"""Signing in long after the test began: contests last for days, the cast's sign-ins for one."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from quiz_app.core.db import Database
from quiz_app.members import tokens
from quiz_app.members.pages.identity import COOKIE
from quiz_app.members.tables import SignIn
from quiz_app.organizations.actors import Actor
from tests.conftest import NOW, SECRET


def signed_in(app: Flask, database: Database, actor: Actor) -> FlaskClient:
    """A client of somebody whose sign-in holds for a month."""
    until = NOW + timedelta(days=30)
    with database.transaction() as session:
        session.get_one(SignIn, actor.sign_in_id).expires_at = until
    client = app.test_client()
    token = tokens.Token(actor.sign_in_id, actor.member_id, until)
    client.set_cookie(COOKIE, tokens.issue(SECRET.encode(), token))
    return client
