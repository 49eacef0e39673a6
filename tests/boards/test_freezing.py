"""While a board is frozen, what is read of it does not change by a bit; behind the freeze it goes on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from quiz_app.boards import tasks
from quiz_app.boards.actions.freezing import freeze_board, unfreeze
from quiz_app.boards.actions.opening import open_board
from quiz_app.boards.actions.recording import correct_bests, exclude, readmit, record_best, record_counted
from quiz_app.boards.actions.rosters import add_to_roster, set_exempt, take_roster
from quiz_app.boards.lines import Measure
from quiz_app.boards.marks import Marks
from quiz_app.boards.queries.views import MembersView, frame, members_view, units_view
from quiz_app.boards.tables import Bin, Board, Standing, UnitSum
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict
from quiz_app.organizations.tables import Unit
from tests.conftest import Cast, SettableClock

T = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
BEFORE, AFTER = T - timedelta(minutes=1), T + timedelta(minutes=1)
LATER = T + timedelta(hours=1)

Settle = Callable[[], None]


class Contest:
    def __init__(self, database: Database, cast: Cast, settle: Settle, *, with_roster: bool = True) -> None:
        self.database, self.cast, self.settle = database, cast, settle
        with database.transaction() as session:
            root = session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
            self.roster = take_roster(session, root, at=BEFORE) if with_roster else None
            marks = Marks(60, 90, 100)
            self.board = open_board(
                session, "contest:1", scoring="best", closes_at=None, at=BEFORE, roster_id=self.roster, marks=marks
            )

    def submit(self, who: str, value: int, at: datetime) -> None:
        with self.database.transaction() as session:
            record_best(session, self.board, getattr(self.cast, who).member_id, value, at=at)

    def freeze(self, at: datetime = T) -> None:
        with self.database.transaction() as session:
            freeze_board(session, self.board, at=at)

    def read(self, *, live: bool = False, at: datetime = LATER) -> tuple[object, ...]:
        """All that a reader gets, members and units, seen by Ann."""
        with self.database.reading() as session:
            board = session.get_one(Board, self.board)
            where = frame(session, self.cast.ann, None)
            people = members_view(
                session, self.cast.ann, board, where, Measure(), limit=50, after=None, at=at, live=live
            )
            units = [
                units_view(
                    session, self.cast.ann, board, where, Measure(), kind=kind, limit=50, after=None, at=at, live=live
                )
                for kind in people.kinds
            ]
        return people, units

    def members(self, *, live: bool = False) -> list[tuple[int, str, float]]:
        people = self.read(live=live)[0]
        assert isinstance(people, MembersView)
        return [(each.rank, each.name, each.score) for each in people.lines]


@pytest.fixture
def contest(database: Database, cast: Cast, settle: Settle) -> Contest:
    found = Contest(database, cast, settle)
    found.submit("ann", 50, BEFORE)
    found.submit("ben", 70, BEFORE)
    settle()
    return found


def test_nothing_that_is_read_changes_while_frozen_and_behind_it_everything_goes_on(contest: Contest) -> None:
    contest.freeze()
    frozen = contest.read()
    contest.submit("ann", 90, AFTER)
    contest.submit("ann", 20, AFTER)
    contest.submit("tom", 60, AFTER)
    assert contest.read() == frozen
    contest.settle()
    assert contest.read() == frozen
    assert contest.read(at=AFTER) == frozen
    assert contest.members(live=True) == [(1, "安然", 90), (2, "本*", 70), (3, "田*", 60)]
    people = contest.read(live=True)[0]
    assert isinstance(people, MembersView)
    assert (people.is_frozen, people.total) == (False, 3)
    assert people.own is not None
    assert (people.own.rank, people.own.branch_rank, people.own.next_rank) == (1, 1, None)


def test_a_result_that_ended_before_the_freeze_is_on_the_board_however_late_it_comes(contest: Contest) -> None:
    contest.freeze()
    contest.submit("tom", 60, BEFORE)
    contest.submit("cleo", 65, AFTER)
    contest.submit("cleo", 80, BEFORE)
    contest.settle()
    assert [score for _, _, score in contest.members()] == [80, 70, 60, 50]
    assert [score for _, _, score in contest.members(live=True)] == [80, 70, 60, 50]
    assert _entries(contest, "cleo") == [1, 2]


def test_a_freeze_that_lies_ahead_takes_nothing_before_it(contest: Contest, clock: SettableClock) -> None:
    contest.freeze(LATER)
    contest.submit("ann", 90, AFTER)
    contest.settle()
    assert contest.members()[0] == (1, "安然", 90)
    people = contest.read(at=AFTER)[0]
    assert isinstance(people, MembersView)
    assert (people.is_frozen, people.as_of) == (False, AFTER)
    people = contest.read(at=LATER + timedelta(hours=1))[0]
    assert isinstance(people, MembersView)
    assert (people.is_frozen, people.as_of) == (True, LATER)


def test_corrections_and_exclusions_made_after_the_freeze_are_behind_it(contest: Contest) -> None:
    contest.freeze()
    frozen = contest.read()
    ann, ben, tom = (getattr(contest.cast, name).member_id for name in ("ann", "ben", "tom"))
    with contest.database.transaction() as session:
        correct_bests(session, contest.board, {ann: 40, tom: 99}, at=AFTER)
        exclude(session, contest.board, ben, at=AFTER)
    contest.submit("ann", 45, AFTER)
    contest.submit("ben", 100, AFTER)
    contest.settle()
    assert contest.read() == frozen
    assert contest.members(live=True) == [(1, "安然", 45)]
    with contest.database.transaction() as session:
        readmit(session, contest.board, ben, 100)
    contest.settle()
    assert contest.read() == frozen
    assert [score for _, _, score in contest.members(live=True)] == [100, 45]


def test_who_was_excluded_before_the_freeze_stays_so_behind_it(contest: Contest) -> None:
    ann = contest.cast.ann.member_id
    with contest.database.transaction() as session:
        exclude(session, contest.board, ann, at=BEFORE)
    contest.freeze()
    contest.submit("ann", 90, AFTER)
    with contest.database.transaction() as session:
        record_counted(session, contest.board, ann, 95, at=AFTER)
        correct_bests(session, contest.board, {ann: 99}, at=AFTER)
    contest.settle()
    assert [score for _, _, score in contest.members(live=True)] == [70]
    with contest.database.transaction() as session:
        readmit(session, contest.board, ann, 99, at=AFTER)
    contest.settle()
    assert [score for _, _, score in contest.members(live=True)] == [99, 70]
    assert [score for _, _, score in contest.members()] == [70]


def test_changes_of_the_roster_are_behind_the_freeze(contest: Contest, database: Database) -> None:
    contest.freeze()
    frozen, ben, tom = contest.read(), contest.cast.ben.member_id, contest.cast.tom.member_id
    whole = _roster(contest, live=True)
    assert contest.roster is not None
    with database.transaction() as session:
        set_exempt(session, contest.roster, [ben, tom], True)
    assert contest.read() == frozen
    assert _roster(contest, live=True) == whole - 1
    contest.submit("tom", 10, AFTER)
    contest.settle()
    assert contest.read() == frozen
    assert _roster(contest, live=True) == whole


def test_nobody_with_a_result_joins_the_roster_of_a_frozen_board(
    database: Database, cast: Cast, settle: Settle
) -> None:
    with database.transaction() as session:
        roster = take_roster(session, session.get_one(Unit, cast.units["远山市"].id), at=BEFORE)
        board = open_board(session, "contest:2", scoring="best", closes_at=None, at=BEFORE, roster_id=roster)
        record_best(session, board, cast.ann.member_id, 10, at=BEFORE)
        freeze_board(session, board, at=T)
    unit = cast.units["云岭党支部"].id
    with database.transaction() as session, pytest.raises(Conflict, match="解除冻结以后"):
        add_to_roster(session, roster, cast.ann.member_id, unit)
    with database.transaction() as session:
        assert add_to_roster(session, roster, cast.ben.member_id, unit)


@pytest.mark.parametrize("with_roster", [True, False])
@pytest.mark.parametrize("batch", [1, 100])
def test_unfreezing_leaves_the_board_as_if_it_had_never_been_frozen(
    database: Database,
    cast: Cast,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
    with_roster: bool,
    batch: int,
) -> None:
    contest = Contest(database, cast, settle, with_roster=with_roster)
    for who, value, at in (("ann", 50, BEFORE), ("ben", 70, BEFORE)):
        contest.submit(who, value, at)
    settle()
    contest.freeze()
    for who, value in (("ann", 90), ("tom", 100), ("cleo", 30), ("ann", 10)):
        contest.submit(who, value, AFTER)
    settle()
    live = contest.read(live=True)
    contest.submit("ben", 71, AFTER)
    with database.transaction() as session:
        exclude(session, contest.board, cast.cleo.member_id, at=AFTER)
    monkeypatch.setattr(tasks, "BATCH", batch)
    tasks.merge_late(database, contest.board)
    settle()
    assert [score for _, _, score in contest.members()] == [100, 90, 71]
    with database.reading() as session:
        board = session.scalars(select(Board)).one()
        assert (board.late_id, board.frozen_from) == (None, None)
        assert {each.board_id for each in session.scalars(select(Standing))} == {board.id}
        assert {each.board_id for each in session.scalars(select(UnitSum))} == {board.id}
        assert {each.board_id for each in session.scalars(select(Bin))} == {board.id}
    with database.transaction() as session:
        readmit(session, contest.board, cast.cleo.member_id, 30)
        correct_bests(session, contest.board, {cast.ben.member_id: 70}, at=LATER)
    settle()
    assert contest.members() == [(each.rank, each.name, each.score) for each in live[0].lines]  # type: ignore[attr-defined]


def test_behind_the_freeze_every_step_of_the_merging_reads_the_same(contest: Contest) -> None:
    contest.freeze()
    for who, value in (("ann", 90), ("tom", 100), ("cleo", 30)):
        contest.submit(who, value, AFTER)
    contest.settle()
    live = contest.read(live=True)
    for _ in range(3):
        with contest.database.transaction() as session:
            assert unfreeze(session, contest.board, limit=1) == 1
        assert contest.read(live=True) == live


def _entries(contest: Contest, who: str) -> list[int]:
    with contest.database.reading() as session:
        member = getattr(contest.cast, who).member_id
        query = select(Standing.entries).where(Standing.member_id == member).order_by(Standing.board_id)
        return list(session.scalars(query))


def _roster(contest: Contest, *, live: bool) -> int:
    people = contest.read(live=live)[0]
    assert isinstance(people, MembersView)
    return people.roster
