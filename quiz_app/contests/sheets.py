"""Standings as sheets of a workbook: plain values; text is written as text, whatever it begins with."""

from collections.abc import Sequence

from quiz_app.contests.standings import MembersView, UnitsView
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
