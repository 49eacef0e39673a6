"""From the rows of a sheet to the lines of a roster, with every problem by its row and column."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
    """What a file holds: its lines, and what could not be read. `ignored` are titles that mean nothing here; `titles`
    name each column as it stands in the file: `C 所在单位`."""

    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=lambda: columns.TITLES)


def read(sheet: Sequence[Row], *, today: date) -> Reading:
    """The roster in a sheet: titles in one of its first rows, one person a row below."""
    header = next((row for row in sheet[:HEADER_WITHIN] if columns.TITLES[columns.NUMBER] in _titles(row)), None)
    if header is None:
        return _refused(1, columns.NUMBER, "没有找到标题行。", "请使用下载的模板，第一行的标题不要改。")
    places, problems, ignored = _places(header)
    if problems:
        return Reading((), tuple(problems), tuple(ignored))
    titles = {key: f"{column_letter(place)} {columns.TITLES[key]}" for key, place in places.items()}
    rows: list[RosterRow] = []
    numbers: list[tuple[int, str]] = []
    reader = _Reader(places, titles, values.day(today))
    for row in sheet:
        if row.number > header.number and any(row.cell(place) is not None for place in places.values()):
            found, wrong = reader.read(row)
            problems += wrong
            numbers += [(row.number, found[columns.NUMBER])] if columns.NUMBER in found else []
            rows += [] if wrong else [RosterRow(row=row.number, **found)]
    problems += _twice(numbers, titles[columns.NUMBER])
    if not rows and not problems:
        return _refused(header.number + 1, columns.NUMBER, "标题行下面没有党员。", "请至少填写一行再上传。")
    problems.sort(key=lambda problem: problem.row)
    return Reading(tuple(rows), tuple(problems), tuple(ignored), titles)


class _Reader:
    """Reads rows whose columns stand in known places."""

    def __init__(
        self, places: Mapping[str, int], titles: Mapping[str, str], day: Callable[[Value], date | None]
    ) -> None:
        self._places = places
        self._titles = titles
        self._readers: dict[str, Callable[[Value], Any]] = {
            columns.NUMBER: values.number,
            columns.NAME: values.name,
            columns.UNIT: values.unit,
            columns.KIND: values.kind,
            columns.JOINED_ON: day,
            columns.PHONE: values.phone,
            columns.ROLE: values.role,
        }

    def read(self, row: Row) -> tuple[dict[str, Any], list[Problem]]:
        """The values of a row by column, as far as they can be read."""
        found: dict[str, Any] = {}
        problems = []
        for key, place in self._places.items():
            try:
                found[key] = self._readers[key](row.cell(place))
            except Unfit as unfit:
                problems.append(Problem(row.number, self._titles[key], unfit.reason, unfit.mend))
        return found, problems


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


def _twice(numbers: Sequence[tuple[int, str]], title: str) -> list[Problem]:
    """`numbers` as (row, member number), also of rows that have other problems."""
    first: dict[str, int] = {}
    problems = []
    for row, number in numbers:
        if number in first:
            reason = f"编号 {number} 在第 {first[number]} 行已经出现过。"
            problems.append(Problem(row, title, reason, "每人只留一行；编号抄错的请改正。"))
        first.setdefault(number, row)
    return problems


def _refused(row: int, column: str, reason: str, mend: str) -> Reading:
    return Reading((), (Problem(row, columns.TITLES[column], reason, mend),))
