"""What a signal sees, and what it finds. A signal is a reason for a person to look: it changes no score."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Seen:
    """One attempt that was handed in, as signals see it.

    `unit_id` is the member's branch, also for whoever stands in a group of it. Instants are milliseconds. `last_change`
    is the second after the start in which the last answer changed. `reading` is how many characters the questions have
    that were answered, `answered` how many these are. `score` of `full` counts what machines mark. `shown` and `right`
    are sets of questions, as bits by their place in the edition; `wrong` gives the answer to each other one that was
    answered, as written, whatever order its options were shown in. `earlier` are the results of other exams that the
    member handed in before, in per cent; `browsers` the numbers of those that opened the page.
    """

    attempt_id: int
    member_id: int
    unit_id: int
    started: int
    ended: int
    last_change: int
    reading: int
    answered: int
    score: int
    full: int
    shown: int = 0
    right: int = 0
    wrong: Mapping[int, str] = field(default_factory=dict)
    earlier: tuple[float, ...] = ()
    browsers: frozenset[int] = frozenset()

    @property
    def percent(self) -> float:
        return 100 * self.score / self.full if self.full else 0.0

    @property
    def did_well(self) -> bool:
        """Whether half of the points were reached: whoever only clicked through is no matter of integrity."""
        return bool(self.full) and 2 * self.score >= self.full


class Finding(NamedTuple):
    """Something to look at: about which `attempts`, under a `subject` that a second look gives again, in a `sentence`
    with the numbers."""

    subject: str
    attempts: tuple[int, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Signal:
    """`means` says by what rule, `proves_not` what else it may be."""

    label: str
    means: str
    proves_not: str
    find: Callable[[Sequence[Seen]], list[Finding]]
