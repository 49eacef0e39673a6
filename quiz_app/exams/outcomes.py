"""What a member may be told of own scores in lists."""

from dataclasses import dataclass

from quiz_app.exams.delivery import in_points
from quiz_app.exams.rules import least_passing


@dataclass(frozen=True, slots=True)
class Outcome:
    """In points; `score` and `passed` are None where nothing was handed in, policy withholds them (`withheld`), or
    people have still to mark a part (`awaits_marking`). `label` says what of several attempts the score is."""

    score: int | float | None
    max_score: int | float
    passed: bool | None
    withheld: bool
    awaits_marking: bool = False
    label: str = ""


def outcome(
    score: int | None,
    max_score: int,
    pass_percent: int,
    *,
    shown: bool,
    awaits_marking: bool = False,
    passed: bool | None = None,
    label: str = "",
) -> Outcome:
    """`score` and `max_score` are in hundredths of a point; `shown` is whether policy lets the member see a score;
    `awaits_marking` is whether something was handed in that has no score yet; `passed` where that is known otherwise
    than by the score: a correction took from the paper's maximum, or the score is not on its scale."""
    full = in_points(max_score)
    if score is None or not shown:
        withheld = not shown and (score is not None or awaits_marking)
        return Outcome(None, full, None, withheld=withheld, awaits_marking=shown and awaits_marking)
    reached = score >= least_passing(max_score, pass_percent) if passed is None else passed
    return Outcome(in_points(score), full, reached, withheld=False, label=label)
