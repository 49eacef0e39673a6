"""A result far above a member's own earlier ones.

A further value lies below mean + k · s · √(1 + 1/n), the upper end of a prediction interval after n values with the
standard deviation s (Hahn and Meeker, Statistical Intervals, 1991, section 4.2), with k = `SPREADS`. Few values can lie
close together by luck, so s is at least `LEAST_SPREAD` points, and the result has to be `LEAST_RISE` points higher.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev

from quiz_app.exams.signals.protocol import Finding, Seen, Signal

FEWEST_EARLIER = 3
SPREADS = 3.0
LEAST_SPREAD = 8.0
LEAST_RISE = 25.0


def find(seen: Sequence[Seen]) -> list[Finding]:
    return [_finding(each) for each in seen if _far_above(each)]


def highest_expected(earlier: Sequence[float]) -> float:
    spread = max(LEAST_SPREAD, stdev(earlier))
    return fmean(earlier) + max(LEAST_RISE, SPREADS * spread * sqrt(1 + 1 / len(earlier)))


def _far_above(each: Seen) -> bool:
    return len(each.earlier) >= FEWEST_EARLIER and each.percent > highest_expected(each.earlier)


def _finding(each: Seen) -> Finding:
    return Finding(
        str(each.attempt_id),
        (each.attempt_id,),
        f"得分率 {each.percent:.0f}%。这名党员之前 {len(each.earlier)} 次其他考试平均 {fmean(each.earlier):.0f}%，"
        f"最高 {max(each.earlier):.0f}%，照以往的高低，预计不超过 {highest_expected(each.earlier):.0f}%。",
    )


HISTORY = Signal(
    "比以往高出很多",
    f"得分率超过本人以往（至少 {FEWEST_EARLIER} 次其他考试）的平均加三倍标准差，并且至少高 {LEAST_RISE:.0f} 分。",
    "认真准备了、这次的题目容易、刚好考到熟悉的内容，都会这样。进步是好事。",
    find,
)
