"""Sentences and tables of a bulletin out of a contest's figures. With `rates` off, nothing says how much a unit took
part: who publishes that has switched it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quiz_app.bulletins.contents import Column, Content, Person, Section, Table
from quiz_app.contests.figures import UnitFigures, told
from quiz_app.contests.ranking import RankedUnit
from quiz_app.core.calendar import local

NUMERALS = "一二三四五六七八九十"
NAMED_UNITS = 3


@dataclass(frozen=True, slots=True)
class StageFigures:
    """A stage with the figures of the whole scope."""

    title: str
    whole: UnitFigures


@dataclass(frozen=True, slots=True)
class TopPlace:
    """A member's final place; `score` in hundredths of a point."""

    place: int
    person: Person
    unit_name: str
    score: int


@dataclass(frozen=True, slots=True)
class Winner:
    """Who got an award: a member with the unit, or a unit or team by name."""

    place: int
    holder: Person | str
    unit_name: str = ""


@dataclass(frozen=True, slots=True)
class Awarded:
    """An award with all who got it."""

    title: str
    winners: tuple[Winner, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a bulletin is made of. `units` are those of the leading level (`level`: its label), empty where their
    standings are not public; `appeals` are (received, decided, upheld)."""

    stages: Sequence[StageFigures]
    units: Sequence[RankedUnit]
    level: str
    top: Sequence[TopPlace]
    awards: Sequence[Awarded]
    appeals: tuple[int, int, int]
    rates: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What people write into a bulletin."""

    heading: str
    number: str
    title: str
    addressees: str
    opening: str
    closing: str
    signed_by: str


def suggested(*, unit: str, contest: str, opens_at: datetime, closes_at: datetime, year: int, levels: str) -> Words:
    """The words to begin with. A heading is the organizer's own name: no body is imitated."""
    first, last = _day(opens_at), _day(closes_at)
    contest = contest if "“" in contest else f"“{contest}”"
    return Words(
        heading=unit,
        number=f"竞赛通报〔{year}〕1号",
        title=f"关于{contest}情况的通报"[:120],
        addressees=f"各{levels}" if levels else "各党组织",
        opening=f"{first if first == last else f'{first}至{last}'}，{unit}组织开展了{contest}。现将有关情况通报如下。",
        closing="希望受到表彰的单位和个人再接再厉。各单位可以对照上述情况，结合实际安排好后续学习。",
        signed_by=unit,
    )


def compose(facts: Facts) -> Content:
    """The body by its data, and the full lists of awards attached."""
    sections = [Section("总体情况", tuple(_overall(facts)), tuple(_stage_table(facts)))]
    if facts.units:
        sections.append(Section("各单位情况", tuple(_of_units(facts)), (_unit_table(facts),)))
    if facts.top:
        sections.append(Section("个人成绩", tuple(_of_top(facts)), (_top_table(facts),)))
    if facts.awards:
        sections.append(Section("表彰", (_of_awards(facts),)))
    return Content(tuple(sections), tuple(_award_table(each) for each in facts.awards if each.winners))


def _overall(facts: Facts) -> list[str]:
    said = []
    for each in facts.stages:
        whole = each.whole
        if not whole.entrants:
            said.append(f"{each.title}没有人参赛。")
            continue
        taken = f"{each.title}共有 {whole.entrants:,} 人参赛，交卷 {whole.entries:,} 次"
        if facts.rates and whole.roster and each is facts.stages[0]:
            taken = f"{each.title}应参赛 {whole.roster:,} 人，参赛 {whole.entrants:,} 人，"
            taken += f"参赛率 {_figure('participation', whole):.1f}%，交卷 {whole.entries:,} 次"
        said.append(f"{taken}；平均 {_figure('entrant_mean', whole):.2f} 分{_quality(whole)}。")
    received, decided, upheld = facts.appeals
    if received:
        said.append(f"公示期间收到申诉 {received:,} 件，答复 {decided:,} 件，其中成立 {upheld:,} 件。")
    else:
        said.append("公示期间没有收到申诉。")
    return said


def _quality(whole: UnitFigures) -> str:
    """How many did well; nothing where scores are held against no marks."""
    if not whole.marks:
        return ""
    full = f"，得满分 {whole.full:,} 人" if whole.full else ""
    rates = f"，合格率 {_figure('pass_rate', whole):.1f}%，优秀率 {_figure('excellence_rate', whole):.1f}%"
    return rates + full


def _of_units(facts: Facts) -> list[str]:
    ranked = [each for each in facts.units if each.place is not None]
    first = "、".join(each.figures.name for each in ranked[:NAMED_UNITS])
    said = [f"参加排名的{facts.level} {len(ranked):,} 个，综合分居前的是{first}。"] if ranked else []
    if outside := len(facts.units) - len(ranked):
        said.append(f"另有 {outside:,} 个人数少的单位列出成绩，不参加排名。")
    return said


def _of_top(facts: Facts) -> list[str]:
    return [f"下表列出前 {facts.top[-1].place} 名。名次按竞赛规程排定，相同的并列。"]


def _of_awards(facts: Facts) -> str:
    given = "、".join(f"{each.title} {len(each.winners):,} 个" for each in facts.awards)
    return f"按照竞赛规程，共评出{given}，名单附后。"


def _stage_table(facts: Facts) -> list[Table]:
    if len(facts.stages) < 2:
        return []
    columns = (
        Column("阶段"),
        Column("参赛人数", 0),
        Column("平均分", 2),
        Column("合格率（%）", 1),
        Column("满分人数", 0),
    )
    rows = tuple(
        (
            each.title,
            each.whole.entrants,
            _figure("entrant_mean", each.whole),
            _figure("pass_rate", each.whole),
            each.whole.full if each.whole.marks else None,
        )
        for each in facts.stages
    )
    return [Table("各阶段情况", columns, rows)]


_RATES = (Column("应参赛", 0), Column("参赛", 0), Column("参赛率（%）", 1))
_QUALITY = (
    ("entrant_mean", Column("平均分", 2)),
    ("pass_rate", Column("合格率（%）", 1)),
    ("excellence_rate", Column("优秀率（%）", 1)),
)


def _unit_table(facts: Facts) -> Table:
    columns = [Column("名次"), Column("单位")]
    columns += _RATES if facts.rates else ()
    columns += [column for _, column in _QUALITY]
    columns.append(Column("综合分", 2))
    rows = []
    for each in facts.units:
        unit = each.figures
        rates = (unit.roster, unit.entrants, _figure("participation", unit)) if facts.rates else ()
        quality = tuple(_figure(name, unit) for name, _ in _QUALITY)
        place = str(each.place) if each.place is not None else "—"
        rows.append((place, unit.name, *rates, *quality, round(float(each.score), 4)))
    return Table(f"各{facts.level}情况", tuple(columns), tuple(rows), drawn="综合分")


def _top_table(facts: Facts) -> Table:
    columns = (Column("名次"), Column("姓名"), Column("单位"), Column("成绩", 2))
    return Table(
        "个人成绩",
        columns,
        tuple((str(each.place), each.person, each.unit_name, each.score / 100) for each in facts.top),
    )


def _award_table(awarded: Awarded) -> Table:
    of_people = any(isinstance(each.holder, Person) for each in awarded.winners)
    columns = (Column("名次"), Column("姓名"), Column("单位")) if of_people else (Column("名次"), Column("获奖单位"))
    rows = tuple(
        (str(each.place), each.holder, each.unit_name) if of_people else (str(each.place), each.holder)
        for each in awarded.winners
    )
    return Table(f"{awarded.title}名单", columns, rows)


def _figure(name: str, unit: UnitFigures) -> float | None:
    figure = told(name, unit)
    return None if figure is None else round(figure, 4)


def _day(moment: datetime) -> str:
    day = local(moment)
    return f"{day.year}年{day.month}月{day.day}日"
