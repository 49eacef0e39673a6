"""What a page shows of a plan: counts of everything, and the first lines of each list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz_app.members.roster import columns
from quiz_app.members.roster.places import NewGroup, Place
from quiz_app.members.roster.planning import Plan
from quiz_app.members.roster.rows import Problem

SHOWN = 200
IGNORED_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A person of the file; `changes` are the titles of what changes, `unit` where they come to, if they do."""

    row: int
    number: str
    name: str
    unit: str
    changes: tuple[str, ...] = ()
    returns: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What confirming would do. The numbers count all; the lists hold the first `SHOWN`."""

    new: int
    changed: int
    transferred: int
    unchanged: int
    appointed: int
    groups: int
    problem_count: int
    problems: tuple[Problem, ...]
    changes: tuple[Line, ...]
    arrivals: tuple[Line, ...]
    ignored: tuple[str, ...]

    @property
    def does_nothing(self) -> bool:
        return not (self.new or self.changed or self.appointed or self.groups)


def preview(plan: Plan, names: Mapping[str, str], ignored: Sequence[str] = ()) -> Preview:
    """`names` are the full names of units by path; `ignored` titles of columns that were not read."""
    return Preview(
        new=len(plan.arrivals),
        changed=len(plan.changes),
        transferred=plan.transfers,
        unchanged=plan.unchanged,
        appointed=len(plan.appointments),
        groups=len(plan.groups),
        problem_count=len(plan.problems),
        problems=tuple(plan.problems[:SHOWN]),
        changes=tuple(
            Line(
                change.row.row,
                change.row.number,
                change.known.name,
                "" if change.where is None else _full_name(change.where, names),
                tuple(columns.TITLES[key] for key in change.values),
                change.returns,
            )
            for change in plan.changes[:SHOWN]
        ),
        arrivals=tuple(
            Line(arrival.row.row, arrival.row.number, arrival.row.name, _full_name(arrival.where, names))
            for arrival in plan.arrivals[:SHOWN]
        ),
        ignored=tuple(ignored[:IGNORED_SHOWN]),
    )


def from_json(raw: Mapping[str, Any]) -> Preview:
    lists: dict[str, Any] = {
        "problems": tuple(Problem(**each) for each in raw["problems"]),
        "changes": tuple(Line(**each | {"changes": tuple(each["changes"])}) for each in raw["changes"]),
        "arrivals": tuple(Line(**each | {"changes": ()}) for each in raw["arrivals"]),
        "ignored": tuple(raw["ignored"]),
    }
    return Preview(**(dict(raw) | lists))


def _full_name(where: Place | NewGroup, names: Mapping[str, str]) -> str:
    return f"{names[where.branch_path]}/{where.name}" if isinstance(where, NewGroup) else names[where.path]
