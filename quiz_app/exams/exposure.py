"""How often a question is on a paper, kept in bounds: weights for the draw, found before an exam is published.

A usage weight makes rarer what many papers have shown before. An exposure cap keeps the share of the papers that hold
any one question under a bound, found by simulation after Sympson and Hetter, Controlling item-exposure rates in
computerized adaptive testing (Proceedings of the 27th annual meeting of the Military Testing Association, 1985,
973-977): draw many papers, lower the probability with which a question is taken wherever it was on more of them than
the cap, and draw again.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from quiz_app.exams.editions import DrawPlan, Edition
from quiz_app.exams.selecting import ALWAYS, Walk
from quiz_app.exams.shuffles import endless

LEAST = 24
PAPERS = 2000
ROUNDS = 8
AIM = 97
"""Per cent of the cap that is aimed at, so that what a simulation misses by chance stays below the cap."""


@dataclass(frozen=True, slots=True)
class Crowded:
    """A cell that cannot keep the cap: it draws `count` of `available`, and would need `needed`."""

    count: int
    available: int
    needed: int


def usage_weights(shown: Sequence[int]) -> tuple[int, ...]:
    """The weight of each question in 1/255, by on how many papers it was: n papers, of which questions were on m in the
    mean, give (1 + m) / (1 + n), at most 255 and at least `LEAST`, so that everything stays drawable."""
    mean = sum(shown) / len(shown) if shown else 0
    return tuple(max(LEAST, min(ALWAYS, int(ALWAYS * (1 + mean) / (1 + each)))) for each in shown)


def questions_needed(count: int, most_percent: int) -> int:
    """How many questions a row that draws `count` needs so that none is on more than `most_percent` of the papers."""
    return ceil(count * 100 / most_percent)


def capped(edition: Edition, plan: DrawPlan, most_percent: int) -> DrawPlan:
    """The plan with weights by which no question that can be left out is on more than `most_percent` of the papers, as
    far as `ROUNDS` simulations bring it; what every paper must have stays on every paper."""
    weights = list(plan.weights or [ALWAYS] * len(edition.questions))
    required = {place for cell in edition.cells if cell.count == len(cell.pool) for place in cell.pool}
    aim = most_percent * AIM / 10_000
    best, least = plan, 1.0
    for turn in range(ROUNDS):
        now = replace(plan, weights=tuple(weights)) if turn or plan.weights else plan
        shares = _shares(edition, now, turn)
        most = max((share for place, share in shares.items() if place not in required), default=0.0)
        if most < least:
            best, least = now, most
        if most <= aim:
            break
        for place, share in shares.items():
            if share > aim and place not in required:
                weights[place] = max(1, int(weights[place] * aim / share))
        _rescale(edition, weights)
    return best


def _rescale(edition: Edition, weights: list[int]) -> None:
    """The greatest weight of a cell is always 255: only the relations within a cell matter, and turning down costs."""
    for cell in edition.cells:
        greatest = max(weights[place] for place in cell.pool)
        for place in cell.pool:
            weights[place] = max(1, weights[place] * ALWAYS // greatest)


def _shares(edition: Edition, plan: DrawPlan, turn: int) -> dict[int, float]:
    """Of each question the share of simulated papers that hold it."""
    counts: Counter[int] = Counter()
    for number in range(PAPERS):
        roll = endless(b"exposure" + turn.to_bytes(2) + number.to_bytes(4))
        paper = Walk(edition.cells, plan).take(roll)
        counts.update(question for question, _ in paper or ())
    return {place: count / PAPERS for place, count in counts.items()}
