"""What everybody can fetch of a contest, in a world in which nothing happens behind the freeze and in one in which much
does."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from flask import Flask

from quiz_app.contests.actions import entrants, running
from quiz_app.corrections.actions import deciding
from quiz_app.corrections.proposals import Wish
from quiz_app.corrections.queries import corrections as correction_queries
from quiz_app.corrections.tasks import apply_corrections, preview_corrections
from quiz_app.exams.actions import sitting
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries.hot import prepared_by_id
from quiz_app.exams.tasks import ask_for_signals, count_attempts, credit_closed
from quiz_app.members import tokens
from quiz_app.members.tables import Member, SignIn
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor, Grant
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import RoleGrant, Unit
from tests.conftest import NOW, SECRET
from tests.contests.conftest import DAY, Stand
from tests.contests.crowd import STAY, Crowd, as_actor, crowd  # noqa: F401

HOUR = timedelta(hours=1)
PROOFS = (
    re.compile(rb'name="csrf[_-]token"[^>]*value="[^"]*"'),
    re.compile(rb'name="csrf-token" content="[^"]*"'),
)
"""What is random in a page and says nothing: the proof of a form."""
LEFT_OUT = {
    "static": "files of the site itself",
    "openapi.spec": "what the API is, not what it says",
    "contests.poster": "PDF of what was announced: title, times, code",
    "exams.attempts.print": "one's own result, as a file that says when it was written",
    "banks.print_questions": "PDF of questions",
    "banks.export_questions": "a workbook of questions that says when it was written",
    "banks.question_template": "an empty workbook that says when it was written",
    "members.roster_template": "an empty workbook that says when it was written",
    "members.roster_export": "a workbook of the roster that says when it was written; for administrators",
}
"""The routes that are not fetched, each with the reason."""
PARTS = {
    "contests.standings": [
        "",
        "?by=unit&kind=party_branch",
        "?by=unit&kind=party_branch&sort=entrants",
        "?limit=1",
        "?unit={pier}",
    ],
    "contests.export": ["", "?by=unit&kind=party_branch", "?unit={pier}"],
    "contests_api.standings": ["", "?by=unit&kind=party_branch", "?by=unit&kind=county", "?limit=2", "?unit={pier}"],
    "exams.branch": ["?part=absent", "?part=present", "?part=absent&unit={pier}", "?part=present&unit={pier}"],
    "exams.statistics.bank": ["", "?order=shown", "?order=flags", "?order=discrimination"],
    "boards.index": ["", "?by=unit"],
    "records.branch": ["", "?unit={pier}"],
}


def two_worlds(
    stand: Stand,
    crowd: Crowd,  # noqa: F811
    app: Flask,
    readers: dict[str, Actor | None],
    addresses: list[str],
    run_jobs: Callable[[], int],
    *,
    freeze: bool = True,
) -> tuple[dict[tuple[str, str], tuple[int, bytes]], dict[tuple[str, str], tuple[int, bytes]]]:
    """What all get an hour behind the freeze where nothing has happened since, and where much has."""
    begins = stand.clock.now() + HOUR
    if freeze:
        stand.act(running.freeze_from, freezes_at=begins)
    stand.pass_to(begins + timedelta(minutes=1))
    settle(stand)
    stand.clock.moment = begins + HOUR
    before = crawl(app, readers, addresses)
    stand.clock.moment = begins + timedelta(minutes=10)
    meanwhile(stand, crowd)
    settle(stand)
    run_jobs()
    assert stand.clock.now() < begins + HOUR
    stand.clock.moment = begins + HOUR
    return before, crawl(app, readers, addresses)


def meanwhile(stand: Stand, crowd: Crowd) -> None:  # noqa: F811
    """Others hand in, better than before and for the first time; one begins; one is disqualified, one exempted; and a
    question on nobody's paper who reads here is given away."""
    stand.sit(crowd.harbour[0], right=10, seconds=20)
    stand.sit(crowd.harbour[1], right=10, seconds=20)
    stand.sit(crowd.pier[2], right=9, seconds=20)
    stand.act(entrants.disqualify, crowd.pier[0].member_id, reason="他人代答，已经查实")
    stand.act(entrants.exempt, [crowd.pier[3].member_id], reason="住院")
    correct(stand, crowd)
    token = Token(crowd.harbour[2].sign_in_id, crowd.harbour[2].member_id, stand.clock.now() + DAY)
    with stand.database.transaction() as session:
        sitting.start(session, token, stand.exam().id, at=stand.clock.now(), new_writer=7)


def correct(stand: Stand, crowd: Crowd) -> None:  # noqa: F811
    """Give away a question that stands on the paper of pier's second, and not on Ann's."""
    exam, database, cast = stand.exam(), stand.database, stand.cast
    with database.reading() as session:
        assert exam.edition_id is not None
        found = prepared_by_id(session, exam.edition_id)

    def paper(who: Actor) -> set[int]:
        return {item.question for item in draw(found.edition, member_seed(found.seed, who.member_id), 1)}

    question = min(paper(crowd.pier[1]) - paper(cast.ann))
    wish = Wish("gift", question, "", "", "题干有错字。", "《测试条例》第一条")
    with database.transaction() as session:
        of, unit = correction_queries.exam_to_correct(session, cast.dora, exam.id)
        made = deciding.propose(session, cast.dora, of, unit, wish, at=stand.clock.now()).id
    while preview_corrections(database, stand.clock):
        pass
    with database.transaction() as session:
        proposed = correction_queries.correction(session, cast.root, made, lock=True)
        version = proposed.correction.version
        deciding.approve(session, cast.root, proposed, version=version, note="", at=stand.clock.now())
    stand.clock.pass_by(seconds=1)
    while apply_corrections(database, stand.clock):
        pass


def settle(stand: Stand) -> None:
    """All that the site does by itself."""
    stand.catch_up()
    for task in (credit_closed, count_attempts, ask_for_signals):
        while task(stand.database, stand.clock):
            pass


def crawl(app: Flask, readers: dict[str, Any], addresses: list[str]) -> dict[tuple[str, str], tuple[int, bytes]]:
    """What each reader gets of each address, without the proofs of forms."""
    found = {}
    for name, who in readers.items():
        client, headers = as_actor(app, who), {}
        if who is not None:
            token = tokens.issue(SECRET.encode(), Token(who.sign_in_id, who.member_id, NOW + STAY))
            headers = {"Authorization": f"Bearer {token}"}
        for address in addresses:
            answer = client.get(address, headers=headers if address.startswith("/api/") else {})
            body = answer.data
            for proof in PROOFS:
                body = proof.sub(b"", body)
            found[name, address] = (answer.status_code, body)
    return found


def differing(before: dict[Any, Any], after: dict[Any, Any]) -> list[tuple[str, str]]:
    return [key for key in before if before[key] != after[key]]


def routes(app: Flask, stand: Stand, crowd: Crowd) -> Iterator[str]:  # noqa: F811
    """Every GET route, asked for the contest and what belongs to it; what it needs and nobody made has the number 1."""
    given = {
        "contest_id": stand.contest_id,
        "exam_id": stand.exam().id,
        "stage_id": stand.stage().id,
        "unit_id": stand.cast.units["港口党支部"].id,
        "member_id": crowd.harbour[0].member_id,
        "filename": "favicon.svg",
        "number": 1,
        "name": "images/seal.png",
        "code": "test-0001",
        "digest": "0" * 64,
    }
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or set()) or rule.endpoint in LEFT_OUT:
                continue
            values = {name: given.get(name, 1) for name in rule.arguments}
            path = adapter.build(rule.endpoint, values)
            for part in PARTS.get(rule.endpoint, [""]):
                yield path + part.format(pier=crowd.units["码头党支部"].id)


def person(stand: Stand, number: str, name: str, role: Role, where: Unit) -> Actor:
    """Somebody of Ann's branch who has not sat, with a role."""
    home = stand.cast.units["港口党支部"]
    with stand.database.transaction() as session:
        member = Member(number=number, name=name, unit_id=home.id)
        session.add(member)
        session.flush()
        sign_in = SignIn(member_id=member.id, started_at=NOW, expires_at=NOW + STAY)
        session.add(sign_in)
        session.add(RoleGrant(member_id=member.id, role=role, unit_id=where.id, granted_at=NOW))
        session.flush()
        return Actor(member.id, name, home.id, home.name, home.path, sign_in.id, (Grant(role, where.path),))
