"""Importing rosters: all or nothing, once or again, within one's reach, and the way back out."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from quiz_app.core import sheets
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.members.actions import handing_out, writing_roster
from quiz_app.members.actions import roster as actions
from quiz_app.members.roster import columns, rows
from quiz_app.members.tables import Member, MemberTransfer, SignIn
from quiz_app.organizations import actions as organizations
from quiz_app.organizations import kinds
from quiz_app.organizations.actors import Actor, operator
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import RoleGrant, Unit
from tests.conftest import NOW
from tests.members.conftest import BATCH, HARBOUR, KEY, Counted, read_roster, workbook


def test_new_members_arrive_with_initial_passwords_and_the_second_time_nothing_changes(
    database: Database, cast, dora: Actor, run
) -> None:
    content = workbook(
        [
            ("N001", "新一", HARBOUR, "预备党员", "2026-07-01", "13800000000", None),
            ("N002", "新二", "港口第一党小组", None, None, None, "党支部书记"),
        ]
    )
    assert run(dora, content) == actions.Imported(new=2, changed=0, transferred=0, unchanged=0, appointed=1, groups=0)
    before = _everything(database)
    assert run(dora, content) == actions.Imported(new=0, changed=0, transferred=0, unchanged=2, appointed=0, groups=0)
    assert _everything(database) == before
    with database.reading() as session:
        first = session.scalars(select(Member).where(Member.number == "N001")).one()
        second = session.scalars(select(Member).where(Member.number == "N002")).one()
        leads = session.scalars(select(RoleGrant).where(RoleGrant.member_id == second.id)).one()
        issued = list(handing_out.issued_passwords(session, dora, key=KEY, batch=BATCH))
    assert (first.name, first.kind, first.joined_on, first.phone) == (
        "新一",
        "probationary_member",
        date(2026, 7, 1),
        "13800000000",
    )
    assert first.password_hash is None
    assert (leads.role, leads.unit_id) == (Role.SECRETARY, cast.units["港口党支部"].id)
    assert {(each.number, each.unit) for each in issued} == {("N001", HARBOUR), ("N002", HARBOUR + "/港口第一党小组")}


def test_a_new_member_signs_in_with_what_the_import_gave(database: Database, dora: Actor, run, enter) -> None:
    run(dora, [("N001", "新一", HARBOUR)])
    with database.reading() as session:
        (issued,) = handing_out.issued_passwords(session, dora, key=KEY, batch=BATCH)
    client = enter("N001", issued.password)
    assert client.get("/me/devices").location == "/me/password"


def test_one_bad_line_among_many_and_nothing_is_imported(database: Database, dora: Actor) -> None:
    lines = [(f"N{number}", f"新{number}", HARBOUR) for number in range(200)]
    lines[150] = ("N150", "新150", "没有的党支部")
    reading = read_roster(lines)
    before = _everything(database)
    with (
        database.transaction() as session,
        pytest.raises(Invalid, match=r"没有导入任何一行.*第 152 行“所在单位”"),
    ):
        actions.import_roster(session, dora, reading.rows, creates_groups=False, key=KEY, batch=BATCH, at=NOW)
    assert _everything(database) == before


def test_a_failure_on_the_last_step_undoes_the_first(database: Database, dora: Actor, monkeypatch) -> None:
    reading = rows.read(
        sheets.read_rows(workbook([("N001", "新一", HARBOUR, None, None, None, "党支部书记")])), today=NOW.date()
    )
    monkeypatch.setattr(writing_roster.organizations, "grant_many", _broken)
    before = _everything(database)
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        actions.import_roster(session, dora, reading.rows, creates_groups=False, key=KEY, batch=BATCH, at=NOW)
    assert _everything(database) == before


def test_changed_cells_are_written_and_empty_ones_leave_things_as_they_are(
    database: Database, cast, dora: Actor, run
) -> None:
    run(dora, [("A001", "安然", HARBOUR, "预备党员", "2025-07-01", "13800000000", None)])
    result = run(dora, [("A001", "安冉", HARBOUR, None, None, None, None)])
    assert (result.changed, result.transferred) == (1, 0)
    with database.reading() as session:
        ann = session.get_one(Member, cast.ann.member_id)
    assert (ann.name, ann.kind, ann.joined_on, ann.phone) == (
        "安冉",
        "probationary_member",
        date(2025, 7, 1),
        "13800000000",
    )
    assert ann.version == 3


def test_another_unit_is_a_transfer_and_is_recorded(database: Database, cast, dora: Actor, run) -> None:
    result = run(dora, [("A001", "安然", "海湾县港务局党委")])
    assert (result.changed, result.transferred) == (1, 1)
    with database.reading() as session:
        transfer = session.scalars(select(MemberTransfer)).one()
        ann = session.get_one(Member, cast.ann.member_id)
    assert ann.unit_id == transfer.to_unit_id == cast.units["海湾县港务局党委"].id
    assert (transfer.from_unit_id, transfer.transferred_by) == (cast.units["港口党支部"].id, dora.member_id)


def test_who_is_not_in_the_file_stays(database: Database, cast, dora: Actor, run) -> None:
    run(dora, [("N001", "新一", HARBOUR)])
    with database.reading() as session:
        left = session.scalar(select(func.count()).select_from(Member).where(Member.left_at.is_not(None)))
        assert left == 0
        assert session.get_one(Member, cast.ben.member_id).unit_id == cast.units["港口党支部"].id


def test_a_number_that_belongs_elsewhere_is_not_taken(database: Database, cast, dora: Actor) -> None:
    plan = _plan(database, dora, [("C001", "柯立", HARBOUR)])
    assert ["已登记在你管理范围以外的单位" in problem.reason for problem in plan.problems] == [True]


def test_units_outside_ones_reach_are_not_found(database: Database, cast, dora: Actor) -> None:
    plan = _plan(database, dora, [("N001", "新一", "东山省/远山市/云岭县/云岭党支部"), ("N002", "新二", "云岭党支部")])
    assert ["没有找到单位" in problem.reason for problem in plan.problems] == [True, True]
    assert not any("云岭" in problem.mend for problem in plan.problems)


@pytest.mark.parametrize("who", ["ann", "ben", "tom", "cleo"])
def test_only_those_who_keep_rosters_import_them(database: Database, cast, who: str) -> None:
    with database.reading() as session, pytest.raises(Forbidden):
        actions.plan_import(session, getattr(cast, who), [], creates_groups=False)


def test_missing_groups_are_made_once_and_only_when_asked_for(database: Database, dora: Actor, run) -> None:
    lines = [(f"N{number}", f"新{number}", HARBOUR + "/港口第九党小组") for number in range(3)]
    assert len(_plan(database, dora, lines).problems) == 3
    assert run(dora, lines, creates_groups=True).groups == 1
    assert run(dora, lines, creates_groups=True).unchanged == 3
    with database.reading() as session:
        group = session.scalars(select(Unit).where(Unit.name == "港口第九党小组")).one()
        count = session.scalar(select(func.count()).select_from(Member).where(Member.unit_id == group.id))
    assert count == 3


def test_who_left_comes_back_with_the_next_roster(
    database: Database, cast, dora: Actor, run, with_password, enter
) -> None:
    with_password(cast.ann)
    with database.transaction() as session:
        session.get_one(Member, cast.ann.member_id).left_at = NOW
    assert enter("A001").answer.status_code == 401
    assert run(dora, [("A001", "安然", HARBOUR)]).changed == 1
    assert enter("A001").answer.status_code == 302


def test_an_exported_roster_imports_as_no_change(database: Database, dora: Actor, run) -> None:
    run(
        dora,
        [
            ("0001", "=1+1", HARBOUR, "发展对象", "2020-07-01", "0591-1234567", None),
            ("0002", "新二", "港口第一党小组", "入党申请人", None, None, "党支部书记"),
        ],
    )
    with database.reading() as session:
        exported = handing_out.export_book(session, dora)
    before = _everything(database)
    result = run(dora, exported)
    assert (result.new, result.changed, result.appointed) == (0, 0, 0)
    assert result.unchanged == 6
    assert _everything(database) == before
    sheet = load_workbook(BytesIO(exported))[columns.SHEET]
    assert {sheet.cell(row, 1).value for row in range(2, 8)} == {"A001", "B001", "D001", "T001", "0001", "0002"}


def test_the_operator_of_the_server_imports_everywhere(database: Database, cast, run) -> None:
    everything = operator(cast.units["东山省"].path)
    assert run(everything, [("N001", "新一", "云岭党支部"), ("C001", "柯立", HARBOUR)]).transferred == 1


def test_two_files_with_the_same_new_number_at_once_end_in_a_sentence(
    database: Database, dora: Actor, monkeypatch
) -> None:
    """The second one planned before the first one was stored."""
    reading = read_roster([("N001", "新一", HARBOUR)])
    with database.reading() as session:
        stale = actions.plan_import(session, dora, reading.rows, creates_groups=False)
    arguments = {"creates_groups": False, "key": KEY, "batch": BATCH, "at": NOW}
    with database.transaction() as session:
        actions.import_roster(session, dora, reading.rows, **arguments)
    monkeypatch.setattr(actions, "plan_import", lambda *_, **__: stale)
    with pytest.raises(Conflict, match="重新上传预览"), database.transaction() as session:
        actions.import_roster(session, dora, reading.rows, **arguments)


def test_importing_costs_the_same_number_of_queries_for_few_and_many(database: Database, dora: Actor) -> None:
    def cost(start: int, count: int) -> int:
        lines = [(f"N{number}", f"新{number}", HARBOUR) for number in range(start, start + count)]
        reading = read_roster(lines)
        with Counted(database) as statements, database.transaction() as session:
            actions.import_roster(session, dora, reading.rows, creates_groups=False, key=KEY, batch=BATCH, at=NOW)
        return len(statements)

    assert cost(5000, 1000) <= cost(0, 10) + 2


def test_the_nearest_name_of_a_missing_group_is_looked_for_in_its_own_branch(database: Database, cast, dora) -> None:
    with database.transaction() as session:
        county = session.get_one(Unit, cast.units["海湾县"].id)
        pier = organizations.create_unit(session, dora, county, name="码头党支部", kind=kinds.BRANCH)
        organizations.create_unit(session, dora, pier, name="港口第二党小组", kind=kinds.GROUP)
    (near, none) = _plan(
        database, dora, [("N001", "新一", f"{HARBOUR}/港口第二党小组"), ("N002", "新二", "码头党支部/船厂")]
    ).problems
    assert f"最接近的是“{HARBOUR}/港口第一党小组”" in near.mend
    assert (near.column, near.row) == ("C 所在单位", 2)
    assert "最接近的是" not in none.mend


def _plan(database: Database, actor: Actor, lines: list[tuple]):
    reading = read_roster(lines)
    with database.reading() as session:
        return actions.plan_import(
            session, actor, reading.rows, creates_groups=False, problems=reading.problems, titles=reading.titles
        )


def _everything(database: Database) -> dict[str, list[tuple]]:
    with database.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
            for table in (
                Member.__table__,
                MemberTransfer.__table__,
                RoleGrant.__table__,
                Unit.__table__,
                SignIn.__table__,
            )
        }


def _broken(*_args: object, **_kwargs: object) -> None:
    raise ZeroDivisionError
