"""How many points a minute the best attempt brought: for quick rounds. Whoever passed once has passed."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from quiz_app.exams.counting.protocol import Counted, Taken, Way, alone, points

FEWEST_SECONDS = 30
"""Nobody reads a paper in less; who claims to is counted as if it had taken so long."""


def _rate(attempt: Taken) -> int:
    """Hundredths of a point a minute, cut off."""
    return attempt.score * 60 // max(attempt.seconds, FEWEST_SECONDS)


def _best(attempts: Sequence[Taken]) -> Taken:
    return max(attempts, key=lambda each: (_rate(each), each.score, -each.number))


def _count(attempts: Sequence[Taken]) -> Counted:
    best = _best(attempts)
    nearest = max(attempts, key=lambda each: Fraction(each.score, each.full) if each.full else Fraction(1))
    return replace(alone(best), score=_rate(best), reached=nearest.score, of=nearest.full)


def _explain(attempts: Sequence[Taken]) -> str:
    best = _best(attempts)
    minutes = f"{best.seconds // 60} 分 {best.seconds % 60} 秒"
    took = f"第 {best.number} 次 {points(best.score)} 分，用时 {minutes}"
    return f"取每分钟得分最高的一次：{took}，每分钟 {points(_rate(best))} 分。"


RULE = f"取每分钟得分最高的一次（得分 ÷ 用时，不到 {FEWEST_SECONDS} 秒按 {FEWEST_SECONDS} 秒算）"
WAY = Way("speed", "每分钟得分", RULE, _count, _explain, on_scale=False)
