"""Who may take which answer to mark, and for how long."""

from datetime import datetime, timedelta

from quiz_app.exams.marking.deciding import Stage

CLAIMED_FOR = timedelta(minutes=20)
"""Long enough to read five hundred signs with care; after it anybody else may take the answer."""


def stages_for(*, adjudicates: bool) -> tuple[Stage, ...]:
    """What a reader may be given: adjudicators first decide what is disputed."""
    return (Stage.ADJUDICATION, Stage.FIRST, Stage.SECOND) if adjudicates else (Stage.FIRST, Stage.SECOND)


def claim_until(at: datetime) -> datetime:
    return at + CLAIMED_FOR
