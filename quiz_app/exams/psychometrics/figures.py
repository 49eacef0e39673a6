"""The few figures of a question that lists are sorted by, as whole numbers that stand beside the sums."""

from dataclasses import dataclass

from quiz_app.exams.psychometrics import items
from quiz_app.exams.psychometrics.findings import FEWEST_FOR_FIGURES, Asked, flags
from quiz_app.exams.psychometrics.sums import SCALE, ItemSums


@dataclass(frozen=True, slots=True)
class Figures:
    """Facility and discrimination in 1/`SCALE`, None before there are enough papers; `flags` as `findings.Flag`."""

    facility: int | None
    discrimination: int | None
    flags: int


def figures(sums: ItemSums, question: Asked) -> Figures:
    enough = sums.taken >= FEWEST_FOR_FIGURES
    return Figures(
        facility=_whole(items.facility(sums)) if enough else None,
        discrimination=_whole(items.discrimination(sums)) if enough else None,
        flags=int(flags(sums, question)),
    )


def _whole(figure: float | None) -> int | None:
    return None if figure is None else round(figure * SCALE)
