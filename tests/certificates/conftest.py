"""Certificates of the cast, issued as a contest would."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from quiz_app.certificates import actions
from quiz_app.certificates.holders import Holder
from quiz_app.certificates.tables import Certificate
from quiz_app.core.db import Database
from quiz_app.organizations.actors import Actor
from tests.conftest import NOW, Cast

PLAIN = {
    "series": "contest:12",
    "source_id": 1,
    "kind": "award",
    "title": "“学党章 守规矩”知识竞赛个人一等奖",
    "text": "{name}同志在知识竞赛中荣获个人一等奖。\n特发此状，以资鼓励。",
    "issuer": "中共东山省委组织部",
    "issued_by": None,
    "at": NOW,
}


def made_out_to(actor: Actor) -> Holder:
    return Holder(actor.name, actor.unit_name, member_id=actor.member_id)


@pytest.fixture
def issue(database: Database) -> Callable[..., list[Certificate]]:
    """Issue to some holders; the rows, in their order."""

    def run(*holders: Holder, **other: Any) -> list[Certificate]:
        with database.transaction() as session:
            ids = actions.issue(session, holders=holders, **PLAIN | other)
            return [session.get_one(Certificate, each) for each in ids]

    return run


@pytest.fixture
def anns(cast: Cast, issue: Callable[..., list[Certificate]]) -> Certificate:
    [found] = issue(made_out_to(cast.ann))
    return found


@pytest.fixture
def revoke(database: Database) -> Callable[..., None]:
    def run(certificate: Certificate, *, at: datetime = NOW, reason: str = "名次更正") -> None:
        with database.transaction() as session:
            found = session.get_one(Certificate, certificate.id)
            actions.revoke(session, found, reason=reason, by=None, at=at)

    return run
