"""From the rows of a sheet to the lines of a roster, with every problem by its row and column."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from quiz_app.core.sheets import Row, Value, column_letter
from quiz_app.members.roster import columns, values
from quiz_app.members.roster.values import Unfit
from quiz_app.organizations.permissions import Role

HEADER_WITHIN = 10


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person as the file has them; None where a cell is empty, which means: leave it as it is."""

    row: int
    number: str
    name: str
    unit: str
    kind: str | None = None
    joined_on: date | None = None
    phone: str | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one place of the file, and how to mend it."""

    row: int
    column: str
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: its lines, and what could not be read. `ignored` are titles that mean nothing here."""

    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...] = ()


def read(sheet: Sequence[Row], *, today: date) -> Reading:
    """The roster in a sheet: titles in one of its first rows, one person a row below."""
    header = next((row for row in sheet[:HEADER_WITHIN] if columns.TITLES[columns.NUMBER] in _titles(row)), None)
    if header is None:
        return _refused(1, columns.NUMBER, "没有找到标题行。", "请使用下载的模板，第一行的标题不要改。")
    places, problems, ignored = _places(header)
    if problems:
        return Reading((), tuple(problems), tuple(ignored))
    rows: list[RosterRow] = []
    reader = _Reader(places, values.day(today))
    for row in sheet:
        if row.number > header.number and any(row.cell(place) is not None for place in places.values()):
            found, wrong = reader.read(row)
            problems += wrong
            rows += [found] if found else []
    problems += _twice(rows)
    if not rows and not problems:
        return _refused(header.number + 1, columns.NUMBER, "标题行下面没有党员。", "请至少填写一行再上传。")
    problems.sort(key=lambda problem: problem.row)
    return Reading(tuple(rows), tuple(problems), tuple(ignored))


class _Reader:
    """Reads rows whose columns stand in known places."""

    def __init__(self, places: dict[str, int], day: Callable[[Value], date | None]) -> None:
        self._places = places
        self._readers: dict[str, Callable[[Value], Any]] = {
            columns.NUMBER: values.number,
            columns.NAME: values.name,
            columns.UNIT: values.unit,
            columns.KIND: values.kind,
            columns.JOINED_ON: day,
            columns.PHONE: values.phone,
            columns.ROLE: values.role,
        }

    def read(self, row: Row) -> tuple[RosterRow | None, list[Problem]]:
        found: dict[str, Any] = {}
        problems = []
        for key, place in self._places.items():
            try:
                found[key] = self._readers[key](row.cell(place))
            except Unfit as unfit:
                title = f"{column_letter(place)} {columns.TITLES[key]}"
                problems.append(Problem(row.number, title, unfit.reason, unfit.mend))
        return (None if problems else RosterRow(row=row.number, **found)), problems


def _titles(row: Row) -> list[str]:
    return [values.text(cell).removesuffix("*") for cell in row.cells]


def _places(header: Row) -> tuple[dict[str, int], list[Problem], list[str]]:
    places: dict[str, int] = {}
    problems, ignored = [], []
    for place, title in enumerate(_titles(header)):
        known = columns.BY_TITLE.get(title)
        if known is None:
            ignored += [title] if title else []
        elif known.key in places:
            shown = f"{column_letter(place)} {title}"
            problems.append(Problem(header.number, shown, "这一列出现了两次。", "请删去一列。"))
        else:
            places[known.key] = place
    for column in columns.COLUMNS:
        if column.needed and column.key not in places:
            mend = f"请补上“{column.title}”列，或使用下载的模板。"
            problems.append(Problem(header.number, column.title, f"缺少“{column.title}”列。", mend))
    return places, problems, ignored


def _twice(rows: Sequence[RosterRow]) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for row in rows:
        if row.number in first:
            reason = f"编号 {row.number} 在第 {first[row.number]} 行已经出现过。"
            mend = "每人只留一行；编号抄错的请改正。"
            problems.append(Problem(row.row, columns.TITLES[columns.NUMBER], reason, mend))
        first.setdefault(row.number, row.row)
    return problems


def _refused(row: int, column: str, reason: str, mend: str) -> Reading:
    return Reading((), (Problem(row, columns.TITLES[column], reason, mend),))
