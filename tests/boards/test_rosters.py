"""A board with a roster keeps its denominator and its units, whatever happens to the organization later."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from quiz_app.boards.actions.freezing import freeze_board
from quiz_app.boards.actions.opening import open_board, refresh_roster
from quiz_app.boards.actions.recording import exclude, readmit, record_best
from quiz_app.boards.actions.rosters import add_to_roster, set_exempt, take_roster
from quiz_app.boards.marks import Marks
from quiz_app.boards.queries.boards import board as board_of
from quiz_app.boards.queries.members import own_place, page
from quiz_app.boards.queries.units import children, page_of_units, sums
from quiz_app.boards.tables import Board, RosterMember, RosterUnit
from quiz_app.boards.values import pack
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict
from quiz_app.members.actions.people import take_off_roster, transfer_member
from quiz_app.members.queries.people import Person
from quiz_app.members.tables import Member
from quiz_app.organizations import kinds
from quiz_app.organizations.actions import move_unit
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.tables import Unit
from tests.conftest import Cast

AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SPAN = 601
MARKS = Marks(6000, 9000, 10000)

Settle = Callable[[], None]


class Contest:
    """A board over a roster of the province, and what it holds of a unit."""

    def __init__(self, database: Database, cast: Cast, settle: Settle) -> None:
        self.database, self.cast, self.settle = database, cast, settle
        with database.transaction() as session:
            root = session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
            self.roster = take_roster(session, root, at=AT)
            self.board = open_board(
                session,
                "contest:1",
                scoring="best",
                span=SPAN,
                closes_at=None,
                at=AT,
                roster_id=self.roster,
                marks=MARKS,
            )

    def submit(self, actor: Actor, score: int, seconds: int = 60) -> None:
        with self.database.transaction() as session:
            record_best(session, self.board, actor.member_id, pack(score, seconds, SPAN), at=AT)
        self.settle()

    def sums(self, name: str) -> tuple[int, int, int]:
        """(roster, entrants, total) of a unit."""
        with self.database.reading() as session:
            found = sums(session, self.board, self.cast.units[name].id)
        assert found is not None
        return found.roster, found.entrants, found.total

    def names(self, name: str) -> list[str]:
        with self.database.reading() as session:
            unit = session.get_one(Unit, self.cast.units[name].id)
            return [each.name for each in page(session, board_of(session, self.board), unit, limit=50)]

    def home(self, actor: Actor) -> Person:
        with self.database.reading() as session:
            member = session.get_one(Member, actor.member_id)
            return Person(member, session.get_one(Unit, member.unit_id))


@pytest.fixture
def contest(database: Database, cast: Cast, settle: Settle) -> Contest:
    return Contest(database, cast, settle)


def test_a_roster_holds_everybody_in_the_subtree_with_their_units_and_those_above(
    database: Database, cast: Cast
) -> None:
    county = cast.units["海湾县"]
    with database.transaction() as session:
        session.get_one(Member, cast.tom.member_id).left_at = AT
        roster = take_roster(session, session.get_one(Unit, county.id), at=AT)
        members = set(session.scalars(select(RosterMember.member_id).where(RosterMember.roster_id == roster)))
        inside = select(Member.id).join(Unit, Unit.id == Member.unit_id).where(Unit.path.like(f"{county.path}%"))
        assert members == set(session.scalars(inside)) - {cast.tom.member_id}
        units = {each.name for each in session.scalars(select(RosterUnit).where(RosterUnit.roster_id == roster))}
    assert {"东山省", "临江市", "海湾县", "港口党支部"} <= units
    assert "云岭党支部" not in units


def test_after_a_transfer_a_move_and_a_departure_members_count_where_the_roster_says(
    database: Database, cast: Cast, contest: Contest
) -> None:
    before = contest.sums("港口党支部")[0]
    contest.submit(cast.ann, 8000)
    contest.submit(cast.cleo, 9000)
    ann, tom = contest.home(cast.ann), contest.home(cast.tom)
    with database.transaction() as session:
        target = session.get_one(Unit, cast.units["云岭党支部"].id)
        transfer_member(session, cast.root, _fresh(session, ann), target, at=AT)
        take_off_roster(session, cast.root, _fresh(session, tom), at=AT)
        county = session.get_one(Unit, cast.units["海湾县"].id)
        move_unit(session, cast.root, county, session.get_one(Unit, cast.units["远山市"].id), at=AT)
    contest.submit(cast.ann, 9500)
    assert contest.names("港口党支部") == ["安然"]
    assert contest.sums("港口党支部") == (before, 1, 9500)
    assert contest.sums("临江市")[1:] == (1, 9500)
    assert contest.names("临江市") == ["安然"]
    assert contest.names("远山市") == ["柯立"]
    with database.reading() as session:
        board, county = board_of(session, contest.board), session.get_one(Unit, cast.units["海湾县"].id)
        city = session.get_one(Unit, cast.units["临江市"].id)
        assert "海湾县" in [each.name for each in children(session, board.id, city)]
        found = page_of_units(session, board, city, kinds.COUNTY, limit=10)
        assert "海湾县" in [each.place.name for each in found]
        assert found[0].place.path == county.path
        own = own_place(session, board, city, cast.ann.member_id, branch=session.get_one(Unit, cast.ann.unit_id))
        assert own is not None
        assert (own.rank, own.branch_rank) == (1, 1)


def test_who_is_not_on_the_roster_stands_nowhere_until_added(database: Database, cast: Cast, contest: Contest) -> None:
    harbour = cast.units["港口党支部"]
    with database.transaction() as session:
        late = Member(number="Z001", name="新到", unit_id=harbour.id)
        session.add(late)
        session.flush()
        record_best(session, contest.board, late.id, pack(7000, 60, SPAN), at=AT)
    contest.settle()
    roster = contest.sums("港口党支部")[0]
    assert contest.names("港口党支部") == []
    assert contest.sums("港口党支部") == (roster, 0, 0)
    with database.transaction() as session:
        assert add_to_roster(session, contest.roster, late.id, harbour.id)
        assert not add_to_roster(session, contest.roster, late.id, harbour.id)
    contest.settle()
    assert contest.names("东山省") == ["新到"]
    assert contest.sums("港口党支部") == (roster + 1, 1, 7000)


def test_a_unit_that_was_made_later_is_added_below_what_the_roster_has(
    database: Database, cast: Cast, settle: Settle
) -> None:
    with database.transaction() as session:
        roster = take_roster(session, session.get_one(Unit, cast.units["临江市"].id), at=AT)
        county = session.get_one(Unit, cast.units["海湾县"].id)
        made = Unit(name="新支部", kind=kinds.BRANCH, parent_id=county.id, path="/new/")
        elsewhere = session.get_one(Unit, cast.units["云岭党支部"].id)
        session.add(made)
        session.flush()
        made.path = f"{county.path}{made.id}/"
        assert add_to_roster(session, roster, cast.cleo.member_id, made.id)
        assert session.get_one(RosterUnit, (roster, made.id)).path == made.path
        with pytest.raises(Conflict, match="不在参赛范围内"):
            add_to_roster(session, roster, cast.dora.member_id + 1000, elsewhere.id)


def test_who_is_exempt_is_no_part_of_the_number_unless_taking_part(
    database: Database, cast: Cast, contest: Contest
) -> None:
    whole = contest.sums("港口党支部")[0]
    contest.submit(cast.ann, 8000)
    with database.transaction() as session:
        ids = [cast.ann.member_id, cast.ben.member_id]
        assert set_exempt(session, contest.roster, ids, True) == 2
        assert set_exempt(session, contest.roster, ids, True) == 0
    assert contest.sums("港口党支部") == (whole - 1, 1, 8000)
    contest.submit(cast.ben, 6000)
    assert contest.sums("港口党支部") == (whole, 2, 14000)
    _assert_counted_anew(contest)
    with database.transaction() as session:
        exclude(session, contest.board, cast.ann.member_id)
    contest.settle()
    assert contest.sums("港口党支部") == (whole - 1, 1, 6000)
    _assert_counted_anew(contest)
    with database.transaction() as session:
        set_exempt(session, contest.roster, [cast.ann.member_id], False)
    assert contest.sums("港口党支部") == (whole, 1, 6000)
    _assert_counted_anew(contest)


@pytest.mark.parametrize("exempt", [True, False])
def test_a_result_from_before_the_freeze_counts_by_who_was_exempt_when_it_was_recorded(
    database: Database, cast: Cast, contest: Contest, exempt: bool
) -> None:
    """It is folded only after the exemption has changed; the frozen number stays one of its own instant."""
    with database.transaction() as session:
        set_exempt(session, contest.roster, [cast.ann.member_id], not exempt)
        whole = len(list(session.scalars(select(RosterMember).where(RosterMember.roster_id == contest.roster))))
        freeze_board(session, contest.board, at=AT + timedelta(hours=1))
    with database.transaction() as session:
        record_best(session, contest.board, cast.ann.member_id, pack(8000, 60, SPAN), at=AT)
    with database.transaction() as session:
        set_exempt(session, contest.roster, [cast.ann.member_id], exempt)
    contest.settle()
    assert contest.sums("东山省") == (whole, 1, 8000)


def test_marks_entries_and_seconds_are_kept_with_the_other_sums(cast: Cast, contest: Contest) -> None:
    contest.submit(cast.ann, 10000, 100)
    contest.submit(cast.ann, 7000, 50)
    contest.submit(cast.ben, 6000, 200)
    contest.submit(cast.tom, 5999, 700)
    with contest.database.reading() as session:
        found = sums(session, contest.board, cast.units["港口党支部"].id)
    assert found is not None
    assert (found.passed, found.excellent, found.full) == (2, 1, 1)
    assert (found.entries, found.seconds) == (4, 100 + 200 + 600)


def test_who_is_excluded_is_gone_from_every_number_and_comes_back_as_before(
    database: Database, cast: Cast, contest: Contest
) -> None:
    contest.submit(cast.ann, 10000, 100)
    contest.submit(cast.ben, 7000, 100)
    before = _everything(contest)
    with database.transaction() as session:
        exclude(session, contest.board, cast.ann.member_id)
    contest.settle()
    assert contest.names("东山省") == ["本立"]
    contest.submit(cast.ann, 9000, 1)
    assert contest.names("东山省") == ["本立"]
    assert contest.sums("港口党支部")[1:] == (1, 7000)
    with database.transaction() as session:
        readmit(session, contest.board, cast.ann.member_id, pack(10000, 100, SPAN))
    contest.settle()
    after = _everything(contest)
    assert after.pop("entries") == before.pop("entries") + 1
    assert after == before


def test_who_was_excluded_before_any_result_has_a_place_from_the_first_one_after_the_readmission(
    database: Database, cast: Cast, contest: Contest
) -> None:
    with database.transaction() as session:
        exclude(session, contest.board, cast.ann.member_id)
    contest.settle()
    with database.transaction() as session:
        readmit(session, contest.board, cast.ann.member_id, None)
    contest.settle()
    assert contest.names("东山省") == []
    contest.submit(cast.ann, 0, 600)
    assert contest.names("东山省") == ["安然"]
    assert contest.sums("东山省")[1:] == (1, 0)


def _everything(contest: Contest) -> dict[str, object]:
    with contest.database.reading() as session:
        found = sums(session, contest.board, contest.cast.units["港口党支部"].id)
        assert found is not None
        kept = {name: getattr(found, name) for name in ("roster", "entrants", "total", "passed", "entries", "seconds")}
    return kept | {"names": contest.names("东山省")}


def _assert_counted_anew(contest: Contest) -> None:
    with contest.database.transaction() as session:
        assert refresh_roster(session, session.get_one(Board, contest.board)) == 0


def _fresh(session, person: Person) -> Person:  # type: ignore[no-untyped-def]
    return Person(session.get_one(Member, person.member.id), session.get_one(Unit, person.unit.id))
