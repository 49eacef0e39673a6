"""The fast boards agree with the slow obvious ones, whatever happened and in whatever batches it was folded."""

from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards import tasks
from quiz_app.boards.actions.recording import Movement, record_points
from quiz_app.boards.periods import KINDS, containing
from quiz_app.boards.queries.members import own_place, page, ranks
from quiz_app.boards.queries.units import kinds_below, page_of_units
from quiz_app.boards.tables import Board, UnitSum
from quiz_app.core.db import Database
from quiz_app.organizations.actions import move_unit
from quiz_app.organizations.tables import Unit
from quiz_app.points.tasks import fold, follow_roster
from quiz_app.records.tasks import points_audit
from tests.boards.province import WHEN, Province, SlowBoard, build, slow_board, slow_exam, slow_points
from tests.conftest import SettableClock

PAGE = 4
PERIODS = {containing(kind, at).name for kind in KINDS for at in WHEN}


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))])
def test_boards_agree_with_a_slow_obvious_implementation(
    database: Database, clock: SettableClock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    province = build(database, seed)
    _live_through(province, clock, monkeypatch, happenings=100)
    settle(database, clock)
    with database.reading() as session:
        boards = list(session.scalars(select(Board).order_by(Board.id)))
        assert {board.period for board in boards} == {"", *PERIODS}
        for board in boards:
            slow = slow_points(session, province, board.period) if board.period else slow_exam(session, province)
            assert slow.values
            _assert_agrees(session, board, slow)


@pytest.mark.parametrize("seed", range(4, 6))
def test_an_audit_finds_nothing_in_the_midst_of_it(
    database: Database, clock: SettableClock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    province = build(database, seed)
    for _ in range(6):
        _live_through(province, clock, monkeypatch, happenings=15)
        report = points_audit(database, clock)
        assert report.drift == []
        assert report.entries == len(province.earned)


def test_a_later_page_has_the_ranks_of_the_sorted_order_amid_a_tie(database: Database, clock: SettableClock) -> None:
    """Six members on one value, so that pages of two begin and end within the tie."""
    province = build(database, 1, members=9)
    for points, member in zip((1, 2, 3, 5, 5, 5, 5, 5, 5), province.members, strict=True):
        with database.transaction() as session:
            record_points(session, [Movement(member, points, clock.now())])
    settle(database, clock)
    with database.reading() as session:
        board = session.scalars(select(Board).where(Board.period == "2026-11")).one()
        root = session.get_one(Unit, province.root)
        pages = _all_pages(session, board, root, limit=2)
    assert [rank for rank, *_ in pages] == [1, 1, 1, 1, 1, 1, 7, 8, 9]


def test_ranks_are_exact_where_one_run_of_bins_meets_the_next(database: Database, clock: SettableClock) -> None:
    values = (510, 511, 511, 512, 513, 1023, 1024, 1024, 1535, 1536)
    province = build(database, 2, members=len(values))
    with database.transaction() as session:
        for member, value in zip(province.members, values, strict=True):
            record_points(session, [Movement(member, value, clock.now())])
    settle(database, clock)
    with database.reading() as session:
        board = session.scalars(select(Board).where(Board.period == "2026-11")).one()
        found = ranks(session, board.id, [(province.root, value) for value in values])
    assert found == [1 + sum(other > value for other in values) for value in values]


def test_points_folded_between_a_move_and_its_following_are_taken_out_where_they_were_put_in(
    database: Database, clock: SettableClock
) -> None:
    province = build(database, 3)
    for member in province.members:
        with database.transaction() as session:
            record_points(session, [Movement(member, 2, clock.now())])
    settle(database, clock)
    with database.transaction() as session:
        county, other = session.scalars(select(Unit).where(Unit.kind == "county").order_by(Unit.id)).all()[::3]
        move_unit(session, province.actor, county, session.get_one(Unit, other.parent_id), at=clock.now())
        for member in province.members:
            record_points(session, [Movement(member, 1, clock.now())])
    while fold(database, clock):
        pass
    with database.reading() as session:
        board = session.scalars(select(Board).where(Board.period == "2026-11")).one()
        stored = session.scalars(select(UnitSum).where(UnitSum.board_id == board.id)).all()
        slow = slow_board(session, dict.fromkeys(province.members, 3), 1)
    assert {each.unit_id: (each.entrants, each.total) for each in stored if each.entrants} == slow.sums()


def settle(database: Database, clock: SettableClock) -> None:
    """Let everything catch up."""
    follow_roster(database, clock)
    while fold(database, clock):
        pass
    follow_roster(database, clock)


def _live_through(
    province: Province, clock: SettableClock, monkeypatch: pytest.MonkeyPatch, *, happenings: int
) -> None:
    random = Random(province.random.random())
    for _ in range(happenings):
        province.something_happens()
        if random.random() < 0.3:
            monkeypatch.setattr(tasks, "BATCH", random.choice((1, 3, 100)))
            fold(province.database, clock)
        if random.random() < 0.1:
            follow_roster(province.database, clock)


def _assert_agrees(session: Session, board: Board, slow: SlowBoard) -> None:
    units = list(session.scalars(select(Unit)))
    stored = {each.unit_id: each for each in session.scalars(select(UnitSum).where(UnitSum.board_id == board.id))}
    assert {unit: (each.entrants, each.total) for unit, each in stored.items() if each.entrants} == slow.sums()
    assert {unit: each.roster for unit, each in stored.items() if each.roster} == slow.rosters()
    for unit in units:
        expected = slow.ranked(unit.id)
        assert _all_pages(session, board, unit, limit=PAGE) == expected
        _assert_own_places(session, board, unit, expected)
        for kind in kinds_below(session, board, unit):
            below = [each.id for each in units if each.kind == kind and each.path.startswith(unit.path)]
            ranked = slow.ranked_units(below)
            for start in range(0, len(ranked), 3):
                found = page_of_units(session, board, unit, kind, limit=3, start=start)
                assert [(each.rank, each.place.unit_id) for each in found] == ranked[start : start + 3]


def _assert_own_places(session: Session, board: Board, scope: Unit, expected: list[tuple[int, int, int]]) -> None:
    for rank, value, member in expected[:: max(1, len(expected) // 2)]:
        own = own_place(session, board, scope, member, branch=scope)
        better = [each for each in expected if each[1] > value]
        assert own is not None
        assert (own.rank, own.value, own.branch_rank) == (rank, value, rank)
        assert (own.next_rank, own.next_value) == (better[-1][:2] if better else (None, None))


def _all_pages(session: Session, board: Board, scope: Unit, *, limit: int) -> list[tuple[int, int, int]]:
    places, after = [], None
    while True:
        found = page(session, board, scope, limit=limit, after=after)
        places += [(each.rank, each.value, each.member_id) for each in found]
        if len(found) < limit:
            return places
        after = found[-1].value, found[-1].member_id
