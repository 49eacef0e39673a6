"""The mean of all attempts counts, cut off below a hundredth of a point, so that it passes exactly when they do."""

from collections.abc import Sequence

from quiz_app.exams.counting.protocol import Counted, Taken, Way, points


def _count(attempts: Sequence[Taken]) -> Counted:
    total, full, many = sum(each.score for each in attempts), sum(each.full for each in attempts), len(attempts)
    numbers = tuple(sorted(each.number for each in attempts))
    return Counted(total // many, sum(each.seconds for each in attempts) // many, numbers, total, full)


def _explain(attempts: Sequence[Taken]) -> str:
    scores = " + ".join(points(each.score) for each in sorted(attempts))
    many = len(attempts)
    return f"取 {many} 次的平均：（{scores}）÷ {many} = {points(_count(attempts).score)} 分。"


WAY = Way("mean", "平均成绩", "取各次的平均成绩", _count, _explain)
