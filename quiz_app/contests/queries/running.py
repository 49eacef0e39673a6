"""What the site asks while a contest runs."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import RosterMember
from quiz_app.contests.queries.contests import StageExam
from quiz_app.contests.tables.contests import Contest
from quiz_app.core.jobs.queries import unfinished
from quiz_app.core.jobs.tables import Job
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam


def anybody_sitting(session: Session, exam_ids: Sequence[int]) -> bool:
    """Whether an attempt at one of the exams is still open."""
    is_open = exists().where(Attempt.exam_id.in_(exam_ids), Attempt.submitted_at.is_(None))
    return bool(session.scalar(select(is_open)))


def undecided_stages(stages: Sequence[StageExam], *, at: datetime) -> list[tuple[StageExam, StageExam]]:
    """The stages whose list of who goes on can be decided now, each after the one that is over."""
    return [
        (before, after)
        for before, after in pairwise(stages)
        if before.stage.going_on is not None and after.stage.opened_at is None and is_over(before.exam, at=at)
    ]


def is_over(exam: Exam | None, *, at: datetime) -> bool:
    """Whether nobody can sit a stage any more; of one on site the organizers know."""
    return exam is None or exam.ends_at is None or exam.ends_at <= at


def unfinished_job(session: Session, contest_id: int, kinds: Sequence[str]) -> Job | None:
    """The long work of some kind that is under way for a contest."""
    found = [job for kind in kinds for job in unfinished(session, kind)]
    return next((job for job in found if job.arguments.get("contest") == contest_id), None)


def on_roster(session: Session, contest: Contest) -> int:
    """How many are on the roster of a contest that has opened, those who are exempt among them."""
    query = select(func.count()).where(RosterMember.roster_id == contest.roster_id)
    return session.scalar(query) or 0
