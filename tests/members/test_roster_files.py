"""Reading rosters: every problem has its row, its column and a way to mend it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.core import sheets
from quiz_app.core.sheets import Row
from quiz_app.members.roster import books, columns, packing, rows
from quiz_app.members.roster.places import NewGroup, Place, Places, Unknown
from quiz_app.members.roster.rows import RosterRow
from quiz_app.organizations import kinds
from quiz_app.organizations.permissions import Role
from tests.members.conftest import TITLES, workbook

TODAY = date(2026, 11, 23)
GOOD = ("A1", "安然", "港口党支部", "正式党员", "2020-07-01", "13800000000", "党支部书记")


def read(*lines: tuple, titles: tuple = TITLES) -> rows.Reading:
    return rows.read([Row(1, titles), *(Row(number, line) for number, line in enumerate(lines, start=2))], today=TODAY)


def test_a_whole_line_is_understood() -> None:
    assert read(GOOD).rows == (
        RosterRow(2, "A1", "安然", "港口党支部", "full_member", date(2020, 7, 1), "13800000000", Role.SECRETARY),
    )


def test_columns_may_stand_in_any_order_below_a_heading_and_beside_others() -> None:
    reading = rows.read(
        [
            Row(1, ("海湾县党员名册",)),
            Row(3, ("序号", "姓名", "所在单位", "党员编号*", "备注")),
            Row(4, (1, "安然", "港口党支部", 1001)),
        ],
        today=TODAY,
    )
    assert reading.rows == (RosterRow(4, "1001", "安然", "港口党支部"),)
    assert reading.ignored == ("序号", "备注")
    assert reading.problems == ()


@pytest.mark.parametrize("written", ["2020-07-01", "2020/7/1", "2020.7.1", "2020年7月1日", "20200701", 20200701, 44013])
def test_days_are_read_as_people_write_them(written: object) -> None:
    assert read((*GOOD[:4], written)).rows[0].joined_on == date(2020, 7, 1)


@pytest.mark.parametrize(
    ("place", "value", "column", "reason"),
    [
        (0, None, "A 党员编号", "空着"),
        (0, "甲 1", "A 党员编号", "不能用的字符"),
        (0, "1" * 33, "A 党员编号", "超过 32 位"),
        (0, 1.2e17, "A 党员编号", "末几位不可靠"),
        (0, 12345678901234567, "A 党员编号", "末几位不可靠"),
        (1, "  ", "B 姓名", "空着"),
        (1, "甲" * 61, "B 姓名", "超过 60 个字"),
        (2, None, "C 所在单位", "空着"),
        (3, "团员", "D 类别", "不在可选的范围"),
        (4, "去年", "E 入党日期", "读不懂"),
        (4, "2020-02-30", "E 入党日期", "读不懂"),
        (4, "2030-01-01", "E 入党日期", "不在 1921 年 7 月到今天之间"),
        (4, "1900-01-01", "E 入党日期", "不在 1921 年 7 月到今天之间"),
        (5, "没有", "F 手机", "不对"),
        (6, "管理员", "G 角色", "不在可选的范围"),
    ],
)
def test_each_error_names_row_column_and_mend(place: int, value: object, column: str, reason: str) -> None:
    line = [*GOOD]
    line[place] = value
    line[0] = line[0] if place == 0 else "A2"
    reading = read(GOOD, tuple(line))
    (problem,) = reading.problems
    assert (problem.row, problem.column) == (3, column)
    assert reason in problem.reason
    assert problem.mend


def test_all_errors_of_a_line_are_told_at_once() -> None:
    reading = read((None, None, None, "x", "y", "z", "w"))
    assert [problem.column[0] for problem in reading.problems] == list("ABCDEFG")


def test_the_same_number_twice_names_the_first_row() -> None:
    (problem,) = read(GOOD, ("B2", "乙", "港口党支部"), GOOD).problems
    assert (problem.row, problem.column, problem.reason) == (4, "A 党员编号", "编号 A1 在第 2 行已经出现过。")


def test_the_same_number_twice_is_told_together_with_the_other_errors_of_its_line() -> None:
    name, number = read(GOOD, (GOOD[0], None, *GOOD[2:])).problems
    assert (name.column, number.column) == ("B 姓名", "A 党员编号")


def test_a_column_is_named_by_where_it_stands_in_the_file() -> None:
    titles, line = ("姓名", "党员编号", "所在单位"), ("甲", None, "港口党支部")
    (problem,) = rows.read([Row(1, titles), Row(2, line)], today=TODAY).problems
    assert problem.column == "B 党员编号"


def test_a_sheet_without_titles_without_lines_or_with_a_column_twice_is_refused() -> None:
    assert "标题行" in rows.read([Row(1, ("甲", "乙"))], today=TODAY).problems[0].reason
    assert "标题行" in rows.read([], today=TODAY).problems[0].reason
    assert "没有党员" in read().problems[0].reason
    assert "出现了两次" in read(GOOD, titles=(*TITLES, "姓名")).problems[0].reason
    assert "缺少“所在单位”列" in read(GOOD, titles=("党员编号", "姓名")).problems[0].reason


def test_a_roster_packs_and_unpacks_to_itself() -> None:
    lines = [*read(GOOD, ("B2", "乙", "港口党支部")).rows]
    assert packing.unpack(packing.pack(lines)) == lines


def test_the_template_reads_back_as_an_empty_roster() -> None:
    template = books.roster_book((), ["省/市/支部"])
    reading = rows.read(sheets.read_rows(template, sheet=columns.SHEET), today=TODAY)
    assert [problem.reason for problem in reading.problems] == ["标题行下面没有党员。"]


def test_a_roster_made_in_excel_reads_as_it_looks() -> None:
    made = workbook([("0012", "安然", "港口党支部", "预备党员", date(2025, 7, 1), 13800000000, None)])
    assert rows.read(sheets.read_rows(made, sheet=columns.SHEET), today=TODAY).rows == (
        RosterRow(2, "0012", "安然", "港口党支部", "probationary_member", date(2025, 7, 1), "13800000000"),
    )


@given(st.lists(st.lists(st.none() | st.text(max_size=8) | st.integers() | st.floats() | st.booleans(), max_size=9)))
def test_whatever_stands_in_the_cells_ends_in_lines_or_problems(lines: list[list[object]]) -> None:
    reading = read(*(tuple(line) for line in lines))
    assert reading.rows or reading.problems
    for problem in reading.problems:
        assert problem.reason
        assert problem.mend
        assert problem.row >= 1


PLACES = (
    Place(1, "/1/", kinds.PROVINCE, ("东山省",)),
    Place(2, "/1/2/", kinds.COUNTY, ("东山省", "海湾县")),
    Place(3, "/1/2/3/", kinds.BRANCH, ("东山省", "海湾县", "机关党支部")),
    Place(4, "/1/4/", kinds.COUNTY, ("东山省", "云岭县")),
    Place(5, "/1/4/5/", kinds.BRANCH, ("东山省", "云岭县", "机关党支部")),
    Place(6, "/1/2/6/", kinds.BRANCH, ("东山省", "海湾县", "港口党支部")),
    Place(7, "/1/2/6/7/", kinds.GROUP, ("东山省", "海湾县", "港口党支部", "第一党小组")),
)


def test_a_unit_is_found_by_as_much_of_its_name_as_is_unique() -> None:
    places = Places(PLACES)
    assert places.find("港口党支部") == PLACES[5]
    assert places.find("海湾县/机关党支部") == PLACES[2]
    assert places.find("东山省/云岭县/机关党支部") == PLACES[4]
    assert places.find(" 东山省 / 海湾县 / ") == PLACES[1]


def test_a_name_of_several_units_asks_for_more_of_it() -> None:
    found = Places(PLACES).find("机关党支部")
    assert isinstance(found, Unknown)
    assert "有 2 个同名单位" in found.reason
    assert "东山省/云岭县/机关党支部" in found.mend


def test_a_name_nobody_has_comes_with_the_nearest_one() -> None:
    found = Places(PLACES).find("东山省/海湾县/港囗党支部")
    assert isinstance(found, Unknown)
    assert "最接近的是“东山省/海湾县/港口党支部”" in found.mend


def test_a_missing_group_is_made_only_when_asked_for_and_only_below_a_branch() -> None:
    assert isinstance(Places(PLACES).find("港口党支部/第二党小组"), Unknown)
    willing = Places(PLACES, creates_groups=True)
    assert willing.find("港口党支部/第二党小组") == NewGroup(6, "/1/2/6/", "第二党小组")
    assert willing.find("港口党支部/第一党小组") == PLACES[6]
    assert isinstance(willing.find("海湾县/新党支部"), Unknown)
    assert isinstance(willing.find("机关党支部/第一党小组"), Unknown)


def test_the_branch_of_a_group_is_the_one_above_it() -> None:
    places = Places(PLACES)
    assert places.branch_of(PLACES[6]) == PLACES[5]
    assert places.branch_of(PLACES[5]) == PLACES[5]
