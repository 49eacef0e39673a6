"""What an exam demands of whoever begins an attempt and hands it in, and what is known of the member.

Instants are milliseconds. Each rule is off where it is None.
"""

from dataclasses import dataclass
from typing import NamedTuple

MINUTE = 60_000
BEFORE_DEADLINE = 2_000  # the exam page hands in by itself a second before the deadline


class Resit(NamedTuple):
    """A second window, for whoever handed in and did not pass; `for_absent` also for whoever handed in nothing."""

    opens_at: int
    closes_at: int
    attempts: int
    for_absent: bool


@dataclass(frozen=True, slots=True)
class EntryRules:
    """`delay` after the last hand-in, `hand_in_after` the start and `late_entry` after the opening are minutes."""

    per_day: int | None = None
    delay: int | None = None
    hand_in_after: int | None = None
    late_entry: int | None = None
    resit: Resit | None = None
    has_password: bool = False
    by_invitation: bool = False


class General(NamedTuple):
    """What an exam grants to everybody."""

    opens_at: int
    closes_at: int | None
    minutes: int
    attempts_allowed: int | None


class Arrangement(NamedTuple):
    """What one member is granted besides; the instants take the place of the exam's own."""

    extra_minutes: int = 0
    extra_attempts: int = 0
    opens_at: int | None = None
    closes_at: int | None = None


class History(NamedTuple):
    """A member's attempts at one exam: how many were begun (`resits` among them, `today` since midnight), when the last
    one ended, whether one passed, whether one still waits to be marked; and whether the member is invited."""

    used: int = 0
    resits: int = 0
    today: int = 0
    last_ended_at: int | None = None
    passed: bool = False
    waits: bool = False
    invited: bool = False


class Entry(NamedTuple):
    """An attempt that may begin."""

    deadline_at: int
    is_resit: bool


NO_RULES = EntryRules()
NO_ARRANGEMENT = Arrangement()


def deadline(general: General, rules: EntryRules, own: Arrangement, *, started_at: int, is_resit: bool) -> int:
    """The minutes with the extra ones, cut off where the window closes that the attempt belongs to."""
    closes_at = general.closes_at if own.closes_at is None else own.closes_at
    if is_resit and rules.resit is not None:
        closes_at = rules.resit.closes_at
    ends_at = started_at + (general.minutes + own.extra_minutes) * MINUTE
    return ends_at if closes_at is None else min(ends_at, closes_at)


def hand_in_from(hand_in_after: int | None, *, started_at: int, deadline_at: int) -> int:
    """From when on an attempt may be handed in: at the latest shortly before its deadline, which the rule does not
    touch."""
    if hand_in_after is None:
        return started_at
    return min(started_at + hand_in_after * MINUTE, deadline_at - BEFORE_DEADLINE)


def outlasts(closes_at: int | None, others: list[int]) -> int | None:
    """Until when somebody may sit after the general closing, by the ends of resits and individual windows and the
    deadlines of open attempts; None where nobody may, or the exam never closes."""
    last = max(others, default=0)
    return last if closes_at is not None and last > closes_at else None
