"""A freeze is one instant: from then on, whoever is no organizer sees everything as it was."""

from datetime import datetime
from typing import Protocol


class Freezable(Protocol):
    @property
    def freezes_at(self) -> datetime | None: ...
    @property
    def revealed_at(self) -> datetime | None: ...


def is_frozen(contest: Freezable, at: datetime) -> bool:
    """Whether standings stand still at `at`."""
    return contest.freezes_at is not None and contest.freezes_at <= at and not is_revealed(contest, at)


def is_revealed(contest: Freezable, at: datetime) -> bool:
    return contest.revealed_at is not None and contest.revealed_at <= at


def seen_at(contest: Freezable, at: datetime) -> datetime:
    """The instant whose state a reader without a right to more may see: `at`, or that of the freeze."""
    return contest.freezes_at if contest.freezes_at is not None and is_frozen(contest, at) else at
