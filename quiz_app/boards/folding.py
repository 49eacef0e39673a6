"""How changed standings change the sums of units and the bins that ranks are read from: plain arithmetic."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from quiz_app.boards.values import coarse, score_of
from quiz_app.organizations.actors import ancestors


@dataclass(frozen=True, slots=True)
class Change:
    """A standing that moved: what the sums hold of it (None: nothing yet), and what they should hold."""

    member_id: int
    unit_id: int
    path: str
    value: int
    folded_value: int | None
    folded_path: str | None


@dataclass(slots=True)
class Deltas:
    """What to add: `units` maps a unit to [entrants, total score], `bins` (unit, level, bin) to members."""

    units: dict[int, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    bins: dict[tuple[int, int, int], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, path: str, value: int, span: int, sign: int) -> None:
        for unit in ancestors(path):
            sums = self.units[unit]
            sums[0] += sign
            sums[1] += sign * score_of(value, span)
            self.bins[unit, 0, value] += sign
            self.bins[unit, 1, coarse(value)] += sign


def fold(changes: Iterable[Change], span: int) -> Deltas:
    """Take what was folded out of every unit above it, put what stands now into every unit above it."""
    deltas = Deltas()
    for change in changes:
        if change.folded_value is not None and change.folded_path is not None:
            deltas.add(change.folded_path, change.folded_value, span, -1)
        deltas.add(change.path, change.value, span, 1)
    return deltas
