"""What a member may be told of own scores in lists."""

from dataclasses import dataclass

from quiz_app.exams.delivery import in_points
from quiz_app.exams.rules import least_passing


@dataclass(frozen=True, slots=True)
class Outcome:
    """In points; `score` and `passed` are None where nothing was handed in or policy withholds it (`withheld`)."""

    score: int | float | None
    max_score: int | float
    passed: bool | None
    withheld: bool


def outcome(score: int | None, max_score: int, pass_percent: int, *, shown: bool) -> Outcome:
    """`score` and `max_score` are in hundredths of a point; `shown` is whether policy lets the member see a score."""
    full = in_points(max_score)
    if score is None or not shown:
        return Outcome(None, full, None, withheld=score is not None)
    return Outcome(in_points(score), full, score >= least_passing(max_score, pass_percent), withheld=False)
