"""From attempts to the queue and to decisions, on both databases: nothing of it changes a score, a board or a point."""

import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import inspect, update

from quiz_app.boards.tables import Standing, UnitSum
from quiz_app.cli.main import main
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.exams.actions import signals as actions
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries import signals as queries
from quiz_app.exams.queries.drafts import exam_to_change
from quiz_app.exams.queries.hot import prepared_by_id
from quiz_app.exams.sheets import LETTERS
from quiz_app.exams.signals.protocol import Finding
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.signals import AttemptVisit, Signal, SignalAttempt, SignalDecision, SignalRun
from quiz_app.exams.tasks import ask_for_signals, forget_traces, look
from quiz_app.exams.visits import Kind
from quiz_app.exams.ways import PAPER
from quiz_app.members.tables import Member, SignIn
from quiz_app.organizations.actors import Actor
from quiz_app.points.tables import LedgerEntry
from tests.conftest import NOW
from tests.exams.devices import Device
from tests.exams.marked import rows
from tests.exams.noticed import noticed

FIXTURES = (noticed,)
KEPT = timedelta(days=180)
HONEST = 12
OFFICE = "10.1.2.3"


@pytest.fixture
def choices(publish_exam):
    """Twelve single choices, the same for everybody, in an order of each member's own."""
    return publish_exam(blueprint=Blueprint((Cell(12, 1000, type="single_choice"),)), attempts_allowed=1)


@pytest.fixture
def people(database, cast):
    """More members of the harbour branch, all behind the one address of its office."""
    home = cast.units["港口党支部"]

    def person(number: int) -> Actor:
        member = Member(number=f"H{number:03}", name=f"港员{number}", unit_id=home.id)
        session.add(member)
        session.flush()
        sign_in = SignIn(
            member_id=member.id, address=OFFICE, browser=number, started_at=NOW, expires_at=NOW + timedelta(days=1)
        )
        session.add(sign_in)
        session.flush()
        return Actor(member.id, member.name, home.id, home.name, home.path, sign_in.id)

    with database.transaction() as session:
        return [person(number) for number in range(1, HONEST + 3)]


@pytest.fixture
def answer(app, database, clock, choices):
    """Somebody answers each question, by its place in the edition, with an option as written, and hands in."""

    def run(actor: Actor, options: dict[int, int], *, minutes: int = 10) -> dict:
        device = Device(app, actor)
        begun = device.start(choices).json
        with database.reading() as session:
            edition, seed, *_ = prepared_by_id(session, choices.edition_id)
        paper = draw(edition, member_seed(seed, actor.member_id), 1)
        sheet = {
            str(no): [LETTERS[item.order.index(options[item.question])]]
            for no, item in enumerate(paper, start=1)
            if item.question in options
        }
        clock.pass_by(minutes=minutes)
        submitted = device.submit(begun, revision=1, writer=begun["writer"], answers=sheet)
        assert submitted.status_code == 200, submitted.text
        return submitted.json

    return run


@pytest.fixture
def sat(database, choices, people, answer):
    """Twelve honest people with wrong answers of their own, and two who are wrong alike."""
    with database.reading() as session:
        edition = prepared_by_id(session, choices.edition_id).edition
    right = {place: question.key[0] for place, question in enumerate(edition.questions)}
    chance = random.Random(4)
    for each in people[:HONEST]:
        answer(each, {place: chance.choice([0, 1, 2, 3, key]) for place, key in right.items()}, minutes=1)
    odd = {place: (key + 1 + place % 3) % 4 for place, key in right.items()}
    for each in people[HONEST:]:
        answer(each, odd, minutes=1)
    return choices


@pytest.fixture
def decide(database, cast, clock):
    def run(exam, signal_id: int, verdict: str, reason: str = "看过两份作答，问过本人。", *, seen: int, by=None):
        with database.transaction() as session:
            exam_now, unit = exam_to_change(session, by or cast.dora, exam.id)
            listed = queries.find_signal(session, exam_now, signal_id)
            asked = {"verdict": verdict, "reason": reason, "seen": seen, "at": clock.now()}
            return actions.decide(session, by or cast.dora, unit, listed, **asked)

    return run


def outcome(database) -> list:
    """Everything that an attempt brings its member, and the attempt itself."""
    return [
        [{each.key: getattr(row, each.key) for each in inspect(table).column_attrs} for row in rows(database, table)]
        for table in (Attempt, Standing, UnitSum, LedgerEntry)
    ]


def test_after_closing_the_site_looks_by_itself_once_and_finds_the_two_who_are_wrong_alike(
    database, clock, sat, settle, run_jobs, people
) -> None:
    settle()
    assert ask_for_signals(database, clock) == 0
    clock.moment = sat.closes_at + timedelta(minutes=1)
    before = outcome(database)
    assert ask_for_signals(database, clock) == 1
    assert ask_for_signals(database, clock) == 0
    run_jobs()
    [run] = rows(database, SignalRun)
    assert (run.exam_id, run.attempts) == (sat.id, HONEST + 2)
    assert ask_for_signals(database, clock) == 0
    [signal] = [each for each in rows(database, Signal) if each.kind == "alike"]
    about = [each.attempt_id for each in rows(database, SignalAttempt) if each.signal_id == signal.id]
    members = {each.id: each.member_id for each in rows(database, Attempt)}
    assert {members[each] for each in about} == {each.member_id for each in people[HONEST:]}
    assert "12 道里，12 道错得一模一样" in signal.sentence
    settle()
    assert outcome(database) == before


def test_papers_that_were_keyed_in_are_not_looked_at(database, clock, sat, run_jobs) -> None:
    with database.transaction() as session:
        session.execute(update(Attempt).values(kind=PAPER))
    clock.moment = sat.closes_at + timedelta(minutes=1)
    assert ask_for_signals(database, clock) == 1
    run_jobs()
    assert rows(database, Signal) == []


def test_an_office_behind_one_address_is_no_signal_and_a_shared_browser_is(database, sat, people) -> None:
    with database.transaction() as session:
        session.add_all(
            AttemptVisit(attempt_id=attempt.id, at=NOW, kind=Kind.OPENED, sign_in_id=person.sign_in_id)
            for attempt, person in zip(rows(database, Attempt), people, strict=True)
        )
    assert {each.address for each in rows(database, SignIn) if each.browser} == {OFFICE}
    assert look(database, sat.id)[1]["browser"] == []
    with database.transaction() as session:
        for person in people[:4]:
            session.get_one(SignIn, person.sign_in_id).browser = 1
    [found] = look(database, sat.id)[1]["browser"]
    assert len(found.attempts) == 4


def test_what_is_looked_at_again_is_kept_once_and_what_no_longer_holds_goes_unless_decided(
    database, clock, noticed, decide, exam
) -> None:
    again = {"reading": [Finding("1", (1,), "每分钟 2,900 字。")], "quick": [Finding("1", (1,), "40 秒。")]}
    with database.transaction() as session:
        actions.store(session, exam.id, 1, again, at=clock.now())
    first, second = rows(database, Signal)
    assert (first.id, first.sentence, second.kind) == (noticed.id, "每分钟 2,900 字。", "quick")
    decide(exam, second.id, "talked", seen=0)
    with database.transaction() as session:
        actions.store(session, exam.id, 1, {}, at=clock.now())
    assert [each.kind for each in rows(database, Signal)] == ["quick"]


def test_decisions_are_added_taken_back_and_never_changed(database, noticed, decide, exam, settle) -> None:
    settle()
    before = outcome(database)
    decide(exam, noticed.id, "forwarded", seen=0)
    with pytest.raises(Invalid):
        decide(exam, noticed.id, "talked", seen=1)
    decide(exam, noticed.id, "reopened", "转交错了。", seen=1)
    with pytest.raises(Conflict, match="别人刚刚"):
        decide(exam, noticed.id, "no_concern", seen=0)
    decide(exam, noticed.id, "no_concern", seen=2)
    assert [(each.number, each.verdict) for each in rows(database, SignalDecision)] == [
        (1, "forwarded"),
        (2, "reopened"),
        (3, "no_concern"),
    ]
    for reason in ("", "  ", "长" * 401):
        with pytest.raises(Invalid):
            decide(exam, noticed.id, "reopened", reason, seen=3)
    settle()
    assert outcome(database) == before


def test_nobody_decides_on_an_attempt_of_their_own(database, cast, noticed, decide, exam) -> None:
    own = replace(cast.ann, grants=cast.dora.grants)
    with pytest.raises(Forbidden, match="你自己的作答"):
        decide(exam, noticed.id, "no_concern", seen=0, by=own)
    assert rows(database, SignalDecision) == []


def test_signals_and_decisions_are_forgotten_with_the_rest(database, clock, noticed, decide, exam) -> None:
    decide(exam, noticed.id, "talked", seen=0)
    clock.moment = exam.closes_at + KEPT - timedelta(seconds=1)
    assert forget_traces(KEPT, database, clock) == 0
    clock.pass_by(seconds=2)
    assert forget_traces(KEPT, database, clock) == 1
    assert rows(database, Signal) == rows(database, SignalDecision) == rows(database, SignalAttempt) == []
    assert len(rows(database, Attempt)) == 1


def test_an_exam_that_closed_long_ago_and_an_open_attempt_are_not_looked_at(app, database, cast, clock, exam) -> None:
    Device(app, cast.ann).start(exam)
    clock.moment = exam.closes_at + timedelta(minutes=1)
    assert ask_for_signals(database, clock) == 0
    clock.pass_by(days=30)
    with database.transaction() as session:
        session.get_one(Attempt, 1).submitted_at = exam.closes_at
    assert ask_for_signals(database, clock) == 0


def test_the_command_finds_the_same_and_keeps_it_once(database, monkeypatch, settings, sat, people) -> None:
    monkeypatch.setenv("QUIZ_APP_INSTANCE", str(settings.instance))
    monkeypatch.setenv("QUIZ_APP_DATABASE_URL", settings.database_url)
    asked = ["exams", "signals", str(sat.id)]
    told = CliRunner().invoke(main, [*asked, "--json"])
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert found["attempts"] == HONEST + 2
    [alike] = [each for each in found["signals"] if each["kind"] == "alike"]
    assert len(alike["attempts"]) == 2 and "错得一模一样" in alike["sentence"]
    again = CliRunner().invoke(main, asked)
    assert "看了 14 份作答" in again.stdout
    assert len(rows(database, Signal)) == len(found["signals"])
    assert CliRunner().invoke(main, ["exams", "signals", "999"]).exit_code == 1
