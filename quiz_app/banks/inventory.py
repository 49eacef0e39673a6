"""What a stock of questions holds: counted by area, type and difficulty, and by knowledge point."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Facets:
    """What a question is counted by. The first knowledge point is its main one."""

    area: str
    type: str
    difficulty: int
    knowledge_points: tuple[str, ...]


class StockedQuestion(NamedTuple):
    """A question that may be drawn, without its words; `unit_id` is its bank's."""

    question_id: int
    version_id: int
    code: str
    unit_id: int
    type: str
    area: str
    knowledge_points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """`cells` counts by (area, type, difficulty), `points` by (area, knowledge point); a question may have several."""

    cells: Counter[tuple[str, str, int]]
    points: Counter[tuple[str, str]]

    @property
    def total(self) -> int:
        return self.cells.total()

    def count(self, *, area: str | None = None, type: str | None = None, difficulty: int | None = None) -> int:  # noqa: A002
        """How many questions have all that is named; None means any."""
        wanted = (area, type, difficulty)
        return sum(
            count
            for cell, count in self.cells.items()
            if all(asked in (None, given) for asked, given in zip(wanted, cell, strict=True))
        )

    def knowledge_points(self, area: str | None = None) -> dict[str, int]:
        """Questions by knowledge point, those with the most questions first; of one area, if it is named."""
        counts: Counter[str] = Counter()
        for (held_in, point), count in self.points.items():
            if area in (None, held_in):
                counts[point] += count
        return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def take(stock: Iterable[Facets]) -> Inventory:
    cells: Counter[tuple[str, str, int]] = Counter()
    points: Counter[tuple[str, str]] = Counter()
    for each in stock:
        cells[each.area, each.type, each.difficulty] += 1
        points.update((each.area, point) for point in dict.fromkeys(each.knowledge_points))
    return Inventory(cells, points)


def merge(inventories: Iterable[Inventory]) -> Inventory:
    """Several stocks as one."""
    merged = Inventory(Counter(), Counter())
    for inventory in inventories:
        merged.cells.update(inventory.cells)
        merged.points.update(inventory.points)
    return merged
