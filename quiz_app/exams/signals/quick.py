"""A paper handed in far sooner than the others, with a good result.

The modified z-score 0.6745 (x − median) / MAD of the logarithm of the time, below −3.5 (Iglewicz and Hoaglin, How to
Detect and Handle Outliers, 1993). Times are skewed to the right, and their logarithms nearly symmetric.
"""

from collections.abc import Sequence
from math import exp, log
from statistics import median

from quiz_app.exams.signals.protocol import Finding, Seen, Signal

FEWEST = 20
FARTHEST = 3.5
TO_DEVIATIONS = 0.6745


def find(seen: Sequence[Seen]) -> list[Finding]:
    if len(seen) < FEWEST:
        return []
    times = [log(_seconds(each)) for each in seen]
    middle = median(times)
    spread = median(abs(time - middle) for time in times)
    limit = middle - FARTHEST * spread / TO_DEVIATIONS
    return [
        _finding(each, exp(middle), exp(limit))
        for each, time in zip(seen, times, strict=True)
        if spread and time < limit and each.did_well
    ]


def _seconds(each: Seen) -> float:
    return max(1.0, (each.ended - each.started) / 1000)


def _finding(each: Seen, middle: float, limit: float) -> Finding:
    return Finding(
        str(each.attempt_id),
        (each.attempt_id,),
        f"从开始到交卷 {_seconds(each):.0f} 秒，得分率 {each.percent:.0f}%。全场的中位数是 {middle:.0f} 秒，"
        f"照全场的快慢，少于 {limit:.0f} 秒就离得太远。",
    )


QUICK = Signal(
    "用时特别短",
    "从开始到交卷的时间取对数，离全场中位数超过 3.5 个稳健标准差，而得分不低于一半。全场不到 20 份时不算。",
    "题目都练熟了的人会很快；第二次作答也常常比第一次快。",
    find,
)
