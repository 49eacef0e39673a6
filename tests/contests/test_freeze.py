"""The freeze, as a proof: while a contest is frozen, no byte that a role below its organizers can fetch depends on what
happens meanwhile, except one's own result.

Every GET route of pages and API is fetched at one instant behind the freeze, twice: in a world in which nothing has
happened since, and in one in which others have handed in, were disqualified, corrected and exempted. The clock stands
at the same instant both times, so that clocks on pages say the same; only proofs of forms are taken out.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
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


@pytest.fixture
def stand(write_contest: Callable[..., Stand], crowd: Crowd) -> Stand:  # noqa: F811
    """A contest that was sat in by four people before the hour of the freeze."""
    stand = write_contest(exams=({"assisted_sitting": True},))
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    for who, right in ((stand.cast.ann, 7), (crowd.harbour[0], 6), (crowd.pier[0], 8), (crowd.pier[1], 5)):
        stand.sit(who, right=right)
    settle(stand)
    return stand


@pytest.fixture
def readers(stand: Stand) -> dict[str, Actor | None]:
    """Everybody below the organizers: of the county one who organizes there, and one who watches over it."""
    cast = stand.cast
    county, province = cast.units["海湾县"], cast.units["东山省"]
    return {
        "nobody": None,
        "a member who has sat": cast.ann,
        "the secretary of the branch": cast.ben,
        "a secretary of the county": person(stand, "S9", "县书记", Role.SECRETARY, county),
        "an organizer of the county": person(stand, "O9", "县组织者", Role.ORGANIZER, county),
        "a trainer of the province": person(stand, "T9", "省教员", Role.TRAINER, province),
    }


def test_while_frozen_no_byte_depends_on_what_others_do(
    app: Flask,
    stand: Stand,
    crowd: Crowd,  # noqa: F811
    readers: dict[str, Actor | None],
    run_jobs: Callable[[], int],
) -> None:
    before, after = two_worlds(stand, crowd, app, readers, sorted(set(routes(app, stand, crowd))), run_jobs)
    found = differing(before, after)
    assert not found, "\n".join(f"{name}: {address}" for name, address in found)
    assert sum(status == 200 for status, _ in before.values()) > 100, "the crawl met closed doors alone"


def test_without_a_freeze_the_same_fetches_differ(
    app: Flask,
    stand: Stand,
    crowd: Crowd,  # noqa: F811
    readers: dict[str, Actor | None],
    run_jobs: Callable[[], int],
) -> None:
    """The control: were a page named here to stop depending on others, the test above would prove nothing of it."""
    contest, exam, pier = stand.contest_id, stand.exam().id, crowd.units["码头党支部"].id
    expected = {
        ("a member who has sat", f"/contests/{contest}/standings"),
        ("a member who has sat", f"/contests/{contest}/standings?by=unit&kind=party_branch"),
        ("a member who has sat", f"/contests/{contest}/standings/export"),
        ("a member who has sat", f"/api/v1/contests/{contest}/standings"),
        ("a member who has sat", "/"),
        ("the secretary of the branch", "/branch"),
        ("the secretary of the branch", f"/exams/{exam}/branch?part=absent"),
        ("the secretary of the branch", f"/exams/{exam}/branch?part=present"),
        ("a secretary of the county", f"/exams/{exam}/branch?part=present&unit={pier}"),
        ("a trainer of the province", "/exams/statistics/banks/1?order=shown"),
    }
    addresses = sorted({address for _, address in expected})
    before, after = two_worlds(stand, crowd, app, readers, addresses, run_jobs, freeze=False)
    assert expected - set(differing(before, after)) == set()


def test_ones_own_result_is_told_while_all_else_stands_still(app: Flask, stand: Stand) -> None:
    stand.act(running.freeze_from, freezes_at=stand.clock.now() + HOUR)
    stand.pass_to(stand.clock.now() + 2 * HOUR)
    attempt = stand.sit(stand.cast.ann, right=9)
    settle(stand)
    client = as_actor(app, stand.cast.ann)
    assert "90" in client.get(f"/exams/attempts/{attempt}/result").text
    assert "90 分" in client.get(f"/contests/{stand.contest_id}").text
    assert "我 · 70 分" in client.get(f"/contests/{stand.contest_id}/standings").text


def test_what_is_read_at_the_instant_of_the_freeze_is_read_for_as_long_as_it_lasts(
    app: Flask,
    stand: Stand,
    crowd: Crowd,  # noqa: F811
) -> None:
    stand.act(running.freeze_from, freezes_at=stand.clock.now() + HOUR)
    stand.pass_to(stand.clock.now() + HOUR)
    addresses = [
        f"{base}{query}"
        for base in (
            f"/contests/{stand.contest_id}/standings",
            f"/contests/{stand.contest_id}/standings/export",
            f"/api/v1/contests/{stand.contest_id}/standings",
        )
        for query in ("", "?by=unit&kind=party_branch")
    ]
    readers = {"member": stand.cast.ann}
    before = crawl(app, readers, addresses)
    stand.clock.pass_by(minutes=10)
    meanwhile(stand, crowd)
    settle(stand)
    stand.pass_to(stand.contest().closes_at + HOUR)
    assert differing(before, crawl(app, readers, addresses)) == []


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
