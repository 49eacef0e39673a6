"""A week is folded from the ledger, whatever months it lies in; nothing of it is written by whoever submits."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from quiz_app.bench.stage import database_for
from quiz_app.boards.periods import KINDS, containing
from quiz_app.boards.queries.boards import as_of, find_board
from quiz_app.boards.tables import Board, Standing, UnitSum
from quiz_app.boards.tasks import fold as fold_with
from quiz_app.core import migrations
from quiz_app.core.db import Database
from quiz_app.members.actions.people import transfer_member
from quiz_app.members.queries.people import Person
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.tables import Unit
from quiz_app.points.actions import award, reverse
from quiz_app.points.queries import by_week, standing
from quiz_app.points.rules.table import EXAM_PASSED, LESSON_FINISHED
from quiz_app.points.tasks import fold, follow_roster
from quiz_app.records.tasks import every_board_audit, points_audit
from tests.boards.province import Province, build
from tests.conftest import POSTGRESQL, Cast, SettableClock, bearer

Finish = Callable[[Actor, int], None]
Settle = Callable[[], None]
SUNDAY_NIGHT = datetime(2026, 11, 29, 15, 59, 59, 999_000, tzinfo=UTC)
MONDAY = datetime(2026, 11, 29, 16, tzinfo=UTC)


def values(database: Database, period: str) -> dict[int, tuple[int, int]]:
    """(points, entries) of each member on a board; nothing where there is none."""
    with database.reading() as session:
        query = select(Standing.member_id, Standing.value, Standing.entries)
        rows = session.execute(query.join(Board, Board.id == Standing.board_id).where(Board.period == period))
        return {member: (value, entries) for member, value, entries in rows}


def credit(database: Database, member_id: int, source: int, at: datetime) -> None:
    with database.transaction() as session:
        assert award(session, EXAM_PASSED, member_id=member_id, source_id=source, at=at)


def take_back(database: Database, member_id: int, source: int, at: datetime) -> None:
    with database.transaction() as session:
        held = standing(session, EXAM_PASSED, source, [member_id])[member_id]
        assert reverse(session, held, actor_id=None, evidence="误记", at=at)


def test_a_week_ends_with_sunday_in_shanghai_and_goes_on_from_one_month_into_the_next(
    database: Database, cast: Cast, clock: SettableClock, settle: Settle
) -> None:
    ann = cast.ann.member_id
    for source, at in enumerate((SUNDAY_NIGHT, MONDAY, MONDAY + timedelta(days=1))):
        credit(database, ann, source, at)
    settle()
    assert values(database, "2026-W48") == {ann: (5, 1)}
    assert values(database, "2026-W49") == {ann: (10, 2)}
    assert (values(database, "2026-11"), values(database, "2026-12")) == ({ann: (10, 2)}, {ann: (5, 1)})
    assert points_audit(database, clock).drift == []


def test_what_is_taken_back_counts_in_the_week_in_which_it_is(
    database: Database, cast: Cast, clock: SettableClock, settle: Settle
) -> None:
    ann = cast.ann.member_id
    credit(database, ann, 1, SUNDAY_NIGHT)
    settle()
    take_back(database, ann, 1, MONDAY)
    settle()
    assert values(database, "2026-W48") == {ann: (5, 1)}
    assert values(database, "2026-W49") == {ann: (-5, 1)}
    assert values(database, "2026-11") == {ann: (0, 2)}
    assert points_audit(database, clock).drift == []


def test_who_submits_writes_no_row_of_a_week(database: Database, cast: Cast, settle: Settle) -> None:
    credit(database, cast.ann.member_id, 1, MONDAY)
    settle()
    credit(database, cast.ann.member_id, 2, MONDAY)
    assert values(database, "2026-W49") == {cast.ann.member_id: (5, 1)}
    assert values(database, "2026-11") == {cast.ann.member_id: (10, 2)}


def test_a_week_is_as_fresh_as_the_months_that_it_lies_in(
    database: Database, cast: Cast, clock: SettableClock, settle: Settle
) -> None:
    credit(database, cast.ann.member_id, 1, MONDAY)
    settle()
    folded = clock.now()
    clock.moment += timedelta(seconds=3)
    assert fresh(database, "2026-W49", clock) == clock.now()
    credit(database, cast.ben.member_id, 2, MONDAY + timedelta(days=1))
    assert fresh(database, "2026-W49", clock) == clock.now()
    credit(database, cast.ben.member_id, 3, MONDAY)
    assert fresh(database, "2026-W49", clock) == folded
    settle()
    assert fresh(database, "2026-W49", clock) == clock.now()


def fresh(database: Database, period: str, clock: SettableClock) -> datetime:
    with database.reading() as session:
        board = find_board(session, "points", period)
        assert board is not None
        return as_of(session, board, at=clock.now())


def test_the_audit_sees_a_week_that_was_folded_from_half_of_the_ledger(
    database: Database, cast: Cast, clock: SettableClock, settle: Settle
) -> None:
    """The control: a fold that forgets what is negative."""
    ann = cast.ann.member_id
    credit(database, ann, 1, SUNDAY_NIGHT)
    settle()
    take_back(database, ann, 1, SUNDAY_NIGHT)

    def without_reversals(session, members, weeks):  # type: ignore[no-untyped-def]
        return [(member, week, 5, 1) for member, week, *_ in by_week(session, members, weeks)]

    while fold_with(database, clock, without_reversals):
        pass
    assert every_board_audit(database, clock).drift == [
        "学习积分 2026-W48：安然（A001）应为 0（2 笔），记的是 5（1 笔）。"
    ]
    credit(database, ann, 2, SUNDAY_NIGHT)
    settle()
    assert every_board_audit(database, clock).drift == []


@pytest.mark.parametrize("kind", KINDS)
def test_members_groups_and_units_have_a_board_of_every_kind(
    client: FlaskClient,
    cast: Cast,
    database: Database,
    clock: SettableClock,
    finish_lessons: Finish,
    settle: Settle,
    kind: str,
) -> None:
    group = cast.units["港口第一党小组"]
    with database.transaction() as session:
        member, home = session.get_one(Member, cast.ben.member_id), session.get_one(Unit, cast.ben.unit_id)
        transfer_member(session, cast.root, Person(member, home), session.get_one(Unit, group.id), at=clock.now())
    finish_lessons(cast.ann, 1)
    finish_lessons(cast.ben, 2)
    settle()

    def scores(query: str) -> list[tuple[int, float]]:
        found = client.get(
            f"/api/v1/boards?period={kind}{query}", headers={"Authorization": f"Bearer {bearer(cast.ann)}"}
        )
        assert found.status_code == 200
        assert found.get_json()["period"] == containing(kind, clock.now()).name
        return [(each["rank"], each["score"]) for each in found.get_json()["items"]]

    assert scores("") == [(1, 4.0), (2, 2.0)]
    assert scores("&by=unit&kind=party_group")[0] == (1, 4.0)
    assert scores("&by=unit&kind=party_branch")[0] == (1, 1.5)
    assert scores("&by=unit&kind=county")[0] == (1, 1.5)


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest) -> Iterator[Database]:
    if request.param == "postgresql" and not POSTGRESQL:
        pytest.skip("QUIZ_APP_TEST_DATABASE_URL is not set")
    with database_for(POSTGRESQL if request.param == "postgresql" else None) as url:
        database = Database(url.replace("postgresql:", "postgresql+psycopg:"))
        migrations.upgrade(database)
        yield database
        database.dispose()


def test_a_database_from_before_the_weeks_gets_all_of_them(older: Database) -> None:
    """Lived through with weeks, taken back to before them, brought up again."""
    clock = SettableClock()
    clock.moment = datetime.now(UTC) - timedelta(days=100)
    province = build(older, 5)
    while clock.moment < datetime.now(UTC):
        _live(older, province, clock)
        clock.moment += timedelta(days=4)
    clock.moment = datetime.now(UTC)
    settle_all(older, clock)
    weeks = _weeks(older)
    assert len(weeks) > 12
    migrations.downgrade(older, "0025")
    with older.engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM boards WHERE period LIKE '____-W__'")).scalar_one() == 0
    migrations.upgrade(older)
    settle_all(older, clock)
    assert _weeks(older) == weeks
    assert points_audit(older, clock).drift == []
    older.maintain("DELETE FROM boards WHERE period LIKE '____-W__'")
    assert any("W" in sentence for sentence in points_audit(older, clock).drift)


def settle_all(database: Database, clock: SettableClock) -> None:
    follow_roster(database, clock)
    while fold(database, clock):
        pass
    follow_roster(database, clock)


def _live(database: Database, province: Province, clock: SettableClock) -> None:
    random = province.random
    for _ in range(5):
        member = random.choice(province.members)
        province.sources += 1
        with database.transaction() as session:
            award(session, LESSON_FINISHED, member_id=member, source_id=province.sources, at=clock.now())
    settle_all(database, clock)


def _weeks(database: Database) -> dict[str, tuple[dict, dict]]:  # type: ignore[type-arg]
    """Of each week the standings, and the sums of units with their rosters."""
    with database.reading() as session:
        boards = session.scalars(select(Board).where(Board.series == "points", Board.period.like("____-W__"))).all()
        return {
            board.period: (
                {
                    each.member_id: (each.value, each.entries, each.folded_value, each.folded_unit_id)
                    for each in session.scalars(select(Standing).where(Standing.board_id == board.id))
                },
                {
                    each.unit_id: (each.roster, each.entrants, each.total, each.entries)
                    for each in session.scalars(select(UnitSum).where(UnitSum.board_id == board.id))
                },
            )
            for board in boards
        }
