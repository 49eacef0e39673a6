"""The short way to the first page of a board answers what the view behind it answers, to the letter."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import Client, TestResponse

from quiz_app.boards.actions.freezing import freeze_board
from quiz_app.boards.actions.opening import open_board
from quiz_app.boards.actions.recording import exclude, record_best
from quiz_app.boards.actions.rosters import take_roster
from quiz_app.boards.api import FRESH, answer
from quiz_app.boards.lines import Measure, own_line
from quiz_app.boards.queries.hot import Ranks, read_page, read_reader
from quiz_app.boards.queries.views import frame, members_view
from quiz_app.boards.tables import Board
from quiz_app.boards.tops import Lines
from quiz_app.boards.values import pack
from quiz_app.core.db import Database, from_milliseconds, to_milliseconds
from quiz_app.members.actions.people import transfer_member
from quiz_app.members.queries.people import Person, find_actor
from quiz_app.members.tables import Member, SignIn
from quiz_app.members.tokens import Token
from quiz_app.notices.tables.relief import NameConsent
from quiz_app.organizations import kinds
from quiz_app.organizations.tables import Unit
from tests.conftest import Cast, SettableClock, bearer

ADDRESS = "/api/v1/boards"
READERS = ("ann", "ben", "dora", "cleo", "tom", "root")
SPAN = 601
Finish = Callable[..., None]


def both(app: Flask, word: str, query: str = "") -> tuple[TestResponse, TestResponse]:
    headers = {"Authorization": f"Bearer {word}"}
    return tuple(Client(door).get(f"{ADDRESS}{query}", headers=headers) for door in (app, app.wsgi_app.inner))  # type: ignore[attr-defined, return-value]


def said(answer: TestResponse) -> tuple[int, bytes]:
    return answer.status_code, answer.data


def everybody(cast: Cast) -> list:  # type: ignore[type-arg]
    return [getattr(cast, name) for name in READERS if hasattr(cast, name) and getattr(cast, name).sign_in_id]


def test_both_doors_give_the_same_page(
    app: Flask,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    finish_lessons: Finish,
    settle: Callable[[], None],
) -> None:
    assert _same(app, cast, clock)["items"] == []
    for actor, lessons in ((cast.ann, 3), (cast.ben, 3), (cast.cleo, 2), (cast.dora, 1)):
        finish_lessons(actor, lessons)
    _same(app, cast, clock)
    settle()
    found = _same(app, cast, clock)
    assert [each["rank"] for each in found["items"]] == [1, 1, 3, 4]
    finish_lessons(cast.ann, 1)
    assert _same(app, cast, clock)["items"][0]["score"] == 8


def test_a_page_that_is_a_second_old_says_so_and_ones_own_place_is_not(
    app: Flask, cast: Cast, clock: SettableClock, finish_lessons: Finish, settle: Callable[[], None]
) -> None:
    finish_lessons(cast.ann, 1)
    settle()
    first = _same(app, cast, clock)
    kept = clock.now()
    clock.moment += FRESH / 2
    finish_lessons(cast.ann, 1)
    settle()
    again = both(app, bearer(cast.ann))[0].get_json()
    assert again["items"] == first["items"]
    assert again["own"]["score"] == 4
    assert datetime.fromisoformat(again["as_of"]) == kept
    assert _same(app, cast, clock)["items"][0]["score"] == 4


def test_both_doors_show_who_belongs_to_a_group_by_the_branch(
    app: Flask,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    finish_lessons: Finish,
    settle: Callable[[], None],
) -> None:
    with database.transaction() as session:
        harbour = session.get_one(Unit, cast.units["港口党支部"].id)
        group = Unit(name="第一党小组", kind=kinds.GROUP, parent_id=harbour.id, path="/new/")
        session.add(group)
        session.flush()
        group.path = f"{harbour.path}{group.id}/"
        member = session.get_one(Member, cast.ann.member_id)
        transfer_member(session, cast.root, Person(member, harbour), group, at=SettableClock().now())
    finish_lessons(cast.ann, 2)
    finish_lessons(cast.ben, 1)
    settle()
    items = _same(app, cast, clock)["items"]
    assert [each["unit"] for each in items] == ["港口党支部", "港口党支部"]


def test_both_doors_close_to_whoever_is_not_signed_in_or_has_no_password_yet(
    app: Flask, database: Database, cast: Cast
) -> None:
    for word in ("", "x", f"{bearer(cast.ann)}x"):
        short, long = both(app, word)
        assert said(short) == said(long)
        assert short.status_code == 401
    with database.transaction() as session:
        session.execute(update(Member).where(Member.id == cast.ann.member_id).values(initial_key=b"k" * 32))
        session.execute(update(SignIn).where(SignIn.member_id == cast.ben.member_id).values(only_exam_id=1))
    for actor, status in ((cast.ann, 403), (cast.ben, 401)):
        short, long = both(app, bearer(actor))
        assert (said(short), short.status_code) == (said(long), status)


@pytest.mark.parametrize("query", ["?by=unit", "?period=year", "?limit=1", "?period=nonsense", "?after=x"])
def test_whatever_else_is_asked_for_is_answered_the_long_way(app: Flask, cast: Cast, query: str) -> None:
    short, long = both(app, bearer(cast.ann), query)
    assert said(short) == said(long)


def test_the_first_page_of_a_contest_is_what_the_views_find(
    database: Database, cast: Cast, settle: Callable[[], None], clock: SettableClock
) -> None:
    at = clock.now()
    with database.transaction() as session:
        root = session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
        roster = take_roster(session, root, at=at)
        board = open_board(session, "contest:1", scoring="best", span=SPAN, closes_at=None, at=at, roster_id=roster)
        for place, actor in enumerate((cast.ann, cast.ben, cast.tom, cast.cleo)):
            record_best(session, board, actor.member_id, pack(9000 - 100 * (place // 2), 60, SPAN), at=at)
        outsider = Member(number="Z001", name="新到", unit_id=cast.units["港口党支部"].id)
        session.add(outsider)
        session.flush()
        record_best(session, board, outsider.id, pack(10_000, 60, SPAN), at=at)
    settle()
    assert [each["name"] for each in _contest(database, cast.ann, clock)["items"]][:2] == ["安然", "本*"]
    with database.transaction() as session:
        session.add(NameConsent(member_id=cast.ben.member_id, given_at=at))
    assert [each["name"] for each in _contest(database, cast.ann, clock)["items"]][:2] == ["安然", "本立"]
    with database.transaction() as session:
        exclude(session, board, cast.tom.member_id, at=at)
        harbour = session.get_one(Unit, cast.units["港口党支部"].id)
        member = session.get_one(Member, cast.ann.member_id)
        transfer_member(session, cast.root, Person(member, harbour), session.get_one(Unit, cast.cleo.unit_id), at=at)
        freeze_board(session, board, at=at)
    settle()
    clock.moment += timedelta(minutes=1)
    with database.transaction() as session:
        record_best(session, board, cast.cleo.member_id, pack(9999, 60, SPAN), at=clock.now())
    for actor in everybody(cast):
        found = _contest(database, actor, clock)
        assert [each["score"] for each in found["items"]] == [90, 90, 89]
        assert found["as_of"] == at


def _same(app: Flask, cast: Cast, clock: SettableClock) -> dict:  # type: ignore[type-arg]
    """The page as Ann sees it, once it is known that everybody's is the same at both doors."""
    clock.moment += FRESH
    for actor in everybody(cast):
        short, long = both(app, bearer(actor))
        assert said(short) == said(long)
        assert short.status_code == 200
    return both(app, bearer(cast.ann))[0].get_json()  # type: ignore[no-any-return]


def _contest(database: Database, actor, clock: SettableClock) -> dict:  # type: ignore[no-untyped-def, type-arg]
    measure, at = Measure(SPAN, 100), clock.now()
    token = Token(actor.sign_in_id, actor.member_id, at + timedelta(hours=1))
    with database.separate() as work:
        reader = read_reader(work, token, "contest:1", "", ranks=Ranks(), at=at)
        assert reader is not None
        assert reader.board is not None
        lines = Lines(read_page(work, reader.board, limit=50), measure)
    found = {
        "items": json.loads(lines.json(reader.member_id, reader.known, by_consent=reader.by_consent)),
        "own": None if reader.board.own is None else own_line(measure, **reader.board.own._asdict()),
        "total": reader.board.total,
        "as_of": from_milliseconds(reader.board.as_of(to_milliseconds(at))),
        "next": None,
    }
    with database.reading() as session:
        me = _actor(session, actor, at)
        board = session.scalars(select(Board).where(Board.series == "contest:1")).one()
        view = members_view(session, me, board, frame(session, me, None), measure, limit=50, after=None, at=at)
        expected = answer(view, at)
    names = ("rank", "name", "unit", "score", "seconds", "is_own")
    expected["items"] = [{name: getattr(each, name) for name in names} for each in expected["items"]]
    assert found == expected
    return found


def _actor(session, actor, at):  # type: ignore[no-untyped-def]
    """As the next request would find the actor."""
    token = Token(actor.sign_in_id, actor.member_id, at + timedelta(hours=1))
    found = find_actor(session, token, at=at)
    assert found is not None
    return found
