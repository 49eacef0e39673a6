"""How far a member is with the stock, by area, type and knowledge point. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from quiz_app.banks.areas import AREAS
from quiz_app.banks.inventory import StockedQuestion
from quiz_app.banks.types.table import TYPES

MOST_POINTS = 60


@dataclass(frozen=True, slots=True)
class Share:
    """Of `total` questions, `practised` were answered at least once and `right` were right the last time."""

    code: str
    label: str
    total: int
    practised: int
    right: int

    @property
    def percent(self) -> float:
        return 100 * self.right / self.total if self.total else 0.0


def by_area(stock: Sequence[StockedQuestion], last_right: Mapping[int, bool]) -> list[Share]:
    """The areas that the stock has, in their order."""
    return _shares(stock, last_right, lambda each: (each.area,), AREAS)


def by_type(stock: Sequence[StockedQuestion], last_right: Mapping[int, bool]) -> list[Share]:
    return _shares(
        stock, last_right, lambda each: (each.type,), {code: kind.section_title for code, kind in TYPES.items()}
    )


def knowledge_points(stock: Iterable[StockedQuestion]) -> list[tuple[str, int]]:
    """(knowledge point, how many questions) of the `MOST_POINTS` that most questions are about."""
    counts = Counter(point for each in stock for point in each.knowledge_points)
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:MOST_POINTS]


def _shares(
    stock: Sequence[StockedQuestion],
    last_right: Mapping[int, bool],
    groups: Callable[[StockedQuestion], Iterable[str]],
    labels: Mapping[str, str],
) -> list[Share]:
    total, practised, right = Counter[str](), Counter[str](), Counter[str]()
    for each in stock:
        for group in groups(each):
            total[group] += 1
            practised[group] += each.question_id in last_right
            right[group] += last_right.get(each.question_id, False)
    return [
        Share(code, label, total[code], practised[code], right[code]) for code, label in labels.items() if total[code]
    ]
