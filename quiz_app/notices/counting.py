"""Counts by unit: plain arithmetic over paths."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitReceipts:
    """How many in a unit and everything below it got a notice and have read it."""

    unit_id: int
    name: str
    delivered: int
    read: int

    @property
    def percent(self) -> float:
        return 100 * self.read / self.delivered if self.delivered else 0.0


def by_child(children: Sequence[tuple[int, str, str]], homes: Iterable[tuple[str, int, int]]) -> list[UnitReceipts]:
    """For each child (id, name, path) that got any, the sum over the `homes` (path, delivered, read) in its subtree."""
    sums = {path: [0, 0] for _number, _name, path in children}
    for home, delivered, read in homes:
        path = next((path for path in sums if home.startswith(path)), None)
        if path is not None:
            sums[path][0] += delivered
            sums[path][1] += read
    return [UnitReceipts(number, name, *sums[path]) for number, name, path in children if sums[path][0]]


def median(ordered: Sequence[int]) -> float | None:
    """The middle one of some ordered numbers, or the mean of the two in the middle."""
    if not ordered:
        return None
    middle = len(ordered) // 2
    return float(ordered[middle]) if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
