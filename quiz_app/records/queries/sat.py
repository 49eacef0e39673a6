"""Which exams members took and passed in a year."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards.periods import Period
from quiz_app.exams.counting.protocol import Taken, scored
from quiz_app.exams.modes import OFFICIAL
from quiz_app.exams.queries.counting import standing
from quiz_app.exams.queries.freezing import is_frozen, was_handed_in
from quiz_app.exams.queries.maxima import full_score
from quiz_app.exams.reviews import may_see_score
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam


@dataclass(slots=True)
class Exams:
    """How many exams were taken, and passed as far as that may be told."""

    taken: int = 0
    passed: int = 0


def exams_of(
    session: Session, period: Period, member_ids: Collection[int], *, at: datetime, others: bool = False
) -> dict[int, Exams]:
    """For each member the official exams that were handed in within a period; an exam whose score is withheld at `at`
    counts as taken only. What counts of several attempts decides whether it was passed. One query. To `others` than the
    member an exam that is frozen says who had taken it by then, and not who passed."""
    query = (
        select(
            Attempt.member_id,
            Exam,
            Attempt.number,
            Attempt.score,
            full_score(),
            Attempt.started_at,
            Attempt.submitted_at,
        )
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Edition, Edition.id == Attempt.edition_id)
        .where(
            Attempt.member_id.in_(member_ids),
            Exam.kind == "exam",
            Exam.mode == OFFICIAL,
            Attempt.submitted_at >= period.starts_at,
            Attempt.submitted_at < period.ends_at,
        )
    )
    if others:
        query = query.where(was_handed_in(at))
    exams: dict[int, Exam] = {}
    sat: dict[tuple[int, int], list[Taken]] = defaultdict(list)
    for member_id, exam, *attempt in session.execute(query):
        exams[exam.id] = exam
        sat[member_id, exam.id] += scored([attempt])
    found: dict[int, Exams] = defaultdict(Exams)
    for (member_id, exam_id), attempts in sat.items():
        exam, figures = exams[exam_id], found[member_id]
        figures.taken += 1
        if attempts and may_see_score(exam, at) and not (others and is_frozen(exam, at)):
            figures.passed += standing(attempts, exam.counting, exam.pass_percent).passed
    return found
