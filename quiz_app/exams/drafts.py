"""What an organizer writes down about an exam."""

from dataclasses import dataclass
from datetime import datetime

from quiz_app.exams.blueprints import Blueprint
from quiz_app.exams.counting.protocol import BEST
from quiz_app.exams.entering.policies import NO_RULES, EntryRules
from quiz_app.exams.modes import OFFICIAL
from quiz_app.exams.reviews import Review
from quiz_app.exams.ways import NOBODY


@dataclass(frozen=True, slots=True)
class ExamDraft:
    """What an organizer writes down about an exam. `attempts_allowed` None: as often as one likes. Of `entry` the
    password is set apart: only what is kept of it is known."""

    title: str
    description: str
    opens_at: datetime
    closes_at: datetime | None
    minutes: int
    attempts_allowed: int | None
    pass_percent: int
    credit_rule: str
    review: Review
    blueprint: Blueprint
    mode: str = OFFICIAL
    counting: str = BEST
    entry: EntryRules = NO_RULES
    paper_sitting: str = NOBODY
    paper_twice: bool = False
    assisted_sitting: bool = False
