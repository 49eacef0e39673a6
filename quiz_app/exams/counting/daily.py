"""The best attempt of each day counts, all days together. The sum is held against the pass mark of one paper."""

from collections.abc import Sequence

from quiz_app.exams.counting.protocol import Counted, Taken, Way, better, points

MOST_DAYS = 366


def _count(attempts: Sequence[Taken]) -> Counted:
    bests = _bests(attempts)
    total, seconds = sum(each.score for each in bests), sum(each.seconds for each in bests)
    numbers = tuple(sorted(each.number for each in bests))
    return Counted(total, seconds, numbers, total, min(each.full for each in bests))


def _explain(attempts: Sequence[Taken]) -> str:
    bests = _bests(attempts)
    days = " + ".join(f"{each.day.month}月{each.day.day}日 {points(each.score)}" for each in bests)
    return f"每天最好的一次相加：{days} = {points(sum(each.score for each in bests))} 分。"


def _bests(attempts: Sequence[Taken]) -> list[Taken]:
    """The best of each day, in the order of days."""
    found: dict[object, Taken] = {}
    for each in sorted(attempts, key=better):
        found[each.day] = each
    return sorted(found.values(), key=lambda each: each.day)


RULE = "每天取最好的一次，各天相加；合计达到一份试卷的合格分就是合格"
WAY = Way("daily", "各天最好成绩之和", RULE, _count, _explain, papers=MOST_DAYS)
