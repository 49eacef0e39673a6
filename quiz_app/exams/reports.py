"""Participation as sheets of a workbook: plain rows with every number, and the denominators beside the rates."""

from collections.abc import Iterable

from quiz_app.boards.values import score_of, seconds_of
from quiz_app.core.sheets import Column, Table
from quiz_app.exams.watching import Turnout

UNIT_COLUMNS = (
    Column("单位", 40),
    Column("上级单位", 40),
    Column("类型", 12),
    Column("应参加（名册）", kind="number"),
    Column("已参加", kind="number"),
    Column("未参加", kind="number"),
    Column("参与率（%）", kind="number"),
    Column("平均分（参加者）", kind="number"),
    Column("平均分（名册）", kind="number"),
)
MEMBER_COLUMNS = (
    Column("党员编号", 16),
    Column("姓名", 12),
    Column("所在单位", 50),
    Column("是否参加", 10),
    Column("交卷次数", kind="number"),
    Column("计分成绩", kind="number"),
    Column("是否合格", 10),
    Column("用时（秒）", kind="number"),
    Column("作答方式", 12),
)


def unit_sheet(rows: Iterable[tuple[str, str | None, str, Turnout]]) -> Table:
    """`rows` are (name, names of the units above, kind, turnout)."""
    return Table("按单位", UNIT_COLUMNS, (_unit(*row) for row in rows))


def member_sheet(
    rows: Iterable[tuple[str, str, str, int | None, int | None, bool, bool, str | None]],
    *,
    span: int,
    least_passing: int | None,
) -> Table:
    """`rows` are (number, name, unit, packed value, entries, whether marking is awaited, whether it was passed
    otherwise than by the value, how else than alone on a screen); `span` is the board's, `least_passing` in hundredths,
    None where no value says who passed."""
    return Table("按人员", MEMBER_COLUMNS, (_member(*row, span, least_passing) for row in rows))


def _unit(name: str, above: str | None, kind: str, turnout: Turnout) -> tuple[str | int | float | None, ...]:
    means = (_rounded(turnout.rate), _rounded(turnout.mean), _rounded(turnout.roster_mean))
    return name, above, kind, turnout.roster, turnout.handed_in, turnout.absent, *means


def _member(
    number: str,
    name: str,
    unit: str,
    value: int | None,
    entries: int | None,
    waits: bool,
    passed: bool,
    way: str | None,
    span: int,
    least_passing: int | None,
) -> tuple[str | int | float | None, ...]:
    if value is None:
        known = ("是", None, None, "等待阅卷") if waits else ("否", 0, None, None)
        return number, name, unit, *known, None, way
    score = score_of(value, span)
    reached = passed or (least_passing is not None and score >= least_passing)
    return number, name, unit, "是", entries, score / 100, "是" if reached else "否", seconds_of(value, span), way


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, 2)
