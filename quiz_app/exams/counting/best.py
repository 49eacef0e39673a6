"""The best attempt counts. Whoever passed once has passed, by whichever paper."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from quiz_app.exams.counting.protocol import BEST, Counted, Taken, Way, alone, better, points


def _count(attempts: Sequence[Taken]) -> Counted:
    nearest = max(attempts, key=_share)
    return replace(alone(max(attempts, key=better)), reached=nearest.score, of=nearest.full)


def _explain(attempts: Sequence[Taken]) -> str:
    best = max(attempts, key=better)
    return f"取最好的一次：{len(attempts)} 次里第 {best.number} 次最好，{points(best.score)} 分。"


def _share(attempt: Taken) -> Fraction:
    return Fraction(attempt.score, attempt.full) if attempt.full else Fraction(1)


WAY = Way(BEST, "最好成绩", "取最好成绩", _count, _explain)
