"""How changed standings change the sums of units and the bins that ranks are read from: plain arithmetic."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from quiz_app.boards.marks import NOT_REACHED, Marks
from quiz_app.boards.values import coarse, score_of, seconds_of
from quiz_app.organizations.actors import ancestors

SUMS = ("entrants", "total", "passed", "excellent", "full", "entries", "seconds", "roster")
"""What is kept of each unit, in the order in which `Deltas` has it."""
COLUMNS = tuple("full_marks" if name == "full" else name for name in SUMS)
"""What they are called in the database: `full` means something in SQL."""
NO_SUMS = (0,) * len(SUMS)


@dataclass(frozen=True, slots=True)
class Change:
    """A standing that moved: what the sums hold of it (`folded_value` None: nothing yet), and what they should hold.
    Without a path the member is counted nowhere. Who is `exempt` is on the roster only while having a place."""

    member_id: int
    unit_id: int | None
    path: str | None
    value: int
    folded_value: int | None
    folded_path: str | None
    entries: int = 1
    folded_entries: int = 0
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How a board's values read: `span` as in `boards.values`; `signed` where a negative value is a sum like others."""

    span: int = 1
    marks: Marks | None = None
    signed: bool = False

    def stands(self, value: int) -> bool:
        """Whether a value is a place on the board."""
        return self.signed or value >= 0

    def amounts(self, value: int, entries: int, *, exempt: bool) -> tuple[int, ...]:
        """What one standing adds to each of `SUMS`; members who are not exempt are on the roster without it."""
        score = score_of(value, self.span)
        reached = self.marks.reached(score) if self.marks else NOT_REACHED
        return 1, score, *reached, entries, seconds_of(value, self.span) or 0, int(exempt)


@dataclass(slots=True)
class Deltas:
    """What to add: `units` maps a unit to amounts for each of `SUMS`, `bins` (unit, level, bin) to members."""

    units: dict[int, list[int]] = field(default_factory=lambda: defaultdict(lambda: list(NO_SUMS)))
    bins: dict[tuple[int, int, int], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, path: str, value: int, amounts: tuple[int, ...], sign: int) -> None:
        run = coarse(value)
        for unit in ancestors(path):
            sums = self.units[unit]
            for place, amount in enumerate(amounts):
                sums[place] += sign * amount
            self.bins[unit, 0, value] += sign
            self.bins[unit, 1, run] += sign


def fold(changes: Iterable[Change], reading: Reading, *, sign: int = 1) -> Deltas:
    """Take what was folded out of every unit above it, put what stands now into every unit above it; with `sign` -1
    the other way round."""
    deltas = Deltas()
    for each in changes:
        if each.folded_value is not None and each.folded_path is not None and reading.stands(each.folded_value):
            amounts = reading.amounts(each.folded_value, each.folded_entries, exempt=each.exempt)
            deltas.add(each.folded_path, each.folded_value, amounts, -sign)
        if each.path is not None and reading.stands(each.value):
            amounts = reading.amounts(each.value, each.entries, exempt=each.exempt)
            deltas.add(each.path, each.value, amounts, sign)
    return deltas
