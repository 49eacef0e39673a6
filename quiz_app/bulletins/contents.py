"""What a bulletin says by its data: sections of sentences and tables, as plain values that are stored.

A person stands in a cell as such, so that each reader gets the name as they may see it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Person:
    """A member by name, at home in a unit."""

    member_id: int
    name: str
    unit_id: int


Cell = str | int | float | None | Person
Named = Callable[[Person], str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `digits` behind the point of its numbers, None for words."""

    title: str
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its name; `drawn` is the title of the column that is also shown as bars."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    drawn: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section of the body."""

    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """The sections of the body, and the tables that are attached to it."""

    sections: tuple[Section, ...]
    attached: tuple[Table, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in their order."""
        return (*(table for section in self.sections for table in section.tables), *self.attached)


def to_json(content: Content) -> dict[str, Any]:
    return {
        "sections": [
            {
                "title": each.title,
                "sentences": list(each.sentences),
                "tables": [_table_to_json(table) for table in each.tables],
            }
            for each in content.sections
        ],
        "attached": [_table_to_json(table) for table in content.attached],
    }


def from_json(raw: Mapping[str, Any]) -> Content:
    return Content(
        tuple(
            Section(each["title"], tuple(each["sentences"]), tuple(_table(table) for table in each["tables"]))
            for each in raw["sections"]
        ),
        tuple(_table(table) for table in raw["attached"]),
    )


def words(cell: Cell, column: Column, named: Named) -> str:
    """A cell as it is read; a number has the digits of its column."""
    if isinstance(cell, Person):
        return named(cell)
    if cell is None:
        return "—"
    if isinstance(cell, str):
        return cell
    return f"{cell:,.{column.digits or 0}f}"


def value(cell: Cell, named: Named) -> str | int | float | None:
    """A cell as a workbook holds it."""
    return named(cell) if isinstance(cell, Person) else cell


def read(table: Table, named: Named) -> list[list[str]]:
    """The rows of a table as they are read."""
    return [[words(cell, column, named) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows]


def people(content: Content) -> Sequence[Person]:
    return [cell for table in content.tables for row in table.rows for cell in row if isinstance(cell, Person)]


def _table_to_json(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "drawn": table.drawn,
        "columns": [[each.title, each.digits] for each in table.columns],
        "rows": [[_cell_to_json(cell) for cell in row] for row in table.rows],
    }


def _table(raw: Mapping[str, Any]) -> Table:
    return Table(
        raw["title"],
        tuple(Column(*each) for each in raw["columns"]),
        tuple(tuple(_cell(cell) for cell in row) for row in raw["rows"]),
        raw["drawn"],
    )


def _cell_to_json(cell: Cell) -> Any:
    return {"person": [cell.member_id, cell.name, cell.unit_id]} if isinstance(cell, Person) else cell


def _cell(raw: Any) -> Cell:
    return Person(*raw["person"]) if isinstance(raw, Mapping) else raw
