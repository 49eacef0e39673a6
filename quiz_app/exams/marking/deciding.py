"""What becomes of the marks that readers give to one answer: one reading, or two, or an adjudicator's word.

All marks are lists of shares, in hundredths of a point, one for each marking point of the rubric.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

TOO_MANY_SIGNS = 400


class Stage(IntEnum):
    """What an answer waits for; the number is stored."""

    FIRST = 1
    SECOND = 2
    ADJUDICATION = 3
    DONE = 4


@dataclass(frozen=True, slots=True)
class Rule:
    """`rounds` 1 or 2; `tolerance` in hundredths: two marks may differ by so much and no more."""

    rounds: int
    tolerance: int


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave at a stage."""

    reader_id: int
    stage: Stage
    shares: tuple[int, ...]
    comment: str = ""

    @property
    def score(self) -> int:
        return sum(self.shares)


@dataclass(frozen=True, slots=True)
class Decision:
    """What an answer waits for now, and once it is `DONE` what it earned."""

    stage: Stage
    shares: tuple[int, ...] | None = None


def decide(rule: Rule, given: Iterable[Given]) -> Decision:
    """`given` in order of time: a later mark of the same stage replaces the earlier one.

    One reading: its marks. Two readings whose totals differ by no more than the tolerance: of each marking point the
    mean, halves of a hundredth up. Else the adjudicator's marks, whatever the readers say afterwards.
    """
    standing = latest(given)
    first, second = standing.get(Stage.FIRST), standing.get(Stage.SECOND)
    if first is None:
        return Decision(Stage.FIRST)
    if rule.rounds == 1:
        return Decision(Stage.DONE, first.shares)
    if second is None:
        return Decision(Stage.SECOND)
    if Stage.ADJUDICATION in standing:
        return Decision(Stage.DONE, standing[Stage.ADJUDICATION].shares)
    if abs(first.score - second.score) > rule.tolerance:
        return Decision(Stage.ADJUDICATION)
    return Decision(Stage.DONE, mean(first.shares, second.shares))


def latest(given: Iterable[Given]) -> dict[Stage, Given]:
    """The marks that stand, by stage, in the order of stages."""
    found = {each.stage: each for each in given}
    return {stage: found[stage] for stage in sorted(found)}


def counted(given: Iterable[Given]) -> tuple[Given, ...]:
    """The marks that an answer's own are made of: the adjudicator's alone where there are some."""
    standing = latest(given)
    return (standing[Stage.ADJUDICATION],) if Stage.ADJUDICATION in standing else tuple(standing.values())


def mean(first: Sequence[int], second: Sequence[int]) -> tuple[int, ...]:
    """Point by point (a + b) / 2, halves up."""
    return tuple((a + b + 1) // 2 for a, b in zip(first, second, strict=True))


def faults(shares: Sequence[int], worth: Sequence[int], comment: str = "") -> list[str]:
    """What is wrong with marks, as sentences."""
    if len(shares) != len(worth):
        return [f"这道题有 {len(worth)} 个得分点，请每个都给分。"]
    found = [
        f"得分点 {number} 给 0 到 {most / 100:g} 分。"
        for number, (share, most) in enumerate(zip(shares, worth, strict=True), start=1)
        if not 0 <= share <= most
    ]
    if len(comment) > TOO_MANY_SIGNS:
        found.append(f"评语最多 {TOO_MANY_SIGNS} 字，请缩短。")
    return found
