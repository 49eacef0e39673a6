"""The first or the last attempt counts."""

from collections.abc import Sequence

from quiz_app.exams.counting.protocol import Counted, Taken, Way, alone, points


def _first(attempts: Sequence[Taken]) -> Taken:
    return min(attempts, key=lambda each: each.number)


def _last(attempts: Sequence[Taken]) -> Taken:
    return max(attempts, key=lambda each: each.number)


def _count_first(attempts: Sequence[Taken]) -> Counted:
    return alone(_first(attempts))


def _count_last(attempts: Sequence[Taken]) -> Counted:
    return alone(_last(attempts))


def _explain_first(attempts: Sequence[Taken]) -> str:
    return f"只取第一次：{points(_first(attempts).score)} 分，后面的不影响。"


def _explain_last(attempts: Sequence[Taken]) -> str:
    last = _last(attempts)
    return f"取最后一次：现在是第 {last.number} 次，{points(last.score)} 分。"


FIRST = Way("first", "第一次成绩", "只取第一次成绩", _count_first, _explain_first)
LAST = Way("last", "最后一次成绩", "取最后一次成绩，哪怕比前面低", _count_last, _explain_last)
