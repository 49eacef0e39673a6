"""What a kind of job is: how it prepares without holding anything, and how it writes in one short transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz_app.core.clock import Clock
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.progress import Tell


class Again(Exception):
    """Raised by a finish when what was prepared holds no longer: the job prepares once more."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a job may reach."""

    settings: Settings
    database: Database
    clock: Clock


@dataclass(frozen=True, slots=True)
class Asked:
    """A job as its handler sees it."""

    id: int
    arguments: Mapping[str, Any]
    asked_by: int
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended well: a sentence for people, and JSON values for the page that shows it."""

    said: str
    result: Mapping[str, Any] = field(default_factory=dict)


Finish = Callable[[Session], Outcome]
Prepare = Callable[[Means, Asked, Tell], Finish]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job.

    `prepare` does the long part with no transaction open and gives the `Finish`: that runs in the transaction which
    also ends the job, so that its effects happen once or not at all, whoever else took the job meanwhile. `repeats`
    says that preparing leaves nothing behind outside that transaction: only such a job is taken again after its runner
    was lost.
    """

    name: str
    prepare: Prepare
    repeats: bool = True
