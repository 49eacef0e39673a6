"""The attempts from which it is counted what a member has in an exam."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quiz_app.core.db import from_milliseconds
from quiz_app.core.statements import AnyWork, Statement
from quiz_app.exams.counting.protocol import Counted, Taken, scored, taken
from quiz_app.exams.counting.table import WAYS
from quiz_app.exams.queries.hot import AttemptRow
from quiz_app.exams.queries.maxima import full_score
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Edition, Exam

_OTHERS = Statement(
    "SELECT a.number, a.score, e.max_score - COALESCE(a.voided, 0), a.started_at, a.submitted_at"
    " FROM attempts a JOIN editions e ON e.id = a.edition_id"
    " WHERE a.member_id = :member AND a.exam_id = :exam AND a.id <> :attempt AND a.score IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts of a member's attempts at an exam, and how it came to that, in words."""

    counted: Counted
    explained: str
    passed: bool


def other_attempts(work: AnyWork, attempt: AttemptRow) -> list[Taken]:
    """Those of the same member at the same exam that have a score."""
    values = {"member": attempt.member_id, "exam": attempt.exam_id, "attempt": attempt.id}
    rows = _OTHERS.run(work, values).fetchall()
    return [
        taken(number, score, full, from_milliseconds(started), from_milliseconds(submitted))
        for number, score, full, started, submitted in rows
    ]


def standings(
    session: Session, member_ids: Collection[int] | Select[int], exam_ids: Collection[int]
) -> dict[tuple[int, int], Standing]:
    """What counts for each of the members in each of the exams, by (member id, exam id); one query."""
    query = (
        select(
            Attempt.member_id,
            Attempt.exam_id,
            Exam.counting,
            Exam.pass_percent,
            Attempt.number,
            Attempt.score,
            full_score(),
            Attempt.started_at,
            Attempt.submitted_at,
        )
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Edition, Edition.id == Attempt.edition_id)
        .where(Attempt.member_id.in_(member_ids), Attempt.exam_id.in_(exam_ids), Attempt.score.is_not(None))
    )
    attempts: dict[tuple[int, int], list[Taken]] = defaultdict(list)
    rules: dict[int, tuple[str, int]] = {}
    for member_id, exam_id, counting, pass_percent, *attempt in session.execute(query):
        rules[exam_id] = counting, pass_percent
        attempts[member_id, exam_id] += scored([attempt])
    return {key: standing(sat, *rules[key[1]]) for key, sat in attempts.items()}


def standing(attempts: list[Taken], counting: str, pass_percent: int) -> Standing:
    """What counts of one member's attempts."""
    way = WAYS[counting]
    counted = way.count(attempts)
    return Standing(counted, way.explain(attempts), counted.passed(pass_percent))
