"""What an import would do, decided from the file and the stored roster alone. Who is not in the file stays as is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quiz_app.members import kinds
from quiz_app.members.roster import columns
from quiz_app.members.roster.places import NewGroup, Place, Places, Unknown
from quiz_app.members.roster.rows import Problem, RosterRow
from quiz_app.organizations.permissions import Role


@dataclass(frozen=True, slots=True)
class Known:
    """A member as stored. `unit_id` may lie outside the reach of whoever imports."""

    id: int
    name: str
    unit_id: int
    kind: str
    joined_on: date | None
    phone: str | None
    has_left: bool
    can_sign_in: bool
    in_reach: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody new on the roster. The unit may be a group that is still to be made."""

    row: RosterRow
    where: Place | NewGroup


@dataclass(frozen=True, slots=True)
class Change:
    """New values of a member by column, and a new unit where the affiliation passes to another one."""

    row: RosterRow
    known: Known
    values: Mapping[str, Any]
    where: Place | NewGroup | None

    @property
    def returns(self) -> bool:
        return self.known.has_left


@dataclass(slots=True)
class Plan:
    """Everything that an import would do. With problems it does nothing at all."""

    arrivals: list[Arrival] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    appointments: list[tuple[str, Place | NewGroup]] = field(default_factory=list)
    groups: dict[NewGroup, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0

    @property
    def transfers(self) -> int:
        return sum(change.where is not None for change in self.changes)

    @property
    def does_nothing(self) -> bool:
        return not (self.arrivals or self.changes or self.appointments or self.groups)


def plan(
    rows: Sequence[RosterRow],
    known: Mapping[str, Known],
    places: Places,
    secretaries: set[tuple[int, int]],
    titles: Mapping[str, str] = columns.TITLES,
) -> Plan:
    """`known` by member number; `secretaries` as (member id, unit id); `titles` of the columns as in the file. Rows and
    problems keep the order of the file."""
    made = Plan()
    for row in rows:
        where = places.find(row.unit)
        person = known.get(row.number)
        if person is not None and not person.in_reach:
            made.problems.append(_elsewhere(row, titles[columns.NUMBER]))
        if isinstance(where, Unknown):
            made.problems.append(Problem(row.row, titles[columns.UNIT], where.reason, where.mend))
        elif person is None or person.in_reach:
            _take(made, row, person, where)
            _appoint(made, row, person, places, where, secretaries)
    return made


def _take(made: Plan, row: RosterRow, person: Known | None, where: Place | NewGroup) -> None:
    if isinstance(where, NewGroup):
        made.groups.setdefault(where, row.row)
    if person is None:
        made.arrivals.append(Arrival(row, where))
        return
    moved = isinstance(where, NewGroup) or where.id != person.unit_id
    values = _changed(row, person)
    if values or moved or person.has_left:
        made.changes.append(Change(row, person, values, where if moved else None))
    else:
        made.unchanged += 1


def _changed(row: RosterRow, person: Known) -> dict[str, Any]:
    written = {"name": row.name, "kind": row.kind, "joined_on": row.joined_on, "phone": row.phone}
    return {key: value for key, value in written.items() if value is not None and value != getattr(person, key)}


def _appoint(
    made: Plan,
    row: RosterRow,
    person: Known | None,
    places: Places,
    where: Place | NewGroup,
    secretaries: set[tuple[int, int]],
) -> None:
    if row.role is not Role.SECRETARY:
        return
    branch = places[where.branch_id] if isinstance(where, NewGroup) else places.branch_of(where)
    if person is None or (person.id, branch.id) not in secretaries:
        made.appointments.append((row.number, branch))


def _elsewhere(row: RosterRow, title: str) -> Problem:
    return Problem(
        row.row,
        title,
        f"编号 {row.number} 已登记在你管理范围以外的单位。",
        "编号抄错的请改正；组织关系转入请由双方共同的上级管理员办理。",
    )


def kind_of_arrival(row: RosterRow) -> str:
    return row.kind or kinds.FULL
