"""Figures of an exam under way. Every rate says its denominator: those who took part, or the whole roster."""

from collections.abc import Sequence
from dataclasses import dataclass

from quiz_app.exams.rules import least_passing

EXCELLENT_PERCENT = 90
ORDERS = {
    "tree": "单位",
    "roster": "应参加",
    "entrants": "已参加",
    "rate": "参与率",
    "mean": "平均分",
    "pass_rate": "合格率",
    "excellence_rate": "优秀率",
}


@dataclass(frozen=True, slots=True)
class Turnout:
    """How a unit and everything below it took part. `entrants` are those who have a score, `waiting` those who handed
    in and wait for people to mark their answers. `total` is the sum of best scores in hundredths of a point;
    `passed` and `excellent` are how many reached the pass mark, and `EXCELLENT_PERCENT` of the full score, None where
    scores are not on the paper's scale; `unit_id` is None for members who stand in no unit below, but in the upper unit
    itself."""

    unit_id: int | None
    name: str
    roster: int
    entrants: int
    total: int
    passed: int | None = 0
    excellent: int | None = 0
    waiting: int = 0

    @property
    def handed_in(self) -> int:
        """How many took part, whether they have a score yet or not."""
        return self.entrants + self.waiting

    @property
    def absent(self) -> int:
        return max(0, self.roster - self.handed_in)

    @property
    def rate(self) -> float | None:
        """Per cent of the roster who took part."""
        return 100 * self.handed_in / self.roster if self.roster else None

    @property
    def mean(self) -> float | None:
        """Points on average over those who have a score."""
        return self.total / self.entrants / 100 if self.entrants else None

    @property
    def roster_mean(self) -> float | None:
        """Points on average over the roster; who did not take part counts as 0."""
        return self.total / self.roster / 100 if self.roster else None

    @property
    def pass_rate(self) -> float | None:
        """Per cent of those who took part who passed."""
        return _percent(self.passed, self.entrants)

    @property
    def excellence_rate(self) -> float | None:
        """Per cent of those who took part who did excellently."""
        return _percent(self.excellent, self.entrants)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the watch page leads with; `sitting` are answering at this moment."""

    whole: Turnout
    sitting: int


def with_rest(lines: Sequence[Turnout], whole: Turnout) -> list[Turnout]:
    """`lines` and one more for those who belong to the upper unit itself, so that the lines add up to `whole`."""
    rest = Turnout(
        None,
        "本级直属",
        whole.roster - sum(line.roster for line in lines),
        whole.entrants - sum(line.entrants for line in lines),
        whole.total - sum(line.total for line in lines),
        _left(whole.passed, [line.passed for line in lines]),
        _left(whole.excellent, [line.excellent for line in lines]),
        whole.waiting - sum(line.waiting for line in lines),
    )
    return [*lines, rest] if lines and (rest.roster > 0 or rest.handed_in > 0) else list(lines)


def ordered(lines: Sequence[Turnout], order: str) -> list[Turnout]:
    """By `order`, the greatest first; in tree order for `tree` and whatever is unknown, which also orders ties."""
    if order not in ORDERS or order == "tree":
        return list(lines)
    figure = "handed_in" if order == "entrants" else order
    return sorted(lines, key=lambda line: -(getattr(line, figure) or 0))


def value_before(max_score: int, percent: int, span: int) -> int:
    """The greatest packed value that does not reach a percentage of the full score: everything above it does."""
    return least_passing(max_score, percent) * span - 1


def _percent(part: int | None, whole: int) -> float | None:
    return 100 * part / whole if part is not None and whole else None


def _left(whole: int | None, parts: Sequence[int | None]) -> int | None:
    return None if whole is None else whole - sum(each or 0 for each in parts)
