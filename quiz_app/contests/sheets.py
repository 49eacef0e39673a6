"""Standings as sheets of a workbook: plain values; text is written as text, whatever it begins with."""

from collections.abc import Sequence

from quiz_app.contests.standings import MembersView, UnitsView
from quiz_app.contests.teams import TeamLine
from quiz_app.core.sheets import Column, Instructions, Table

_MEMBERS = (
    Column("名次", 8, "number"),
    Column("姓名", 14),
    Column("单位", 32),
    Column("成绩", 10, "number"),
    Column("用时（秒）", 12, "number"),
)
_UNITS = (
    Column("名次", 8, "number"),
    Column("单位", 32),
    Column("上级", 28),
    Column("综合分", 10, "number"),
    Column("应参赛", 10, "number"),
    Column("参赛", 10, "number"),
    Column("参赛率（%）", 12, "number"),
    Column("名册平均分", 12, "number"),
    Column("参赛平均分", 12, "number"),
    Column("合格率（%）", 12, "number"),
    Column("优秀率（%）", 12, "number"),
    Column("满分人数", 10, "number"),
    Column("人均答题次数", 14, "number"),
)
_TEAMS = (
    Column("名次", 8, "number"),
    Column("代表队", 24),
    Column("单位", 32),
    Column("成绩", 10, "number"),
    Column("现场", 8),
    Column("队员", 8, "number"),
)
_TEAM_MEMBERS = (
    Column("名次", 8, "number"),
    Column("代表队", 24),
    Column("姓名", 14),
    Column("成绩", 10, "number"),
    Column("计入", 8),
)


def standings_sheet(
    view: MembersView | UnitsView, title: str, about: Sequence[str]
) -> tuple[Table | Instructions, ...]:
    """The standings, and behind them a sheet that says what they are."""
    words = Instructions("说明", [title, *about])
    if isinstance(view, MembersView):
        members = ((each.rank, each.name, each.unit, each.score, each.seconds) for each in view.lines)
        return Table("个人排行", _MEMBERS, members), words
    units = (
        (
            *(each.rank if each.rank is not None else "不排名", each.name, each.unit, each.score, each.roster),
            *(each.entrants, each.participation, each.roster_mean, each.entrant_mean, each.pass_rate),
            *(each.excellence_rate, each.full_marks, each.attempts_a_head),
        )
        for each in view.lines
    )
    return Table("单位排行", _UNITS, units), words


def teams_sheets(lines: Sequence[TeamLine], title: str, about: Sequence[str]) -> tuple[Table | Instructions, ...]:
    """The teams, what their members reached, and behind them a sheet that says what they are."""
    teams = (
        (_place(each), each.name, each.unit, each.score, "是" if each.is_on_site else "", len(each.members))
        for each in lines
    )
    members = (
        (_place(each), each.name, member.name, member.score, "是" if member.counts else "")
        for each in lines
        for member in each.members
    )
    words = Instructions("说明", [title, *about])
    return Table("代表队", _TEAMS, teams), Table("队员", _TEAM_MEMBERS, members), words


def _place(line: TeamLine) -> int | str:
    return line.rank if line.rank is not None else "没有成绩"
