"""What counts of a member's attempts at one exam. Scores are hundredths of a point."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from quiz_app.boards.values import pack
from quiz_app.core.calendar import local

BEST = "best"


class Taken(NamedTuple):
    """An attempt that has a score, out of the `full` of its own paper; `seconds` used, `day` it was handed in on in
    Shanghai."""

    number: int
    score: int
    full: int
    seconds: int
    day: date


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts: `score`, with the `seconds` that decide between equals, from the attempts with these `numbers`.
    `reached` of `of` is what the pass mark is held against: a correction may have made papers smaller."""

    score: int
    seconds: int
    numbers: tuple[int, ...]
    reached: int
    of: int

    def passed(self, pass_percent: int) -> bool:
        return self.reached * 100 >= self.of * pass_percent

    def value(self, span: int) -> int:
        """As a board keeps it."""
        return pack(self.score, self.seconds, span)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to count. `label` stands beside a score, `rule` is read before starting; `count` takes one attempt or
    more, in any order, and so does `explain`, which says how they came to what counts. The tie chain of a board holds
    the time of so many `papers`. `on_scale`: the score is in points of the paper, or of `papers` of them, so that a
    board can hold it against marks; where it is not, no score says who passed."""

    code: str
    label: str
    rule: str
    count: Callable[[Sequence[Taken]], Counted]
    explain: Callable[[Sequence[Taken]], str]
    papers: int = 1
    on_scale: bool = True


def taken(number: int, score: int, full: int, started_at: datetime, submitted_at: datetime) -> Taken:
    seconds = int((submitted_at - started_at).total_seconds())
    return Taken(number, score, full, seconds, local(submitted_at).date())


def scored(rows: Iterable[Sequence[Any]]) -> list[Taken]:
    """The attempts that have a score, of rows as `taken` takes them."""
    return [taken(*row) for row in rows if row[1] is not None]


def alone(attempt: Taken) -> Counted:
    """One attempt as all that counts."""
    return Counted(attempt.score, attempt.seconds, (attempt.number,), attempt.score, attempt.full)


def better(attempt: Taken) -> tuple[int, int, int]:
    """Sorts the better attempt behind: more score, then less time, then the earlier one."""
    return attempt.score, -attempt.seconds, -attempt.number


def points(score: int) -> str:
    """`92.5`"""
    return f"{score / 100:g}"
