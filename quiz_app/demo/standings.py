"""The boards of the demo as the folding task would have left them: standings, with the sums and bins of units."""

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.boards import periods
from quiz_app.boards.actions.opening import open_board
from quiz_app.boards.folding import COLUMNS, NO_SUMS, Change, Reading, fold
from quiz_app.boards.marks import Marks
from quiz_app.boards.periods import POINTS, Period
from quiz_app.core.db import to_milliseconds
from quiz_app.demo.histories import History
from quiz_app.demo.people import Person
from quiz_app.demo.places import Tree
from quiz_app.demo.rows import write
from quiz_app.organizations.actors import ancestors


@dataclass(slots=True)
class _Column:
    """The standings of one board, member by member."""

    members: "array[int]" = field(default_factory=lambda: array("q"))
    values: "array[int]" = field(default_factory=lambda: array("q"))
    entries: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, member: int, value: int, entries: int) -> None:
        self.members.append(member)
        self.values.append(value)
        self.entries.append(entries)


@dataclass(frozen=True, slots=True)
class PointsBoards:
    """The boards of study points: months by their first instant, and for each the boards that it is summed into; and
    weeks by theirs."""

    starts: Sequence[int]
    ids: Sequence[tuple[int, ...]]
    week_starts: Sequence[int]
    weeks: Sequence[int]

    def of(self, at: int) -> tuple[int, ...]:
        """The month, quarter, year and week that hold an instant."""
        week = self.weeks[bisect_right(self.week_starts, at) - 1]
        return *self.ids[bisect_right(self.starts, at) - 1], week

    def all(self) -> list[int]:
        return [*(board for ids in self.ids for board in ids), *self.weeks]


def open_points_boards(session: Session, *, since: datetime, now: datetime) -> PointsBoards:
    """One for each month and week from `since` to `now`, and for the quarters and years that these lie in."""
    month = periods.containing("month", since)
    starts, ids, opened = [], [], {}
    while month.starts_at <= now:
        around = (month, *(periods.containing(kind, month.starts_at) for kind in ("quarter", "year")))
        opened |= {period.name: _open(session, period, now) for period in around if period.name not in opened}
        starts.append(to_milliseconds(month.starts_at))
        ids.append(tuple(opened[period.name] for period in around))
        month = periods.after(month)
    week, week_starts, weeks = periods.containing("week", since), [], []
    while week.starts_at <= now:
        week_starts.append(to_milliseconds(week.starts_at))
        weeks.append(_open(session, week, now))
        week = periods.after(week)
    return PointsBoards(starts, ids, week_starts, weeks)


class Standings:
    """Gathers what everybody has on every board, and writes it when all is known."""

    def __init__(self, tree: Tree, points: PointsBoards, spans: Mapping[int, int]) -> None:
        """`spans` has the tie span of each exam's board; those of points have none."""
        self._paths = {place.id: place.path for place in tree.units}
        self._points = points
        self._spans = dict(spans) | dict.fromkeys(points.all(), 1)
        self._columns: dict[int, _Column] = defaultdict(_Column)
        self._contests: dict[int, tuple[str, Marks]] = {}
        self._homes = array("q")
        self._first = 0

    def of_contest(self, board: int, path: str, marks: Marks) -> None:
        """Let a board count by the roster below a path, and by marks."""
        self._contests[board] = path, marks

    def add(self, person: Person, made: History) -> None:
        """One after another, in the order of their ids."""
        self._first = self._first or person.id
        self._homes.append(person.unit.id)
        for board, value, attempts in made.best:
            self._columns[board].add(person.id, value, attempts)
        sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for award in made.awards:
            for board in self._points.of(award.at):
                sums[board][0] += award.rule.amount
                sums[board][1] += 1
        for board, (points, entries) in sums.items():
            self._columns[board].add(person.id, points, entries)

    def write(self, session: Session) -> Iterator[int]:
        """Board by board; yields how many are done, from none to all."""
        rosters = self._rosters()
        yield 0
        for done, board in enumerate(sorted(self._spans), start=1):
            self._write_board(session, board, rosters)
            yield done

    @property
    def boards(self) -> int:
        return len(self._spans)

    def _write_board(self, session: Session, board: int, rosters: Mapping[int, int]) -> None:
        column = self._columns.pop(board, _Column())
        homes = [self._homes[member - self._first] for member in column.members]
        rows = zip(column.members, column.values, column.entries, homes, strict=True)
        path, marks = self._contests.get(board, ("/", None))
        rosters = self._rosters(path) if marks else rosters
        deltas = fold(
            (
                Change(member, home, self._paths[home], value, None, None, entries)
                for member, value, entries, home in zip(*_columns(column), homes, strict=True)
            ),
            Reading(self._spans[board], marks, signed=True),
        )
        write(
            session,
            "standings",
            ("board_id", "member_id", "value", "entries", "folded_value", "folded_unit_id", "folded_entries"),
            ((board, member, value, entries, value, home, entries) for member, value, entries, home in rows),
        )
        units = sorted(rosters.keys() | deltas.units.keys())
        write(
            session,
            "unit_sums",
            ("board_id", "unit_id", *COLUMNS),
            ((board, unit, *deltas.units.get(unit, NO_SUMS)[:-1], rosters.get(unit, 0)) for unit in units),
        )
        write(
            session,
            "board_bins",
            ("board_id", "unit_id", "level", "bin", "members"),
            ((board, *key, members) for key, members in sorted(deltas.bins.items())),
        )

    def _rosters(self, below: str = "/") -> dict[int, int]:
        """How many members each unit's subtree has, of those below a path."""
        rosters: Counter[int] = Counter()
        for home, members in Counter(self._homes).items():
            if not self._paths[home].startswith(below):
                continue
            for unit in ancestors(self._paths[home]):
                rosters[unit] += members
        return rosters


def _columns(column: _Column) -> "tuple[array[int], array[int], array[int]]":
    return column.members, column.values, column.entries


def _open(session: Session, period: Period, now: datetime) -> int:
    return open_board(session, POINTS, period=period, scoring="sum", closes_at=period.ends_at, at=now)
